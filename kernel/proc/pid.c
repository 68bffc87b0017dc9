// SPDX-License-Identifier: BSD-2-Clause
/*
 * pid - spaces of process numbers below the base; see pid.h.
 *
 * Base numbers, which all processes have, are proc.c's: whoever is in no
 * space below pays nothing for there being any.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

struct pidspace pidspace_base = { .ps_refs = 1 };
static struct spinlock pid_lock = SPIN_INITIALIZER("pidspace");	/* [h] */

/* ---------------------------------------------------------------- spaces */

int
pidspace_create(struct pidspace *parent, struct pidspace **out)
{
	struct pidspace *ps;
	int i;

	if (parent == NULL)
		parent = &pidspace_base;
	if (parent->ps_level >= PID_LEVELS)
		return EINVAL;
	ps = kmem_zalloc(NULL, sizeof(*ps), KM_SLEEP);
	if (ps == NULL)
		return ENOMEM;
	ps->ps_parent = pidspace_hold(parent);
	ps->ps_level = parent->ps_level + 1;
	ps->ps_refs = 1;
	for (i = 0; i < PIDSPACE_HASH; i++)
		list_init(&ps->ps_hash[i]);
	*out = ps;
	return 0;
}

struct pidspace *
pidspace_hold(struct pidspace *ps)
{
	atomic_add(&ps->ps_refs, 1);
	return ps;
}

void
pidspace_drop(struct pidspace *ps)
{
	struct pidspace *up;

	for (; ps != NULL && atomic_sub(&ps->ps_refs, 1) == 0; ps = up) {
		KASSERT(ps != &pidspace_base && ps->ps_count == 0);
		up = ps->ps_parent;
		kmem_free(ps);
	}
}

/* The space of set at a level, NULL if it does not reach so deep. */
static struct pidspace *
space_at(struct pidspace *ps, int level)
{
	while (ps != NULL && ps->ps_level > level)
		ps = ps->ps_parent;
	return ps != NULL && ps->ps_level == level ? ps : NULL;
}

/* --------------------------------------------------------------- numbers */

static struct list *
pid_bucket(struct pidspace *ps, int32_t number)
{
	return &ps->ps_hash[(uint32_t)number % PIDSPACE_HASH];
}

static struct pidnum *
pidnum_lookup(struct pidspace *ps, int32_t number, int living)
{
	struct pidnum *pn;

	LIST_FOREACH(pn, pid_bucket(ps, number), pn_link) {
		if (pn->pn_number == number &&
		    (!living || pn->pn_proc != NULL))
			return pn;
	}
	return NULL;
}

struct pidspace *
proc_space(const struct proc *p)
{
	/* Kernel threads, which are in none, see all. */
	return p != NULL && p->p_pids != NULL ? p->p_pids->pt_space :
	    &pidspace_base;
}

/* The number of set in a space below the base, or 0. */
static int32_t
pidset_in(const struct pidset *pt, const struct pidspace *in)
{
	if (pt == NULL || space_at(pt->pt_space, in->ps_level) != in)
		return 0;
	return pt->pt_num[in->ps_level - 1].pn_number;
}

int32_t
pid_in(const struct proc *p, const struct pidspace *in)
{
	return in->ps_level == 0 ? p->p_pid : pidset_in(p->p_pids, in);
}

int32_t
pgid_in(const struct pgrp *pg, const struct pidspace *in)
{
	return in->ps_level == 0 ? pg->pg_id : pidset_in(pg->pg_pids, in);
}

int32_t
sid_in(const struct session *se, const struct pidspace *in)
{
	return in->ps_level == 0 ? se->se_sid : pidset_in(se->se_pids, in);
}

int32_t
pid_seen(const struct proc *p)
{
	return pid_in(p, proc_space(curproc));
}

int32_t
pid_export(int32_t base)
{
	struct proc *p;
	int32_t seen;

	if (proc_space(curproc) == &pidspace_base)
		return base;
	p = pid_find(&pidspace_base, base);
	seen = p != NULL ? pid_seen(p) : 0;
	proc_release(p);
	return seen;
}

struct proc *
pid_find(struct pidspace *in, int32_t number)
{
	struct pidnum *pn;
	struct proc *p = NULL;

	if (in->ps_level == 0)
		return proc_find_base(number);
	spin_lock(&pid_lock);
	pn = pidnum_lookup(in, number, 1);
	if (pn != NULL) {
		p = pn->pn_proc;
		atomic_add(&p->p_refs, 1);
	}
	spin_unlock(&pid_lock);
	return p;
}

/* A number nothing in ps bears; there are fewer of those than numbers. */
static int32_t
pid_choose_locked(struct pidspace *ps)
{
	SPIN_ASSERT(&pid_lock);
	do {
		if (++ps->ps_last > PID_MAX)
			ps->ps_last = 2;
	} while (pidnum_lookup(ps, ps->ps_last, 0) != NULL);
	return ps->ps_last;
}

/* ------------------------------------------------------------------ sets */

struct pidset *
pidset_hold(struct pidset *pt)
{
	if (pt != NULL)
		atomic_add(&pt->pt_refs, 1);
	return pt;
}

void
pidset_drop(struct pidset *pt)
{
	int i;

	if (pt == NULL || atomic_sub(&pt->pt_refs, 1) > 0)
		return;
	spin_lock(&pid_lock);
	for (i = 0; i < pt->pt_space->ps_level; i++)
		list_remove(&pt->pt_num[i].pn_link);
	spin_unlock(&pid_lock);
	pidspace_drop(pt->pt_space);
	kmem_free(pt);
}

/* p is in ps, one more; the first is its 1. */
static void
space_enter(struct pidspace *ps, struct proc *p)
{
	if (ps->ps_count++ == 0)
		ps->ps_init = p;
}

static void
space_leave(struct pidspace *ps, struct proc *p)
{
	if (ps->ps_init == p)
		ps->ps_init = NULL;
	if (--ps->ps_count > 0)
		return;
	ps->ps_ending = 0;
	ps->ps_last = 0;
}

/* Numbers for p from ps up; those it has already stay.  0 or errno. */
static int
pidset_create(struct proc *p, struct pidspace *ps, struct pidset **out)
{
	int levels = ps->ps_level, i, have;
	struct pidspace *at;
	struct pidset *pt;

	KASSERT(rw_wheld(&proc_tree));
	for (at = ps; at != NULL; at = at->ps_parent)
		if (at->ps_ending)
			return EAGAIN;
	pt = kmem_zalloc(NULL, sizeof(*pt) + (size_t)levels *
	    sizeof(pt->pt_num[0]), KM_SLEEP);
	if (pt == NULL)
		return ENOMEM;
	pt->pt_refs = 1;
	pt->pt_space = pidspace_hold(ps);
	spin_lock(&pid_lock);
	for (i = levels - 1, at = ps; i >= 0; i--, at = at->ps_parent) {
		/* Who had all of it before begins anew with 1. */
		have = pidset_in(p->p_pids, at);
		if (have == 0 && at->ps_count == 0)
			at->ps_last = 0;
		pt->pt_num[i].pn_number = have != 0 ? have :
		    pid_choose_locked(at);
		pt->pt_num[i].pn_proc = p;
		list_insert_head(pid_bucket(at, pt->pt_num[i].pn_number),
		    &pt->pt_num[i].pn_link);
	}
	spin_unlock(&pid_lock);
	*out = pt;
	return 0;
}

/* Nobody finds the process by this set any more. */
static void
pidset_forget(struct pidset *pt)
{
	int i;

	if (pt == NULL)
		return;
	spin_lock(&pid_lock);
	for (i = 0; i < pt->pt_space->ps_level; i++)
		pt->pt_num[i].pn_proc = NULL;
	spin_unlock(&pid_lock);
}

static int
space_is_within(struct pidspace *ps, const struct pidspace *outer)
{
	return space_at(ps, outer->ps_level) == outer;
}

/* p's set becomes pt (NULL: the base alone), which it takes over. */
static void
proc_space_set(struct proc *p, struct pidset *pt)
{
	struct pidspace *was = proc_space(p), *now, *ps;
	struct pidset *old = p->p_pids;

	now = pt != NULL ? pt->pt_space : &pidspace_base;
	for (ps = now; ps->ps_level > 0; ps = ps->ps_parent)
		if (!space_is_within(was, ps))
			space_enter(ps, p);
	p->p_pids = pt;
	p->p_vpid = pid_in(p, now);
	for (ps = was; ps->ps_level > 0; ps = ps->ps_parent)
		if (!space_is_within(now, ps))
			space_leave(ps, p);
	pidset_forget(old);
	pidset_drop(old);
}

int
proc_space_inherit(struct proc *p, struct proc *parent)
{
	struct pidset *pt;
	int error;

	if (parent == NULL || parent->p_pids == NULL) {
		p->p_vpid = p->p_pid;
		return 0;
	}
	error = pidset_create(p, parent->p_pids->pt_space, &pt);
	if (error == 0)
		proc_space_set(p, pt);
	return error;
}

int
proc_space_move(struct proc *p, struct pidspace *ps)
{
	struct pidset *pt = NULL;
	int error = 0;

	if (proc_space(p) == ps)
		return 0;
	rw_wlock(&proc_tree);
	if (ps->ps_level > 0)
		error = pidset_create(p, ps, &pt);
	if (error == 0)
		proc_space_set(p, pt);
	rw_wunlock(&proc_tree);
	return error;
}

void
proc_space_leave(struct proc *p)
{
	if (p->p_pids != NULL)
		proc_space_set(p, NULL);
}

/* ---------------------------------------------------------- a space's 1 */

struct proc *
proc_reaper(const struct proc *child, const struct proc *gone)
{
	struct pidspace *ps;
	struct proc *init;

	for (ps = proc_space(child); ps->ps_level > 0; ps = ps->ps_parent) {
		init = ps->ps_init;
		if (init != NULL && init != child && init != gone &&
		    init->p_state != PR_ZOMBIE && !ps->ps_ending)
			return init;
	}
	return proc_init;
}

int
proc_is_space_init(const struct proc *p)
{
	return p->p_pids != NULL && p->p_pids->pt_space->ps_init == p;
}

void
proc_space_end(struct proc *p)
{
	struct pidspace *ps;
	struct proc *other;

	KASSERT(rw_wheld(&proc_tree));
	for (ps = proc_space(p); ps->ps_level > 0; ps = ps->ps_parent) {
		if (ps->ps_init != p)
			continue;
		ps->ps_ending = 1;
		LIST_FOREACH(other, &proc_all, p_all) {
			if (other != p && pid_in(other, ps) != 0)
				(void)proc_signal(other, SIGKILL);
		}
	}
}
