// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_user - the user side of threads.
 *
 * A user thread is a kernel thread whose first function never returns but
 * leaves for user mode through the frame at the top of its kernel stack.
 * The frame is always there, so td_frame is set once.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/fpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vm/vm.h"

SET_DECLARE(proc_hook, const struct proc_hook);

struct trapframe *
thread_user_frame(struct thread *td)
{
	return (struct trapframe *)(td->td_kstack + KSTACK_SIZE) - 1;
}

int
proc_thread_create(struct proc *p, const char *name, void (*func)(void *),
    struct thread **out)
{
	struct thread *td;
	uint8_t *fpu;
	int error;

	fpu = kmem_zalloc(NULL, FPU_AREA, KM_SLEEP);
	if (fpu == NULL)
		return ENOMEM;
	error = thread_create(name, func, p, &td);
	if (error != 0) {
		kmem_free(fpu);
		return error;
	}
	fpu_init(fpu);
	td->td_fpu = fpu;
	atomic_and(&td->td_flags, ~TDF_KERNEL);
	atomic_or(&td->td_flags, TDF_FPU);
	td->td_frame = thread_user_frame(td);
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

/* What a thread holds for its user side. */
static void
proc_thread_strip(struct proc *p, struct thread *td)
{
	uint8_t *fpu = td->td_fpu;
	struct cred *cr = td->td_cred;

	spin_lock(&p->p_lock);
	list_remove(&td->td_plink);
	p->p_nthreads--;
	p->p_runtime_ns += td->td_runtime_ns;
	spin_unlock(&p->p_lock);
	/* Flag first: a switch from now on must not save into the area. */
	atomic_and(&td->td_flags, ~TDF_FPU);
	td->td_fpu = NULL;
	td->td_proc = NULL;
	td->td_cred = NULL;
	td->td_frame = NULL;
	kmem_free(fpu);
	cred_drop(cr);
}

void
proc_thread_discard(struct proc *p, struct thread *td)
{
	if (td == NULL)
		return;
	proc_thread_strip(p, td);
	td->td_pmap = NULL;
	thread_destroy(td);
}

void
proc_thread_leave(struct proc *p, struct thread *td)
{
	proc_thread_strip(p, td);
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
	const struct proc_hook *const *hook, *const *undo;
	int error;

	SET_FOREACH(hook, proc_hook) {
		if ((*hook)->ph_fork == NULL)
			continue;
		error = (*hook)->ph_fork(parent, child);
		if (error == 0)
			continue;
		for (undo = SET_BEGIN(proc_hook); undo < hook; undo++) {
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
