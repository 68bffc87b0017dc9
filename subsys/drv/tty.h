// SPDX-License-Identifier: BSD-2-Clause
/*
 * tty - terminals: a line discipline, a line to send on, and the session
 * that the terminal controls.
 *
 * Locks: [t] t_lock, a spinlock, class "tty"; [P] proc_tree; t_out, a
 * mutex, class "tty_out", keeps pieces of output in order.
 */
#pragma once

#include <stdint.h>
#include <sys/ttycom.h>
#include "kernel/dev/dev.h"
#include "kernel/file/file.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/waitq.h"
#include "kernel/sync/mutex.h"
#include "subsys/drv/ldisc.h"

struct session;
struct tty;

#define TTY_RAW		1024	/* characters between interrupt and task */

/* What is at the other end of the line. */
struct tty_ops {
	/* send, t_out held; may wait for the device, not for a reader */
	void (*to_write)(struct tty *tp, const char *buf, size_t len);
	/* t_lock held: would a piece of output be taken whole?  NULL: yes */
	int (*to_room)(struct tty *tp);
	/* t_lock held: may it be opened; it was closed for the last time */
	int (*to_open)(struct tty *tp);			/* or NULL */
	void (*to_close)(struct tty *tp);		/* or NULL */
};

struct tty {
	struct dev t_dev;		/* [I] */
	const struct tty_ops *t_ops;	/* [I] */
	struct mutex t_out;		/* class "tty_out" */
	struct spinlock t_lock;		/* class "tty" */
	struct ldisc t_ldisc;		/* [t] */
	struct waitq t_rwait;		/* [t] readers */
	struct waitq t_wwait;		/* [t] writers stopped, or for room */
	struct poll_head t_poll;	/* [t] */
	struct winsize t_winsize;	/* [t] */
	uint8_t t_raw[TTY_RAW];		/* [t] a ring, from interrupts */
	uint32_t t_raw_head;		/* [t] */
	uint32_t t_raw_tail;		/* [t] */
	int t_hungup;			/* [t] the other side is gone */
	int t_opens;			/* [t] files open on it */
	struct task t_task;		/* [I] takes t_raw to the ldisc */
	struct session *t_session;	/* [P] it controls, or NULL */
	int32_t t_pgid;			/* [P] foreground group */
};

/* Set up; the caller fills in t_dev and registers it. */
void	tty_init(struct tty *tp, const struct tty_ops *ops);
/* A character came in.  Any context; too many are lost. */
void	tty_input_char(struct tty *tp, int c);
/* The same from a thread, at once, however many; sleeps. */
void	tty_input(struct tty *tp, const char *buf, size_t len);
/* The other side is gone: readers see the end, the session gets SIGHUP. */
void	tty_hangup(struct tty *tp);
/* For dv_ops: the cookie is the tty. */
extern const struct dev_ops tty_dev_ops;
