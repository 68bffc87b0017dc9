// SPDX-License-Identifier: BSD-2-Clause
/*
 * umtx - a hash of sleepers on words; see umtx.h.
 *
 * No wake-up is lost: a sleeper enters the hash first and reads the word
 * then.  Who changes the word before the read is seen by it; who does after
 * finds the sleeper in the hash.  Reading may fault and sleep, so no lock is
 * held around it; should a wake-up come meanwhile it is remembered.
 *
 * A sleeper lies on its thread's kernel stack and takes itself out, or is
 * taken out by its waker, under the bucket's lock, before it returns.  A
 * shared word's object is held so long: its address cannot mean another.
 *
 * Locks: [u] the bucket's ub_lock, a spinlock, class "umtx".
 */
#include <sys/errno.h>

#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/init.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/proc/proc.h"
#include "kernel/proc/umtx.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/vm.h"

#define UMTX_BUCKETS	128	/* a power of two */

struct umtx_bucket {
	struct spinlock ub_lock;	/* class "umtx" */
	struct list ub_waiters;		/* [u] oldest first */
};

/* Which word. */
struct umtx_key {
	const void *uk_owner;		/* [t] space or object */
	uint64_t uk_offset;		/* [t] address, or offset in it */
	struct vm_object *uk_object;	/* [t] held, or NULL */
};

struct umtx_waiter {
	struct list uw_link;		/* [u] */
	struct umtx_key uw_key;		/* [I] */
	struct waitq uw_wait;		/* [u] of one thread */
	int uw_woken;			/* [u] off the list, by a waker */
};

static struct umtx_bucket umtx_table[UMTX_BUCKETS];

static struct umtx_bucket *
umtx_bucket(const struct umtx_key *uk)
{
	uint64_t h = hash_u64((uintptr_t)uk->uk_owner + uk->uk_offset);

	return &umtx_table[h >> 32 & (UMTX_BUCKETS - 1)];
}

/*
 * Memory that is not shared is known by its address, also to callers that
 * do not say so: then both kinds meet.
 */
static int
umtx_key_get(struct vm_space *vs, uaddr_t addr, int flags,
    struct umtx_key *uk)
{
	int error;

	*uk = (struct umtx_key){ vs, addr, NULL };
	if ((flags & UMTX_PRIVATE) != 0)
		return 0;
	error = vm_space_object(vs, addr, &uk->uk_object, &uk->uk_offset);
	if (error == 0 && uk->uk_object != NULL)
		uk->uk_owner = uk->uk_object;
	return error;
}

static void
umtx_key_put(struct umtx_key *uk)
{
	vm_object_drop(uk->uk_object);
}

static int
umtx_key_same(const struct umtx_key *a, const struct umtx_key *b)
{
	return a->uk_owner == b->uk_owner && a->uk_offset == b->uk_offset;
}

/* 0: the word is val. */
static int
umtx_compare(uaddr_t addr, uint64_t val, int flags, int *differs)
{
	uint64_t word = 0;
	int error;

	if ((flags & UMTX_LONG) == 0)
		val = (uint32_t)val;
	error = copyin(addr, &word, (flags & UMTX_LONG) != 0 ? 8 : 4);
	*differs = word != val;
	return error;
}

/* Sleep in the bucket until woken; leaves it in any case. */
static int
umtx_sleep(struct umtx_bucket *ub, struct umtx_waiter *uw, int asleep,
    uint64_t deadline_ns)
{
	int error = 0;

	spin_lock(&ub->ub_lock);
	while (asleep && !uw->uw_woken && error == 0)
		error = waitq_sleep(&uw->uw_wait, &ub->ub_lock, WQ_INTR,
		    deadline_ns);
	if (uw->uw_woken)
		error = 0;
	else
		list_remove(&uw->uw_link);
	spin_unlock(&ub->ub_lock);
	return error;
}

int
umtx_wait(struct thread *td, uaddr_t addr, uint64_t val, int flags,
    uint64_t deadline_ns)
{
	struct umtx_waiter uw = { .uw_woken = 0 };
	struct umtx_bucket *ub;
	int error, differs, slept;

	error = umtx_key_get(td->td_proc->p_vm, addr, flags, &uw.uw_key);
	if (error != 0)
		return error;
	ub = umtx_bucket(&uw.uw_key);
	waitq_init(&uw.uw_wait, "umtx");
	spin_lock(&ub->ub_lock);
	list_insert_tail(&ub->ub_waiters, &uw.uw_link);
	spin_unlock(&ub->ub_lock);
	/*
	 * On the list first, then the look at the word: a processor may turn
	 * a store and a later load around, and a waker between would be lost.
	 */
	atomic_fence();

	error = umtx_compare(addr, val, flags, &differs);
	slept = umtx_sleep(ub, &uw, error == 0 && !differs, deadline_ns);
	umtx_key_put(&uw.uw_key);
	return error != 0 ? error : slept;
}

int
umtx_wake(struct thread *td, uaddr_t addr, int n, int flags, int *woken)
{
	struct umtx_waiter *uw, *next;
	struct umtx_bucket *ub;
	struct umtx_key uk;
	int error, count = 0;

	error = umtx_key_get(td->td_proc->p_vm, addr, flags, &uk);
	if (error != 0)
		return error;
	ub = umtx_bucket(&uk);
	spin_lock(&ub->ub_lock);
	LIST_FOREACH_SAFE(uw, &ub->ub_waiters, uw_link, next) {
		if (count >= n)
			break;
		if (!umtx_key_same(&uw->uw_key, &uk))
			continue;
		list_remove(&uw->uw_link);
		uw->uw_woken = 1;
		waitq_wake_one(&uw->uw_wait);
		count++;
	}
	spin_unlock(&ub->ub_lock);
	umtx_key_put(&uk);
	if (woken != NULL)
		*woken = count;
	return 0;
}

static void
umtx_init(void)
{
	unsigned i;

	for (i = 0; i < UMTX_BUCKETS; i++) {
		spin_init(&umtx_table[i].ub_lock, "umtx");
		list_init(&umtx_table[i].ub_waiters);
	}
}

INITCALL(PHASE_THREAD, umtx_init);
