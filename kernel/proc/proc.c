// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc - the table of processes.
 *
 * A process is made unlinked (proc_alloc), gets its pid and its place in
 * one step (proc_link), and leaves the table when it has been waited for
 * (proc_unlink).  Its memory lives until the last reference: the table's,
 * or of somebody who found it by pid and is still looking.
 *
 * Pids rise and wrap, so that a number is not used again soon after; one
 * that still names a group or a session is skipped.
 *
 * Locks: [P] proc_tree for the family, [h] proc_hash_lock for what
 * proc_find needs and for the counts, so that finding never sleeps.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/cred/cred.h"
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"

#define PROC_HASH	256
#define PROC_KEPT	8	/* for uid 0 when the table is full */

struct rwlock proc_tree;
struct proc *proc_init;

static struct spinlock proc_hash_lock = SPIN_INITIALIZER("proc_hash");
static struct list proc_hash[PROC_HASH];	/* [h] */
struct list proc_all = LIST_INITIALIZER(proc_all);	/* [P] */
static struct list proc_uids = LIST_INITIALIZER(proc_uids);	/* [h] */
static int32_t proc_last_pid;			/* [P] */
static int proc_pids_wrapped;			/* [P] */
static int proc_number;				/* [h] */
static int proc_max;				/* [a] */
static int proc_max_per_uid;			/* [a] */
static struct slab_cache *proc_cache;		/* [I] */

SYSCTL_INT(proc_max, "kern.maxproc", SYSCTL_RW, proc_max,
    "Processes the system may have");
SYSCTL_INT(proc_max_per_uid, "kern.maxprocperuid", SYSCTL_RW,
    proc_max_per_uid, "Processes one user other than root may have");

/* How many processes a real uid has; gone with the last. */
struct uidcount {
	struct list uc_link;		/* [h] */
	uint32_t uc_uid;		/* [I] */
	int uc_count;			/* [h] */
};

struct proc *
proc_alloc(struct ledger *ld)
{
	struct proc *p;

	p = slab_alloc(proc_cache, ld, KM_SLEEP | KM_ZERO);
	if (p == NULL)
		return NULL;
	p->p_refs = 1;
	p->p_state = PR_EMBRYO;
	spin_init(&p->p_lock, "proc");
	list_init(&p->p_hash);
	list_init(&p->p_all);
	list_init(&p->p_children);
	list_init(&p->p_sibling);
	list_init(&p->p_pglink);
	list_init(&p->p_threads);
	list_init(&p->p_jaillink);
	list_init(&p->p_siginfos);
	waitq_init(&p->p_wait, "wait");
	waitq_init(&p->p_stopq, "stop");
	waitq_init(&p->p_singleq, "single");
	proc_alarm_init(p);
	p->p_start_ns = clock_uptime_ns();
	return p;
}

void
proc_free(struct proc *p)
{
	if (p == NULL)
		return;
	vnode_drop(p->p_root);
	vnode_drop(p->p_cwd);
	cred_drop(p->p_cred);
	siginfo_purge(p, &p->p_siginfos, UINT64_MAX);
	spin_destroy(&p->p_lock);
	slab_free(proc_cache, p);
}

static struct list *
proc_bucket(int32_t pid)
{
	return &proc_hash[(uint32_t)pid % PROC_HASH];
}

static struct proc *
proc_lookup(int32_t pid)
{
	struct proc *p;

	LIST_FOREACH(p, proc_bucket(pid), p_hash) {
		if (p->p_pid == pid)
			return p;
	}
	return NULL;
}

struct proc *
proc_find(int32_t pid)
{
	struct proc *self = curthread->td_proc;

	return self == NULL || self->p_pids == NULL ? proc_find_base(pid) :
	    pid_find(proc_space(self), pid);
}

struct proc *
proc_find_base(int32_t pid)
{
	struct proc *p;

	spin_lock(&proc_hash_lock);
	p = proc_lookup(pid);
	if (p != NULL)
		atomic_add(&p->p_refs, 1);
	spin_unlock(&proc_hash_lock);
	return p;
}

void
proc_release(struct proc *p)
{
	if (p != NULL && atomic_sub(&p->p_refs, 1) == 0)
		proc_free(p);
}

int
proc_foreach(int (*fn)(struct proc *p, void *arg), void *arg)
{
	const struct pidspace *in = proc_space(curproc);
	struct proc *p;
	int stop = 0;

	rw_rlock(&proc_tree);
	LIST_FOREACH(p, &proc_all, p_all) {
		if (pid_in(p, in) == 0)
			continue;
		stop = fn(p, arg);
		if (stop != 0)
			break;
	}
	rw_runlock(&proc_tree);
	return stop;
}

int
proc_count(void)
{
	return atomic_load_relaxed(&proc_number);
}

struct cred *
proc_cred_hold(struct proc *p)
{
	struct cred *cr;

	spin_lock(&p->p_lock);
	cr = cred_hold(p->p_cred);
	spin_unlock(&p->p_lock);
	return cr;
}

uint64_t
proc_runtime_ns(struct proc *p)
{
	struct thread *td;
	uint64_t ns;

	spin_lock(&p->p_lock);
	ns = p->p_runtime_ns;
	LIST_FOREACH(td, &p->p_threads, td_plink)
		ns += td->td_runtime_ns;
	spin_unlock(&p->p_lock);
	return ns;
}

void
proc_tree_rlock(void)
{
	rw_rlock(&proc_tree);
}

void
proc_tree_runlock(void)
{
	rw_runlock(&proc_tree);
}

void
proc_tree_wlock(void)
{
	rw_wlock(&proc_tree);
}

void
proc_tree_wunlock(void)
{
	rw_wunlock(&proc_tree);
}

/* The count of uid, made if absent; NULL: out of memory. */
static struct uidcount *
uidcount_get(uint32_t uid)
{
	struct uidcount *uc;

	LIST_FOREACH(uc, &proc_uids, uc_link) {
		if (uc->uc_uid == uid)
			return uc;
	}
	uc = kmem_zalloc(NULL, sizeof(*uc), KM_NOSLEEP);
	if (uc == NULL)
		return NULL;
	uc->uc_uid = uid;
	list_insert_tail(&proc_uids, &uc->uc_link);
	return uc;
}

static void
uidcount_put(struct uidcount *uc)
{
	if (uc == NULL || uc->uc_count > 0)
		return;
	list_remove(&uc->uc_link);
	kmem_free(uc);
}

int
proc_check_room(uint32_t uid)
{
	int max = uid == 0 ? proc_max : proc_max - PROC_KEPT;

	return atomic_load_relaxed(&proc_number) >= max ? EAGAIN : 0;
}

/* Count p in, if the limits allow it. */
static int
proc_count_in(struct proc *p, uint32_t uid, int64_t uid_max)
{
	struct uidcount *uc;

	if (uid != 0 && uid_max > proc_max_per_uid)
		uid_max = proc_max_per_uid;
	if (proc_check_room(uid) != 0)
		return EAGAIN;
	uc = uidcount_get(uid);
	if (uc == NULL)
		return EAGAIN;
	if (uc->uc_count >= uid_max) {
		uidcount_put(uc);
		return EAGAIN;
	}
	uc->uc_count++;
	proc_number++;
	p->p_uidcount = uc;
	return 0;
}

/* Does a group or session still bear this number? */
static int
pid_is_kept(int32_t pid)
{
	struct proc *p;

	if (pgrp_find(pid) != NULL)
		return 1;
	LIST_FOREACH(p, &proc_all, p_all) {
		if (p->p_pgrp->pg_session->se_sid == pid)
			return 1;
	}
	return 0;
}

/* There are fewer processes than numbers, so this ends. */
static int32_t
pid_next(void)
{
	int32_t pid = proc_last_pid;
	struct proc *p;

	for (;;) {
		pid++;
		if (pid > PID_MAX) {
			pid = 2;
			proc_pids_wrapped = 1;
		}
		spin_lock(&proc_hash_lock);
		p = proc_lookup(pid);
		spin_unlock(&proc_hash_lock);
		if (p == NULL && (!proc_pids_wrapped || !pid_is_kept(pid)))
			break;
	}
	proc_last_pid = pid;
	return pid;
}

/* Its base number is free, and it no longer counts. */
static void
proc_unhash(struct proc *p)
{
	spin_lock(&proc_hash_lock);
	list_remove(&p->p_hash);
	proc_number--;
	p->p_uidcount->uc_count--;
	uidcount_put(p->p_uidcount);
	p->p_uidcount = NULL;
	spin_unlock(&proc_hash_lock);
}

int
proc_link(struct proc *p, struct proc *parent, struct pgrp *pg,
    uint32_t uid, int64_t uid_max)
{
	int error;

	KASSERT(rw_wheld(&proc_tree));
	spin_lock(&proc_hash_lock);
	error = proc_count_in(p, uid, uid_max);
	spin_unlock(&proc_hash_lock);
	if (error != 0)
		return error;
	p->p_pid = pid_next();
	spin_lock(&proc_hash_lock);
	list_insert_head(proc_bucket(p->p_pid), &p->p_hash);
	spin_unlock(&proc_hash_lock);
	error = proc_space_inherit(p, parent);
	if (error != 0) {
		proc_unhash(p);
		return error;
	}
	list_insert_tail(&proc_all, &p->p_all);
	p->p_parent = parent;
	if (parent != NULL) {
		p->p_ppid = parent->p_pid;
		list_insert_tail(&parent->p_children, &p->p_sibling);
	}
	p->p_pgrp = pg;
	if (pg != NULL)
		list_insert_tail(&pg->pg_members, &p->p_pglink);
	return 0;
}

void
proc_unlink(struct proc *p)
{
	KASSERT(rw_wheld(&proc_tree));
	proc_unhash(p);
	proc_space_leave(p);
	list_remove(&p->p_all);
	list_remove(&p->p_sibling);
	pgrp_leave(p);
}

void
proc_recount(struct proc *p, uint32_t uid)
{
	struct uidcount *uc;

	spin_lock(&proc_hash_lock);
	uc = uidcount_get(uid);
	/* Without memory it stays with the old user: never too few. */
	if (uc != NULL && uc != p->p_uidcount) {
		uc->uc_count++;
		p->p_uidcount->uc_count--;
		uidcount_put(p->p_uidcount);
		p->p_uidcount = uc;
	}
	spin_unlock(&proc_hash_lock);
}

static void
proc_setup(void)
{
	int i;

	for (i = 0; i < PROC_HASH; i++)
		list_init(&proc_hash[i]);
	rw_init(&proc_tree, "proc_tree");
	proc_cache = slab_create("proc", sizeof(struct proc));
	if (proc_cache == NULL)
		panic("no memory for the process table");
	/* A process needs some 100 KiB of kernel and user memory. */
	proc_max = (int)(page_total() / 24);
	if (proc_max > 4000)
		proc_max = 4000;
	if (proc_max < 64)
		proc_max = 64;
	proc_max_per_uid = proc_max * 9 / 10;
}
INITCALL(PHASE_DEVICE, proc_setup);
