// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_attach - how processes come into jails and leave them.
 *
 * Each jail but prison0 knows its processes: fork joins, exit leaves, attach
 * moves.  A jail that has begun to end takes nobody: fork fails, and a
 * process whose attach was overtaken is killed like the rest.
 *
 * Attaching changes root, current directory and credential in one step
 * (proc_attach); the images follow from the credential, on the spot for the
 * running thread and for its siblings, which stand at the border of user
 * mode meanwhile (proc_single_begin), before they run again.  A reference
 * on the jail, held by the caller, keeps teardown from going past DRAINING.
 *
 * Locks: [i] j_lock over list and count, before p_lock.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include <sys/syscall.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/proc/proc.h"
#include "kernel/sys/syscall.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/vm.h"

static struct image *const no_images[IMAGE_SLOTS];	/* [I] all NULL */

LIMIT(processes, EAGAIN, "processes");

/* ---------------------------------------------------------- membership */

/* Of old, which prison0 has none of. */
static const struct limits *
limits_of(const struct jail *j)
{
	return j == &prison0 ? NULL : &j->j_limits;
}

int
jail_proc_join(struct jail *j, struct proc *p)
{
	int error = 0;

	if (j == &prison0)
		return 0;
	spin_lock(&j->j_lock);
	if (j->j_state == JAIL_ALIVE) {
		list_insert_tail(&j->j_procs, &p->p_jaillink);
		j->j_nprocs++;
	} else {
		error = EAGAIN;
	}
	spin_unlock(&j->j_lock);
	return error;
}

/* A process that has left, or never joined, is on no list: no harm. */
void
jail_proc_leave(struct jail *j, struct proc *p)
{
	int last = 0;

	if (j == &prison0)
		return;
	spin_lock(&j->j_lock);
	if (!list_empty(&p->p_jaillink)) {
		list_remove(&p->p_jaillink);
		last = --j->j_nprocs == 0;
		if (last)
			waitq_wake_all(&j->j_wait);
	}
	spin_unlock(&j->j_lock);
	if (last && !j->j_persist)
		jail_work_enqueue(j);
}

/* As above, and it is no longer counted; once only. */
static void
proc_uncount(struct jail *j, struct proc *p)
{
	int counted;

	if (j == &prison0)
		return;
	spin_lock(&j->j_lock);
	counted = !list_empty(&p->p_jaillink);
	spin_unlock(&j->j_lock);
	jail_proc_leave(j, p);
	if (counted)
		limit_release_below(&j->j_limits, NULL, &limit_processes, 1);
}

static int
jail_fork(struct proc *parent, struct proc *child)
{
	int error;

	(void)parent;
	list_init(&child->p_jaillink);
	error = limit_charge(child->p_cred, &limit_processes, 1);
	if (error != 0)
		return error;
	error = jail_proc_join(jail_of(child->p_cred), child);
	if (error != 0)
		limit_release(child->p_cred, &limit_processes, 1);
	return error;
}

/*
 * The images may go as soon as the last process has left, so the thread
 * lets go of them first.  What it still closes knows its own image.
 */
static void
jail_exit(struct proc *p)
{
	struct jail *j = jail_of(p->p_cred);

	if (j == &prison0)
		return;
	vimage_thread_load(curthread, no_images);
	proc_uncount(j, p);
}

static void
jail_free(struct proc *p)
{
	proc_uncount(jail_of(p->p_cred), p);
}

/* Who forks against the limit should not cost a copy each time. */
static int
jail_room(const struct proc *parent)
{
	return limit_peek(parent->p_cred, &limit_processes);
}

static const struct proc_hook jail_proc_hook = {
	.ph_room = jail_room,
	.ph_fork = jail_fork,
	.ph_exit = jail_exit,
	.ph_free = jail_free
};
PROC_HOOK(jail_proc_hook);

/* ----------------------------------------------------------- attaching */

static void
cred_move(struct cred *cr, struct jail *j)
{
	struct jail *old = jail_of(cr);

	jail_hold(j);
	cr->cr_jail = j;
	cr->cr_jid = j->j_id;
	cr->cr_limits = &j->j_limits;
	cr->cr_bounds = &j->j_bounds;
	jail_release(old);
}

/* The jail began to end meanwhile: no image may be kept, nor the process. */
static void
attach_overtaken(struct thread *td, struct proc *p, struct jail *j)
{
	limit_release_below(&j->j_limits, NULL, &limit_processes, 1);
	vimage_thread_load(td, no_images);
	proc_signal(p, SIGKILL);
}

/* A child of vfork uses its parent's memory, which stays where it is. */
static int
memory_move(struct proc *p, struct jail *j)
{
	if ((p->p_flags & PF_VFORK) != 0)
		return 0;
	return vm_space_move(p->p_vm, j->j_limits.ls_ledger);
}

/*
 * All that may fail, and undone if it does: what is open, numbers of the
 * process, and last its memory, which is charged to j from then on.
 */
static int
attach_prepare(struct proc *p, struct jail *j, struct jail *old)
{
	int error;

	error = proc_attach_check(p, j->j_root);
	if (error == 0)
		error = proc_hooks_attach(p, j->j_image);
	if (error != 0)
		return error;
	error = memory_move(p, j);
	if (error != 0)
		(void)proc_hooks_attach(p, old->j_image);
	return error;
}

int
jail_attach(struct thread *td, struct jail *j)
{
	struct proc *p = td->td_proc;
	struct jail *old = jail_of(td->td_cred);
	struct cred *cr;
	int error;

	cr = cred_dup(td->td_cred);
	if (cr == NULL)
		return ENOMEM;
	/* It stays counted in the jails above both. */
	error = limit_charge_below(&j->j_limits, limits_of(old),
	    &limit_processes, 1);
	if (error != 0) {
		cred_drop(cr);
		return error;
	}
	cred_move(cr, j);
	jail_hold(old);		/* the old credential may be its last */
	error = attach_prepare(p, j, old);
	if (error == 0) {
		proc_attach(p, vnode_hold(j->j_root), vnode_hold(j->j_root),
		    cr);
		jail_proc_leave(old, p);
		cred_enter(td);
		if (jail_proc_join(j, p) != 0)
			attach_overtaken(td, p, j);
	} else {
		cred_drop(cr);
		limit_release_below(&j->j_limits, limits_of(old),
		    &limit_processes, 1);
	}
	jail_release(old);
	return error;
}

int
jail_attach_alone(struct thread *td, struct jail *j)
{
	int error = proc_single_begin(td->td_proc, td, SINGLE_PARK);

	if (error != 0)
		return error;
	vimage_gate_enter();		/* a module's images come or go */
	error = jail_attach(td, j);
	vimage_gate_leave();
	proc_single_end(td->td_proc, td);
	return error;
}

/* int jail_attach(int jid) */
static int
sys_jail_attach(struct thread *td, struct syscall_args *sa)
{
	struct jail *j;
	struct ref ref;
	int error;

	error = priv_check(td->td_cred, PRIV_JAIL_ATTACH);
	if (error != 0)
		return error;
	j = jail_find_id(jail_of(td->td_cred), (int)sa->sa_arg[0], &ref);
	if (j == NULL)
		return EINVAL;
	error = jail_attach_alone(td, j);
	jail_drop(j, &ref);
	return error;
}

SYSCALL(SYS_jail_attach, 1, sys_jail_attach);
