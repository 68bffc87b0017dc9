// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty_ioctl - settings and commands of terminals.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include <sys/signal.h>
#include <sys/ttycom.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/drv/tty_priv.h"

static int
tty_set_termios(struct tty *tp, const struct termios *t, int flush)
{
	spin_lock(&tp->t_lock);
	if (flush)
		ldisc_flush_input(&tp->t_ldisc);
	ldisc_set(&tp->t_ldisc, t);
	waitq_wake_all(&tp->t_rwait);
	waitq_wake_all(&tp->t_wwait);
	poll_wake(&tp->t_poll);
	spin_unlock(&tp->t_lock);
	return 0;
}

static int
tty_set_winsize(struct tty *tp, const struct winsize *ws)
{
	int changed;

	spin_lock(&tp->t_lock);
	changed = memcmp(&tp->t_winsize, ws, sizeof(*ws)) != 0;
	tp->t_winsize = *ws;
	spin_unlock(&tp->t_lock);
	if (changed)
		tty_job_signal(tp, SIGWINCH);
	return 0;
}

/* what: FREAD, FWRITE or both; output never waits here. */
static int
tty_flush(struct tty *tp, int what)
{
	if (what != 0 && (what & FREAD) == 0)
		return 0;
	spin_lock(&tp->t_lock);
	ldisc_flush_input(&tp->t_ldisc);
	spin_unlock(&tp->t_lock);
	return 0;
}

static int
tty_set_stopped(struct tty *tp, int stopped)
{
	spin_lock(&tp->t_lock);
	tp->t_ldisc.ld_stopped = stopped;
	waitq_wake_all(&tp->t_wwait);
	poll_wake(&tp->t_poll);
	spin_unlock(&tp->t_lock);
	return 0;
}

/* Input by program is as good as typing: only the privileged may. */
static int
tty_type(struct tty *tp, int c, struct thread *td)
{
	int error;

	error = priv_check(td->td_cred, PRIV_TTY_STI);
	if (error == 0)
		tty_input_char(tp, c);
	return error;
}

/* Commands that change the terminal: background groups are stopped. */
static int
tty_ioctl_change(struct tty *tp, unsigned long cmd, void *data,
    struct thread *td)
{
	int error;

	error = tty_job_check(tp, td, SIGTTOU);
	if (error != 0)
		return error;
	switch (cmd) {
	case TIOCSETA:
	case TIOCSETAW:
		return tty_set_termios(tp, data, 0);
	case TIOCSETAF:
		return tty_set_termios(tp, data, 1);
	case TIOCSWINSZ:
		return tty_set_winsize(tp, data);
	case TIOCFLUSH:
		return tty_flush(tp, *(int *)data);
	case TIOCSTOP:
		return tty_set_stopped(tp, 1);
	case TIOCSTART:
		return tty_set_stopped(tp, 0);
	case TIOCSTI:
		return tty_type(tp, *(unsigned char *)data, td);
	case TIOCSPGRP:
		return tty_job_set_pgrp(tp, *(int *)data, td);
	case TIOCDRAIN:			/* output never lingers */
	case TIOCEXCL:
	case TIOCNXCL:
		return 0;
	default:
		return ENOTTY;
	}
}

int
tty_ioctl(struct tty *tp, unsigned long cmd, void *data, struct thread *td)
{
	int32_t sid, pgid;
	int error;

	switch (cmd) {
	case TIOCGETA:
		spin_lock(&tp->t_lock);
		*(struct termios *)data = tp->t_ldisc.ld_termios;
		spin_unlock(&tp->t_lock);
		return 0;
	case TIOCGWINSZ:
		spin_lock(&tp->t_lock);
		*(struct winsize *)data = tp->t_winsize;
		spin_unlock(&tp->t_lock);
		return 0;
	case FIONREAD:
		spin_lock(&tp->t_lock);
		*(int *)data = (int)ldisc_waiting(&tp->t_ldisc);
		spin_unlock(&tp->t_lock);
		return 0;
	case TIOCOUTQ:
		*(int *)data = 0;
		return 0;
	case TIOCSCTTY:
		return tty_job_acquire(tp, td);
	case TIOCNOTTY:
		return tty_job_release(tp, td);
	case TIOCGPGRP:
	case TIOCGSID:
		error = tty_job_get(tp, td, &sid, &pgid);
		if (error == 0)
			*(int *)data = cmd == TIOCGSID ? sid : pgid;
		return error;
	default:
		return tty_ioctl_change(tp, cmd, data, td);
	}
}
