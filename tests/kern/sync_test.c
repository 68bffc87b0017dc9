// SPDX-License-Identifier: BSD-2-Clause
/*
 * sync_test - sleeping locks under more threads than CPUs.
 *
 * What a lock guards is changed in two steps with a chance to be preempted
 * in between; whoever is in there with somebody else sees a half step.
 */
#include <sys/errno.h>

#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/condvar.h"
#include "kernel/sync/mutex.h"
#include "kernel/sync/refs.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sys/sysctl.h"
#include "tests/kern/crew.h"

#define CREW		8
#define ROUNDS		1000

REF_KIND(sy_ref_kind, "test");

static struct mutex sy_mutex;
static struct rwlock sy_rw;
static struct condvar sy_cv;
static struct refs sy_refs;
static volatile int sy_first;		/* [m] the lock under test */
static volatile int sy_second;		/* [m] always equals sy_first */
static volatile int sy_bad;		/* [a] */
static int sy_items;			/* [m] */
static volatile int sy_held;		/* [a] the sitter has the mutex */

static void
two_steps(uint32_t *rnd)
{
	sy_first++;
	if (crew_random(rnd) % 8 == 0)
		thread_yield();
	sy_second++;
}

static void
mutex_body(int me)
{
	uint32_t rnd = (uint32_t)me;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		if (crew_random(&rnd) % 4 != 0)
			mutex_lock(&sy_mutex);
		else if (mutex_trylock(&sy_mutex) != 0)
			mutex_lock(&sy_mutex);
		if (sy_first != sy_second)
			atomic_add(&sy_bad, 1);
		two_steps(&rnd);
		mutex_unlock(&sy_mutex);
	}
}

KTEST(sync_mutex_torture)
{
	sy_first = sy_second = sy_bad = 0;
	mutex_init(&sy_mutex, "test_sleep_outer");
	KT_ASSERT(crew_run(CREW, mutex_body) == 0);
	KT_ASSERT(sy_bad == 0);
	KT_ASSERT(sy_first == CREW * ROUNDS);
	KT_ASSERT(sy_second == CREW * ROUNDS);
	mutex_destroy(&sy_mutex);
}

static void
rw_body(int me)
{
	uint32_t rnd = (uint32_t)me;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		if (crew_random(&rnd) % 4 == 0) {
			rw_wlock(&sy_rw);
			two_steps(&rnd);
			rw_wunlock(&sy_rw);
			continue;
		}
		rw_rlock(&sy_rw);
		if (sy_first != sy_second)
			atomic_add(&sy_bad, 1);
		if (crew_random(&rnd) % 16 == 0)
			thread_yield();
		if (sy_first != sy_second)
			atomic_add(&sy_bad, 1);
		rw_runlock(&sy_rw);
	}
}

KTEST(sync_rwlock_torture)
{
	sy_first = sy_second = sy_bad = 0;
	rw_init(&sy_rw, "test_sleep_outer");
	KT_ASSERT(crew_run(CREW, rw_body) == 0);
	KT_ASSERT(sy_bad == 0);
	KT_ASSERT(sy_first == sy_second && sy_first > 0);
	rw_destroy(&sy_rw);
}

static void
cv_body(int me)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		mutex_lock(&sy_mutex);
		if ((me & 1) == 0) {
			sy_items++;
			cv_signal(&sy_cv);
		} else {
			while (sy_items == 0)
				cv_wait(&sy_cv, &sy_mutex, 0, WQ_FOREVER);
			sy_items--;
		}
		mutex_unlock(&sy_mutex);
	}
}

KTEST(sync_condvar)
{
	sy_items = 0;
	mutex_init(&sy_mutex, "test_sleep_outer");
	cv_init(&sy_cv, "testcv");
	KT_ASSERT(crew_run(CREW, cv_body) == 0);
	KT_ASSERT(sy_items == 0);
	mutex_lock(&sy_mutex);
	KT_ASSERT(cv_wait(&sy_cv, &sy_mutex, 0, clock_uptime_ns() + 1000000)
	    == ETIMEDOUT);
	mutex_unlock(&sy_mutex);
	cv_destroy(&sy_cv);
	mutex_destroy(&sy_mutex);
}

/* One sits on the mutex until another's wait for it has been logged. */
static void
hung_body(int me)
{
	uint64_t deadline = clock_uptime_ns() + 20000000000ul;
	size_t len = sizeof(int);
	int n = sy_first;

	while (me != 0 && !sy_held)
		thread_yield();
	mutex_lock(&sy_mutex);
	sy_held = 1;
	while (me == 0 && n == sy_first && clock_uptime_ns() < deadline) {
		thread_yield();
		sysctl_kernel_read("debug.hung_reports", &n, &len);
	}
	mutex_unlock(&sy_mutex);
}

KTEST(sync_hung_lock_is_reported)
{
	size_t len = sizeof(int);
	int before, patience, brief = 50, n;

	KT_ASSERT(sysctl_kernel_read("debug.hung_reports", &before, &len) ==
	    0);
	KT_ASSERT(sysctl_kernel_read("debug.hung_ms", &patience, &len) == 0);
	KT_ASSERT(sysctl_kernel_write("debug.hung_ms", &brief, len) == 0);
	sy_first = before;
	sy_held = 0;
	mutex_init(&sy_mutex, "test_sleep_outer");
	n = crew_run(2, hung_body);
	KT_ASSERT(sysctl_kernel_write("debug.hung_ms", &patience, len) == 0);
	KT_ASSERT(n == 0);
	KT_ASSERT(sysctl_kernel_read("debug.hung_reports", &n, &len) == 0);
	KT_ASSERT(n > before);
	mutex_destroy(&sy_mutex);
}

/* An object whose last user, whoever that is, frees it with its mutex. */
struct shared {
	struct mutex sh_lock;		/* class "test_sleep_outer" */
	int sh_users;			/* [sh_lock] */
};

static struct shared *volatile sy_shared[ROUNDS / 10];	/* [I] while used */

static void
shared_body(int me)
{
	int i, last;

	(void)me;
	for (i = 0; i < ROUNDS / 10; i++) {
		mutex_lock(&sy_shared[i]->sh_lock);
		last = --sy_shared[i]->sh_users == 0;
		mutex_unlock(&sy_shared[i]->sh_lock);
		if (last) {
			mutex_destroy(&sy_shared[i]->sh_lock);
			kmem_free(sy_shared[i]);
		}
	}
}

KTEST(sync_mutex_freed_by_next_owner)
{
	struct shared *sh;
	int i;

	for (i = 0; i < ROUNDS / 10; i++) {
		sh = kmem_zalloc(NULL, sizeof(*sh), KM_SLEEP);
		KT_ASSERT(sh != NULL);
		mutex_init(&sh->sh_lock, "test_sleep_outer");
		sh->sh_users = CREW;
		sy_shared[i] = sh;
	}
	KT_ASSERT(crew_run(CREW, shared_body) == 0);
}

static void
refs_body(int me)
{
	struct ref rf;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		ref_take(&sy_refs, &rf, &sy_ref_kind, &rf);
		if ((me + i) % 16 == 0)
			thread_yield();
		ref_drop(&sy_refs, &rf);
	}
}

static int
refs_name(const struct ref *rf, void *arg)
{
	*(const char **)arg = rf->rf_kind->rk_name;
	return 1;
}

KTEST(sync_refs)
{
	const char *name = NULL;
	struct ref rf;

	refs_init(&sy_refs, "testrefs");
	KT_ASSERT(crew_run(CREW, refs_body) == 0);
	KT_ASSERT(refs_wait(&sy_refs, clock_uptime_ns()) == 0);
	ref_take(&sy_refs, &rf, &sy_ref_kind, NULL);
	KT_ASSERT(refs_wait(&sy_refs, clock_uptime_ns() + 1000000) ==
	    ETIMEDOUT);
	KT_ASSERT(refs_foreach(&sy_refs, refs_name, &name) == 1);
	KT_ASSERT(name == sy_ref_kind.rk_name);
	ref_drop(&sy_refs, &rf);
	refs_destroy(&sy_refs);
}
