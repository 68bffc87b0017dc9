// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_signal - signals: actions, masks, sending.
 *
 * One may signal a process one can see if the sender's real or effective
 * user is the target's real or saved one, or with PRIV_SIGNAL_DIFFCRED;
 * SIGCONT also within the session.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

static int
sys_sigaction(struct thread *td, struct syscall_args *sa)
{
	struct sigaction act;
	struct sigact new, old;
	int error;

	if (sa->sa_arg[1] != 0) {
		error = copyin(sa->sa_arg[1], &act, sizeof(act));
		if (error != 0)
			return error;
		new.sg_handler = (uint64_t)act.sa_handler;
		new.sg_mask = act.sa_mask;
		new.sg_restorer = (uint64_t)act.sa_restorer;
		new.sg_flags = (uint32_t)act.sa_flags;
	}
	error = proc_sigaction(td->td_proc, (int)sa->sa_arg[0],
	    sa->sa_arg[1] != 0 ? &new : NULL, &old);
	if (error != 0 || sa->sa_arg[2] == 0)
		return error;
	memset(&act, 0, sizeof(act));
	act.sa_handler = (_sig_func_ptr)old.sg_handler;
	act.sa_mask = old.sg_mask;
	act.sa_restorer = (void (*)(void))old.sg_restorer;
	act.sa_flags = (int)old.sg_flags;
	return copyout(&act, sa->sa_arg[2], sizeof(act));
}

static int
sys_sigprocmask(struct thread *td, struct syscall_args *sa)
{
	uint64_t old = td->td_sigmask, set;
	int error;

	if (sa->sa_arg[1] != 0) {
		error = copyin(sa->sa_arg[1], &set, sizeof(set));
		if (error != 0)
			return error;
		switch ((int)sa->sa_arg[0]) {
		case SIG_BLOCK:
			thread_sigmask(td, old | set);
			break;
		case SIG_UNBLOCK:
			thread_sigmask(td, old & ~set);
			break;
		case SIG_SETMASK:
			thread_sigmask(td, set);
			break;
		default:
			return EINVAL;
		}
	}
	if (sa->sa_arg[2] == 0)
		return 0;
	return copyout(&old, sa->sa_arg[2], sizeof(old));
}

static int
sys_sigpending(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;
	uint64_t set;

	spin_lock(&p->p_lock);
	set = p->p_pending;
	spin_unlock(&p->p_lock);
	return copyout(&set, sa->sa_arg[0], sizeof(set));
}

static int
sys_sigsuspend(struct thread *td, struct syscall_args *sa)
{
	uint64_t mask;
	int error;

	error = copyin(sa->sa_arg[0], &mask, sizeof(mask));
	return error != 0 ? error : thread_sigsuspend(td, mask);
}

static int
altstack_set(struct thread *td, uaddr_t from)
{
	struct proc *p = td->td_proc;
	stack_t ss;
	int error;

	error = copyin(from, &ss, sizeof(ss));
	if (error != 0)
		return error;
	if (thread_on_altstack(td))
		return EPERM;
	if ((ss.ss_flags & ~SS_DISABLE) != 0)
		return EINVAL;
	if ((ss.ss_flags & SS_DISABLE) != 0)
		ss.ss_size = 0;
	else if (ss.ss_size < MINSIGSTKSZ)
		return ENOMEM;
	spin_lock(&p->p_lock);
	p->p_altstack = (uint64_t)ss.ss_sp;
	p->p_altsize = ss.ss_size;
	spin_unlock(&p->p_lock);
	return 0;
}

static int
sys_sigaltstack(struct thread *td, struct syscall_args *sa)
{
	const struct proc *p = td->td_proc;
	stack_t old;
	int error = 0;

	memset(&old, 0, sizeof(old));
	old.ss_sp = (void *)p->p_altstack;
	old.ss_size = p->p_altsize;
	old.ss_flags = thread_on_altstack(td) ? SS_ONSTACK :
	    p->p_altsize != 0 ? 0 : SS_DISABLE;
	if (sa->sa_arg[0] != 0)
		error = altstack_set(td, sa->sa_arg[0]);
	if (error == 0 && sa->sa_arg[1] != 0)
		error = copyout(&old, sa->sa_arg[1], sizeof(old));
	return error;
}

static int
sys_sigreturn(struct thread *td, struct syscall_args *sa)
{
	int error;

	error = thread_sigreturn(td, sa->sa_arg[0]);
	if (error != 0)
		proc_exit(SIGSEGV);	/* there is nothing to go back to */
	return EJUSTRETURN;
}

/* ------------------------------------------------------------------ kill */

/* What a walk over processes does to each. */
struct kill_job {
	struct thread *kj_td;		/* [I] the sender */
	int kj_sig;			/* [I] 0: only look */
	struct pgrp *kj_pgrp;		/* [I] members only, or NULL: all */
	int kj_sent;			/* [t] */
	int kj_error;			/* [t] of one that was refused */
};

static int
kill_check_cred(struct thread *td, const struct cred *to)
{
	const struct cred *cr = td->td_cred;

	if (cr->cr_ruid == to->cr_ruid || cr->cr_ruid == to->cr_svuid ||
	    cr->cr_uid == to->cr_ruid || cr->cr_uid == to->cr_svuid)
		return 0;
	return priv_check(cr, PRIV_SIGNAL_DIFFCRED);
}

/* May td send sig to p?  proc_tree held. */
static int
kill_check(struct thread *td, struct proc *p, int sig)
{
	struct cred *to = proc_cred_hold(p);
	int error;

	error = cred_cansee(td->td_cred, to);
	if (error == 0)
		error = kill_check_cred(td, to);
	if (error == EPERM && sig == SIGCONT && p->p_pgrp != NULL &&
	    p->p_pgrp->pg_session == td->td_proc->p_pgrp->pg_session)
		error = 0;
	cred_drop(to);
	return error;
}

static int
kill_one(struct kill_job *kj, struct proc *p)
{
	int error = kill_check(kj->kj_td, p, kj->kj_sig);

	/* A zombie may be signalled; nothing happens. */
	if (error == 0 && kj->kj_sig != 0)
		(void)proc_signal_from(p, kj->kj_sig, kj->kj_td->td_proc,
		    kj->kj_td->td_cred->cr_ruid);
	return error;
}

static int
kill_each(struct proc *p, void *arg)
{
	struct kill_job *kj = arg;
	int error;

	if (kj->kj_pgrp != NULL && p->p_pgrp != kj->kj_pgrp)
		return 0;
	if (kj->kj_pgrp == NULL &&
	    (p->p_pid == 1 || p == kj->kj_td->td_proc))
		return 0;
	if (p->p_state == PR_ZOMBIE)
		return 0;
	error = kill_one(kj, p);
	if (error == 0)
		kj->kj_sent++;
	else if (error != ESRCH)
		kj->kj_error = error;
	return 0;
}

static int
kill_pid(struct kill_job *kj, int32_t pid)
{
	struct proc *p = proc_find(pid);
	int error;

	if (p == NULL)
		return ESRCH;
	proc_tree_rlock();
	error = kill_one(kj, p);
	proc_tree_runlock();
	proc_release(p);
	return error;
}

/* All members of a group, under one hold of the tree. */
static int
kill_group(struct kill_job *kj, int32_t pgid)
{
	struct proc *p;

	proc_tree_rlock();
	kj->kj_pgrp = pgid == 0 ? kj->kj_td->td_proc->p_pgrp :
	    pgrp_find(pgid);
	if (kj->kj_pgrp != NULL)
		LIST_FOREACH(p, &kj->kj_pgrp->pg_members, p_pglink)
			(void)kill_each(p, kj);
	proc_tree_runlock();
	if (kj->kj_sent > 0)
		return 0;
	return kj->kj_error != 0 ? kj->kj_error : ESRCH;
}

static int
sys_kill(struct thread *td, struct syscall_args *sa)
{
	struct kill_job kj = { .kj_td = td, .kj_sig = (int)sa->sa_arg[1] };
	int32_t pid = (int32_t)sa->sa_arg[0];

	if (kj.kj_sig < 0 || kj.kj_sig >= NSIGNAL)
		return EINVAL;
	if (pid > 0)
		return kill_pid(&kj, pid);
	if (pid == INT32_MIN)
		return ESRCH;
	if (pid != -1)
		return kill_group(&kj, -pid);
	(void)proc_foreach(kill_each, &kj);
	if (kj.kj_sent > 0)
		return 0;
	return kj.kj_error != 0 ? kj.kj_error : ESRCH;
}

SYSCALL(SYS_sigaction, 3, sys_sigaction);
SYSCALL(SYS_sigprocmask, 3, sys_sigprocmask);
SYSCALL(SYS_sigpending, 1, sys_sigpending);
SYSCALL(SYS_sigsuspend, 1, sys_sigsuspend);
SYSCALL(SYS_sigaltstack, 2, sys_sigaltstack);
SYSCALL(SYS_sigreturn, 1, sys_sigreturn);
SYSCALL(SYS_kill, 2, sys_kill);
