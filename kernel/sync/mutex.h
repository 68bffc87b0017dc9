// SPDX-License-Identifier: BSD-2-Clause
/*
 * mutex - sleeping mutual exclusion.  Owned by a thread; checked by witness
 * with the ranks of docs/lock-order.txt; a waiter of more than ten seconds
 * logs the owner.  May be held across sleeps, never under a spinlock.
 */
#pragma once

#include <stdint.h>
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct thread;

struct mutex {
	struct thread *volatile mx_owner;	/* [a] NULL free */
	struct spinlock mx_lock;		/* class "mutex_inner" */
	struct waitq mx_waiters;		/* [mx_lock] */
	volatile uint32_t mx_nwait;		/* [a] */
	uint16_t mx_class;			/* [I] */
	const char *mx_name;			/* [I] */
};

void	mutex_init(struct mutex *mx, const char *name);
void	mutex_destroy(struct mutex *mx);
void	mutex_lock(struct mutex *mx);
int	mutex_trylock(struct mutex *mx);	/* 0 or EBUSY */
void	mutex_unlock(struct mutex *mx);
int	mutex_held(const struct mutex *mx);	/* by me, or panicking */
#define MUTEX_ASSERT(mx)	KASSERT(mutex_held(mx))
