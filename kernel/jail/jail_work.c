// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_work - the threads that take jails to their end.
 *
 * Whoever notices that a jail may go further queues it: jail_remove, the
 * last process, the last child.  A jail is worked on by one thread at a
 * time; queued meanwhile, it is looked at once more.  A jail waiting for
 * its children is not in the queue, so that a few threads are enough for
 * any tree.
 *
 * Locks: [w] work_lock, class "jail_work".
 */
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/init.h"
#include "kernel/sched/thread.h"

#define WORKERS	4

static struct spinlock work_lock;	/* class "jail_work" */
static struct list work_queue;		/* [w] by j_worklink */
static struct waitq work_wait;		/* [w] idle workers */

void
jail_work_enqueue(struct jail *j)
{
	int queued = 0;

	jail_hold(j);
	spin_lock(&work_lock);
	if ((j->j_work & JW_RUNNING) != 0) {
		j->j_work |= JW_AGAIN;
	} else if ((j->j_work & JW_QUEUED) == 0) {
		j->j_work |= JW_QUEUED;
		list_insert_tail(&work_queue, &j->j_worklink);
		waitq_wake_one(&work_wait);
		queued = 1;
	}
	spin_unlock(&work_lock);
	if (!queued)
		jail_release(j);	/* the first one's hold will do */
}

/* Sleep until there is a jail to work on. */
static struct jail *
work_take(void)
{
	struct jail *j;

	spin_lock(&work_lock);
	while (list_empty(&work_queue))
		waitq_sleep(&work_wait, &work_lock, 0, WQ_FOREVER);
	j = LIST_FIRST(&work_queue, struct jail, j_worklink);
	list_remove(&j->j_worklink);
	j->j_work = JW_RUNNING;
	spin_unlock(&work_lock);
	return j;
}

/* Nonzero: it was queued again meanwhile. */
static int
work_done(struct jail *j)
{
	int again;

	spin_lock(&work_lock);
	again = (j->j_work & JW_AGAIN) != 0;
	j->j_work = again ? JW_RUNNING : 0;
	spin_unlock(&work_lock);
	return again;
}

static void
worker(void *arg)
{
	struct jail *j;

	(void)arg;
	for (;;) {
		j = work_take();
		do
			jail_advance(j);
		while (work_done(j));
		jail_release(j);
	}
}

static void
jail_work_init(void)
{
	struct thread *td;
	int i;

	spin_init(&work_lock, "jail_work");
	list_init(&work_queue);
	waitq_init(&work_wait, "jailwork");
	for (i = 0; i < WORKERS; i++) {
		if (thread_create("jail", worker, NULL, &td) != 0)
			panic("no thread for the end of jails");
		thread_start(td);
	}
}

INITCALL(PHASE_FRAMEWORK, jail_work_init);
