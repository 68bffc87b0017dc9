// SPDX-License-Identifier: BSD-2-Clause
/*
 * module_users - timers and queued work whose functions lie in a module.
 *
 * What runs at the moment stands on a thread's stack, where kernel/kld looks
 * itself; here are those that still wait, and those whose record is in the
 * module's own memory.  Some belong to the scheduler's interrupt and have
 * their function in the kernel: they are passed over by the same test.
 */
#include "kernel/debug/db.h"
#include "kernel/lib/module_user.h"
#include "kernel/sched/callout_priv.h"
#include "kernel/sched/taskq_priv.h"

/* The function's name says best whose it is. */
static const char *
function_name(void (*func)(void *))
{
	const char *name = "?";
	uintptr_t off;

	(void)db_sym_find((uintptr_t)func, &name, &off);
	return name;
}

static void
callout_look(struct module_use *mu, const struct callout *co, uint32_t cpu)
{
	if (module_has(mu, (uintptr_t)co->co_func) ||
	    module_has(mu, (uintptr_t)co))
		module_note(mu, "%s on cpu %u", function_name(co->co_func),
		    cpu);
}

static void
timer_users(struct module_use *mu)
{
	struct callout_wheel *cw;
	struct pheap_node *n;
	struct callout *co;
	uint32_t i;

	for (i = 0; i < cpu_count; i++) {
		cw = cpu_table[i]->pc_callout;
		spin_lock(&cw->cw_lock);
		for (n = pheap_first(&cw->cw_heap); n != NULL;
		    n = pheap_next(n))
			callout_look(mu, LIST_ENTRY(n, struct callout,
			    co_node), i);
		LIST_FOREACH(co, &cw->cw_due, co_due)
			callout_look(mu, co, i);
		spin_unlock(&cw->cw_lock);
	}
}

static void
taskq_look(struct taskq *tq, void *arg)
{
	struct module_use *mu = arg;
	struct task *ta;

	spin_lock(&tq->tq_lock);
	LIST_FOREACH(ta, &tq->tq_tasks, ta_link)
		if (module_has(mu, (uintptr_t)ta->ta_func) ||
		    module_has(mu, (uintptr_t)ta))
			module_note(mu, "%s", function_name(ta->ta_func));
	spin_unlock(&tq->tq_lock);
}

static void
task_users(struct module_use *mu)
{
	taskq_foreach(taskq_look, mu);
}

/* ------------------------------------------------ words on old stacks */

#define SCRUB_BYTES	1024	/* deeper than the frames of who sleeps */

void __attribute__((noinline))
workers_scrub(void)
{
	char old[SCRUB_BYTES];

	memset(old, 0, sizeof(old));
	__asm__ volatile("" : : "r"(old) : "memory");	/* not left out */
}

static void
taskq_poke(struct taskq *tq, void *arg)
{
	(void)arg;
	spin_lock(&tq->tq_lock);
	waitq_wake_all(&tq->tq_work);
	spin_unlock(&tq->tq_lock);
}

void
workers_poke(void)
{
	struct callout_wheel *cw;
	uint32_t i;

	for (i = 0; i < cpu_count; i++) {
		cw = cpu_table[i]->pc_callout;
		spin_lock(&cw->cw_lock);
		waitq_wake_all(&cw->cw_work);
		spin_unlock(&cw->cw_lock);
	}
	taskq_foreach(taskq_poke, NULL);
}

MODULE_USER("timers", 0, timer_users);
MODULE_USER("queued tasks", 0, task_users);
