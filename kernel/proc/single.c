// SPDX-License-Identifier: BSD-2-Clause
/*
 * single - one thread of a process, alone.
 *
 * Theory.  exit, exec and jail_attach change what all threads of a process
 * stand on.  So first the others must be where they hold nothing of it: at
 * the border of user mode, in ast().  One thread makes itself p_single and
 * interrupts the rest; each, on its way out, finds that it must park.  With
 * SINGLE_PARK it sleeps there until the change is done; with SINGLE_EXIT it
 * ends.  A stop is the same without a p_single: all threads park until
 * SIGCONT, and the parent hears of it when the last one has.
 *
 * A thread asleep where signals do not reach holds this up until it wakes,
 * as it would hold up its own death.  Two threads cannot be p_single: the
 * second gives up what it was doing, parks, and begins again.
 *
 * Locks: [p] p_lock.  p_stopq has the parked, p_singleq the one.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include <sys/wait.h>
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

/* How many of the others p_single still waits for. */
static int
single_missing(const struct proc *p)
{
	int others = p->p_nthreads - 1;

	return p->p_single_mode == SINGLE_EXIT ? others :
	    others - p->p_parked;
}

int
proc_single_begin(struct proc *p, struct thread *td, enum single_mode mode)
{
	struct thread *other;

	/* Nobody else could make it more. */
	if (p->p_nthreads == 1)
		return 0;
	spin_lock(&p->p_lock);
	if (p->p_single != NULL) {
		spin_unlock(&p->p_lock);
		return ERESTART;
	}
	p->p_single = td;
	p->p_single_mode = mode;
	LIST_FOREACH(other, &p->p_threads, td_plink) {
		if (other != td)
			thread_interrupt(other, AST_SIGNAL);
	}
	waitq_wake_all(&p->p_stopq);
	while (single_missing(p) > 0)
		(void)waitq_sleep(&p->p_singleq, &p->p_lock, 0, WQ_FOREVER);
	if (mode == SINGLE_EXIT)
		p->p_single = NULL;
	spin_unlock(&p->p_lock);
	return 0;
}

void
proc_single_end(struct proc *p, struct thread *td)
{
	spin_lock(&p->p_lock);
	if (p->p_single == td) {
		p->p_single = NULL;
		waitq_wake_all(&p->p_stopq);
	}
	spin_unlock(&p->p_lock);
}

int
thread_must_park(const struct proc *p, const struct thread *td)
{
	return (p->p_single != NULL && p->p_single != td) ||
	    p->p_state == PR_STOPPED;
}

/* Tell the parent of a stop that this thread, the last, completes. */
static void
stop_tell(struct proc *p)
{
	int tell;

	proc_tree_rlock();
	spin_lock(&p->p_lock);
	tell = p->p_state == PR_STOPPED && (p->p_flags & PF_STOPTOLD) == 0;
	if (tell)
		p->p_flags |= PF_STOPTOLD | PF_STOPSIG;
	spin_unlock(&p->p_lock);
	if (tell)
		proc_notify_parent(p, CLD_STOPPED, WSTOPSIG(p->p_status));
	proc_tree_runlock();
}

/* Tell it that all go on; the first that does. */
static void
continue_tell(struct proc *p)
{
	int tell;

	proc_tree_rlock();
	spin_lock(&p->p_lock);
	tell = p->p_flags & PF_CONTTELL;
	p->p_flags &= ~PF_CONTTELL;
	spin_unlock(&p->p_lock);
	if (tell != 0)
		proc_notify_parent(p, CLD_CONTINUED, SIGCONT);
	proc_tree_runlock();
}

/* One round of standing still; p_lock is given up meanwhile. */
static void
thread_park_once(struct proc *p, struct thread *td)
{
	if (p->p_single != NULL && p->p_single != td &&
	    p->p_single_mode == SINGLE_EXIT) {
		spin_unlock(&p->p_lock);
		proc_thread_exit(td);
	}
	if (p->p_state == PR_STOPPED && (p->p_flags & PF_STOPTOLD) == 0 &&
	    p->p_parked == p->p_nthreads - 1) {
		spin_unlock(&p->p_lock);
		stop_tell(p);
		spin_lock(&p->p_lock);
		return;
	}
	p->p_parked++;
	if (p->p_single != NULL)
		waitq_wake_all(&p->p_singleq);
	(void)waitq_sleep(&p->p_stopq, &p->p_lock, 0, WQ_FOREVER);
	p->p_parked--;
}

void
thread_park(struct thread *td)
{
	struct proc *p = td->td_proc;
	int tell;

	spin_lock(&p->p_lock);
	while (thread_must_park(p, td))
		thread_park_once(p, td);
	tell = (p->p_flags & PF_CONTTELL) != 0;
	spin_unlock(&p->p_lock);
	if (tell)
		continue_tell(p);
}

/* Out of the process, for good; 0 if the process must go with td. */
static int
thread_leave(struct proc *p, struct thread *td)
{
	int alone, dying;

	spin_lock(&p->p_lock);
	dying = p->p_single != NULL && p->p_single_mode == SINGLE_EXIT;
	while (!dying && thread_must_park(p, td)) {
		thread_park_once(p, td);
		dying = p->p_single != NULL &&
		    p->p_single_mode == SINGLE_EXIT;
	}
	alone = p->p_nthreads == 1;
	if (!alone)
		proc_thread_leave_locked(p, td);
	spin_unlock(&p->p_lock);
	return !alone;
}

void
proc_thread_exit(struct thread *td)
{
	struct proc *p = td->td_proc;

	/* The memory may be gone before this CPU loads another. */
	spin_enter();
	td->td_pmap = NULL;
	pmap_activate(NULL);
	spin_leave();
	if (!thread_leave(p, td))
		proc_exit(W_EXITCODE(0, 0));
	proc_thread_unload(td);
	thread_exit();
}
