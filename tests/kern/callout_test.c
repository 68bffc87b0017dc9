// SPDX-License-Identifier: BSD-2-Clause
/*
 * callout_test - timers and task queues.
 */
#include <sys/errno.h>

#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"
#include "tests/kern/crew.h"

#define MS		1000000ul
#define TIMERS		64
#define CREW		6

static struct callout ct_timer[TIMERS];
static struct task ct_task;
static struct taskq *ct_taskq;
static volatile int ct_fired;		/* [a] */
static volatile int ct_early;		/* [a] */
static volatile int ct_inside;		/* [a] */
static uint64_t ct_when[TIMERS];	/* [t] */

static void
fire(void *arg)
{
	if (arg != NULL && clock_uptime_ns() < *(uint64_t *)arg)
		atomic_add(&ct_early, 1);
	atomic_add(&ct_fired, 1);
}

static int
fired_wait(int n)
{
	uint64_t deadline = clock_uptime_ns() + 20000 * MS;

	while (ct_fired < n && clock_uptime_ns() < deadline)
		thread_yield();
	return ct_fired;
}

KTEST(callout_order)
{
	uint32_t rnd = 1;
	uint64_t ns;
	int i, before = callout_pending();

	ct_fired = ct_early = 0;
	for (i = 0; i < TIMERS; i++) {
		ns = crew_random(&rnd) % (20 * MS);
		ct_when[i] = clock_uptime_ns() + ns;
		callout_init(&ct_timer[i], fire, &ct_when[i]);
		callout_reset(&ct_timer[i], ns);
	}
	KT_ASSERT(fired_wait(TIMERS) == TIMERS);
	KT_ASSERT(ct_early == 0);
	for (i = 0; i < TIMERS; i++)
		callout_drain(&ct_timer[i]);
	KT_ASSERT(callout_pending() <= before);
}

KTEST(callout_stop_before)
{
	ct_fired = 0;
	callout_init(&ct_timer[0], fire, NULL);
	KT_ASSERT(callout_stop(&ct_timer[0]) == 0);
	callout_reset(&ct_timer[0], 3600000 * MS);
	callout_reset(&ct_timer[0], 3600001 * MS);
	KT_ASSERT(callout_stop(&ct_timer[0]) == 1);
	KT_ASSERT(callout_stop(&ct_timer[0]) == 0);
	callout_reset(&ct_timer[0], UINT64_MAX);
	KT_ASSERT(callout_stop(&ct_timer[0]) == 1);
	KT_ASSERT(ct_fired == 0);
}

static void
again(void *arg)
{
	atomic_add(&ct_inside, 1);
	atomic_add(&ct_fired, 1);
	callout_reset(arg, 1000);
	atomic_sub(&ct_inside, 1);
}

/* A timer that always comes again is stopped for good by drain. */
KTEST(callout_drain_rearming)
{
	int seen, i;

	for (i = 0; i < 50; i++) {
		ct_fired = ct_inside = 0;
		callout_init(&ct_timer[0], again, &ct_timer[0]);
		callout_reset(&ct_timer[0], 0);
		KT_ASSERT(fired_wait(3) >= 3);
		callout_drain(&ct_timer[0]);
		seen = ct_fired;
		KT_ASSERT(ct_inside == 0);
		thread_yield();
		KT_ASSERT(ct_fired == seen);
		KT_ASSERT(callout_stop(&ct_timer[0]) == 0);
	}
}

/* All CPUs move and stop the same few timers, which then still work. */
static void
shuffle(int me)
{
	uint32_t rnd = (uint32_t)me;
	struct callout *co;
	int i;

	for (i = 0; i < 3000; i++) {
		co = &ct_timer[crew_random(&rnd) % 4];
		if (crew_random(&rnd) % 3 == 0)
			callout_stop(co);
		else
			callout_reset(co, crew_random(&rnd) % MS);
	}
}

KTEST(callout_shuffle)
{
	int i;

	ct_fired = 0;
	for (i = 0; i < 4; i++)
		callout_init(&ct_timer[i], fire, NULL);
	KT_ASSERT(crew_run(CREW, shuffle) == 0);
	for (i = 0; i < 4; i++)
		callout_drain(&ct_timer[i]);
	ct_fired = 0;
	for (i = 0; i < 4; i++)
		callout_reset(&ct_timer[i], MS);
	KT_ASSERT(fired_wait(4) == 4);
	for (i = 0; i < 4; i++)
		callout_drain(&ct_timer[i]);
	KT_ASSERT(ct_fired == 4);
}

static void
task_body(void *arg)
{
	(void)arg;
	if (atomic_add(&ct_inside, 1) != 1)
		atomic_add(&ct_early, 1);
	atomic_add(&ct_fired, 1);
	thread_yield();
	atomic_sub(&ct_inside, 1);
}

static void
enqueue(int me)
{
	int i;

	(void)me;
	for (i = 0; i < 500; i++) {
		taskq_enqueue(ct_taskq, &ct_task);
		thread_yield();
	}
}

/* One task never runs twice at a time, whoever queues it, however often. */
KTEST(taskq_serial)
{
	ct_fired = ct_early = ct_inside = 0;
	ct_taskq = taskq_create("testq", 3);
	KT_ASSERT(ct_taskq != NULL);
	task_init(&ct_task, task_body, NULL);
	KT_ASSERT(crew_run(CREW, enqueue) == 0);
	taskq_drain(ct_taskq, &ct_task);
	KT_ASSERT(ct_inside == 0);
	KT_ASSERT(ct_early == 0);
	KT_ASSERT(ct_fired > 0);
	taskq_destroy(ct_taskq);
}

static void
task_free(void *arg)
{
	kmem_free(arg);
	atomic_add(&ct_fired, 1);
}

KTEST(taskq_task_frees_itself)
{
	struct task *ta;
	int i;

	ct_fired = 0;
	ct_taskq = taskq_create("testq", 1);
	KT_ASSERT(ct_taskq != NULL);
	for (i = 0; i < 20; i++) {
		ta = kmem_zalloc(NULL, sizeof(*ta), KM_SLEEP);
		KT_ASSERT(ta != NULL);
		task_init(ta, task_free, ta);
		taskq_enqueue(ct_taskq, ta);
	}
	taskq_destroy(ct_taskq);
	KT_ASSERT(ct_fired == 20);
}
