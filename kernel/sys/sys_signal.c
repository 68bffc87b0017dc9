// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_signal - signals: actions, masks, waiting for them.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sched/waitq.h"
#include "kernel/sys/sys_priv.h"
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
	set = p->p_pending | td->td_sigpend;
	spin_unlock(&p->p_lock);
	return copyout(&set, sa->sa_arg[0], sizeof(set));
}

static int
sys_sigsuspend(struct thread *td, struct syscall_args *sa)
{
	uint64_t mask;
	int error;

	error = copyin(sa->sa_arg[0], &mask, sizeof(mask));
	return error != 0 ? error : syscall_quiet(thread_sigsuspend(td, mask));
}

static int
altstack_set(struct thread *td, uaddr_t from)
{
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
		ss = (stack_t){ .ss_size = 0 };
	else if (ss.ss_size < MINSIGSTKSZ)
		return ENOMEM;
	td->td_altstack = (uint64_t)ss.ss_sp;
	td->td_altsize = ss.ss_size;
	return 0;
}

/* Each thread has one of its own. */
static int
sys_sigaltstack(struct thread *td, struct syscall_args *sa)
{
	stack_t old;
	int error = 0;

	memset(&old, 0, sizeof(old));
	old.ss_sp = (void *)td->td_altstack;
	old.ss_size = td->td_altsize;
	old.ss_flags = thread_on_altstack(td) ? SS_ONSTACK :
	    td->td_altsize != 0 ? 0 : SS_DISABLE;
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

/* ------------------------------------------------- waiting for signals */

/* 0 as a time means for ever. */
static int
sigwait_run(struct thread *td, struct syscall_args *sa, uaddr_t time,
    siginfo_t *si)
{
	uint64_t set, ns, deadline = WQ_FOREVER;
	struct ksiginfo ks;
	int error;

	error = copyin(sa->sa_arg[0], &set, sizeof(set));
	if (error == 0 && time != 0) {
		error = timespec_copyin(time, &ns);
		if (error == 0)
			deadline = deadline_resume(td, ns);
	}
	if (error != 0)
		return error;
	error = thread_sigwait(td, set, deadline, &ks);
	if (error == 0)
		siginfo_export(&ks, si);
	return deadline_keep(td, deadline, error);
}

/* Both: the signal's number, and what is known of it. */
static int
sys_sigtimedwait(struct thread *td, struct syscall_args *sa)
{
	siginfo_t si;
	int error;

	error = sigwait_run(td, sa, sa->sa_arg[2], &si);
	if (error != 0)
		return error;
	sa->sa_ret = (uint64_t)si.si_signo;
	return sa->sa_arg[1] == 0 ? 0 :
	    copyout(&si, sa->sa_arg[1], sizeof(si));
}

static int
sys_sigwaitinfo(struct thread *td, struct syscall_args *sa)
{
	sa->sa_arg[2] = 0;
	return sys_sigtimedwait(td, sa);
}

/* sigwait(set, &sig) */
static int
sys_sigwait(struct thread *td, struct syscall_args *sa)
{
	siginfo_t si;
	int error;

	error = sigwait_run(td, sa, 0, &si);
	if (error == ERESTARTQUIET)
		error = ERESTART;
	return error != 0 ? error : copyout(&si.si_signo, sa->sa_arg[1],
	    sizeof(si.si_signo));
}

SYSCALL(SYS_sigaction, 3, sys_sigaction);
SYSCALL(SYS_sigprocmask, 3, sys_sigprocmask);
SYSCALL(SYS_sigpending, 1, sys_sigpending);
SYSCALL(SYS_sigsuspend, 1, sys_sigsuspend);
SYSCALL(SYS_sigaltstack, 2, sys_sigaltstack);
SYSCALL(SYS_sigreturn, 1, sys_sigreturn);
SYSCALL(SYS_sigtimedwait, 3, sys_sigtimedwait);
SYSCALL(SYS_sigwaitinfo, 2, sys_sigwaitinfo);
SYSCALL(SYS_sigwait, 2, sys_sigwait);
