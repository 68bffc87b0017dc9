// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem_wait - what KM_SLEEP waits for.
 *
 * No one can tell which of the many things that free memory will come next,
 * so the waiter just lets others run for a moment; kernel/mem bounds how
 * often.
 */
#include "kernel/mem/kmem.h"
#include "kernel/sched/sched_priv.h"

#define WAIT_NS		5000000ul

static struct spinlock mem_wait_lock = SPIN_INITIALIZER("mem_wait");
static struct waitq mem_wait_queue = {		/* [x] mem_wait_lock */
	LIST_INITIALIZER(mem_wait_queue.wq_sleepers), "memory"
};

int
mem_wait(void)
{
	struct percpu *pc = percpu_self();	/* both tests hold anywhere */

	if (!pc->pc_online || (curthread->td_flags & TDF_IDLE) != 0)
		return 0;
	spin_lock(&mem_wait_lock);
	waitq_sleep(&mem_wait_queue, &mem_wait_lock, 0,
	    clock_uptime_ns() + WAIT_NS);
	spin_unlock(&mem_wait_lock);
	return 1;
}
