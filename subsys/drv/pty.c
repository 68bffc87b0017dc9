// SPDX-License-Identifier: BSD-2-Clause
/*
 * pty - pseudo terminals: a terminal whose other end is a program.
 *
 * The pairs are fixed and named as in 4.4BSD: what is written to the master
 * /dev/ptypN is typed at the terminal /dev/ttypN, and what is written to
 * the terminal is read from the master.  A master can be open once; as long
 * as it is, its terminal can be opened.  Closing the master hangs the
 * terminal up; closing the terminal is the end of file for the master.
 *
 * Locks: [t] the terminal's t_lock, for all of it.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vm/uio.h"
#include "subsys/drv/tty_priv.h"

#define PTY_PAIRS	8
#define PTY_RING	2048	/* bytes from terminal to master */
#define PTY_CHUNK	128

struct pty {
	struct tty pt_tty;		/* [t] the terminal */
	struct dev pt_master;		/* [I] */
	int pt_open;			/* [t] the master is open */
	int pt_used;			/* [t] the terminal has been open */
	struct waitq pt_rwait;		/* [t] readers of the master */
	struct poll_head pt_poll;	/* [t] of the master */
	uint32_t pt_head;		/* [t] bytes put into pt_ring */
	uint32_t pt_tail;		/* [t] bytes taken out */
	char pt_ring[PTY_RING];		/* [t] */
};

static struct pty *
pty_of(struct tty *tp)
{
	return LIST_ENTRY(tp, struct pty, pt_tty);
}

static void
pty_wake_master_locked(struct pty *pt)
{
	SPIN_ASSERT(&pt->pt_tty.t_lock);
	waitq_wake_all(&pt->pt_rwait);
	poll_wake(&pt->pt_poll);
}

/* Writers have waited for room; an echo that finds none is lost. */
static void
pty_to_write(struct tty *tp, const char *buf, size_t len)
{
	struct pty *pt = pty_of(tp);

	spin_lock(&tp->t_lock);
	for (; len > 0 && pt->pt_head - pt->pt_tail < PTY_RING; len--)
		pt->pt_ring[pt->pt_head++ % PTY_RING] = *buf++;
	pty_wake_master_locked(pt);
	spin_unlock(&tp->t_lock);
}

static int
pty_to_room(struct tty *tp)
{
	struct pty *pt = pty_of(tp);

	return PTY_RING - (pt->pt_head - pt->pt_tail) >= LDISC_OUTPUT;
}

static int
pty_to_open(struct tty *tp)
{
	struct pty *pt = pty_of(tp);

	if (!pt->pt_open || tp->t_hungup)
		return EIO;
	pt->pt_used = 1;
	return 0;
}

static void
pty_to_close(struct tty *tp)
{
	pty_wake_master_locked(pty_of(tp));
}

static const struct tty_ops pty_tty_ops = {
	.to_write = pty_to_write,
	.to_room = pty_to_room,
	.to_open = pty_to_open,
	.to_close = pty_to_close,
};

/* A new session begins with nothing left of the last. */
static int
pty_open(void *cookie, int fflags, struct thread *td)
{
	struct pty *pt = cookie;
	struct tty *tp = &pt->pt_tty;
	int error = 0;

	(void)fflags;
	(void)td;
	spin_lock(&tp->t_lock);
	if (pt->pt_open || tp->t_opens > 0) {
		error = EBUSY;
	} else {
		pt->pt_open = 1;
		pt->pt_used = 0;
		pt->pt_tail = pt->pt_head;
		tp->t_hungup = 0;
		ldisc_init(&tp->t_ldisc);
		memset(&tp->t_winsize, 0, sizeof(tp->t_winsize));
	}
	spin_unlock(&tp->t_lock);
	return error;
}

static int
pty_close(void *cookie, int fflags)
{
	struct pty *pt = cookie;

	(void)fflags;
	tty_hangup(&pt->pt_tty);
	spin_lock(&pt->pt_tty.t_lock);
	pt->pt_open = 0;
	spin_unlock(&pt->pt_tty.t_lock);
	return 0;
}

/* Has the terminal been closed by all who had it open? */
static int
pty_ended_locked(const struct pty *pt)
{
	return pt->pt_used && pt->pt_tty.t_opens == 0;
}

/* Take what waits, up to size; waits for it.  *n is 0 at the end. */
static int
pty_take(struct pty *pt, char *buf, size_t size, int fflags, size_t *n)
{
	struct tty *tp = &pt->pt_tty;
	int error = 0;

	*n = 0;
	spin_lock(&tp->t_lock);
	while (error == 0 && pt->pt_head == pt->pt_tail &&
	    !pty_ended_locked(pt)) {
		if (fflags & O_NONBLOCK)
			error = EAGAIN;
		else
			error = waitq_sleep(&pt->pt_rwait, &tp->t_lock,
			    WQ_INTR, WQ_FOREVER);
	}
	while (*n < size && pt->pt_head != pt->pt_tail)
		buf[(*n)++] = pt->pt_ring[pt->pt_tail++ % PTY_RING];
	waitq_wake_all(&tp->t_wwait);
	poll_wake(&tp->t_poll);
	spin_unlock(&tp->t_lock);
	return *n > 0 ? 0 : error;
}

static int
pty_read(void *cookie, struct uio *uio, int fflags)
{
	char buf[PTY_CHUNK];
	size_t n;
	int error;

	n = uio->uio_resid < sizeof(buf) ? uio->uio_resid : sizeof(buf);
	error = pty_take(cookie, buf, n, fflags, &n);
	return error != 0 ? error : uio_move(buf, n, uio);
}

static int
pty_write(void *cookie, struct uio *uio, int fflags)
{
	struct pty *pt = cookie;
	char buf[PTY_CHUNK];
	size_t n;
	int error = 0;

	(void)fflags;
	while (uio->uio_resid > 0 && error == 0) {
		n = uio->uio_resid < sizeof(buf) ? uio->uio_resid :
		    sizeof(buf);
		error = uio_move(buf, n, uio);
		if (error == 0)
			tty_input(&pt->pt_tty, buf, n);
	}
	return error;
}

static int
pty_ioctl(void *cookie, unsigned long cmd, void *data, struct thread *td)
{
	struct pty *pt = cookie;

	return tty_ioctl(&pt->pt_tty, cmd, data, td);
}

static int
pty_poll(void *cookie, int events, struct thread *td)
{
	struct pty *pt = cookie;
	int got = events & POLLOUT;

	spin_lock(&pt->pt_tty.t_lock);
	if (pt->pt_head != pt->pt_tail)
		got |= events & (POLLIN | POLLRDNORM);
	if (pty_ended_locked(pt))
		got |= POLLHUP;
	if (got == 0)
		poll_record(&pt->pt_poll, td);
	spin_unlock(&pt->pt_tty.t_lock);
	return got;
}

static const struct dev_ops pty_master_ops = {
	.do_open = pty_open,
	.do_close = pty_close,
	.do_read = pty_read,
	.do_write = pty_write,
	.do_ioctl = pty_ioctl,
	.do_poll = pty_poll,
};

static void
pty_create(int unit)
{
	struct pty *pt;
	int error;

	pt = kmem_zalloc(NULL, sizeof(*pt), KM_SLEEP);
	if (pt == NULL)
		panic("pty: no memory");
	tty_init(&pt->pt_tty, &pty_tty_ops);
	waitq_init(&pt->pt_rwait, "ptyin");
	poll_head_init(&pt->pt_poll);
	(void)snprintf(pt->pt_tty.t_dev.dv_name,
	    sizeof(pt->pt_tty.t_dev.dv_name), "ttyp%d", unit);
	pt->pt_tty.t_dev.dv_mode = 0620;
	pt->pt_tty.t_dev.dv_ops = &tty_dev_ops;
	pt->pt_tty.t_dev.dv_cookie = &pt->pt_tty;
	(void)snprintf(pt->pt_master.dv_name, sizeof(pt->pt_master.dv_name),
	    "ptyp%d", unit);
	pt->pt_master.dv_mode = 0600;
	pt->pt_master.dv_ops = &pty_master_ops;
	pt->pt_master.dv_cookie = pt;
	error = dev_register(&pt->pt_tty.t_dev);
	KASSERT(error == 0);
	error = dev_register(&pt->pt_master);
	KASSERT(error == 0);
}

static void
pty_init(void)
{
	int unit;

	for (unit = 0; unit < PTY_PAIRS; unit++)
		pty_create(unit);
}
INITCALL(PHASE_DEVICE, pty_init);
