// SPDX-License-Identifier: BSD-2-Clause
/*
 * sched_test - threads, sleeping, preemption.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "tests/kern/crew.h"

#define MS		1000000ul
#define ROUNDS		2000
#define CREW		8

static struct spinlock st_lock = SPIN_INITIALIZER("test_outer");
static struct waitq st_wait[2];		/* [l] st_lock */
static int st_turn;			/* [l] */
static int st_tokens;			/* [l] */
static int st_taken;			/* [l] */
static volatile int st_stop;		/* [a] */
static volatile int st_seen;		/* [a] */

static void
st_reset(void)
{
	waitq_init(&st_wait[0], "test0");
	waitq_init(&st_wait[1], "test1");
	st_turn = st_tokens = st_taken = st_stop = st_seen = 0;
}

/* Two hand a turn to and fro: each wakeup lost would stop them for good. */
static void
pingpong(int me)
{
	int i;

	me &= 1;
	spin_lock(&st_lock);
	for (i = 0; i < ROUNDS; i++) {
		while (st_turn != me)
			waitq_sleep(&st_wait[me], &st_lock, 0, WQ_FOREVER);
		st_turn = !me;
		waitq_wake_one(&st_wait[!me]);
	}
	spin_unlock(&st_lock);
}

KTEST(sched_pingpong)
{
	st_reset();
	KT_ASSERT(crew_run(2, pingpong) == 0);
}

/* Even members make tokens, odd ones take them; sleeps are timed or not. */
static void
storm(int me)
{
	uint32_t rnd = (uint32_t)me;
	uint64_t deadline;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		spin_lock(&st_lock);
		if ((me & 1) == 0) {
			st_tokens++;
			if (crew_random(&rnd) % 4 == 0)
				waitq_wake_all(&st_wait[0]);
			else
				waitq_wake_one(&st_wait[0]);
			spin_unlock(&st_lock);
			if (crew_random(&rnd) % 8 == 0)
				thread_yield();
			continue;
		}
		while (st_tokens == 0) {
			deadline = crew_random(&rnd) % 4 != 0 ? WQ_FOREVER :
			    clock_uptime_ns() + crew_random(&rnd) % MS;
			waitq_sleep(&st_wait[0], &st_lock, 0, deadline);
		}
		st_tokens--;
		st_taken++;
		spin_unlock(&st_lock);
	}
}

KTEST(sched_wait_storm)
{
	st_reset();
	KT_ASSERT(crew_run(CREW, storm) == 0);
	KT_ASSERT(st_tokens == 0);
	KT_ASSERT(st_taken == ROUNDS * CREW / 2);
}

/* More spinners than CPUs, none of which ever gives way by itself. */
static void
hog(int me)
{
	(void)me;
	atomic_add(&st_seen, 1);
	while (!st_stop)
		cpu_pause();
}

KTEST(sched_preemption)
{
	static struct crew hogs;
	uint64_t deadline = clock_uptime_ns() + 20000 * MS;
	int n = (int)cpu_count * 2 + 1;

	st_reset();
	if (n > CREW_MAX)
		n = CREW_MAX;
	KT_ASSERT(crew_start(&hogs, n, hog) == 0);
	while (st_seen < n && clock_uptime_ns() < deadline)
		thread_yield();
	st_stop = 1;
	KT_ASSERT(crew_join(&hogs) == 0);
	KT_ASSERT(st_seen == n);
}

KTEST(sched_timeout)
{
	uint64_t before = clock_uptime_ns();
	int error;

	st_reset();
	spin_lock(&st_lock);
	error = waitq_sleep(&st_wait[0], &st_lock, 0, before + 5 * MS);
	KT_ASSERT(list_empty(&st_wait[0].wq_sleepers));
	spin_unlock(&st_lock);
	KT_ASSERT(error == ETIMEDOUT);
	KT_ASSERT(clock_uptime_ns() >= before + 5 * MS);
	spin_lock(&st_lock);
	error = waitq_sleep(&st_wait[0], &st_lock, 0, before);
	spin_unlock(&st_lock);
	KT_ASSERT(error == ETIMEDOUT);
}

static struct thread *st_sleeper;	/* [l] */
static int st_error;			/* [l] */

static void
interrupted(int me)
{
	(void)me;
	spin_lock(&st_lock);
	st_sleeper = curthread;
	st_error = waitq_sleep(&st_wait[0], &st_lock, WQ_INTR, WQ_FOREVER);
	st_turn = 1;
	waitq_wake_all(&st_wait[1]);
	spin_unlock(&st_lock);
}

KTEST(sched_interrupt)
{
	static struct crew one;
	int i;

	for (i = 0; i < 200; i++) {
		st_reset();
		st_sleeper = NULL;
		KT_ASSERT(crew_start(&one, 1, interrupted) == 0);
		spin_lock(&st_lock);
		while (st_sleeper == NULL) {
			spin_unlock(&st_lock);
			thread_yield();
			spin_lock(&st_lock);
		}
		thread_interrupt(st_sleeper, AST_SIGNAL);
		while (st_turn == 0)
			waitq_sleep(&st_wait[1], &st_lock, 0, WQ_FOREVER);
		spin_unlock(&st_lock);
		KT_ASSERT(crew_join(&one) == 0);
		KT_ASSERT(st_error == EINTR);
	}
}

static volatile uint64_t st_work;	/* [a] done by the one that computes */

/* Wake each other all the time, as a pipe's two ends do, or compute. */
static void
restless_body(void *arg)
{
	int me = (int)(intptr_t)arg;

	while (!st_stop && me == 2)
		atomic_add(&st_work, 1);
	spin_lock(&st_lock);
	while (!st_stop && me < 2) {
		while (st_turn != me && !st_stop)
			waitq_sleep(&st_wait[me], &st_lock, 0, WQ_FOREVER);
		st_turn = !me;
		waitq_wake_one(&st_wait[!me]);
	}
	waitq_wake_all(&st_wait[0]);
	waitq_wake_all(&st_wait[1]);
	st_taken++;
	spin_unlock(&st_lock);
}

/* All three on one CPU: the third must get its share. */
KTEST(sched_no_starvation)
{
	uint64_t end = clock_uptime_ns() + 1000 * MS;
	struct thread *td;
	struct waitq mine;
	int i;

	st_reset();
	st_work = 0;
	waitq_init(&mine, "test");
	for (i = 0; i < 3; i++) {
		KT_ASSERT(thread_create("restless", restless_body,
		    (void *)(intptr_t)i, &td) == 0);
		thread_set_pri(td, PRI_USER);
		thread_set_cpu(td, cpu_count - 1);
		thread_start(td);
	}
	spin_lock(&st_lock);
	while (waitq_sleep(&mine, &st_lock, 0, end) == 0)
		continue;
	st_stop = 1;
	while (st_taken < 3) {
		waitq_wake_all(&st_wait[0]);
		waitq_wake_all(&st_wait[1]);
		waitq_sleep(&mine, &st_lock, 0, clock_uptime_ns() + MS);
	}
	spin_unlock(&st_lock);
	KT_ASSERT(st_work > 10000);
}

static void
nothing(int me)
{
	atomic_add(&st_seen, me >= 0);
}

/* Threads come and go, on all CPUs, and none is left over. */
KTEST(sched_thread_churn)
{
	int i, before = thread_count();
	uint64_t deadline;

	st_reset();
	for (i = 0; i < 50; i++)
		KT_ASSERT(crew_run(CREW_MAX, nothing) == 0);
	KT_ASSERT(st_seen == 50 * CREW_MAX);
	deadline = clock_uptime_ns() + 10000 * MS;
	while (thread_count() > before && clock_uptime_ns() < deadline)
		thread_yield();
	/* The rest of the system may have made or ended a few meanwhile. */
	KT_ASSERT(thread_count() < before + CREW_MAX);
}
