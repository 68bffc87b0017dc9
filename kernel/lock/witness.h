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
 * Check order against what hk holds and note the lock; the check alone is
 * for before waiting, the note alone for a lock that was tried.  Same class
 * twice is allowed only for classes marked "dup" in lock-order.txt.
 */
void	witness_check(const struct held_locks *hk, const void *lock,
	    const char *name, uint16_t cls);
void	witness_note(struct held_locks *hk, const void *lock,
	    const char *name, uint16_t cls, uintptr_t where);
void	witness_lock(struct held_locks *hk, const void *lock, const char *name,
	    uint16_t cls, uintptr_t where);
void	witness_unlock(struct held_locks *hk, const void *lock);
/* Panic, naming the locks, if this CPU holds any spinlock: may sleep now. */
void	witness_may_sleep(const char *what);
/* The same if hk, a thread's, holds any sleeping lock: ASSERT_NO_LOCKS. */
void	witness_none_held(const struct held_locks *hk, const char *what);
