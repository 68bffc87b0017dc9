// SPDX-License-Identifier: BSD-2-Clause
/*
 * hung - a sleep that complains.
 *
 * A deadlock that witness could not see (a lock and a wait, say) shows as
 * threads that wait for ever.  The message names both ends of it.
 */
#include <sys/errno.h>

#include "kernel/debug/cons.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/hung.h"

#define PATIENCE_NS	10000000000ul

static void
hung_report(const char *name, const struct thread *owner)
{
	const struct thread *td = curthread;

	if (owner == NULL) {
		kprintf("hung: thread %d (%s) waits for %s, held by readers\n",
		    td->td_tid, td->td_name, name);
		return;
	}
	kprintf("hung: thread %d (%s) waits for %s, held by thread %d (%s)%s%s\n",
	    td->td_tid, td->td_name, name, owner->td_tid, owner->td_name,
	    owner->td_state == TD_SLEEPING ? " that sleeps on " : "",
	    owner->td_state == TD_SLEEPING ? owner->td_wmesg : "");
}

void
hung_sleep(struct waitq *wq, struct spinlock *lock, const char *name,
    const struct thread *owner)
{
	if (waitq_sleep(wq, lock, 0, clock_uptime_ns() + PATIENCE_NS) ==
	    ETIMEDOUT)
		hung_report(name, owner);
}
