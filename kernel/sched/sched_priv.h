// SPDX-License-Identifier: BSD-2-Clause
/*
 * sched_priv - run queues, timers: for the files of kernel/sched only.
 */
#pragma once

#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/waitq.h"

#define PRIORITIES	64
#define SLICE_NS	10000000ul
#define NEVER		UINT64_MAX
#define WRESULT_WAITING	(-1)	/* td_wresult of who may be woken */

/* One CPU's runnable threads.  [s] rq_lock; [c] this CPU, interrupts off */
struct runq {
	struct spinlock rq_lock;		/* class "runq" */
	uint64_t rq_bitmap;			/* [s] priorities waiting */
	struct list rq_ready[PRIORITIES];	/* [s] */
	volatile uint32_t rq_count;		/* [s] threads waiting */
	uint32_t rq_slice_over;			/* [s] of the running thread */
	uint64_t rq_slice_end_ns;		/* [s] of the running thread */
	struct thread *rq_idle;			/* [I] */
	struct thread *rq_dead;			/* [s] just left for good */
	struct percpu *rq_percpu;		/* [I] */
	uint64_t rq_armed_ns;			/* [c] when the timer comes */
};

static inline struct runq *
runq_of(uint32_t cpu)
{
	return cpu_table[cpu]->pc_sched;
}

/* Make td, which its caller has claimed (or is new), ready to run. */
void	sched_wake(struct thread *td);
/*
 * Put the running thread to sleep unless it was claimed meanwhile; gives up
 * lock, the only spinlock held.
 */
void	sched_sleep(struct thread *td, struct spinlock *lock);
/* The running thread ends. */
void	sched_exit(void) __attribute__((noreturn));
/* First code of a new thread: unlock what the switch left locked. */
void	sched_first(void);
/* Have the timer come at ns or before.  Interrupts off. */
void	timer_want(struct runq *rq, uint64_t ns);

/* Win the right to wake td with this result?  Then call sched_wake. */
static inline int
thread_claim(struct thread *td, int result)
{
	int was = WRESULT_WAITING;

	return __atomic_compare_exchange_n(&td->td_wresult, &was, result, 0,
	    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/* Make the list of threads and the idle threads; panics without memory. */
void	thread_init(void);
struct thread *thread_idle_create(uint32_t cpu);
/* Free a thread nobody runs any more.  Any context but interrupts. */
void	thread_reap(struct thread *td);

/* Kernel stacks; top is not included.  0 if out of memory.  Sleeps. */
uintptr_t kstack_alloc(void);
void	kstack_free(uintptr_t stack);		/* any context */

void	callout_cpu_init(struct percpu *pc);
/* Timer interrupt's part: run direct ones, hand out others; next time. */
uint64_t callout_tick(struct percpu *pc, uint64_t now);
/* Arm a callout at an absolute time to run in the timer interrupt. */
void	callout_direct(struct callout *co, void (*func)(void *), void *arg,
	    uint64_t when_ns);
/* Disarm it; spins while it runs.  Interrupts on or off; no lock it takes. */
void	callout_direct_stop(struct callout *co);
