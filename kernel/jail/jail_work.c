// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_work - the threads that take jails to their end.
 *
 * Whoever notices that a jail may go further queues it: jail_remove, the
 * last process, the last child.  A jail is worked on by one thread at a
 * time; queued meanwhile, it is looked at once more.  A jail waiting for
 * its children is not in the queue, so that a few threads are enough for
 * any tree; and a thread that has to wait long, for somebody who holds an
 * image, says so and gets a substitute, so that no number of stuck jails
 * holds up the others.
 *
 * Locks: [w] work_lock, class "jail_work".
 */
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/init.h"
#include "kernel/sched/taskq.h"
#include "kernel/sched/thread.h"

#define WORKERS	4	/* that are not held up */

static struct spinlock work_lock;	/* class "jail_work" */
static struct list work_queue;		/* [w] by j_worklink */
static struct waitq work_wait;		/* [w] idle workers */
static int work_threads;		/* [w] */
static int work_blocked;		/* [w] of those, in a long wait */

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

/*
 * Take one jail as far as it goes; 0: there is none.  Not inlined: what it
 * had in registers is gone when it returns, see workers_scrub.
 */
static int __attribute__((noinline))
work_run_locked(void)
{
	struct jail *j = LIST_FIRST(&work_queue, struct jail, j_worklink);

	SPIN_ASSERT(&work_lock);
	if (j == NULL)
		return 0;
	list_remove(&j->j_worklink);
	do {
		j->j_work = JW_RUNNING;
		spin_unlock(&work_lock);
		jail_advance(j);
		spin_lock(&work_lock);
	} while ((j->j_work & JW_AGAIN) != 0);
	j->j_work = 0;
	spin_unlock(&work_lock);
	jail_release(j);
	spin_lock(&work_lock);
	return 1;
}

/* Work until this thread is one too many. */
static void
worker(void *arg)
{
	(void)arg;
	spin_lock(&work_lock);
	for (;;) {
		while (work_run_locked())
			continue;
		if (work_threads - work_blocked > WORKERS)
			break;
		waitq_sleep(&work_wait, &work_lock, 0, WQ_FOREVER);
		if (list_empty(&work_queue))
			workers_scrub();	/* woken for that */
	}
	work_threads--;
	spin_unlock(&work_lock);
}

void
jail_work_poke(void)
{
	spin_lock(&work_lock);
	waitq_wake_all(&work_wait);
	spin_unlock(&work_lock);
}

/* Start threads until enough are free; 0 or what stopped it. */
static int
workers_fill(void)
{
	struct thread *td;
	int enough, error = 0;

	while (error == 0) {
		spin_lock(&work_lock);
		enough = work_threads - work_blocked >= WORKERS;
		work_threads += !enough;
		spin_unlock(&work_lock);
		if (enough)
			break;
		error = thread_create("jail", worker, NULL, &td);
		if (error == 0) {
			thread_start(td);
			continue;
		}
		spin_lock(&work_lock);
		work_threads--;
		spin_unlock(&work_lock);
	}
	return error;
}

/* Without memory for a substitute the others are just fewer. */
void
jail_work_blocked(int blocked)
{
	spin_lock(&work_lock);
	work_blocked += blocked ? 1 : -1;
	spin_unlock(&work_lock);
	if (blocked)
		(void)workers_fill();
}

static void
jail_work_init(void)
{
	spin_init(&work_lock, "jail_work");
	list_init(&work_queue);
	waitq_init(&work_wait, "jailwork");
	if (workers_fill() != 0)
		panic("no thread for the end of jails");
}

INITCALL(PHASE_FRAMEWORK, jail_work_init);
