// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_thread - threads of a program: thr_new and its family, and the
 * register by which each finds what is its own.
 *
 * Numbers of threads are the system's; one can do nothing with those of
 * another process.  Waiting for a thread is the library's business: it
 * sleeps on a word that thr_exit sets.
 */
#include <sys/errno.h>
#include <sys/sysarch.h>
#include <sys/thr.h>
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/proc/umtx.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

static int
param_check(const struct thr_param *tp)
{
	uint64_t stack = (uint64_t)tp->stack_base;

	if ((uint64_t)tp->start_func >= USER_MAX ||
	    (uint64_t)tp->tls_base >= USER_MAX || stack >= USER_MAX ||
	    tp->stack_size >= USER_MAX - stack || tp->flags != 0)
		return EINVAL;
	return 0;
}

/* Both may want to know the number before the thread runs. */
static int
tid_copyout(const struct thr_param *tp, long tid)
{
	int error = 0;

	if (tp->child_tid != NULL)
		error = copyout(&tid, (uaddr_t)tp->child_tid, sizeof(tid));
	if (error == 0 && tp->parent_tid != NULL)
		error = copyout(&tid, (uaddr_t)tp->parent_tid, sizeof(tid));
	return error;
}

static int
sys_thr_new(struct thread *td, struct syscall_args *sa)
{
	struct thr_param tp;
	struct thread_start ts;
	struct thread *ntd;
	int error;

	if (sa->sa_arg[1] != sizeof(tp))
		return EINVAL;
	error = copyin(sa->sa_arg[0], &tp, sizeof(tp));
	if (error == 0)
		error = param_check(&tp);
	if (error != 0)
		return error;
	ts.ts_entry = (uaddr_t)tp.start_func;
	ts.ts_arg = (uint64_t)tp.arg;
	ts.ts_fsbase = (uaddr_t)tp.tls_base;
	/* As if called: 8 below a multiple of 16. */
	ts.ts_sp = (((uaddr_t)tp.stack_base + tp.stack_size) & ~15ul) - 8;
	error = proc_thread_new(td, &ts, &ntd);
	if (error != 0)
		return error;
	error = tid_copyout(&tp, ntd->td_tid);
	if (error != 0)
		proc_thread_discard(td->td_proc, ntd);
	else
		thread_start(ntd);
	return error;
}

/* thr_exit(state): sets *state and wakes who waits for it. */
static int
sys_thr_exit(struct thread *td, struct syscall_args *sa)
{
	uaddr_t state = sa->sa_arg[0];
	long gone = 1;

	if (state != 0 && copyout(&gone, state, sizeof(gone)) == 0)
		(void)umtx_wake(td, state, INT32_MAX, UMTX_PRIVATE, NULL);
	proc_thread_exit(td);
}

static int
sys_thr_self(struct thread *td, struct syscall_args *sa)
{
	long tid = td->td_tid;

	return copyout(&tid, sa->sa_arg[0], sizeof(tid));
}

static int
sys_thr_set_name(struct thread *td, struct syscall_args *sa)
{
	char name[TD_NAME_MAX];
	int error;

	if ((int64_t)sa->sa_arg[0] != td->td_tid)
		return ESRCH;
	error = copyinstr(sa->sa_arg[1], name, sizeof(name), NULL);
	if (error == 0)
		strlcpy(td->td_name, name, sizeof(td->td_name));
	return error;
}

static int
fsbase_set(struct thread *td, uaddr_t at)
{
	uint64_t base;
	int error;

	error = copyin(at, &base, sizeof(base));
	if (error != 0)
		return error;
	if (base >= USER_MAX)
		return EINVAL;
	spin_enter();
	td->td_fsbase = base;
	cpu_msr_write(MSR_FS_BASE, base);
	spin_leave();
	return 0;
}

static int
sys_sysarch(struct thread *td, struct syscall_args *sa)
{
	switch ((int)sa->sa_arg[0]) {
	case AMD64_GET_FSBASE:
		return copyout(&td->td_fsbase, sa->sa_arg[1],
		    sizeof(td->td_fsbase));
	case AMD64_SET_FSBASE:
		return fsbase_set(td, sa->sa_arg[1]);
	default:
		return EINVAL;
	}
}

SYSCALL(SYS_thr_new, 2, sys_thr_new);
SYSCALL(SYS_thr_exit, 1, sys_thr_exit);
SYSCALL(SYS_thr_self, 1, sys_thr_self);
SYSCALL(SYS_thr_set_name, 2, sys_thr_set_name);
SYSCALL(SYS_sysarch, 2, sys_sysarch);
