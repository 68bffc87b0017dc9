// SPDX-License-Identifier: BSD-2-Clause
/*
 * fork - a second process like the first.
 *
 * Everything that can fail is done on an unlinked or embryonic child; the
 * last step starts its thread and cannot fail.  The child is found by its
 * pid from proc_link on, but runs nothing and has no news to tell until
 * then, so nobody can be misled.
 *
 * vfork shares the address space and holds the parent up until the child
 * has called exec or exit.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/proc/procdesc.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm.h"

/* What is simply the same in the child. */
static void
fork_inherit(struct proc *p, struct proc *child)
{
	spin_lock(&p->p_lock);
	child->p_root = vnode_hold(p->p_root);
	child->p_cwd = vnode_hold(p->p_cwd);
	child->p_umask = p->p_umask;
	child->p_cred = cred_hold(p->p_cred);
	memcpy(child->p_sigact, p->p_sigact, sizeof(p->p_sigact));
	child->p_sigignore = p->p_sigignore;
	memcpy(child->p_rlimit, p->p_rlimit, sizeof(p->p_rlimit));
	child->p_nice = p->p_nice;
	child->p_flags = p->p_flags & PF_SUGID;
	memcpy(child->p_comm, p->p_comm, sizeof(p->p_comm));
	memcpy(child->p_args, p->p_args, sizeof(p->p_args));
	spin_unlock(&p->p_lock);
}

static int
fork_memory(struct proc *p, struct proc *child, int flags)
{
	if ((flags & FORK_VFORK) != 0) {
		vm_space_hold(p->p_vm);
		child->p_vm = p->p_vm;
		child->p_flags |= PF_VFORK;
		return 0;
	}
	return vm_space_fork(p->p_vm, cred_ledger(child->p_cred),
	    &child->p_vm);
}

/* The child's first steps: out to where the parent called from. */
static void
fork_child_start(void *arg)
{
	(void)arg;
	proc_thread_enter(curthread);
}

static int
fork_thread(struct thread *td, struct proc *child, struct thread **out)
{
	struct thread *ntd;
	int error;

	error = proc_thread_create(child, child->p_comm, fork_child_start,
	    td, &ntd);
	if (error != 0)
		return error;
	memcpy(ntd->td_image, td->td_image, sizeof(td->td_image));
	memcpy(ntd->td_image_bias, td->td_image_bias,
	    sizeof(td->td_image_bias));
	ntd->td_sigmask = td->td_sigmask;
	ntd->td_altstack = td->td_altstack;
	ntd->td_altsize = td->td_altsize;
	*ntd->td_frame = *td->td_frame;
	ntd->td_frame->tf_rax = 0;
	ntd->td_frame->tf_rdx = 0;
	ntd->td_frame->tf_rflags &= ~RFLAGS_CF;
	*out = ntd;
	return 0;
}

/* Into the tree, and past the hooks. */
static int
fork_link(struct proc *p, struct proc *child)
{
	uint32_t uid = child->p_cred->cr_ruid;
	int64_t max = child->p_rlimit[RLIMIT_NPROC].rlim_cur;
	int error;

	rw_wlock(&proc_tree);
	error = proc_link(child, p, p->p_pgrp, uid, max);
	rw_wunlock(&proc_tree);
	if (error != 0)
		return error;
	error = proc_hooks_fork(p, child);
	if (error != 0) {
		rw_wlock(&proc_tree);
		proc_unlink(child);
		rw_wunlock(&proc_tree);
	}
	return error;
}

/*
 * Hold the parent of a vfork until the child lets its memory go.  Only
 * SIGKILL, or another thread that wants to be alone, breaks that; other
 * signals wait.  AST_SIGNAL is cleared before the look for them, so that
 * one sent in between sets it again.
 */
static void
fork_wait_vfork(struct thread *td, struct proc *child)
{
	uint32_t again = 0;

	spin_lock(&child->p_lock);
	while ((child->p_flags & PF_VFORK) != 0) {
		if (waitq_sleep(&child->p_stopq, &child->p_lock, WQ_INTR,
		    WQ_FOREVER) != EINTR)
			continue;
		again = AST_SIGNAL;
		atomic_and(&td->td_ast, ~again);
		if ((td->td_proc->p_flags & PF_KILLED) != 0 ||
		    td->td_proc->p_single != NULL)
			break;
	}
	spin_unlock(&child->p_lock);
	atomic_or(&td->td_ast, again);
}

void
proc_vfork_done(struct proc *p)
{
	spin_lock(&p->p_lock);
	if ((p->p_flags & PF_VFORK) != 0) {
		p->p_flags &= ~PF_VFORK;
		waitq_wake_all(&p->p_stopq);
	}
	spin_unlock(&p->p_lock);
}

int
proc_fork_hold(struct thread *td, int flags, int32_t *pid,
    struct proc **held)
{
	struct proc *p = td->td_proc, *child;
	struct thread *ntd = NULL;
	int error;

	/* Who forks against the limit should not cost a copy each time. */
	error = proc_check_room(td->td_cred->cr_ruid);
	if (error == 0)
		error = proc_hooks_room(p);
	if (error != 0)
		return error;
	child = proc_alloc(cred_ledger(td->td_cred));
	if (child == NULL)
		return ENOMEM;
	fork_inherit(p, child);
	error = fork_memory(p, child, flags);
	if (error != 0)
		goto unwind;
	child->p_fd = fdtable_fork(p->p_fd, cred_ledger(child->p_cred));
	error = child->p_fd == NULL ? ENOMEM : 0;
	if (error == 0)
		error = fork_thread(td, child, &ntd);
	if (error == 0)
		error = fork_link(p, child);
	if (error != 0)
		goto unwind;

	*pid = pid_in(child, proc_space(p));
	atomic_add(&child->p_refs, 1);
	spin_lock(&child->p_lock);
	child->p_state = PR_ALIVE;
	spin_unlock(&child->p_lock);
	thread_start(ntd);
	if ((flags & FORK_VFORK) != 0)
		fork_wait_vfork(td, child);
	*held = child;
	return 0;

unwind:
	proc_thread_discard(child, ntd);
	if (child->p_fd != NULL)
		fdtable_drop(child->p_fd);
	vm_space_drop(child->p_vm);
	proc_release(child);
	return error;
}

int
proc_fork(struct thread *td, int flags, int32_t *pid)
{
	struct proc *child;
	int error = proc_fork_hold(td, flags, pid, &child);

	if (error == 0)
		proc_release(child);
	return error;
}
