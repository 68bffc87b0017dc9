// SPDX-License-Identifier: BSD-2-Clause
/*
 * callout_priv - a CPU's timers, for callout.c and the debugger.
 */
#pragma once

#include "kernel/sched/sched_priv.h"

enum callout_state { CALLOUT_IDLE, CALLOUT_PENDING, CALLOUT_DUE };

/* pc_callout of each CPU.  [c] cw_lock */
struct callout_wheel {
	struct spinlock cw_lock;		/* class "callout" */
	struct pheap cw_heap;			/* [c] pending */
	struct list cw_due;			/* [c] for the thread */
	struct callout *volatile cw_running;	/* [c] by the thread */
	struct callout *volatile cw_direct;	/* [c] by the interrupt */
	struct waitq cw_work;			/* [c] the thread waits */
	struct waitq cw_done;			/* [c] drainers wait */
	volatile int cw_pending;		/* [c] heap and due */
	struct percpu *cw_percpu;		/* [I] */
};
