// SPDX-License-Identifier: BSD-2-Clause
/*
 * mutex - sleeping mutual exclusion.  Owned by a thread; checked by witness
 * with the ranks of docs/lock-order.txt; a waiter of more than ten seconds
 * logs the owner.  May be held across sleeps, never under a spinlock.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/panic.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct thread;

struct mutex {
	volatile uintptr_t mx_owner;		/* [a] thread, flags below */
	struct spinlock mx_lock;		/* class "mutex_inner" */
	struct waitq mx_waiters;		/* [mx_lock] */
	uint32_t mx_nwait;			/* [mx_lock] */
	uint16_t mx_class;			/* [I] */
	const char *mx_name;			/* [I] lock class */
};

#define MUTEX_WAITED	0x1ul	/* in mx_owner: mx_nwait is not zero */
#define MUTEX_HANDOFF	0x2ul	/* alone: free, but only for who waited */
#define MUTEX_FLAGS	0x3ul

/* The owner, or NULL; for messages, it may be gone at once. */
static inline struct thread *
mutex_owner(const struct mutex *mx)
{
	return (struct thread *)(mx->mx_owner & ~MUTEX_FLAGS);
}

/* name is a class of docs/lock-order.txt, a literal. */
void	mutex_init(struct mutex *mx, const char *name);
void	mutex_destroy(struct mutex *mx);
/* Sleeps: no spinlock held. */
void	mutex_lock(struct mutex *mx);
int	mutex_trylock(struct mutex *mx);	/* 0 or EBUSY */
/* By the owner.  mx is not touched once somebody else can have it. */
void	mutex_unlock(struct mutex *mx);
int	mutex_held(const struct mutex *mx);	/* by me, or panicking */
#define MUTEX_ASSERT(mx)	KASSERT(mutex_held(mx))
