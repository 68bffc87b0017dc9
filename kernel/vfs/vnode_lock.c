// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnode_lock - advisory locks on ranges of a file: fcntl's and flock's.
 *
 * A vnode has a list of the locks held on it, empty nearly always.  A lock
 * belongs to an owner, which is only an address: the descriptor table of a
 * process (fcntl) or an open file (flock), and nothing but that differs
 * between the two.  So they see and exclude each other, as FreeBSD's do.
 *
 * Invariants: locks of one owner on one vnode do not overlap, and those of
 * one type do not touch either, they are merged.  So a change splits one
 * lock at most, and what it may need is allocated before.
 *
 * Who must wait has a record on its stack, in one list of all waiters.  Who
 * is about to wait first follows, from lock to owner to what that owner
 * waits for, all there is now; if the way leads back to it, it would wait
 * for ever.  The records stay until the waiter has run again, so nothing is
 * missed in between.
 *
 * Locks: [L] vlock_lock, a spinlock over all of it: to follow the waiters
 * takes one look at many files that nobody changes meanwhile.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/waitq.h"
#include "kernel/vfs/vfs_priv.h"

/*
 * Locks a file has at most; above, an owner may still have its first.  The
 * list is walked with interrupts off, so it must not grow as a user likes.
 */
#define VLOCKS_MAX	2048

/*
 * Locks and waiters that one search for a deadlock looks at, at most, with
 * interrupts off too: in a crowd so large, who waits may wait for ever.
 */
#define VLOCK_STEPS	(1 << 20)

/* One that waits; on its stack. */
struct vlock_waiter {
	struct list vw_link;		/* [L] vlock_waiters */
	struct vnode *vw_vn;		/* [I] */
	const struct vlock *vw_want;	/* [I] */
	struct waitq vw_wait;		/* [L] */
	struct vlock_waiter *vw_next;	/* [L] still to be followed */
	int vw_seen;			/* [L] was followed, or will be */
};

static struct spinlock vlock_lock = SPIN_INITIALIZER("vlock");
static struct list vlock_waiters = LIST_INITIALIZER(vlock_waiters); /* [L] */
static struct slab_cache *vlock_cache;	/* [I] after phase MEMORY */

static int
vlock_overlaps(const struct vlock *a, const struct vlock *b)
{
	return a->vl_start <= b->vl_end && b->vl_start <= a->vl_end;
}

/* The same, or side by side; careful where the end is the last byte. */
static int
vlock_touches(const struct vlock *a, const struct vlock *b)
{
	return vlock_overlaps(a, b) ||
	    (a->vl_end != INT64_MAX && a->vl_end + 1 == b->vl_start) ||
	    (b->vl_end != INT64_MAX && b->vl_end + 1 == a->vl_start);
}

static int
vlock_conflicts(const struct vlock *held, const struct vlock *want)
{
	return held->vl_owner != want->vl_owner &&
	    (held->vl_type == F_WRLCK || want->vl_type == F_WRLCK) &&
	    vlock_overlaps(held, want);
}

/* The first lock from vl on that keeps want away, or NULL. */
static struct vlock *
vlock_blocker_locked(struct vlock *vl, const struct vlock *want)
{
	SPIN_ASSERT(&vlock_lock);
	while (vl != NULL && !vlock_conflicts(vl, want))
		vl = vl->vl_next;
	return vl;
}

/* Locks have gone from vn within what: those who wait there look again. */
static void
vlock_wake_locked(const struct vnode *vn, const struct vlock *what)
{
	struct vlock_waiter *vw;

	SPIN_ASSERT(&vlock_lock);
	LIST_FOREACH(vw, &vlock_waiters, vw_link)
		if (vw->vw_vn == vn && vlock_overlaps(vw->vw_want, what))
			waitq_wake_all(&vw->vw_wait);
}

/* ---------------------------------------------------------------- deadlock */

/* The search for a way back to who is about to wait. */
struct vlock_walk {
	const void *wk_asker;		/* [t] */
	struct vlock_waiter *wk_todo;	/* [t] still to be followed */
	int wk_steps;			/* [t] left */
};

/* What owner waits for is to be followed. */
static void
vlock_add_locked(struct vlock_walk *wk, const void *owner)
{
	struct vlock_waiter *vw;

	SPIN_ASSERT(&vlock_lock);
	LIST_FOREACH(vw, &vlock_waiters, vw_link) {
		wk->wk_steps--;
		if (vw->vw_seen || vw->vw_want->vl_owner != owner)
			continue;
		vw->vw_seen = 1;
		vw->vw_next = wk->wk_todo;
		wk->wk_todo = vw;
	}
}

/* From vw to the owners of all that blocks it; true if asker is one. */
static int
vlock_follow_locked(struct vlock_walk *wk, const struct vlock_waiter *vw)
{
	const void *last = NULL;
	const struct vlock *vl;

	SPIN_ASSERT(&vlock_lock);
	for (vl = vw->vw_vn->vn_locks; vl != NULL && wk->wk_steps > 0;
	    vl = vl->vl_next, wk->wk_steps--) {
		if (!vlock_conflicts(vl, vw->vw_want) ||
		    vl->vl_owner == last)
			continue;
		if (vl->vl_owner == wk->wk_asker)
			return 1;
		last = vl->vl_owner;
		vlock_add_locked(wk, last);
	}
	return 0;
}

/* Would me, not in the list or in it, wait for itself? */
static int
vlock_deadlock_locked(struct vlock_waiter *me)
{
	struct vlock_walk wk = { me->vw_want->vl_owner, me, VLOCK_STEPS };
	struct vlock_waiter *vw;

	SPIN_ASSERT(&vlock_lock);
	LIST_FOREACH(vw, &vlock_waiters, vw_link)
		vw->vw_seen = 0;
	me->vw_seen = 1;
	me->vw_next = NULL;
	while (wk.wk_todo != NULL) {
		vw = wk.wk_todo;
		wk.wk_todo = vw->vw_next;
		if (vlock_follow_locked(&wk, vw))
			return 1;
	}
	return 0;
}

/* ------------------------------------------------------------------ change */

static void
vlock_free_list(struct vlock *vl)
{
	struct vlock *next;

	for (; vl != NULL; vl = next) {
		next = vl->vl_next;
		slab_free(vlock_cache, vl);
	}
}

/* Take *at out of its list, onto the one of those to be freed. */
static void
vlock_unlink_locked(struct vlock **at, struct vlock **gone)
{
	struct vlock *vl = *at;

	SPIN_ASSERT(&vlock_lock);
	*at = vl->vl_next;
	vl->vl_next = *gone;
	*gone = vl;
}

/* Is there a lock of its owner that to clear what would leave two of? */
static int
vlock_splits_locked(const struct vlock *vl, const struct vlock *what)
{
	SPIN_ASSERT(&vlock_lock);
	for (; vl != NULL; vl = vl->vl_next)
		if (vl->vl_owner == what->vl_owner &&
		    vl->vl_start < what->vl_start &&
		    vl->vl_end > what->vl_end)
			return 1;
	return 0;
}

/* Cut vl, which sticks out on both sides of what, in two; uses *spare. */
static void
vlock_split_locked(struct vlock *vl, const struct vlock *what,
    struct vlock **spare)
{
	struct vlock *rest = *spare;

	SPIN_ASSERT(&vlock_lock);
	*spare = NULL;
	*rest = *vl;
	rest->vl_start = what->vl_end + 1;
	vl->vl_end = what->vl_start - 1;
	vl->vl_next = rest;
}

/*
 * Clear what's range of its owner's locks; true if there was any.  With new,
 * which becomes the lock there, those of its type are merged into it instead.
 */
static int
vlock_clear_locked(struct vnode *vn, const struct vlock *what,
    struct vlock *new, struct vlock **spare, struct vlock **gone)
{
	struct vlock **at = &vn->vn_locks, *vl;
	int cut = 0;

	SPIN_ASSERT(&vlock_lock);
	while ((vl = *at) != NULL) {
		if (vl->vl_owner == what->vl_owner && new != NULL &&
		    vl->vl_type == new->vl_type && vlock_touches(vl, what)) {
			if (vl->vl_start < new->vl_start)
				new->vl_start = vl->vl_start;
			if (vl->vl_end > new->vl_end)
				new->vl_end = vl->vl_end;
			vlock_unlink_locked(at, gone);
			continue;
		}
		if (vl->vl_owner == what->vl_owner &&
		    vlock_overlaps(vl, what)) {
			cut = 1;
			if (vl->vl_start < what->vl_start &&
			    vl->vl_end > what->vl_end) {
				vlock_split_locked(vl, what, spare);
			} else if (vl->vl_start < what->vl_start) {
				vl->vl_end = what->vl_start - 1;
			} else if (vl->vl_end > what->vl_end) {
				vl->vl_start = what->vl_end + 1;
			} else {
				vlock_unlink_locked(at, gone);
				continue;
			}
		}
		at = &vl->vl_next;
	}
	return cut;
}

/* May want's owner have one more on vn?  Those it swallows do not count. */
static int
vlock_room_locked(const struct vnode *vn, const struct vlock *want)
{
	const struct vlock *vl;
	int all = 0, own = 0;

	SPIN_ASSERT(&vlock_lock);
	for (vl = vn->vn_locks; vl != NULL; vl = vl->vl_next) {
		all++;
		if (vl->vl_owner != want->vl_owner)
			continue;
		own++;
		if ((vl->vl_start >= want->vl_start &&
		    vl->vl_end <= want->vl_end) ||
		    (vl->vl_type == want->vl_type && vlock_touches(vl, want)))
			all--;
	}
	return all < VLOCKS_MAX || own == 0;
}

/* -------------------------------------------------------------------- wait */

/*
 * Until nothing keeps want away.  An flock that is to be stronger gives up
 * what it has before it waits, or two of them would wait for each other.
 */
static int
vlock_wait_locked(struct vnode *vn, const struct vlock *want,
    struct vlock **gone)
{
	struct vlock_waiter me = { .vw_vn = vn, .vw_want = want };
	int error = 0;

	SPIN_ASSERT(&vlock_lock);
	waitq_init(&me.vw_wait, "lockf");
	list_insert_tail(&vlock_waiters, &me.vw_link);
	while (error == 0 &&
	    vlock_blocker_locked(vn->vn_locks, want) != NULL) {
		if (want->vl_pid < 0) {
			/* Or two that have none wake each other for ever. */
			if (vlock_clear_locked(vn, want, NULL, NULL, gone))
				vlock_wake_locked(vn, want);
		} else if (vlock_deadlock_locked(&me)) {
			error = EDEADLK;
			break;
		}
		error = waitq_sleep(&me.vw_wait, &vlock_lock, WQ_INTR,
		    WQ_FOREVER);
	}
	list_remove(&me.vw_link);
	return error;
}

/* ------------------------------------------------------------------- calls */

int
vnode_lock(struct vnode *vn, const struct vlock *want, int wait,
    struct ledger *ld)
{
	struct vlock *new, *spare, *gone = NULL;
	int error = 0, cut;

	new = slab_alloc(vlock_cache, ld, KM_SLEEP);
	spare = new == NULL ? NULL : slab_alloc(vlock_cache, ld, KM_SLEEP);
	if (spare == NULL) {
		slab_free(vlock_cache, new);
		return ENOLCK;
	}
	spin_lock(&vlock_lock);
	if (vlock_blocker_locked(vn->vn_locks, want) != NULL)
		error = wait ? vlock_wait_locked(vn, want, &gone) : EAGAIN;
	if (error == 0 && !vlock_room_locked(vn, want))
		error = ENOLCK;
	if (error == 0) {
		*new = *want;
		cut = vlock_clear_locked(vn, want, new, &spare, &gone);
		new->vl_next = vn->vn_locks;
		atomic_store(&vn->vn_locks, new);
		new = NULL;
		/* What is cut was a stronger one. */
		if (cut && want->vl_type == F_RDLCK)
			vlock_wake_locked(vn, want);
	}
	spin_unlock(&vlock_lock);
	slab_free(vlock_cache, new);
	slab_free(vlock_cache, spare);
	vlock_free_list(gone);
	return error;
}

/* Without memory all can be let go but a part in the middle. */
int
vnode_unlock(struct vnode *vn, const struct vlock *what, struct ledger *ld)
{
	struct vlock *spare = NULL, *gone = NULL;
	int error = 0;

	if (what->vl_start > 0 && what->vl_end < INT64_MAX)
		spare = slab_alloc(vlock_cache, ld, KM_SLEEP);
	spin_lock(&vlock_lock);
	if (vlock_splits_locked(vn->vn_locks, what) &&
	    (spare == NULL || !vlock_room_locked(vn, what))) {
		error = ENOLCK;
	} else {
		if (vlock_clear_locked(vn, what, NULL, &spare, &gone))
			vlock_wake_locked(vn, what);
	}
	spin_unlock(&vlock_lock);
	slab_free(vlock_cache, spare);
	vlock_free_list(gone);
	return error;
}

void
vnode_unlock_all(struct vnode *vn, const void *owner)
{
	const struct vlock all = {
		.vl_owner = owner, .vl_end = INT64_MAX
	};

	/* Each close comes here; hardly a file has any. */
	if (atomic_load(&vn->vn_locks) == NULL)
		return;
	(void)vnode_unlock(vn, &all, NULL);
}

/* The one nearest to the beginning, of those that are in the way. */
int
vnode_lock_test(struct vnode *vn, const struct vlock *want,
    struct vlock *found)
{
	struct vlock *first = NULL, *vl;

	spin_lock(&vlock_lock);
	vl = vn->vn_locks;
	while ((vl = vlock_blocker_locked(vl, want)) != NULL) {
		if (first == NULL || vl->vl_start < first->vl_start)
			first = vl;
		vl = vl->vl_next;
	}
	if (first != NULL)
		*found = *first;
	spin_unlock(&vlock_lock);
	return first != NULL;
}

static void
vlock_init(void)
{
	vlock_cache = slab_create("vlock", sizeof(struct vlock));
	if (vlock_cache == NULL)
		panic("vlock: no memory for the cache");
}
INITCALL(PHASE_MEMORY, vlock_init);
