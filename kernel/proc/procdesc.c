// SPDX-License-Identifier: BSD-2-Clause
/*
 * procdesc - descriptors of processes; see procdesc.h.
 *
 * All are in one list, which the end of a process goes through if there are
 * any: programs that use them are few, so that a process pays for them with
 * one look at a counter.
 *
 * Locks: [D] procdesc_lock, a spinlock, over the list and all poll heads;
 * taken under proc_tree.
 */
#include <sys/errno.h>
#include <sys/poll.h>
#include <sys/procdesc.h>
#include <sys/signal.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/proc/procdesc.h"
#include "kernel/sched/thread.h"

struct procdesc {
	struct list pd_link;		/* [D] */
	struct proc *pd_proc;		/* [I] once bound; held */
	struct poll_head pd_poll;	/* [D] */
	int pd_flags;			/* [I] PD_DAEMON */
};

static struct spinlock procdesc_lock = SPIN_INITIALIZER("procdesc");
static struct list procdesc_all = LIST_INITIALIZER(procdesc_all); /* [D] */
static volatile uint32_t procdesc_count;	/* [a] in the list */

/* ---------------------------------------------------------- their process */

void
procdesc_tell(struct proc *p)
{
	struct procdesc *pd;

	if (atomic_load_relaxed(&procdesc_count) == 0)
		return;
	spin_lock(&procdesc_lock);
	LIST_FOREACH(pd, &procdesc_all, pd_link)
		if (pd->pd_proc == p)
			poll_wake(&pd->pd_poll);
	spin_unlock(&procdesc_lock);
}

/* -------------------------------------------------------------- the file */

/* A process whose handle is lost would be nobody's: it ends. */
static void
procdesc_fo_close(struct file *fp)
{
	struct procdesc *pd = fp->f_data;

	if (pd->pd_proc != NULL) {
		spin_lock(&procdesc_lock);
		list_remove(&pd->pd_link);
		spin_unlock(&procdesc_lock);
		atomic_sub(&procdesc_count, 1);
		if ((pd->pd_flags & PD_DAEMON) == 0)
			(void)proc_signal(pd->pd_proc, SIGKILL);
		proc_release(pd->pd_proc);
	}
	poll_head_destroy(&pd->pd_poll);
	kmem_free(pd);
}

static int
procdesc_fo_poll(struct file *fp, int events, struct thread *td)
{
	struct procdesc *pd = fp->f_data;
	int ready;

	(void)events;
	/* procdesc_tell comes after the state, so none is missed. */
	spin_lock(&procdesc_lock);
	ready = pd->pd_proc->p_state == PR_ZOMBIE ? POLLHUP : 0;
	if (ready == 0)
		poll_record(&pd->pd_poll, td);
	spin_unlock(&procdesc_lock);
	return ready;
}

static int
procdesc_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	struct procdesc *pd = fp->f_data;

	(void)td;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFREG | S_IRUSR | (pd->pd_proc->p_state != PR_ZOMBIE ?
	    S_IWUSR | S_IXUSR : 0);
	st->st_nlink = 1;
	st->st_uid = fp->f_cred->cr_uid;
	st->st_gid = fp->f_cred->cr_gid;
	return 0;
}

static const struct file_ops procdesc_ops = {
	.fo_poll = procdesc_fo_poll,
	.fo_stat = procdesc_fo_stat,
	.fo_close = procdesc_fo_close
};

int
procdesc_create(struct thread *td, int flags, struct file **out)
{
	struct procdesc *pd;
	int error;

	pd = kmem_zalloc(cred_ledger(td->td_cred), sizeof(*pd), KM_SLEEP);
	if (pd == NULL)
		return ENOMEM;
	list_init(&pd->pd_link);
	poll_head_init(&pd->pd_poll);
	pd->pd_flags = flags;
	error = file_create(td->td_cred, FTYPE_PROCDESC, 0, &procdesc_ops,
	    pd, out);
	if (error != 0) {
		poll_head_destroy(&pd->pd_poll);
		kmem_free(pd);
	}
	return error;
}

void
procdesc_bind(struct file *fp, struct proc *p)
{
	struct procdesc *pd = fp->f_data;

	pd->pd_proc = p;
	atomic_add(&procdesc_count, 1);
	spin_lock(&procdesc_lock);
	list_insert_head(&procdesc_all, &pd->pd_link);
	spin_unlock(&procdesc_lock);
}

int
procdesc_proc(struct file *fp, struct proc **out)
{
	struct procdesc *pd = fp->f_data;

	if (fp->f_type != FTYPE_PROCDESC)
		return EBADF;
	*out = pd->pd_proc;
	atomic_add(&(*out)->p_refs, 1);
	return 0;
}
