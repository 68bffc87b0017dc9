// SPDX-License-Identifier: BSD-2-Clause
/*
 * spin - spinlocks, checked by witness.
 *
 * A spinlock disables interrupts on its CPU while held; holders never
 * sleep.  Nesting is free: interrupts come back with the last unlock.
 * The name ties a lock to a class in docs/lock-order.txt; the build makes
 * ranks of that list and witness panics when locks are taken against it.
 */
#pragma once

#include <stdint.h>

#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/panic.h"

struct spinlock {
	volatile uint32_t sl_lock;	/* [a] 0 free, else CPU id + 1 */
	uint16_t sl_class;		/* [a] witness class, 0 not looked up */
	uint16_t sl_pad;
	const char *sl_name;		/* [I] class name */
};

#define SPIN_INITIALIZER(name)	{ 0, 0, 0, name }

/* Make an unlocked lock of the class name (a string literal). */
void	spin_init(struct spinlock *l, const char *name);
/* May panic: recursion, order, held for ever.  Not from NMI. */
void	spin_lock(struct spinlock *l);
void	spin_unlock(struct spinlock *l);
/* 0, or EBUSY at once.  No order check: trying cannot deadlock. */
int	spin_trylock(struct spinlock *l);
/* The lock must be free; its memory may then be reused. */
void	spin_destroy(struct spinlock *l);
/*
 * Nonzero if this CPU holds l; always nonzero once panicking.  With
 * interrupts on this CPU may be another a moment later, but then l is not
 * held on either.
 */
static inline int
spin_held(const struct spinlock *l)
{
	return l->sl_lock == percpu_self()->pc_id + 1 || panicking;
}
#define SPIN_ASSERT(l)	KASSERT(spin_held(l))

/*
 * Interrupts off on this CPU, counted; not tied to a lock.  Between the two
 * the thread cannot move or be preempted.
 */
void	spin_enter(void);
void	spin_leave(void);
