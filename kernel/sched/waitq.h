// SPDX-License-Identifier: BSD-2-Clause
/*
 * waitq - sleeping until somebody wakes.
 *
 * A waitq has no lock of its own: the caller's spinlock, which guards the
 * condition, guards the queue.  Sleep gives that lock up atomically and
 * takes it again before it returns.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"

struct spinlock;

struct waitq {
	struct list wq_sleepers;	/* [x] the caller's lock */
	const char *wq_name;		/* [I] shown by ps as WCHAN */
};

#define WQ_INTR		0x1	/* signals and thread_interrupt wake it */
#define WQ_FOREVER	UINT64_MAX

void	waitq_init(struct waitq *wq, const char *name);
/*
 * Sleep; lock, and no other spinlock, held on entry and on return.
 * deadline_ns is absolute uptime or WQ_FOREVER.  0 woken, EINTR, ETIMEDOUT.
 * May return 0 spuriously: loop on the condition.
 */
int	waitq_sleep(struct waitq *wq, struct spinlock *lock, int flags,
	    uint64_t deadline_ns);
/* Wake one (the longest sleeper) or all; lock held.  Returns how many. */
int	waitq_wake_one(struct waitq *wq);
int	waitq_wake_all(struct waitq *wq);
