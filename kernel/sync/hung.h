// SPDX-License-Identifier: BSD-2-Clause
/*
 * hung - telling the world that a lock is held suspiciously long.
 */
#pragma once

#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"

struct spinlock;
struct thread;

/*
 * Sleep on wq like waitq_sleep, for ever, but log every ten seconds that
 * the running thread waits for the lock name, and who (NULL: several) owns
 * it.  Returns when woken.
 */
void	hung_sleep(struct waitq *wq, struct spinlock *lock, const char *name,
	    const struct thread *owner);
