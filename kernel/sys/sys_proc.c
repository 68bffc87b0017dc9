// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_proc - processes: fork to wait4, groups, limits, use of resources.
 *
 * Wherever a pid is given, a process that the caller's credential cannot
 * see does not exist: ESRCH.
 */
#include <sys/errno.h>
#include <sys/resource.h>
#include <sys/signal.h>
#include <sys/wait.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/vm.h"

#define NS_PER_S	1000000000ul
#define NICE_MIN	(-20)
#define NICE_MAX	20

static int
sys_null(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	(void)sa;
	return 0;
}

static int
fork_common(struct thread *td, struct syscall_args *sa, int flags)
{
	int32_t pid;
	int error;

	error = proc_fork(td, flags, &pid);
	sa->sa_ret = (uint64_t)pid;
	return error;
}

static int
sys_fork(struct thread *td, struct syscall_args *sa)
{
	return fork_common(td, sa, 0);
}

static int
sys_vfork(struct thread *td, struct syscall_args *sa)
{
	return fork_common(td, sa, FORK_VFORK);
}

static int
sys_execve(struct thread *td, struct syscall_args *sa)
{
	struct exec_args ea;
	char *path;
	int error;

	path = kmem_alloc(NULL, PATH_MAX_BYTES, KM_SLEEP);
	if (path == NULL)
		return ENOMEM;
	exec_args_init(&ea);
	error = copyinstr(sa->sa_arg[0], path, PATH_MAX_BYTES, NULL);
	if (error == 0)
		error = exec_args_copyin(&ea, sa->sa_arg[1], sa->sa_arg[2]);
	if (error == 0)
		error = proc_exec(td, path, &ea);
	exec_args_free(&ea);
	kmem_free(path);
	return error == 0 ? EJUSTRETURN : error;
}

static int
sys_exit(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	proc_exit(W_EXITCODE((int)sa->sa_arg[0] & 0xff, 0));
}

static void
rusage_fill(struct rusage *ru, uint64_t ns)
{
	memset(ru, 0, sizeof(*ru));
	ru->ru_utime.tv_sec = (time_t)(ns / NS_PER_S);
	ru->ru_utime.tv_usec = (suseconds_t)(ns % NS_PER_S / 1000);
}

static int
sys_wait4(struct thread *td, struct syscall_args *sa)
{
	struct wait_result wr;
	struct rusage ru;
	int error;

	error = proc_wait(td->td_proc, (int32_t)sa->sa_arg[0],
	    (int)sa->sa_arg[2], &wr);
	if (error != 0)
		return error == EINTR ? ERESTART : error;
	sa->sa_ret = (uint64_t)wr.wr_pid;
	if (wr.wr_pid == 0)
		return 0;
	if (sa->sa_arg[1] != 0)
		error = copyout(&wr.wr_status, sa->sa_arg[1],
		    sizeof(wr.wr_status));
	if (error == 0 && sa->sa_arg[3] != 0) {
		rusage_fill(&ru, wr.wr_runtime_ns);
		error = copyout(&ru, sa->sa_arg[3], sizeof(ru));
	}
	return error;
}

/* --------------------------------------------------------------- family */

static int
sys_getpid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = (uint64_t)td->td_proc->p_vpid;
	return 0;
}

/* Apart, for the quick way is the common one. */
static int __attribute__((noinline))
getppid_in_jail(struct thread *td, struct syscall_args *sa)
{
	struct proc *up;

	proc_tree_rlock();
	up = td->td_proc->p_parent;
	if (up != NULL && cred_cansee(td->td_cred, up->p_cred) == 0)
		sa->sa_ret = (uint64_t)pid_seen(up);
	proc_tree_runlock();
	return 0;
}

/*
 * A parent outside what we can see shows as 0.  Whoever is in no jail sees
 * everybody, and need not lock the tree to look.
 */
static int
sys_getppid(struct thread *td, struct syscall_args *sa)
{
	if (td->td_cred->cr_jid != 0)
		return getppid_in_jail(td, sa);
	sa->sa_ret = (uint64_t)td->td_proc->p_ppid;
	return 0;
}

/* Process pid (0: the caller), held, if the caller may see it. */
static int
proc_lookup(struct thread *td, int32_t pid, struct proc **out)
{
	struct proc *p;
	struct cred *cr;
	int error;

	p = proc_find(pid == 0 ? td->td_proc->p_vpid : pid);
	if (p == NULL)
		return ESRCH;
	cr = proc_cred_hold(p);
	error = cred_cansee(td->td_cred, cr);
	cred_drop(cr);
	if (error != 0)
		proc_release(p);
	else
		*out = p;
	return error;
}

static int
sys_getpgrp(struct thread *td, struct syscall_args *sa)
{
	proc_tree_rlock();
	sa->sa_ret = (uint64_t)pgid_in(td->td_proc->p_pgrp,
	    proc_space(td->td_proc));
	proc_tree_runlock();
	return 0;
}

/* Its group's number, or its session's. */
static int
group_of(struct thread *td, int32_t pid, int session, uint64_t *ret)
{
	struct proc *p;
	struct pgrp *pg;
	int error;

	error = proc_lookup(td, pid, &p);
	if (error != 0)
		return error;
	proc_tree_rlock();
	pg = p->p_pgrp;
	if (pg == NULL)
		error = ESRCH;
	else
		*ret = (uint64_t)(session ? sid_in(pg->pg_session,
		    proc_space(td->td_proc)) :
		    pgid_in(pg, proc_space(td->td_proc)));
	proc_tree_runlock();
	proc_release(p);
	return error;
}

static int
sys_getpgid(struct thread *td, struct syscall_args *sa)
{
	return group_of(td, (int32_t)sa->sa_arg[0], 0, &sa->sa_ret);
}

static int
sys_getsid(struct thread *td, struct syscall_args *sa)
{
	return group_of(td, (int32_t)sa->sa_arg[0], 1, &sa->sa_ret);
}

static int
sys_setpgid(struct thread *td, struct syscall_args *sa)
{
	return proc_setpgid(td->td_proc, (int32_t)sa->sa_arg[0],
	    (int32_t)sa->sa_arg[1]);
}

static int
sys_setsid(struct thread *td, struct syscall_args *sa)
{
	sa->sa_ret = (uint64_t)td->td_proc->p_vpid;
	return proc_setsid(td->td_proc);
}

/* --------------------------------------------------------------- limits */

static int
sys_getrlimit(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;
	struct rlimit rl;

	if (sa->sa_arg[0] >= RLIM_NLIMITS)
		return EINVAL;
	spin_lock(&p->p_lock);
	rl = p->p_rlimit[sa->sa_arg[0]];
	spin_unlock(&p->p_lock);
	return copyout(&rl, sa->sa_arg[1], sizeof(rl));
}

static int
sys_setrlimit(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;
	struct rlimit rl, *have;
	int error;

	if (sa->sa_arg[0] >= RLIM_NLIMITS)
		return EINVAL;
	error = copyin(sa->sa_arg[1], &rl, sizeof(rl));
	if (error != 0)
		return error;
	if (rl.rlim_cur < 0 || rl.rlim_max < 0 || rl.rlim_cur > rl.rlim_max)
		return EINVAL;
	have = &p->p_rlimit[sa->sa_arg[0]];
	if (rl.rlim_max > have->rlim_max)
		error = priv_check(td->td_cred, PRIV_PROC_SETRLIMIT);
	if (error != 0)
		return error;
	spin_lock(&p->p_lock);
	*have = rl;
	spin_unlock(&p->p_lock);
	return 0;
}

static int
sys_getrusage(struct thread *td, struct syscall_args *sa)
{
	struct proc *p = td->td_proc;
	struct rusage ru;

	switch ((int)sa->sa_arg[0]) {
	case RUSAGE_SELF:
		rusage_fill(&ru, proc_runtime_ns(p));
		ru.ru_maxrss = (long)vm_space_resident(p->p_vm) * 4;
		break;
	case RUSAGE_CHILDREN:
		rusage_fill(&ru, p->p_child_runtime_ns);
		break;
	default:
		return EINVAL;
	}
	return copyout(&ru, sa->sa_arg[1], sizeof(ru));
}

static int
sys_getpriority(struct thread *td, struct syscall_args *sa)
{
	struct proc *p;
	int error;

	if (sa->sa_arg[0] != PRIO_PROCESS)
		return EINVAL;
	error = proc_lookup(td, (int32_t)sa->sa_arg[1], &p);
	if (error != 0)
		return error;
	sa->sa_ret = (uint64_t)(int64_t)p->p_nice;
	proc_release(p);
	return 0;
}

static int
sys_setpriority(struct thread *td, struct syscall_args *sa)
{
	int nice = (int)sa->sa_arg[2], error;
	struct proc *p;

	if (sa->sa_arg[0] != PRIO_PROCESS)
		return EINVAL;
	nice = nice < NICE_MIN ? NICE_MIN : nice > NICE_MAX ? NICE_MAX : nice;
	error = proc_lookup(td, (int32_t)sa->sa_arg[1], &p);
	if (error != 0)
		return error;
	if (p->p_cred->cr_uid != td->td_cred->cr_uid || nice < p->p_nice)
		error = priv_check(td->td_cred,
		    PRIV_SCHED_SETPRIORITY) != 0 ? EACCES : 0;
	if (error == 0)
		p->p_nice = (int8_t)nice;
	proc_release(p);
	return error;
}

static int
sys_yield(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	(void)sa;
	thread_yield();
	return 0;
}

SYSCALL(SYS_null, 0, sys_null);
SYSCALL(SYS_fork, 0, sys_fork);
SYSCALL(SYS_vfork, 0, sys_vfork);
SYSCALL(SYS_execve, 3, sys_execve);
SYSCALL(SYS_exit, 1, sys_exit);
SYSCALL(SYS_wait4, 4, sys_wait4);
SYSCALL(SYS_getpid, 0, sys_getpid);
SYSCALL(SYS_getppid, 0, sys_getppid);
SYSCALL(SYS_getpgrp, 0, sys_getpgrp);
SYSCALL(SYS_getpgid, 1, sys_getpgid);
SYSCALL(SYS_getsid, 1, sys_getsid);
SYSCALL(SYS_setpgid, 2, sys_setpgid);
SYSCALL(SYS_setsid, 0, sys_setsid);
SYSCALL(SYS_getrlimit, 2, sys_getrlimit);
SYSCALL(SYS_setrlimit, 2, sys_setrlimit);
SYSCALL(SYS_getrusage, 2, sys_getrusage);
SYSCALL(SYS_getpriority, 2, sys_getpriority);
SYSCALL(SYS_setpriority, 3, sys_setpriority);
SYSCALL(SYS_yield, 0, sys_yield);
