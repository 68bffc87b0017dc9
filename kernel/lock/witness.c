// SPDX-License-Identifier: BSD-2-Clause
/*
 * witness - is every lock taken in the one agreed order?
 *
 * Theory.  Deadlock needs a circle of holders each waiting for the next.
 * If all locks stand in one line and are only ever taken further down the
 * line, there is no circle.  docs/lock-order.txt is that line; the place in
 * it is the class number.  Witness notes what each CPU (spinlocks) and each
 * thread (sleeping locks) holds and compares numbers on each acquisition.
 * It therefore finds a wrong order the first time the code path runs, not
 * the first time two CPUs meet in it.
 *
 * Sleeping locks need no comparison with spinlocks: taking one with a
 * spinlock held is an error by itself (witness_may_sleep).
 *
 * Cost: one compare, with the largest class held, and a few stores; the
 * rest is here, for when that compare does not settle it.  Never off.
 *
 * A held_locks belongs to one CPU with interrupts off, or to the running
 * thread, so nothing here locks.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lock/lock_class.h"
#include "kernel/lock/witness.h"

#define CACHE_SIZE	512		/* entries, a power of two */
#define CACHE_TRIES	4		/* places a name may have */
#define CACHE_NAME_BITS	48		/* kernel addresses differ below */

/*
 * Class by address of the name: the class in the top bits, the address
 * below, so that one load sees both or neither.  [a]
 */
static uint64_t class_cache[CACHE_SIZE + CACHE_TRIES];

static uint16_t
class_search(const char *name)
{
	uint16_t i;

	for (i = 1; i < lock_class_count; i++) {
		if (strcmp(lock_classes[i].lc_name, name) == 0)
			return i;
	}
	if (!panicking)
		panic("witness: lock class \"%s\" is not in lock-order.txt",
		    name);
	return 0;
}

uint16_t
witness_class(const char *name)
{
	uint64_t key = (uint64_t)(uintptr_t)name << (64 - CACHE_NAME_BITS) >>
	    (64 - CACHE_NAME_BITS);
	uint64_t *slot = &class_cache[hash_u64(key) % CACHE_SIZE], e;
	uint16_t cls;
	int i;

	/* Neighbours too, for two names of the same place must not fight. */
	for (i = 0; i < CACHE_TRIES; i++, slot++) {
		e = atomic_load_relaxed(slot);
		if ((e ^ key) << (64 - CACHE_NAME_BITS) == 0 && e != 0)
			return (uint16_t)(e >> CACHE_NAME_BITS);
		if (e == 0)
			break;
	}
	if (i == CACHE_TRIES)
		slot--;
	cls = class_search(name);
	atomic_store(slot, (uint64_t)cls << CACHE_NAME_BITS | key);
	return cls;
}

/* Out of line: the common path must stay short. */
static __attribute__((noinline, cold)) void
order_wrong(const struct held_lock *hl, const void *lock, const char *name)
{
	if (panicking)
		return;
	if (hl->hl_lock == lock)
		panic("witness: %s (%p) taken twice, first at %p",
		    name, lock, (void *)hl->hl_where);
	panic("witness: %s (%p) taken after %s (%p, held from %p)",
	    name, lock, hl->hl_name, hl->hl_lock, (void *)hl->hl_where);
}

static void
order_check(const struct held_locks *hk, const void *lock, const char *name,
    uint16_t cls)
{
	const struct held_lock *hl;

	for (hl = hk->hk_lock; hl < hk->hk_lock + hk->hk_count; hl++) {
		if (hl->hl_class < cls)
			continue;
		if (hl->hl_class == cls && hl->hl_lock != lock &&
		    lock_classes[cls].lc_dup)
			continue;
		order_wrong(hl, lock, name);
	}
}

/* hl_max of entry i, from its own class and what is below. */
static void
max_set(struct held_locks *hk, uint32_t i)
{
	struct held_lock *hl = &hk->hk_lock[i];

	hl->hl_max = hl->hl_class;
	if (i > 0 && hl[-1].hl_max > hl->hl_max)
		hl->hl_max = hl[-1].hl_max;
}

void
witness_note(struct held_locks *hk, const void *lock, const char *name,
    uint16_t cls, uintptr_t where)
{
	uint32_t i = hk->hk_count;

	if (i >= HELD_MAX) {
		if (!panicking)
			panic("witness: more than %d locks held, at %s",
			    HELD_MAX, name);
		return;
	}
	hk->hk_lock[i].hl_lock = lock;
	hk->hk_lock[i].hl_name = name;
	hk->hk_lock[i].hl_where = where;
	hk->hk_lock[i].hl_class = cls;
	max_set(hk, i);
	hk->hk_count = i + 1;
}

void
witness_lock_hard(struct held_locks *hk, const void *lock, const char *name,
    uint16_t cls, uintptr_t where)
{
	order_check(hk, lock, name, cls);
	witness_note(hk, lock, name, cls, where);
}

void
witness_unlock_hard(struct held_locks *hk, const void *lock)
{
	uint32_t i = 0;

	while (i < hk->hk_count && hk->hk_lock[i].hl_lock != lock)
		i++;
	if (i == hk->hk_count) {
		if (!panicking)
			panic("witness: %p released, not held", lock);
		return;
	}
	hk->hk_count--;
	for (; i < hk->hk_count; i++) {
		hk->hk_lock[i] = hk->hk_lock[i + 1];
		max_set(hk, i);
	}
}

void
witness_may_sleep(const char *what)
{
	const struct percpu *pc = percpu_self();
	const struct held_lock *hl;

	/*
	 * Nonzero only with interrupts off, and then pc cannot have changed;
	 * zero is zero on whatever CPU this was.
	 */
	if (pc->pc_spin_depth == 0 || panicking)
		return;
	if (pc->pc_held == NULL || pc->pc_held->hk_count == 0)
		panic("witness: %s with interrupts off", what);
	hl = &pc->pc_held->hk_lock[pc->pc_held->hk_count - 1];
	panic("witness: %s with spinlock %s held from %p", what,
	    hl->hl_name, (void *)hl->hl_where);
}

void
witness_none_held(const struct held_locks *hk, const char *what)
{
	witness_may_sleep(what);
	if (hk->hk_count != 0 && !panicking)
		panic("witness: %s with lock %s held from %p", what,
		    hk->hk_lock[0].hl_name, (void *)hk->hk_lock[0].hl_where);
}
