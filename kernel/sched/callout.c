// SPDX-License-Identifier: BSD-2-Clause
/*
 * callout - timers.
 *
 * Each CPU has a heap of what is to come, ordered by time.  Its timer
 * interrupt takes out what is due; direct ones, the scheduler's own, run at
 * once, all others are handed to the CPU's callout thread.  An idle callout
 * moves to the CPU that arms it; a pending or running one stays, so that
 * stop and drain know where to look.
 *
 * Locks: [c] a wheel's cw_lock, class "callout"; never held over a handler.
 * co_cpu and co_state belong to the lock of the wheel that co_cpu names.
 */
#include "arch-x86_64/intr/intr.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout_priv.h"

static struct callout_wheel *
wheel_of(uint32_t cpu)
{
	return cpu_table[cpu]->pc_callout;
}

/* Lock the wheel that has co, which may move until then. */
static struct callout_wheel *
wheel_lock(struct callout *co)
{
	struct callout_wheel *cw;

	for (;;) {
		cw = wheel_of(atomic_load(&co->co_cpu));
		spin_lock(&cw->cw_lock);
		if (cw == wheel_of(co->co_cpu))
			return cw;
		spin_unlock(&cw->cw_lock);
	}
}

void
callout_init(struct callout *co, void (*func)(void *), void *arg)
{
	memset(co, 0, sizeof(*co));
	list_init(&co->co_due);
	co->co_func = func;
	co->co_arg = arg;
}

static void
pending_insert_locked(struct callout_wheel *cw, struct callout *co,
    uint64_t when)
{
	SPIN_ASSERT(&cw->cw_lock);
	pheap_insert(&cw->cw_heap, &co->co_node, when);
	co->co_state = CALLOUT_PENDING;
	cw->cw_pending++;
	if (pheap_first(&cw->cw_heap) != &co->co_node)
		return;
	if (cw->cw_percpu == percpu_self())
		timer_want(cw->cw_percpu->pc_sched, when);
	else
		ipi_send(cw->cw_percpu->pc_id, INTR_RESCHED);
}

/* Take co out of heap or due list; 1 if it was in one. */
static int
disarm_locked(struct callout_wheel *cw, struct callout *co)
{
	SPIN_ASSERT(&cw->cw_lock);
	if (co->co_state == CALLOUT_IDLE)
		return 0;
	if (co->co_state == CALLOUT_PENDING)
		pheap_remove(&cw->cw_heap, &co->co_node);
	else
		list_remove(&co->co_due);
	co->co_state = CALLOUT_IDLE;
	cw->cw_pending--;
	return 1;
}

/* Disarm co and lock the wheel it is to be armed on. */
static struct callout_wheel *
wheel_choose(struct callout *co)
{
	struct callout_wheel *cw = wheel_lock(co), *mine;

	mine = percpu_self()->pc_callout;
	disarm_locked(cw, co);
	if (cw == mine || cw->cw_running == co || cw->cw_direct == co)
		return cw;
	atomic_store(&co->co_cpu, percpu_self()->pc_id);
	spin_unlock(&cw->cw_lock);
	cw = wheel_lock(co);
	disarm_locked(cw, co);		/* somebody may have been quicker */
	return cw;
}

static void
callout_arm(struct callout *co, uint64_t when)
{
	struct callout_wheel *cw = wheel_choose(co);

	pending_insert_locked(cw, co, when);
	spin_unlock(&cw->cw_lock);
}

void
callout_reset(struct callout *co, uint64_t ns)
{
	uint64_t now = clock_now_ns();

	callout_arm(co, ns < NEVER - now ? now + ns : NEVER - 1);
}

int
callout_stop(struct callout *co)
{
	struct callout_wheel *cw = wheel_lock(co);
	int was = disarm_locked(cw, co);

	spin_unlock(&cw->cw_lock);
	return was;
}

void
callout_drain(struct callout *co)
{
	struct callout_wheel *cw = wheel_lock(co);

	/* A handler that arms itself again may need more than one round. */
	disarm_locked(cw, co);
	while (cw->cw_running == co) {
		waitq_sleep(&cw->cw_done, &cw->cw_lock, 0, WQ_FOREVER);
		disarm_locked(cw, co);
	}
	spin_unlock(&cw->cw_lock);
}

int
callout_pending(void)
{
	uint32_t i;
	int n = 0;

	for (i = 0; i < cpu_count; i++)
		n += wheel_of(i)->cw_pending;
	return n;
}

void
callout_direct(struct callout *co, void (*func)(void *), void *arg,
    uint64_t when_ns)
{
	callout_init(co, func, arg);
	co->co_direct = 1;
	callout_arm(co, when_ns);
}

void
callout_direct_stop(struct callout *co)
{
	struct callout_wheel *cw = wheel_lock(co);

	disarm_locked(cw, co);
	while (cw->cw_direct == co) {
		spin_unlock(&cw->cw_lock);
		cpu_pause();
		spin_lock(&cw->cw_lock);
	}
	spin_unlock(&cw->cw_lock);
}

/* co, just taken out of the heap, is due: run it or hand it on. */
static void
due_locked(struct callout_wheel *cw, struct callout *co)
{
	if (!co->co_direct) {
		co->co_state = CALLOUT_DUE;
		cw->cw_pending++;
		list_insert_tail(&cw->cw_due, &co->co_due);
		waitq_wake_one(&cw->cw_work);
		return;
	}
	cw->cw_direct = co;
	spin_unlock(&cw->cw_lock);
	co->co_func(co->co_arg);
	spin_lock(&cw->cw_lock);
	cw->cw_direct = NULL;
}

uint64_t
callout_tick(struct percpu *pc, uint64_t now)
{
	struct callout_wheel *cw = pc->pc_callout;
	struct pheap_node *first;
	struct callout *co;

	spin_lock(&cw->cw_lock);
	while ((first = pheap_first(&cw->cw_heap)) != NULL &&
	    first->pn_key <= now) {
		co = LIST_ENTRY(first, struct callout, co_node);
		disarm_locked(cw, co);
		due_locked(cw, co);
	}
	first = pheap_first(&cw->cw_heap);
	spin_unlock(&cw->cw_lock);
	return first != NULL ? first->pn_key : NEVER;
}

/*
 * Run the first that is due; 0: there is none.  Not inlined: what it had in
 * registers is gone when it returns, see workers_scrub.
 */
static int __attribute__((noinline))
due_run_locked(struct callout_wheel *cw)
{
	struct callout *co = LIST_FIRST(&cw->cw_due, struct callout, co_due);

	SPIN_ASSERT(&cw->cw_lock);
	if (co == NULL)
		return 0;
	disarm_locked(cw, co);
	cw->cw_running = co;
	spin_unlock(&cw->cw_lock);
	co->co_func(co->co_arg);	/* may free co */
	spin_lock(&cw->cw_lock);
	cw->cw_running = NULL;
	waitq_wake_all(&cw->cw_done);
	return 1;
}

/* The callout thread of a CPU. */
static void
callout_main(void *arg)
{
	struct callout_wheel *cw = arg;

	spin_lock(&cw->cw_lock);
	for (;;) {
		while (due_run_locked(cw))
			continue;
		waitq_sleep(&cw->cw_work, &cw->cw_lock, 0, WQ_FOREVER);
		if (list_empty(&cw->cw_due))
			workers_scrub();	/* woken for that */
	}
}

void
callout_cpu_init(struct percpu *pc)
{
	struct callout_wheel *cw = kmem_zalloc(NULL, sizeof(*cw), KM_SLEEP);
	struct thread *td;
	char name[TD_NAME_MAX];

	snprintf(name, sizeof(name), "callout/%u", pc->pc_id);
	if (cw == NULL || thread_create(name, callout_main, cw, &td) != 0)
		panic("callout: no memory for CPU %u", pc->pc_id);
	spin_init(&cw->cw_lock, "callout");
	pheap_init(&cw->cw_heap);
	list_init(&cw->cw_due);
	waitq_init(&cw->cw_work, "callout");
	waitq_init(&cw->cw_done, "drain");
	cw->cw_percpu = pc;
	pc->pc_callout = cw;
	thread_set_pri(td, PRI_CALLOUT);
	thread_set_cpu(td, pc->pc_id);
	thread_start(td);
}
