// SPDX-License-Identifier: BSD-2-Clause
/*
 * pgrp - process groups and sessions.
 *
 * A group lives while it has members, a session while it has groups.  A
 * group is orphaned when no member has a parent outside the group but in
 * the same session: nobody is left who could continue it once stopped, so
 * a group that is stopped when it becomes so is hung up.
 *
 * Locks: [P] proc_tree, for everything here.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

#define PGRP_HASH	64

static struct list pgrp_hash[PGRP_HASH];	/* [P] empty until used */

static struct list *
pgrp_bucket(int32_t id)
{
	struct list *l = &pgrp_hash[(uint32_t)id % PGRP_HASH];

	if (l->next == NULL)
		list_init(l);
	return l;
}

struct session *
session_create(int32_t id, struct pidset *pids)
{
	struct session *se;

	se = kmem_zalloc(NULL, sizeof(*se), KM_SLEEP);
	if (se == NULL)
		return NULL;
	se->se_sid = id;
	se->se_pids = pidset_hold(pids);
	list_init(&se->se_hash);
	return se;
}

static void
session_free(struct session *se)
{
	pidset_drop(se->se_pids);
	kmem_free(se);
}

/* A group nobody is in yet, counted by its session. */
struct pgrp *
pgrp_create(int32_t id, struct pidset *pids, struct session *se)
{
	struct pgrp *pg;

	pg = kmem_zalloc(NULL, sizeof(*pg), KM_SLEEP);
	if (pg == NULL)
		return NULL;
	pg->pg_id = id;
	pg->pg_pids = pidset_hold(pids);
	pg->pg_session = se;
	se->se_refs++;
	list_init(&pg->pg_members);
	list_insert_head(pgrp_bucket(id), &pg->pg_all);
	return pg;
}

struct pgrp *
pgrp_find(int32_t pgid)
{
	struct list *l = &pgrp_hash[(uint32_t)pgid % PGRP_HASH];
	struct pgrp *pg;

	if (l->next == NULL)
		return NULL;
	LIST_FOREACH(pg, l, pg_all) {
		if (pg->pg_id == pgid)
			return pg;
	}
	return NULL;
}

struct pgrp *
pgrp_find_in(const struct pidspace *in, int32_t pgid)
{
	struct pgrp *pg;
	int i;

	if (in->ps_level == 0)
		return pgrp_find(pgid);
	for (i = 0; i < PGRP_HASH; i++) {
		if (pgrp_hash[i].next == NULL)
			continue;
		LIST_FOREACH(pg, &pgrp_hash[i], pg_all) {
			if (pgid_in(pg, in) == pgid)
				return pg;
		}
	}
	return NULL;
}

/* p leaves its group, which ends with its last member. */
void
pgrp_leave(struct proc *p)
{
	struct pgrp *pg = p->p_pgrp;

	if (pg == NULL)
		return;
	p->p_pgrp = NULL;
	list_remove(&p->p_pglink);
	if (!list_empty(&pg->pg_members))
		return;
	list_remove(&pg->pg_all);
	if (--pg->pg_session->se_refs == 0)
		session_free(pg->pg_session);
	pidset_drop(pg->pg_pids);
	kmem_free(pg);
}

static void
pgrp_join(struct proc *p, struct pgrp *pg)
{
	pgrp_leave(p);
	p->p_pgrp = pg;
	list_insert_tail(&pg->pg_members, &p->p_pglink);
}

/* Does up, as a parent, look after children in pg? */
int
pgrp_is_guarded_by(const struct pgrp *pg, const struct proc *up)
{
	return up != NULL && up->p_pgrp != pg &&
	    up->p_pgrp->pg_session == pg->pg_session;
}

int
pgrp_is_orphaned(struct pgrp *pg)
{
	struct proc *p;

	LIST_FOREACH(p, &pg->pg_members, p_pglink) {
		if (p->p_state != PR_ZOMBIE &&
		    pgrp_is_guarded_by(pg, p->p_parent))
			return 0;
	}
	return 1;
}

void
pgrp_signal(struct pgrp *pg, int sig)
{
	struct proc *p;

	LIST_FOREACH(p, &pg->pg_members, p_pglink)
		(void)proc_signal(p, sig);
}

static int
pgrp_has_stopped(struct pgrp *pg)
{
	struct proc *p;

	LIST_FOREACH(p, &pg->pg_members, p_pglink) {
		if (p->p_state == PR_STOPPED)
			return 1;
	}
	return 0;
}

/* A guardian has gone: if nobody else can continue pg, end what stands. */
void
pgrp_hang_up_orphan(struct pgrp *pg)
{
	if (pgrp_has_stopped(pg) && pgrp_is_orphaned(pg)) {
		pgrp_signal(pg, SIGHUP);
		pgrp_signal(pg, SIGCONT);
	}
}

void
session_leader_gone(struct proc *p)
{
	struct session *se = p->p_pgrp->pg_session;

	if (se->se_leader == p)
		se->se_leader = NULL;
}

/* p leads a new group se is the session of; the group's number is p's. */
static int
proc_lead_group(struct proc *p, struct session *se)
{
	struct pgrp *pg;

	pg = pgrp_create(p->p_pid, p->p_pids, se);
	if (pg == NULL)
		return ENOMEM;
	pgrp_join(p, pg);
	return 0;
}

void
proc_get_login(struct proc *p, char *name)
{
	rw_rlock(&proc_tree);
	strlcpy(name, p->p_pgrp->pg_session->se_login, LOGIN_MAX);
	rw_runlock(&proc_tree);
}

void
proc_set_login(struct proc *p, const char *name)
{
	rw_wlock(&proc_tree);
	strlcpy(p->p_pgrp->pg_session->se_login, name, LOGIN_MAX);
	rw_wunlock(&proc_tree);
}

int
proc_setsid(struct proc *p)
{
	char login[LOGIN_MAX];
	struct session *se;
	int error;

	se = session_create(p->p_pid, p->p_pids);
	if (se == NULL)
		return ENOMEM;
	proc_get_login(p, login);
	rw_wlock(&proc_tree);
	/* A group of that number would be shared by two sessions. */
	error = pgrp_find(p->p_pid) != NULL ? EPERM :
	    proc_lead_group(p, se);
	if (error == 0) {
		se->se_leader = p;
		strlcpy(se->se_login, login, sizeof(se->se_login));
		spin_lock(&p->p_lock);
		p->p_flags |= PF_LEADER;
		spin_unlock(&p->p_lock);
	}
	rw_wunlock(&proc_tree);
	if (error != 0)
		session_free(se);
	return error;
}

/* May p, the caller, move target into the group pgid? */
static int
proc_setpgid_check(struct proc *p, struct proc *target, int32_t pgid)
{
	struct session *se = p->p_pgrp->pg_session;
	struct pgrp *pg;

	if (target == NULL || target->p_pgrp == NULL ||
	    target->p_state == PR_ZOMBIE ||
	    (target != p && target->p_parent != p))
		return ESRCH;
	if (target->p_pgrp->pg_session != se)
		return EPERM;
	if (target != p && (target->p_flags & PF_EXEC) != 0)
		return EACCES;
	if (se->se_sid == target->p_pid)
		return EPERM;
	if (pgid == pid_in(target, proc_space(p)))
		return 0;
	pg = pgrp_find_in(proc_space(p), pgid);
	return pg != NULL && pg->pg_session == se ? 0 : EPERM;
}

int
proc_setpgid(struct proc *p, int32_t pid, int32_t pgid)
{
	struct proc *target;
	struct pgrp *pg, *old;
	int error;

	if (pgid < 0)
		return EINVAL;
	target = proc_find(pid == 0 ? p->p_vpid : pid);
	if (target != NULL && pgid == 0)
		pgid = pid_in(target, proc_space(p));
	rw_wlock(&proc_tree);
	error = proc_setpgid_check(p, target, pgid);
	if (error == 0) {
		old = target->p_pgrp;
		pg = pgrp_find_in(proc_space(p), pgid);
		if (pg == NULL)
			error = proc_lead_group(target, old->pg_session);
		else if (pg != old)
			pgrp_join(target, pg);
	}
	rw_wunlock(&proc_tree);
	proc_release(target);
	return error;
}
