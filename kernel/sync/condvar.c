// SPDX-License-Identifier: BSD-2-Clause
/*
 * condvar - a waitq under a mutex.
 *
 * The mutex is released with cv_lock held, and signals take cv_lock, so no
 * signal falls between the release and the sleep.
 */
#include "kernel/lib/panic.h"
#include "kernel/sync/condvar.h"
#include "kernel/sync/mutex.h"

void
cv_init(struct condvar *cv, const char *name)
{
	spin_init(&cv->cv_lock, "condvar_inner");
	waitq_init(&cv->cv_waiters, name);
}

void
cv_destroy(struct condvar *cv)
{
	/* Taking it sees the last signaller out. */
	spin_lock(&cv->cv_lock);
	KASSERT(list_empty(&cv->cv_waiters.wq_sleepers));
	spin_unlock(&cv->cv_lock);
	spin_destroy(&cv->cv_lock);
}

int
cv_wait(struct condvar *cv, struct mutex *mx, int flags, uint64_t deadline_ns)
{
	int error;

	MUTEX_ASSERT(mx);
	spin_lock(&cv->cv_lock);
	mutex_unlock(mx);
	error = waitq_sleep(&cv->cv_waiters, &cv->cv_lock, flags,
	    deadline_ns);
	spin_unlock(&cv->cv_lock);
	mutex_lock(mx);
	return error;
}

void
cv_signal(struct condvar *cv)
{
	spin_lock(&cv->cv_lock);
	waitq_wake_one(&cv->cv_waiters);
	spin_unlock(&cv->cv_lock);
}

void
cv_broadcast(struct condvar *cv)
{
	spin_lock(&cv->cv_lock);
	waitq_wake_all(&cv->cv_waiters);
	spin_unlock(&cv->cv_lock);
}
