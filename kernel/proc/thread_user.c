// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_user - the user side of threads.
 *
 * A user thread is a kernel thread whose first function never returns but
 * leaves for user mode through td_frame, at the top of its kernel stack.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/vm.h"

SET_DECLARE(proc_hook, const struct proc_hook);

static int threads_max = 1500;		/* [a] */

SYSCTL_INT(threads_max, "kern.threads.max_threads_per_proc", SYSCTL_RW,
    threads_max, "Threads a process may have");

int
proc_thread_create(struct proc *p, const char *name, void (*func)(void *),
    struct thread *from, struct thread **out)
{
	struct thread *td;
	int error;

	error = thread_create(name, func, p, &td);
	if (error != 0)
		return error;
	error = thread_charge(td, cred_ledger(p->p_cred));
	if (error != 0) {
		thread_destroy(td);
		return error;
	}
	thread_set_user(td, from);
	td->td_proc = p;
	td->td_cred = proc_cred_hold(p);
	if (p->p_vm != NULL)
		td->td_pmap = vm_space_pmap(p->p_vm);
	spin_lock(&p->p_lock);
	list_insert_tail(&p->p_threads, &td->td_plink);
	p->p_nthreads++;
	/* It came while all were to stand still: so must it. */
	if (thread_must_park(p, td))
		atomic_or(&td->td_ast, AST_SIGNAL);
	spin_unlock(&p->p_lock);
	*out = td;
	return 0;
}

static int
threads_check(const struct proc *p)
{
	return p->p_nthreads >= threads_max ? EAGAIN : 0;
}

/* The new thread's first steps: out to where thr_new said. */
static void
thread_first(void *arg)
{
	(void)arg;
	proc_thread_enter(curthread);
}

int
proc_thread_new(struct thread *td, const struct thread_start *ts,
    struct thread **out)
{
	struct proc *p = td->td_proc;
	struct trapframe *tf;
	struct thread *ntd;
	int error;

	error = threads_check(p);
	if (error == 0)
		error = proc_thread_create(p, td->td_name, thread_first, td,
		    &ntd);
	if (error != 0)
		return error;
	memcpy(ntd->td_image, td->td_image, sizeof(td->td_image));
	memcpy(ntd->td_image_bias, td->td_image_bias,
	    sizeof(td->td_image_bias));
	ntd->td_sigmask = td->td_sigmask;
	ntd->td_fsbase = ts->ts_fsbase;
	tf = ntd->td_frame;
	memset(tf, 0, sizeof(*tf));
	tf->tf_vector = T_SYSCALL;
	tf->tf_rip = ts->ts_entry;
	tf->tf_rsp = ts->ts_sp;
	tf->tf_rdi = ts->ts_arg;
	tf->tf_cs = SEL_UCODE;
	tf->tf_ss = SEL_UDATA;
	tf->tf_rflags = RFLAGS_FIXED | RFLAGS_IF;
	*out = ntd;
	return 0;
}

void
proc_thread_leave_locked(struct proc *p, struct thread *td)
{
	uint64_t left;

	SPIN_ASSERT(&p->p_lock);
	list_remove(&td->td_plink);
	p->p_nthreads--;
	p->p_runtime_ns += td->td_runtime_ns;
	siginfo_purge(p, &td->td_siginfos, UINT64_MAX);
	/* It may have been the one that was told of what is pending. */
	for (left = p->p_pending; left != 0; left &= left - 1)
		signal_tell_locked(p, __builtin_ctzl(left) + 1);
	if (p->p_single != NULL)
		waitq_wake_all(&p->p_singleq);
}

void
proc_thread_unload(struct thread *td)
{
	struct cred *cr = td->td_cred;

	td->td_proc = NULL;
	td->td_cred = NULL;
	cred_drop(cr);
}

void
proc_thread_leave(struct proc *p, struct thread *td)
{
	spin_lock(&p->p_lock);
	proc_thread_leave_locked(p, td);
	spin_unlock(&p->p_lock);
	proc_thread_unload(td);
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
proc_hooks_room(const struct proc *parent)
{
	const struct set_span *span = SET_SPAN(proc_hook);
	const struct proc_hook *const *hook;
	int error = 0;

	SET_FOREACH_SPAN(hook, span)
		if ((*hook)->ph_room != NULL && error == 0)
			error = (*hook)->ph_room(parent);
	return error;
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

/* A hook that moved p is asked to move it back when a later one refuses. */
int
proc_hooks_attach(struct proc *p, struct image *const *images)
{
	const struct proc_hook *const *hook;
	int error;

	SET_FOREACH(hook, proc_hook) {
		if ((*hook)->ph_attach == NULL)
			continue;
		error = (*hook)->ph_attach(p, images);
		if (error != 0)
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
