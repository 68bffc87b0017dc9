// SPDX-License-Identifier: BSD-2-Clause
/*
 * condvar - waiting for a condition guarded by a mutex.
 */
#pragma once

#include <stdint.h>
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct mutex;

struct condvar {
	struct spinlock cv_lock;	/* class "condvar_inner" */
	struct waitq cv_waiters;	/* [cv_lock] */
};

void	cv_init(struct condvar *cv, const char *name);
void	cv_destroy(struct condvar *cv);
/* mx held on entry and return.  flags, deadline, results as waitq_sleep. */
int	cv_wait(struct condvar *cv, struct mutex *mx, int flags,
	    uint64_t deadline_ns);
void	cv_signal(struct condvar *cv);
void	cv_broadcast(struct condvar *cv);
