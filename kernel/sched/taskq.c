// SPDX-License-Identifier: BSD-2-Clause
/*
 * taskq - queues of work and the threads that do it.
 *
 * A task's record is touched only before its function runs, so that the
 * function may free it.  That a task runs is noted with the worker instead:
 * drain looks there, and so does a second worker, which must not start a
 * task that is still running.
 *
 * Locks: [q] tq_lock, class "taskq"; not held over a task.  [taskqs]
 * taskqs_lock, over the list of all queues.
 */
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/taskq_priv.h"

static struct spinlock taskqs_lock = SPIN_INITIALIZER("taskqs");
static struct list taskqs = LIST_INITIALIZER(taskqs);	/* [taskqs] */

struct taskq *taskq_system;

static int
task_running_locked(struct taskq *tq, const struct task *ta)
{
	int i;

	for (i = 0; i < tq->tq_size; i++) {
		if (tq->tq_worker[i].wk_task == ta)
			return 1;
	}
	return 0;
}

/* The first task that no other worker is running. */
static struct task *
task_next_locked(struct taskq *tq)
{
	struct task *ta;

	SPIN_ASSERT(&tq->tq_lock);
	LIST_FOREACH(ta, &tq->tq_tasks, ta_link) {
		if (!task_running_locked(tq, ta))
			return ta;
	}
	return NULL;
}

/*
 * Do one task; 0: there is none.  Not inlined: what it had in registers is
 * gone when it returns, see workers_scrub.
 */
static int __attribute__((noinline))
task_run_locked(struct taskq *tq, struct worker *wk)
{
	struct task *ta = task_next_locked(tq);

	if (ta == NULL)
		return 0;
	list_remove(&ta->ta_link);
	ta->ta_queued = 0;
	wk->wk_task = ta;
	spin_unlock(&tq->tq_lock);
	ta->ta_func(ta->ta_arg);
	spin_lock(&tq->tq_lock);
	wk->wk_task = NULL;
	waitq_wake_all(&tq->tq_done);
	return 1;
}

static void
worker_main(void *arg)
{
	struct worker *wk = arg;
	struct taskq *tq = wk->wk_taskq;

	spin_lock(&tq->tq_lock);
	for (;;) {
		while (task_run_locked(tq, wk))
			continue;
		if (tq->tq_stop)
			break;
		waitq_sleep(&tq->tq_work, &tq->tq_lock, 0, WQ_FOREVER);
		if (list_empty(&tq->tq_tasks))
			workers_scrub();	/* woken for that */
	}
	tq->tq_running--;
	waitq_wake_all(&tq->tq_done);
	spin_unlock(&tq->tq_lock);
}

struct taskq *
taskq_create(const char *name, int nthreads)
{
	struct thread *td;
	struct taskq *tq;
	int i;

	tq = kmem_zalloc(NULL, sizeof(*tq) +
	    (size_t)nthreads * sizeof(struct worker), KM_SLEEP);
	if (tq == NULL)
		return NULL;
	spin_init(&tq->tq_lock, "taskq");
	list_init(&tq->tq_tasks);
	waitq_init(&tq->tq_work, "taskq");
	waitq_init(&tq->tq_done, "taskdone");
	tq->tq_size = nthreads;
	spin_lock(&taskqs_lock);
	list_insert_tail(&taskqs, &tq->tq_all);
	spin_unlock(&taskqs_lock);
	for (i = 0; i < nthreads; i++) {
		tq->tq_worker[i].wk_taskq = tq;
		if (thread_create(name, worker_main, &tq->tq_worker[i], &td) !=
		    0) {
			taskq_destroy(tq);
			return NULL;
		}
		tq->tq_running++;	/* nobody else looks yet */
		thread_start(td);
	}
	return tq;
}

void
taskq_destroy(struct taskq *tq)
{
	if (tq == NULL)
		return;
	spin_lock(&taskqs_lock);
	list_remove(&tq->tq_all);
	spin_unlock(&taskqs_lock);
	spin_lock(&tq->tq_lock);
	tq->tq_stop = 1;
	waitq_wake_all(&tq->tq_work);
	while (tq->tq_running > 0)
		waitq_sleep(&tq->tq_done, &tq->tq_lock, 0, WQ_FOREVER);
	spin_unlock(&tq->tq_lock);
	spin_destroy(&tq->tq_lock);
	kmem_free(tq);
}

void
taskq_foreach(void (*fn)(struct taskq *tq, void *arg), void *arg)
{
	struct taskq *tq;

	spin_lock(&taskqs_lock);
	LIST_FOREACH(tq, &taskqs, tq_all)
		fn(tq, arg);
	spin_unlock(&taskqs_lock);
}

void
task_init(struct task *ta, void (*func)(void *), void *arg)
{
	list_init(&ta->ta_link);
	ta->ta_func = func;
	ta->ta_arg = arg;
	ta->ta_queued = 0;
}

void
taskq_enqueue(struct taskq *tq, struct task *ta)
{
	spin_lock(&tq->tq_lock);
	if (!ta->ta_queued) {
		ta->ta_queued = 1;
		list_insert_tail(&tq->tq_tasks, &ta->ta_link);
		waitq_wake_one(&tq->tq_work);
	}
	spin_unlock(&tq->tq_lock);
}

void
taskq_drain(struct taskq *tq, struct task *ta)
{
	spin_lock(&tq->tq_lock);
	while (ta->ta_queued || task_running_locked(tq, ta))
		waitq_sleep(&tq->tq_done, &tq->tq_lock, 0, WQ_FOREVER);
	spin_unlock(&tq->tq_lock);
}

/* After sched_init, by its name. */
static void
taskq_start(void)
{
	taskq_system = taskq_create("taskq", 1);
	if (taskq_system == NULL)
		panic("taskq: no memory");
}

INITCALL(PHASE_THREAD, taskq_start);
