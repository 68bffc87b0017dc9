// SPDX-License-Identifier: BSD-2-Clause
/*
 * rwlock - many readers or one writer.
 *
 * All state changes under rw_lock, the spinlock inside; whoever leaves
 * wakes those who may come next: a writer first, since a waiting writer
 * keeps new readers out, else all readers.
 */
#include "kernel/lib/panic.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/hung.h"
#include "kernel/sync/rwlock.h"

void
rw_init(struct rwlock *rw, const char *name)
{
	spin_init(&rw->rw_lock, "rwlock_inner");
	waitq_init(&rw->rw_rwait, name);
	waitq_init(&rw->rw_wwait, name);
	rw->rw_readers = 0;
	rw->rw_wwaiting = 0;
	rw->rw_owner = NULL;
	rw->rw_class = witness_class(name);
	rw->rw_name = name;
}

void
rw_destroy(struct rwlock *rw)
{
	KASSERT(rw->rw_readers == 0 && rw->rw_owner == NULL);
	spin_destroy(&rw->rw_lock);
}

static void
witness_enter(struct rwlock *rw, uintptr_t where)
{
	witness_may_sleep("rwlock");
	witness_lock(&curthread->td_held, rw, rw->rw_name, rw->rw_class,
	    where);
}

/* The lock has come free for somebody. */
static void
wake_next_locked(struct rwlock *rw)
{
	SPIN_ASSERT(&rw->rw_lock);
	if (rw->rw_wwaiting > 0)
		waitq_wake_one(&rw->rw_wwait);
	else
		waitq_wake_all(&rw->rw_rwait);
}

void
rw_rlock(struct rwlock *rw)
{
	witness_enter(rw, (uintptr_t)__builtin_return_address(0));
	spin_lock(&rw->rw_lock);
	while ((rw->rw_owner != NULL || rw->rw_wwaiting > 0) && !panicking) {
		if (hung_sleep(&rw->rw_rwait, &rw->rw_lock))
			hung_report(rw->rw_name, rw->rw_owner);
	}
	rw->rw_readers++;
	spin_unlock(&rw->rw_lock);
}

void
rw_runlock(struct rwlock *rw)
{
	witness_unlock(&curthread->td_held, rw);
	spin_lock(&rw->rw_lock);
	KASSERT(rw->rw_readers > 0);
	if (--rw->rw_readers == 0)
		wake_next_locked(rw);
	spin_unlock(&rw->rw_lock);
}

void
rw_wlock(struct rwlock *rw)
{
	witness_enter(rw, (uintptr_t)__builtin_return_address(0));
	spin_lock(&rw->rw_lock);
	rw->rw_wwaiting++;
	while ((rw->rw_owner != NULL || rw->rw_readers > 0) && !panicking) {
		if (hung_sleep(&rw->rw_wwait, &rw->rw_lock))
			hung_report(rw->rw_name, rw->rw_owner);
	}
	rw->rw_wwaiting--;
	rw->rw_owner = curthread;
	spin_unlock(&rw->rw_lock);
}

void
rw_wunlock(struct rwlock *rw)
{
	KASSERT(rw_wheld(rw));
	witness_unlock(&curthread->td_held, rw);
	spin_lock(&rw->rw_lock);
	rw->rw_owner = NULL;
	wake_next_locked(rw);
	spin_unlock(&rw->rw_lock);
}

int
rw_wheld(const struct rwlock *rw)
{
	return panicking || rw->rw_owner == curthread;
}
