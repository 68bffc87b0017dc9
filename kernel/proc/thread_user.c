// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_user - the user side of threads.
 *
 * A user thread is a kernel thread whose first function never returns but
 * leaves for user mode through td_frame, at the top of its kernel stack.
 */
#include <sys/errno.h>
#include "arch-x86_64/trap/trap.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/vm.h"

SET_DECLARE(proc_hook, const struct proc_hook);

int
proc_thread_create(struct proc *p, const char *name, void (*func)(void *),
    struct thread *from, struct thread **out)
{
	struct thread *td;
	int error;

	error = thread_create(name, func, p, &td);
	if (error != 0)
		return error;
	thread_set_user(td, from);
	td->td_proc = p;
	td->td_cred = cred_hold(p->p_cred);
	if (p->p_vm != NULL)
		td->td_pmap = vm_space_pmap(p->p_vm);
	spin_lock(&p->p_lock);
	list_insert_tail(&p->p_threads, &td->td_plink);
	p->p_nthreads++;
	spin_unlock(&p->p_lock);
	*out = td;
	return 0;
}

void
proc_thread_leave(struct proc *p, struct thread *td)
{
	struct cred *cr = td->td_cred;

	spin_lock(&p->p_lock);
	list_remove(&td->td_plink);
	p->p_nthreads--;
	p->p_runtime_ns += td->td_runtime_ns;
	spin_unlock(&p->p_lock);
	td->td_proc = NULL;
	td->td_cred = NULL;
	cred_drop(cr);
}

void
proc_thread_discard(struct proc *p, struct thread *td)
{
	if (td == NULL)
		return;
	proc_thread_leave(p, td);
	td->td_pmap = NULL;
	thread_destroy(td);
}

void
proc_thread_enter(struct thread *td)
{
	cpu_intr_disable();
	trap_return(td->td_frame);
}

int
proc_hooks_fork(struct proc *parent, struct proc *child)
{
	const struct set_span *span = SET_SPAN(proc_hook);
	const struct proc_hook *const *hook, *const *undo;
	int error;

	SET_FOREACH_SPAN(hook, span) {
		if ((*hook)->ph_fork == NULL)
			continue;
		error = (*hook)->ph_fork(parent, child);
		if (error == 0)
			continue;
		SET_FOREACH_SPAN(undo, span) {
			if (undo == hook)
				break;
			if ((*undo)->ph_free != NULL)
				(*undo)->ph_free(child);
		}
		return error;
	}
	return 0;
}

void
proc_hooks_exec(struct proc *p)
{
	const struct proc_hook *const *hook;

	SET_FOREACH(hook, proc_hook) {
		if ((*hook)->ph_exec != NULL)
			(*hook)->ph_exec(p);
	}
}

void
proc_hooks_exit(struct proc *p)
{
	const struct proc_hook *const *hook;

	SET_FOREACH(hook, proc_hook) {
		if ((*hook)->ph_exit != NULL)
			(*hook)->ph_exit(p);
	}
}

void
proc_hooks_free(struct proc *p)
{
	const struct proc_hook *const *hook;

	SET_FOREACH(hook, proc_hook) {
		if ((*hook)->ph_free != NULL)
			(*hook)->ph_free(p);
	}
}
