// SPDX-License-Identifier: BSD-2-Clause
/*
 * exit - the end of a process, and how its parent learns of it.
 *
 * A process gives back what it has in the order files, directories, memory;
 * then, in one step under the tree's lock, it becomes a zombie, hands its
 * children to init, and tells its parent.  From that moment the parent may
 * free it, so the thread has already let go of it.
 *
 * Waiting looks at the children under the tree's lock and sleeps on a
 * counter of news taken before, so that news in between are not missed.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include <sys/wait.h>
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/file/file.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm.h"

/* Leave the address space; it ends with its last user. */
static void
exit_memory(struct proc *p, struct thread *td)
{
	struct vm_space *vs = p->p_vm;

	spin_enter();
	td->td_pmap = NULL;
	pmap_activate(NULL);
	spin_leave();
	spin_lock(&p->p_lock);
	p->p_vm = NULL;
	spin_unlock(&p->p_lock);
	vm_space_drop(vs);
}

static void
exit_files(struct proc *p)
{
	struct fdtable *fdt = p->p_fd;
	struct vnode *root = p->p_root, *cwd = p->p_cwd;

	spin_lock(&p->p_lock);
	p->p_fd = NULL;
	p->p_root = NULL;
	p->p_cwd = NULL;
	spin_unlock(&p->p_lock);
	if (fdt != NULL)
		fdtable_drop(fdt);
	vnode_drop(root);
	vnode_drop(cwd);
}

/* Does the parent not want to hear of ended children? */
static int
exit_is_unwanted(struct proc *up)
{
	const struct sigact *sg = &up->p_sigact[SIGCHLD];

	return sg->sg_handler == (uint64_t)SIG_IGN ||
	    (sg->sg_flags & SA_NOCLDWAIT) != 0;
}

/* Tell the parent of a child that has ended. */
static void
exit_notify(struct proc *p)
{
	if (WIFSIGNALED(p->p_status))
		proc_notify_parent(p, CLD_KILLED, WTERMSIG(p->p_status));
	else
		proc_notify_parent(p, CLD_EXITED, WEXITSTATUS(p->p_status));
}

/* Zombies come first among the children: wait finds them at once. */
static void
proc_reparent(struct proc *p, struct proc *up)
{
	list_remove(&p->p_sibling);
	p->p_parent = up;
	p->p_ppid = up->p_pid;
	if (p->p_state == PR_ZOMBIE)
		list_insert_head(&up->p_children, &p->p_sibling);
	else
		list_insert_tail(&up->p_children, &p->p_sibling);
}

/* init takes p's children; groups that p guarded may be orphaned now. */
static void
exit_children(struct proc *p)
{
	struct proc *child, *next;

	LIST_FOREACH_SAFE(child, &p->p_children, p_sibling, next) {
		proc_reparent(child, proc_reaper(child, p));
		if (child->p_state == PR_ZOMBIE)
			exit_notify(child);
		if (pgrp_is_guarded_by(child->p_pgrp, p))
			pgrp_hang_up_orphan(child->p_pgrp);
	}
}

static void
exit_publish(struct proc *p, int status)
{
	struct proc *up;

	rw_wlock(&proc_tree);
	if (proc_is_space_init(p))
		proc_space_end(p);
	exit_children(p);
	spin_lock(&p->p_lock);
	p->p_state = PR_ZOMBIE;
	p->p_status = status;
	spin_unlock(&p->p_lock);
	procdesc_tell(p);
	session_leader_gone(p);
	up = p->p_parent;
	/* A group that was orphaned before is not hung up again. */
	if (pgrp_is_guarded_by(p->p_pgrp, up))
		pgrp_hang_up_orphan(p->p_pgrp);
	if (exit_is_unwanted(up)) {
		/* It may be waiting for this one all the same. */
		exit_notify(p);
		up = proc_reaper(p, NULL);
	}
	proc_reparent(p, up);
	exit_notify(p);
	rw_wunlock(&proc_tree);
}

void
proc_exit(int status)
{
	struct thread *td = curthread;
	struct proc *p = td->td_proc;

	if (p == proc_init)
		panic("init ended with status %#x", status);
	while (proc_single_begin(p, td, SINGLE_EXIT) != 0)
		thread_park(td);
	spin_lock(&p->p_lock);
	p->p_flags |= PF_EXITING;
	spin_unlock(&p->p_lock);
	proc_alarm_stop(p);
	proc_hooks_exit(p);
	exit_files(p);
	exit_memory(p, td);
	proc_vfork_done(p);
	proc_thread_leave(p, td);
	exit_publish(p, status);
	thread_exit();
}

/* ------------------------------------------------------------------ wait */

static int
wait_matches(struct proc *p, struct proc *child, int32_t pid)
{
	const struct pidspace *in = proc_space(p);

	/* A child that was left behind above has no number here. */
	if (pid_in(child, in) == 0)
		return 0;
	if (pid == WAIT_ANY)
		return 1;
	if (pid > 0)
		return pid_in(child, in) == pid;
	if (pid == WAIT_MYPGRP)
		return child->p_pgrp == p->p_pgrp;
	return pgid_in(child->p_pgrp, in) == -pid;
}

/* Has child news that options ask for?  Fills wr, takes the news off. */
static int
wait_news(struct proc *p, struct proc *child, int options,
    struct wait_result *wr)
{
	int flag = 0, found;

	spin_lock(&child->p_lock);
	wr->wr_status = child->p_status;
	found = child->p_state == PR_ZOMBIE && (options & WEXITED) != 0;
	if (child->p_state == PR_STOPPED && (options & WUNTRACED) != 0)
		flag = child->p_flags & PF_STOPSIG;
	if (child->p_state == PR_ALIVE && (options & WCONTINUED) != 0) {
		flag = child->p_flags & PF_CONTSIG;
		if (flag != 0)
			wr->wr_status = W_CONTINUED;
	}
	if (flag != 0 && (options & WNOWAIT) == 0)
		child->p_flags &= ~flag;
	spin_unlock(&child->p_lock);
	if (!found && flag == 0)
		return 0;
	wr->wr_pid = pid_in(child, proc_space(p));
	wr->wr_runtime_ns = child->p_runtime_ns + child->p_child_runtime_ns;
	return 1;
}

/*
 * Look once.  *reap is the child to free, out of the tree already.  0 with
 * wr_pid, or 0 with wr_pid 0: nothing yet; ECHILD.
 */
static int
wait_scan(struct proc *p, int32_t pid, int options, struct wait_result *wr,
    struct proc **reap)
{
	struct proc *child;
	int error = ECHILD;

	wr->wr_pid = 0;
	*reap = NULL;
	rw_wlock(&proc_tree);
	LIST_FOREACH(child, &p->p_children, p_sibling) {
		if (child->p_state == PR_EMBRYO ||
		    !wait_matches(p, child, pid))
			continue;
		error = 0;
		if (!wait_news(p, child, options, wr))
			continue;
		if (child->p_state == PR_ZOMBIE &&
		    (options & WNOWAIT) == 0) {
			p->p_child_runtime_ns += wr->wr_runtime_ns;
			proc_unlink(child);
			*reap = child;
		}
		break;
	}
	rw_wunlock(&proc_tree);
	return error;
}

/* Sleep until there is news beyond seen.  0 or EINTR. */
static int
wait_sleep(struct proc *p, uint32_t seen)
{
	int error = 0;

	spin_lock(&p->p_lock);
	while (p->p_events == seen && error == 0)
		error = waitq_sleep(&p->p_wait, &p->p_lock, WQ_INTR,
		    WQ_FOREVER);
	spin_unlock(&p->p_lock);
	return error;
}

#define WAIT_OPTIONS	(WNOHANG | WUNTRACED | WCONTINUED | WNOWAIT | \
			    WEXITED | WTRAPPED)

int
proc_wait(struct proc *p, int32_t pid, int options, struct wait_result *wr)
{
	struct proc *reap;
	uint32_t seen;
	int error;

	if ((options & ~WAIT_OPTIONS) != 0 || pid == INT32_MIN)
		return EINVAL;
	options |= WEXITED;
	for (;;) {
		spin_lock(&p->p_lock);
		seen = p->p_events;
		spin_unlock(&p->p_lock);
		error = wait_scan(p, pid, options, wr, &reap);
		if (reap != NULL) {
			proc_hooks_free(reap);
			proc_release(reap);
		}
		if (error != 0 || wr->wr_pid != 0 ||
		    (options & WNOHANG) != 0)
			return error;
		error = wait_sleep(p, seen);
		if (error != 0)
			return error;
	}
}
