// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness - lock classes, ranks, and who holds what.
 *
 * Classes come from docs/lock-order.txt through a generated table; tables
 * are static, for memory allocation itself takes locks.  Spinlocks are
 * noted per CPU, sleeping locks per thread; both in a struct held_locks.
 */
#pragma once

#include <stdint.h>

#define HELD_MAX	16	/* deepest nesting, then panic */

struct held_lock {
	const void *hl_lock;	/* [c] or [t]: the owner's only */
	const char *hl_name;	/* [I] */
	uintptr_t hl_where;	/* [I] return address of the taker */
	uint16_t hl_class;	/* [I] */
	uint16_t hl_max;	/* [c] or [t] largest class up to here */
};

struct held_locks {
	uint32_t hk_count;			/* [c] or [t] */
	struct held_lock hk_lock[HELD_MAX];	/* [c] or [t] */
};

/*
 * Class of a name, a string literal; unknown names panic: put them into
 * lock-order.txt.  Fast for a name seen before.  Any context.
 */
uint16_t	witness_class(const char *name);
/*
 * Note a lock that was got by trying: no order is checked, for who does
 * not wait cannot be part of a deadlock.
 */
void	witness_note(struct held_locks *hk, const void *lock,
	    const char *name, uint16_t cls, uintptr_t where);

/* The uncommon ways of the ones below; for kernel/lock alone. */
void	witness_lock_hard(struct held_locks *hk, const void *lock,
	    const char *name, uint16_t cls, uintptr_t where);
void	witness_unlock_hard(struct held_locks *hk, const void *lock);

/*
 * Is cls beyond all classes that hk holds?  The usual case; these are
 * inline because they run at every lock.
 */
static inline int
witness_fits(const struct held_locks *hk, uint16_t cls)
{
	uint32_t n = hk->hk_count;

	return n == 0 || (n < HELD_MAX && cls > hk->hk_lock[n - 1].hl_max);
}

/* Note a lock of a class that fits. */
static inline void
witness_push(struct held_locks *hk, const void *lock, const char *name,
    uint16_t cls, uintptr_t where)
{
	struct held_lock *hl = &hk->hk_lock[hk->hk_count++];

	hl->hl_lock = lock;
	hl->hl_name = name;
	hl->hl_where = where;
	hl->hl_class = cls;
	hl->hl_max = cls;
}

/* Is lock the last one taken? */
static inline int
witness_is_last(const struct held_locks *hk, const void *lock)
{
	uint32_t n = hk->hk_count;

	return n != 0 && hk->hk_lock[n - 1].hl_lock == lock;
}

/*
 * Check order against what hk holds and note the lock; before waiting for
 * it.  Same class twice is allowed only for classes marked "dup" in
 * lock-order.txt.
 */
static inline void
witness_lock(struct held_locks *hk, const void *lock, const char *name,
    uint16_t cls, uintptr_t where)
{
	if (__builtin_expect(witness_fits(hk, cls), 1))
		witness_push(hk, lock, name, cls, where);
	else
		witness_lock_hard(hk, lock, name, cls, where);
}

static inline void
witness_unlock(struct held_locks *hk, const void *lock)
{
	if (__builtin_expect(witness_is_last(hk, lock), 1))
		hk->hk_count--;
	else
		witness_unlock_hard(hk, lock);
}

/* Panic, naming the locks, if this CPU holds any spinlock: may sleep now. */
void	witness_may_sleep(const char *what);
/* The same if hk, a thread's, holds any sleeping lock: ASSERT_NO_LOCKS. */
void	witness_none_held(const struct held_locks *hk, const char *what);
