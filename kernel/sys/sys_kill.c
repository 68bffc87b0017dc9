// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_kill - sending signals: kill, sigqueue, and to a thread.
 *
 * One may signal a process one can see if the sender's real or effective
 * user is the target's real or saved one, or with PRIV_SIGNAL_DIFFCRED;
 * SIGCONT also within the session.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/cred/cred.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

/* What a walk over processes does to each. */
struct kill_job {
	struct thread *kj_td;		/* [I] the sender */
	int kj_sig;			/* [I] 0: only look */
	int kj_code;			/* [I] SI_USER, SI_QUEUE */
	uint64_t kj_value;		/* [I] for si_value */
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
kill_send(const struct kill_job *kj, struct proc *p)
{
	struct ksiginfo ks = { .ks_signo = kj->kj_sig,
	    .ks_code = kj->kj_code, .ks_value = kj->kj_value };
	int error;

	ks.ks_pid = pid_in(kj->kj_td->td_proc, proc_space(p));
	ks.ks_uid = kj->kj_td->td_cred->cr_ruid;
	error = proc_signal_info(p, &ks);
	/* A zombie may be signalled; nothing happens. */
	return error == ESRCH ? 0 : error;
}

static int
kill_one(struct kill_job *kj, struct proc *p)
{
	int error = kill_check(kj->kj_td, p, kj->kj_sig);

	if (error == 0 && kj->kj_sig != 0)
		error = kill_send(kj, p);
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
	    (pid_seen(p) == 1 || p == kj->kj_td->td_proc))
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

int
kill_proc(struct thread *td, struct proc *p, int sig)
{
	struct kill_job kj = { .kj_td = td, .kj_sig = sig,
	    .kj_code = SI_USER };
	int error;

	proc_tree_rlock();
	/* In no group: it has been waited for. */
	error = p->p_pgrp == NULL ? ESRCH : kill_one(&kj, p);
	proc_tree_runlock();
	return error;
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
	    pgrp_find_in(proc_space(kj->kj_td->td_proc), pgid);
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
	struct kill_job kj = { .kj_td = td, .kj_sig = (int)sa->sa_arg[1],
	    .kj_code = SI_USER };
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

/* sigqueue(pid, sig, value): one process, and each sending counts. */
static int
sys_sigqueue(struct thread *td, struct syscall_args *sa)
{
	struct kill_job kj = { .kj_td = td, .kj_sig = (int)sa->sa_arg[1],
	    .kj_code = SI_QUEUE, .kj_value = sa->sa_arg[2] };
	int32_t pid = (int32_t)sa->sa_arg[0];

	if (kj.kj_sig < 0 || kj.kj_sig >= NSIGNAL || pid <= 0)
		return EINVAL;
	return kill_pid(&kj, pid);
}

/* thr_kill(tid, sig): a thread of the caller's process. */
static int
sys_thr_kill(struct thread *td, struct syscall_args *sa)
{
	struct ksiginfo ks = { .ks_signo = (int)sa->sa_arg[1],
	    .ks_code = SI_LWP, .ks_pid = td->td_proc->p_vpid,
	    .ks_uid = td->td_cred->cr_ruid };

	if (ks.ks_signo < 0 || ks.ks_signo >= NSIGNAL)
		return EINVAL;
	if ((int64_t)sa->sa_arg[0] <= 0 || sa->sa_arg[0] > INT32_MAX)
		return ESRCH;
	return proc_signal_thread(td->td_proc, (int32_t)sa->sa_arg[0], &ks);
}

SYSCALL(SYS_kill, 2, sys_kill);
SYSCALL(SYS_sigqueue, 3, sys_sigqueue);
SYSCALL(SYS_thr_kill, 2, sys_thr_kill);
