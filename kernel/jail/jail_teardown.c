// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_teardown - how a jail dies.
 *
 * States move one way only: ALIVE, CLOSING, DRAINING, DYING, DEAD.  Each
 * arrow is one function below, in that order, and jail_state_set() alone
 * moves it.
 *
 *	ALIVE -> CLOSING	jail_close: by jail_remove(2), for a whole
 *				tree at once, or because a jail that does not
 *				persist is empty.  From now on nobody enters,
 *				forks, changes or refers to it.
 *	CLOSING -> DRAINING	once there is no child left.
 *	DRAINING -> DYING	processes are killed; wait until the last has
 *				exited and the last reference is dropped.
 *	DYING -> DEAD		every own image is shut down, highest phase
 *				first (interfaces are low, so protocols can
 *				still say goodbye); wait until nobody refers
 *				to one; then they are destroyed in the same
 *				order.
 *
 * Invariant: from CLOSING on nothing can join, so each later count only
 * falls, and waiting for zero must end.  Should it not, the log says who is
 * waited for, jls -w shows it, and what can be taken away from its holders
 * is, after jail.teardown_timeout seconds (jail_force.c).
 *
 * What remains after DEAD is the memory of struct jail, as long as a
 * credential (of a file, say) or a child's memory holds it.
 *
 * Locks: [j] jail_lock; dropped around every wait and image callback.
 */
#include <stdarg.h>
#include <sys/errno.h>
#include <sys/signal.h>
#include <sys/syscall.h>

#include "kernel/cred/cred.h"
#include "kernel/debug/cons.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/syscall.h"
#include "kernel/vfs/vfs.h"

void
jail_waits_for(struct jail *j, const char *fmt, ...)
{
	char text[sizeof(j->j_waitsfor)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	spin_lock(&j->j_lock);
	memcpy(j->j_waitsfor, text, sizeof(text));
	spin_unlock(&j->j_lock);
}

/* ---------------------------------------------------- ALIVE -> CLOSING */

void
jail_close(struct jail *j)
{
	struct jail *d;

	MUTEX_ASSERT(&jail_lock);
	for (d = j; d != NULL; d = jail_next(j, d)) {
		if (d->j_state != JAIL_ALIVE)
			continue;	/* half-made: it will see j */
		jail_state_set(d, JAIL_CLOSING);
		jail_work_enqueue(d);
	}
}

/* A jail that does not persist ends when nothing is in it. */
static int
is_abandoned(struct jail *j)
{
	int empty;

	if (j == &prison0 || j->j_state != JAIL_ALIVE || j->j_persist)
		return 0;
	spin_lock(&j->j_lock);
	empty = j->j_nprocs == 0;
	spin_unlock(&j->j_lock);
	return empty && list_empty(&j->j_children) &&
	    j->j_refs.rs_count == 0;
}

/* Nonzero: j may go on to DRAINING; it has been closing since.. */
static int
close_step(struct jail *j, uint64_t *since_ns)
{
	int ready;

	mutex_lock(&jail_lock);
	if (is_abandoned(j))
		jail_state_set(j, JAIL_CLOSING);
	*since_ns = j->j_state_since_ns;
	ready = j->j_state == JAIL_CLOSING && list_empty(&j->j_children);
	if (ready)
		jail_state_set(j, JAIL_DRAINING);
	else if (j->j_state == JAIL_CLOSING)
		jail_waits_for(j, "the end of %d jails below",
		    j->j_children_cur);
	mutex_unlock(&jail_lock);
	return ready;
}

/* --------------------------------------------------- DRAINING -> DYING */

/* Repeated: a process in the middle of a fork may have missed one. */
static void
kill_all_locked(struct jail *j)
{
	struct proc *p;

	SPIN_ASSERT(&j->j_lock);
	LIST_FOREACH(p, &j->j_procs, p_jaillink)
		proc_signal(p, SIGKILL);
}

/* Kill, and wait until none is left or the time is over: ETIMEDOUT. */
static int
kill_wait(struct jail *j, uint64_t limit)
{
	int error = 0;

	spin_lock(&j->j_lock);
	kill_all_locked(j);
	while (j->j_nprocs > 0 && error != ETIMEDOUT)
		error = waitq_sleep(&j->j_wait, &j->j_lock, 0, limit);
	error = j->j_nprocs > 0 ? ETIMEDOUT : 0;
	spin_unlock(&j->j_lock);
	return error;
}

static void
drain_processes(struct jail *j)
{
	if (j->j_nprocs == 0)
		return;
	jail_waits_for(j, "%u processes", j->j_nprocs);
	if (kill_wait(j, clock_uptime_ns() + JAIL_QUIET_NS) == 0)
		return;
	jail_work_blocked(1);
	while (kill_wait(j, jail_wait_deadline()) != 0) {
		jail_waits_for(j, "%u processes", j->j_nprocs);
		kprintf("jail: %d waits for %u processes\n", j->j_id,
		    j->j_nprocs);
	}
	jail_work_blocked(0);
}

/* Those who use the jail are system calls: they end, or sleep long. */
static void
drain_users(struct jail *j)
{
	if (refs_wait(&j->j_refs, clock_uptime_ns() + JAIL_QUIET_NS) == 0)
		return;
	jail_work_blocked(1);
	do {
		jail_waits_for(j, "%u system calls that use it",
		    j->j_refs.rs_count);
		kprintf("jail: %d waits for %u users\n", j->j_id,
		    j->j_refs.rs_count);
	} while (refs_wait(&j->j_refs, jail_wait_deadline()) != 0);
	jail_work_blocked(0);
}

static void
drain_step(struct jail *j)
{
	teardown_stage(j, "processes", "");
	drain_processes(j);
	teardown_stage(j, "users", "");
	drain_users(j);
	/* One of them may have been on its way in. */
	drain_processes(j);
	mutex_lock(&jail_lock);
	jail_state_set(j, JAIL_DYING_ST);
	mutex_unlock(&jail_lock);
}

/* ------------------------------------------------------- DYING -> DEAD */

static void
image_stage(struct jail *j, const char *what, const struct image *img)
{
	teardown_stage(j, what, img->im_subsys->vs_name);
}

/* The subsystem of an image stays as long as there is one. */
void
jail_images_shutdown(struct jail *j)
{
	uint8_t order[IMAGE_SLOTS];
	unsigned n = vimage_order(j->j_owned, order);
	struct image *img;

	while (n-- > 0) {
		img = j->j_image[order[n]];
		if (img->im_subsys->vs_shutdown != NULL)
			image_stage(j, "shutdown", img);
		image_shutdown(img);
	}
}

void
jail_images_wait(struct jail *j)
{
	uint8_t order[IMAGE_SLOTS];
	unsigned n = vimage_order(j->j_owned, order);
	struct image *img;

	teardown_stage(j, "wait", "");
	while (n-- > 0) {
		img = j->j_image[order[n]];
		if (img->im_refs.rs_count == 0)
			continue;
		image_stage(j, "wait", img);
		jail_image_wait(j, img);
	}
}

void
jail_images_destroy(struct jail *j)
{
	uint8_t order[IMAGE_SLOTS];
	unsigned n = vimage_order(j->j_owned, order);
	struct image *img;

	while (n-- > 0) {
		img = j->j_image[order[n]];
		image_stage(j, "destroy", img);
		j->j_image[order[n]] = NULL;
		image_destroy(img);
	}
	memset(j->j_image, 0, sizeof(j->j_image));
	j->j_owned = 0;
}

/* Out of the tree; the one above may have waited for that. */
static void
dead_step(struct jail *j)
{
	struct jail *parent = j->j_parent;
	struct vnode *root = j->j_root;

	teardown_stage(j, "root", "");
	vfs_unmount_owned(j);
	j->j_root = NULL;
	vnode_drop(root);
	teardown_end(j);
	mutex_lock(&jail_lock);
	jail_tree_remove(j);
	jail_state_set(j, JAIL_DEAD);
	if (parent->j_state != JAIL_ALIVE || !parent->j_persist)
		jail_work_enqueue(parent);
	mutex_unlock(&jail_lock);
	jail_release(j);		/* the tree's hold */
}

void
jail_advance(struct jail *j)
{
	struct teardown record;
	uint64_t since_ns;

	if (!close_step(j, &since_ns))
		return;
	teardown_begin(&record, j, since_ns);
	drain_step(j);
	jail_images_shutdown(j);
	jail_images_wait(j);
	jail_images_destroy(j);
	dead_step(j);
}

/* ------------------------------------------------------------ the call */

int
jail_wait_dead(struct jail *j, int flags)
{
	int error = 0;

	spin_lock(&j->j_lock);
	while (j->j_state != JAIL_DEAD && error == 0)
		error = waitq_sleep(&j->j_wait, &j->j_lock, flags,
		    WQ_FOREVER);
	spin_unlock(&j->j_lock);
	return error;
}

/* int jail_remove(int jid); returns when the jail is dead, or EINTR. */
static int
sys_jail_remove(struct thread *td, struct syscall_args *sa)
{
	struct jail *self = jail_of(td->td_cred), *j;
	int jid = (int)sa->sa_arg[0], error;

	error = priv_check(td->td_cred, PRIV_JAIL_REMOVE);
	if (error != 0)
		return error;
	mutex_lock(&jail_lock);
	j = jail_lookup_id(jid);
	if (j == NULL || j == self || !jail_contains(self, j) ||
	    j->j_state == JAIL_CREATING) {
		mutex_unlock(&jail_lock);
		return EINVAL;
	}
	jail_hold(j);
	jail_close(j);
	mutex_unlock(&jail_lock);
	error = jail_wait_dead(j, WQ_INTR);
	jail_release(j);
	return error;
}

SYSCALL(SYS_jail_remove, 1, sys_jail_remove);
