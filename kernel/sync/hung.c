// SPDX-License-Identifier: BSD-2-Clause
/*
 * hung - a sleep that complains.
 *
 * A deadlock that witness could not see (a lock and a wait, say) shows as
 * threads that wait for ever.  The message names both ends of it.
 */
#include <sys/errno.h>

#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/hung.h"

#define NS_A_MS		1000000ul

/* How long a wait may be before it is worth a message. */
static int hung_ms = 10000;			/* [a] */
static volatile int hung_reports;		/* [a] */

int
hung_sleep(struct waitq *wq, struct spinlock *lock)
{
	uint64_t deadline = clock_uptime_ns() + (uint64_t)hung_ms * NS_A_MS;

	return waitq_sleep(wq, lock, 0, deadline) == ETIMEDOUT;
}

void
hung_report(const char *name, const struct thread *owner)
{
	const struct thread *td = curthread;

	atomic_add(&hung_reports, 1);
	if (owner == NULL) {
		kprintf("hung: thread %d (%s) waits for %s\n", td->td_tid,
		    td->td_name, name);
		return;
	}
	kprintf("hung: thread %d (%s) waits for %s, "
	    "held by thread %d (%s)%s%s\n",
	    td->td_tid, td->td_name, name, owner->td_tid, owner->td_name,
	    owner->td_state == TD_SLEEPING ? " that sleeps on " : "",
	    owner->td_state == TD_SLEEPING ? owner->td_wmesg : "");
}

SYSCTL_INT(patience, "debug.hung_ms", SYSCTL_RW, hung_ms,
    "milliseconds a lock may be waited for before that is logged");
SYSCTL_NODE_(reports, "debug.hung_reports", SYSCTL_T_INT, SYSCTL_RD,
    (void *)(uintptr_t)&hung_reports, sizeof(hung_reports), NULL, NULL,
    "times a lock was waited for too long");
