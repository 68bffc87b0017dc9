// SPDX-License-Identifier: BSD-2-Clause
/*
 * waitq - the sleeping side of sched.c's theory.
 *
 * A sleeper that a timeout or signal woke takes itself off the queue once
 * it has the lock back; wakers meanwhile skip it, for it cannot be claimed
 * again.  So wake_one wakes one that really still slept, and timeouts and
 * signals never need the lock, which they could not know.
 */
#include <sys/errno.h>

#include "arch-x86_64/intr/intr.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/sched/sched_priv.h"

void
waitq_init(struct waitq *wq, const char *name)
{
	list_init(&wq->wq_sleepers);
	wq->wq_name = name;
}

static void
sleep_timeout(void *arg)
{
	struct thread *td = arg;

	if (thread_claim(td, ETIMEDOUT))
		sched_wake(td);
}

/*
 * From here on td may be claimed.  A signal that came before finds no
 * TDF_INTERRUPT, but leaves AST_SIGNAL, which is looked at after setting
 * the flag: one of both sides sees the other.
 */
static void
sleep_begin(struct thread *td, struct waitq *wq, int flags)
{
	td->td_wmesg = wq->wq_name;
	td->td_waitq = wq;
	list_insert_tail(&wq->wq_sleepers, &td->td_wlink);
	atomic_store(&td->td_wresult, WRESULT_WAITING);
	if ((flags & WQ_INTR) == 0)
		return;
	atomic_or(&td->td_flags, TDF_INTERRUPT);
	if ((atomic_load(&td->td_ast) & AST_SIGNAL) != 0)
		thread_claim(td, EINTR);
}

int
waitq_sleep(struct waitq *wq, struct spinlock *lock, int flags,
    uint64_t deadline_ns)
{
	struct thread *td = curthread;
	struct callout timer;

	SPIN_ASSERT(lock);
	sleep_begin(td, wq, flags);
	if (deadline_ns != WQ_FOREVER)
		callout_direct(&timer, sleep_timeout, td, deadline_ns);
	sched_sleep(td, lock);
	if (deadline_ns != WQ_FOREVER)
		callout_direct_stop(&timer);
	if ((flags & WQ_INTR) != 0)
		atomic_and(&td->td_flags, ~(uint32_t)TDF_INTERRUPT);
	spin_lock(lock);
	list_remove(&td->td_wlink);
	td->td_waitq = NULL;
	return td->td_wresult;
}

int
waitq_wake_one(struct waitq *wq)
{
	struct thread *td;

	while (!list_empty(&wq->wq_sleepers)) {
		td = LIST_ENTRY(wq->wq_sleepers.next, struct thread, td_wlink);
		list_remove(&td->td_wlink);
		if (thread_claim(td, 0)) {
			sched_wake(td);
			return 1;
		}
	}
	return 0;
}

int
waitq_wake_all(struct waitq *wq)
{
	int n = 0;

	while (waitq_wake_one(wq) != 0)
		n++;
	return n;
}
