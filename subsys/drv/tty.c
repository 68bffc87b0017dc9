// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty - terminals: moving characters.
 *
 * In: an interrupt puts characters into t_raw and queues a task; the task
 * takes them through the line discipline, sends the echo, signals the
 * foreground group and wakes readers.
 *
 * Out: a writer, or the task for its echo, takes t_out, runs a piece
 * through the line discipline under t_lock, and sends the result without
 * the spinlock, for the device may be slow.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>
#include <sys/signal.h>
#include "kernel/dev/random.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/uio.h"
#include "subsys/drv/tty_priv.h"

#define TTY_CHUNK	128		/* bytes moved at a time */
#define VTIME_NS	100000000UL	/* unit of VTIME: a tenth second */

static void
tty_signal_events(struct tty *tp, int events)
{
	if (events & LDISC_INTR)
		tty_job_signal(tp, SIGINT);
	if (events & LDISC_QUIT)
		tty_job_signal(tp, SIGQUIT);
	if (events & LDISC_SUSP)
		tty_job_signal(tp, SIGTSTP);
}

/* A character that came by interrupt, or -1. */
static int
tty_raw_next(struct tty *tp)
{
	int c = -1;

	spin_lock(&tp->t_lock);
	if (tp->t_raw_tail != tp->t_raw_head)
		c = tp->t_raw[tp->t_raw_tail++ % TTY_RAW];
	spin_unlock(&tp->t_lock);
	return c;
}

/* Take one character to the line discipline, t_out held; its events. */
static int
tty_input_one(struct tty *tp, int c)
{
	int events;

	spin_lock(&tp->t_lock);
	events = ldisc_input(&tp->t_ldisc, c);
	if (events & LDISC_READABLE) {
		waitq_wake_all(&tp->t_rwait);
		poll_wake(&tp->t_poll);
	}
	if (events & LDISC_START)
		waitq_wake_all(&tp->t_wwait);
	spin_unlock(&tp->t_lock);
	return events;
}

/* Send what the line discipline has collected; t_out held. */
static void
tty_send(struct tty *tp)
{
	char buf[LDISC_OUTPUT];
	size_t n;

	MUTEX_ASSERT(&tp->t_out);
	spin_lock(&tp->t_lock);
	n = ldisc_drain(&tp->t_ldisc, buf);
	spin_unlock(&tp->t_lock);
	if (n > 0)
		tp->t_ops->to_write(tp, buf, n);
}

void
tty_input(struct tty *tp, const char *buf, size_t len)
{
	int events;

	for (; len > 0; len--) {
		mutex_lock(&tp->t_out);
		events = tty_input_one(tp, (unsigned char)*buf++);
		tty_send(tp);
		mutex_unlock(&tp->t_out);
		tty_signal_events(tp, events);
	}
}

static void
tty_task(void *arg)
{
	struct tty *tp = arg;
	int c;
	char ch;

	random_stir(NULL, 0);
	while ((c = tty_raw_next(tp)) >= 0) {
		ch = (char)c;
		tty_input(tp, &ch, 1);
	}
}

void
tty_input_char(struct tty *tp, int c)
{
	spin_lock(&tp->t_lock);
	if (tp->t_raw_head - tp->t_raw_tail < TTY_RAW)
		tp->t_raw[tp->t_raw_head++ % TTY_RAW] = (uint8_t)c;
	spin_unlock(&tp->t_lock);
	taskq_enqueue(taskq_system, &tp->t_task);
}

void
tty_init(struct tty *tp, const struct tty_ops *ops)
{
	tp->t_ops = ops;
	mutex_init(&tp->t_out, "tty_out");
	spin_init(&tp->t_lock, "tty");
	ldisc_init(&tp->t_ldisc);
	waitq_init(&tp->t_rwait, "ttyin");
	waitq_init(&tp->t_wwait, "ttyout");
	poll_head_init(&tp->t_poll);
	task_init(&tp->t_task, tty_task, tp);
}

void
tty_hangup(struct tty *tp)
{
	spin_lock(&tp->t_lock);
	tp->t_hungup = 1;
	waitq_wake_all(&tp->t_rwait);
	waitq_wake_all(&tp->t_wwait);
	poll_wake(&tp->t_poll);
	spin_unlock(&tp->t_lock);
	tty_job_signal(tp, SIGHUP);
	tty_job_signal(tp, SIGCONT);
}

/*
 * How many characters satisfy a reader of size bytes: a line's end, or
 * what VMIN says; 0 if it must not wait at all.
 */
static size_t
tty_read_wanted(const struct tty *tp, size_t size)
{
	const struct termios *t = &tp->t_ldisc.ld_termios;
	size_t min = t->c_cc[VMIN];

	if (t->c_lflag & ICANON)
		return 1;
	if (min == 0)
		return t->c_cc[VTIME] > 0 ? 1 : 0;
	return min < size ? min : size;
}

/* With VMIN 0 VTIME runs from the start, else from each character on. */
static uint64_t
tty_read_deadline(const struct tty *tp, size_t waiting)
{
	const struct termios *t = &tp->t_ldisc.ld_termios;

	if ((t->c_lflag & ICANON) || t->c_cc[VTIME] == 0 ||
	    (t->c_cc[VMIN] > 0 && waiting == 0))
		return WQ_FOREVER;
	return clock_uptime_ns() + t->c_cc[VTIME] * VTIME_NS;
}

/* Wait until a reader of size bytes has something, or may have nothing. */
static int
tty_read_wait_locked(struct tty *tp, size_t size, int fflags)
{
	size_t waiting;
	int error;

	SPIN_ASSERT(&tp->t_lock);
	for (;;) {
		waiting = ldisc_waiting(&tp->t_ldisc);
		if (waiting >= tty_read_wanted(tp, size) || tp->t_hungup)
			return 0;
		if (fflags & O_NONBLOCK)
			return waiting > 0 ? 0 : EAGAIN;
		error = waitq_sleep(&tp->t_rwait, &tp->t_lock, WQ_INTR,
		    tty_read_deadline(tp, waiting));
		if (error == ETIMEDOUT &&
		    ldisc_waiting(&tp->t_ldisc) == waiting)
			return 0;
		if (error == EINTR)
			return error;
	}
}

int
tty_read(struct tty *tp, struct uio *uio, int fflags, struct thread *td)
{
	char buf[TTY_CHUNK];
	size_t n;
	int end = 0, error;

	if (uio->uio_resid == 0)
		return 0;
	error = tty_job_check(tp, td, SIGTTIN);
	if (error != 0)
		return error;
	spin_lock(&tp->t_lock);
	error = tty_read_wait_locked(tp, uio->uio_resid, fflags);
	while (error == 0 && uio->uio_resid > 0 && !end) {
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		n = ldisc_read(&tp->t_ldisc, buf, n, &end);
		if (n == 0)
			break;
		spin_unlock(&tp->t_lock);
		error = uio_move(buf, n, uio);
		spin_lock(&tp->t_lock);
	}
	spin_unlock(&tp->t_lock);
	return error;
}

static int
tty_may_write_locked(struct tty *tp)
{
	SPIN_ASSERT(&tp->t_lock);
	return !tp->t_ldisc.ld_stopped &&
	    (tp->t_ops->to_room == NULL || tp->t_ops->to_room(tp));
}

/* Wait while VSTOP holds output up, or there is no room for more. */
static int
tty_write_wait(struct tty *tp, int fflags)
{
	int error = 0;

	spin_lock(&tp->t_lock);
	while (error == 0 && !tp->t_hungup && !tty_may_write_locked(tp)) {
		if (fflags & O_NONBLOCK)
			error = EAGAIN;
		else
			error = waitq_sleep(&tp->t_wwait, &tp->t_lock,
			    WQ_INTR, WQ_FOREVER);
	}
	if (error == 0 && tp->t_hungup)
		error = EIO;
	spin_unlock(&tp->t_lock);
	return error;
}

static void
tty_write_chunk(struct tty *tp, const char *buf, size_t len)
{
	size_t n;

	mutex_lock(&tp->t_out);
	while (len > 0) {
		spin_lock(&tp->t_lock);
		n = ldisc_output(&tp->t_ldisc, buf, len);
		spin_unlock(&tp->t_lock);
		tty_send(tp);
		buf += n;
		len -= n;
	}
	mutex_unlock(&tp->t_out);
}

static int
tty_stops_background(struct tty *tp)
{
	int stops;

	spin_lock(&tp->t_lock);
	stops = (tp->t_ldisc.ld_termios.c_lflag & TOSTOP) != 0;
	spin_unlock(&tp->t_lock);
	return stops;
}

int
tty_write(struct tty *tp, struct uio *uio, int fflags, struct thread *td)
{
	size_t total = uio->uio_resid, n;
	char buf[TTY_CHUNK];
	int error = 0;

	if (tty_stops_background(tp))
		error = tty_job_check(tp, td, SIGTTOU);
	while (error == 0 && uio->uio_resid > 0) {
		error = tty_write_wait(tp, fflags);
		if (error != 0)
			break;
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		error = uio_move(buf, n, uio);
		if (error == 0)
			tty_write_chunk(tp, buf, n);
	}
	if (uio->uio_resid < total && error != EFAULT)
		error = 0;
	return error;
}

int
tty_poll(struct tty *tp, int events, struct thread *td)
{
	int got = 0;

	spin_lock(&tp->t_lock);
	if (ldisc_waiting(&tp->t_ldisc) > 0)
		got |= events & (POLLIN | POLLRDNORM);
	if (tty_may_write_locked(tp))
		got |= events & POLLOUT;
	if (tp->t_hungup)
		got |= POLLHUP;
	if (got == 0)
		poll_record(&tp->t_poll, td);
	spin_unlock(&tp->t_lock);
	return got;
}

static int
tty_do_open(void *cookie, int fflags, struct thread *td)
{
	struct tty *tp = cookie;
	int error = 0;

	(void)fflags;
	(void)td;
	spin_lock(&tp->t_lock);
	if (tp->t_ops->to_open != NULL)
		error = tp->t_ops->to_open(tp);
	if (error == 0)
		tp->t_opens++;
	spin_unlock(&tp->t_lock);
	return error;
}

static int
tty_do_close(void *cookie, int fflags)
{
	struct tty *tp = cookie;

	(void)fflags;
	spin_lock(&tp->t_lock);
	if (--tp->t_opens == 0 && tp->t_ops->to_close != NULL)
		tp->t_ops->to_close(tp);
	spin_unlock(&tp->t_lock);
	return 0;
}

/* The device interface does not say who reads: it is the running thread. */
static int
tty_do_read(void *cookie, struct uio *uio, int fflags)
{
	return tty_read(cookie, uio, fflags, curthread);
}

static int
tty_do_write(void *cookie, struct uio *uio, int fflags)
{
	return tty_write(cookie, uio, fflags, curthread);
}

static int
tty_do_ioctl(void *cookie, unsigned long cmd, void *data, struct thread *td)
{
	return tty_ioctl(cookie, cmd, data, td);
}

static int
tty_do_poll(void *cookie, int events, struct thread *td)
{
	return tty_poll(cookie, events, td);
}

const struct dev_ops tty_dev_ops = {
	.do_open = tty_do_open,
	.do_close = tty_do_close,
	.do_read = tty_do_read,
	.do_write = tty_do_write,
	.do_ioctl = tty_do_ioctl,
	.do_poll = tty_do_poll,
};
