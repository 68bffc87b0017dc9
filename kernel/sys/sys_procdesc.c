// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_procdesc - pdfork(2), pdkill(2), pdgetpid(2); see proc/procdesc.h.
 */
#include <sys/errno.h>
#include <sys/procdesc.h>
#include <sys/signal.h>
#include "kernel/file/file.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/proc/procdesc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"
#include "kernel/vm/uio.h"

/*
 * pdfork(fdp, flags).  The child's table is a copy from before there is the
 * descriptor, else a child would keep itself alive.  If at last there is no
 * room for it the child ends at once.
 */
static int
sys_pdfork(struct thread *td, struct syscall_args *sa)
{
	int flags = (int)sa->sa_arg[1], fd = -1, error;
	struct proc *child;
	struct file *fp;
	int32_t pid;

	if ((flags & ~(PD_DAEMON | PD_CLOEXEC)) != 0)
		return EINVAL;
	error = copyout(&fd, sa->sa_arg[0], sizeof(fd));
	if (error == 0)
		error = procdesc_create(td, flags, &fp);
	if (error != 0)
		return error;
	error = proc_fork_hold(td, 0, &pid, &child);
	if (error == 0) {
		procdesc_bind(fp, child);
		error = fd_install(td->td_proc->p_fd, file_hold(fp), 0,
		    (flags & PD_CLOEXEC) != 0, &fd);
		if (error != 0) {
			(void)proc_signal(child, SIGKILL);
			file_drop(fp);
		} else {
			error = copyout(&fd, sa->sa_arg[0], sizeof(fd));
		}
		sa->sa_ret = (uint64_t)pid;
	}
	file_drop(fp);
	return error;
}

/* The process of a descriptor, held. */
static int
pd_get(struct thread *td, uint64_t fd, struct proc **out)
{
	struct file *fp;
	int error;

	error = fd_get(td->td_proc->p_fd, (int)fd, &fp);
	if (error != 0)
		return error;
	error = procdesc_proc(fp, out);
	file_drop(fp);
	return error;
}

/* pdkill(fd, sig) */
static int
sys_pdkill(struct thread *td, struct syscall_args *sa)
{
	int sig = (int)sa->sa_arg[1], error;
	struct proc *p;

	if (sig < 0 || sig >= NSIGNAL)
		return EINVAL;
	error = pd_get(td, sa->sa_arg[0], &p);
	if (error != 0)
		return error;
	error = kill_proc(td, p, sig);
	proc_release(p);
	return error;
}

/* pdgetpid(fd, pidp); ESRCH: has been waited for, the number may be new. */
static int
sys_pdgetpid(struct thread *td, struct syscall_args *sa)
{
	struct proc *p;
	int32_t pid;
	int error;

	error = pd_get(td, sa->sa_arg[0], &p);
	if (error != 0)
		return error;
	proc_tree_rlock();
	pid = p->p_pgrp != NULL ? pid_seen(p) : 0;
	proc_tree_runlock();
	proc_release(p);
	return pid == 0 ? ESRCH : copyout(&pid, sa->sa_arg[1], sizeof(pid));
}

SYSCALL(SYS_pdfork, 2, sys_pdfork);
SYSCALL(SYS_pdkill, 2, sys_pdkill);
SYSCALL(SYS_pdgetpid, 2, sys_pdgetpid);
