// SPDX-License-Identifier: BSD-2-Clause
/*
 * sem_undo - what semaphores get back when a process ends.
 *
 * A record is one process's adjustments to one set.  It keeps the image of
 * the set, since its process may have gone on into a jail below; it cannot
 * keep it for long, since a jail's end is first its processes' end.  When
 * the set is removed the record stays, empty, until its process ends or
 * wants another one: only the process itself takes its records away.
 *
 * Locks: [T], then [u] for the list of all.
 */
#include <sys/errno.h>

#include "kernel/lib/atomic.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/proc/proc_db.h"
#include "kernel/sched/thread.h"
#include "subsys/sysvipc/sem_priv.h"

static struct list sem_undo_all = LIST_INITIALIZER(sem_undo_all);  /* [u] */
static struct spinlock sem_undo_lock;	/* class "semundo" */
static volatile uint32_t sem_undo_count;	/* [a] on the list */

static REF_KIND_OPS(sem_undo_ref, "semaphore adjustment", proc_db_print,
    NULL);

/* A record of p off the list: any, or only one that is empty in an image. */
static struct sem_undo *
sem_undo_take(const struct proc *p, const struct image *empty_in)
{
	struct sem_undo *su, *found = NULL;

	if (atomic_load(&sem_undo_count) == 0)
		return NULL;
	spin_lock(&sem_undo_lock);
	LIST_FOREACH(su, &sem_undo_all, su_link) {
		if (su->su_proc != p || (empty_in != NULL &&
		    (su->su_image != empty_in || su->su_set != NULL)))
			continue;
		list_remove(&su->su_link);
		atomic_sub(&sem_undo_count, 1);
		found = su;
		break;
	}
	spin_unlock(&sem_undo_lock);
	return found;
}

/* Locked; su is off the list. */
static void
sem_undo_free(struct sem_undo *su)
{
	struct image *img = su->su_image;
	struct ref *rf = &su->su_ref;

	list_remove(&su->su_setlink);
	V_sem_undos--;
	ref_drop(&img->im_refs, rf);
	kmem_free(su);
}

static int
sem_undo_make(struct sem_set *ss, struct sem_undo **out)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvsem));
	struct sem_undo *su;

	if (V_sem_undos >= V_semmnu) {
		ipc_limit_note(&V_sem_table, "kern.ipc.semmnu");
		return ENOSPC;
	}
	su = kmem_zalloc(&img->im_ledger, sizeof(*su) +
	    (size_t)ss->ss_count * sizeof(su->su_adjust[0]), KM_SLEEP);
	if (su == NULL)
		return ENOMEM;
	su->su_proc = curproc;
	su->su_set = ss;
	su->su_image = img;
	ref_take(&img->im_refs, &su->su_ref, &sem_undo_ref, su->su_proc);
	list_insert_tail(&ss->ss_undos, &su->su_setlink);
	V_sem_undos++;
	spin_lock(&sem_undo_lock);
	list_insert_tail(&sem_undo_all, &su->su_link);
	atomic_add(&sem_undo_count, 1);
	spin_unlock(&sem_undo_lock);
	*out = su;
	return 0;
}

/* How many sets the process has adjusted. */
static int
sem_undo_mine(void)
{
	struct sem_undo *su;
	int n = 0;

	spin_lock(&sem_undo_lock);
	LIST_FOREACH(su, &sem_undo_all, su_link)
		n += su->su_proc == curproc;
	spin_unlock(&sem_undo_lock);
	return n;
}

int
sem_undo_get(struct sem_set *ss, struct sem_undo **out)
{
	struct image *img = image_current(VIMAGE_SLOT(sysvsem));
	struct sem_undo *su;

	MUTEX_ASSERT(&V_sem_table.it_lock);
	LIST_FOREACH(su, &ss->ss_undos, su_setlink) {
		if (su->su_proc == curproc) {
			*out = su;
			return 0;
		}
	}
	while ((su = sem_undo_take(curproc, img)) != NULL)
		sem_undo_free(su);
	if (sem_undo_mine() >= V_semume)
		return EINVAL;
	return sem_undo_make(ss, out);
}

void
sem_undo_clear(struct sem_set *ss, int i)
{
	struct sem_undo *su;
	int k;

	LIST_FOREACH(su, &ss->ss_undos, su_setlink)
		for (k = 0; k < ss->ss_count; k++)
			if (i == -1 || i == k)
				su->su_adjust[k] = 0;
}

void
sem_undo_forget(struct sem_set *ss)
{
	struct sem_undo *su;

	while (!list_empty(&ss->ss_undos)) {
		su = LIST_FIRST(&ss->ss_undos, struct sem_undo, su_setlink);
		list_remove(&su->su_setlink);
		su->su_set = NULL;
	}
}

/* Give back, never below zero nor above the limit. */
static void
sem_undo_apply(struct sem_undo *su)
{
	struct sem_set *ss = su->su_set;
	int i, v;

	for (i = 0; ss != NULL && i < ss->ss_count; i++) {
		if (su->su_adjust[i] == 0)
			continue;
		v = ss->ss_sem[i].se_value + su->su_adjust[i];
		v = v < 0 ? 0 : v > sem_vmx() ? sem_vmx() : v;
		ss->ss_sem[i].se_value = (uint16_t)v;
		ss->ss_sem[i].se_pid = su->su_proc->p_pid;
	}
	if (ss != NULL)
		cv_broadcast(&ss->ss_wait);
}

static void
sem_undo_exit(struct proc *p)
{
	struct sem_undo *su;
	struct ref rf = { .rf_kind = NULL };
	struct image *img;

	while ((su = sem_undo_take(p, NULL)) != NULL) {
		img = su->su_image;
		/* The lock is in the image: keep that until it is free. */
		ref_take(&img->im_refs, &rf, &sem_undo_ref, p);
		VIMAGE_SET_QUIET(sysvsem, img);
		mutex_lock(&V_sem_table.it_lock);
		sem_undo_apply(su);
		sem_undo_free(su);
		mutex_unlock(&V_sem_table.it_lock);
		VIMAGE_RESTORE(sysvsem);
		ref_drop(&img->im_refs, &rf);
	}
}

static void
sem_undo_init(void)
{
	spin_init(&sem_undo_lock, "semundo");
}

INITCALL(PHASE_FRAMEWORK, sem_undo_init);

static const struct proc_hook sem_hook = { .ph_exit = sem_undo_exit };
PROC_HOOK(sem_hook);
