// SPDX-License-Identifier: BSD-2-Clause
/*
 * clock - the time, and the one timer of each CPU.
 *
 * The timer is set for whatever comes first on its CPU, a callout or the
 * end of a time slice that somebody waits for; an idle machine gets no
 * timer interrupts.  It is only ever moved forward in time to an earlier
 * moment; one that has become needless comes, finds nothing, and that is
 * cheaper than setting the hardware at each change of mind.
 */
#include "arch-x86_64/intr/intr.h"
#include "kernel/lib/atomic.h"
#include "kernel/sched/sched_priv.h"

#define NS_A_SECOND	1000000000ul

static uint64_t clock_offset_ns;	/* [a] realtime less the boot's */

uint64_t
clock_uptime_ns(void)
{
	return clock_now_ns();
}

static uint64_t
clock_boot_ns(void)
{
	return clock_boot_epoch_s() * NS_A_SECOND;
}

uint64_t
clock_realtime_ns(void)
{
	return clock_boot_ns() + clock_now_ns() +
	    atomic_load_relaxed(&clock_offset_ns);
}

void
clock_set_realtime_ns(uint64_t ns)
{
	atomic_store(&clock_offset_ns, ns - clock_now_ns() - clock_boot_ns());
}

void
timer_want(struct runq *rq, uint64_t ns)
{
	if (ns >= rq->rq_armed_ns)
		return;
	rq->rq_armed_ns = ns;
	timer_deadline_set(ns);
}

/* The slice's part: is it over?  Returns when to look again. */
static uint64_t
slice_tick(struct runq *rq, uint64_t now)
{
	if (rq->rq_count == 0)
		return NEVER;
	if (now < rq->rq_slice_end_ns)
		return rq->rq_slice_end_ns;
	rq->rq_slice_over = 1;
	rq->rq_percpu->pc_resched = 1;
	return NEVER;		/* the switch begins a new slice */
}

static void
clock_interrupt(void)
{
	struct percpu *pc = percpu_self();
	struct runq *rq = pc->pc_sched;
	uint64_t now = clock_now_ns();

	rq->rq_armed_ns = NEVER;
	timer_want(rq, callout_tick(pc, now));
	timer_want(rq, slice_tick(rq, now));
}

/* Another CPU queued a thread or a callout here: is the timer early enough? */
static void
clock_resched(void)
{
	clock_interrupt();
}

INTR_HANDLER(INTR_TIMER, clock_interrupt);
INTR_HANDLER(INTR_RESCHED, clock_resched);
