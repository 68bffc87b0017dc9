// SPDX-License-Identifier: BSD-2-Clause
/*
 * mqueue - the queue itself; see mqueue.h.
 *
 * A sender wakes one receiver and a receiver one sender: whoever was woken
 * looks again, and does so even if a signal came too, so no wake-up is
 * spent on somebody who leaves.
 */
#include <sys/errno.h>
#include <sys/poll.h>
#include <sys/signal.h>
#include <sys/syslimits.h>

#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "subsys/posixipc/mqueue.h"

VIMAGE_DEFINE_STATIC(posixipc, int, mq_maxmq) = 100;		/* [a] */
VIMAGE_DEFINE_STATIC(posixipc, int, mq_maxmsg) = 100;		/* [a] */
VIMAGE_DEFINE_STATIC(posixipc, int, mq_maxmsgsize) = 16384;	/* [a] */
VIMAGE_DEFINE_STATIC(posixipc, int, mq_default_maxmsg) = 10;	/* [a] */
VIMAGE_DEFINE_STATIC(posixipc, int, mq_default_msgsize) = 1024;	/* [a] */
#define V_mq_maxmq	VIMAGE_VAR(posixipc, mq_maxmq)
#define V_mq_maxmsg	VIMAGE_VAR(posixipc, mq_maxmsg)
#define V_mq_maxmsgsize	VIMAGE_VAR(posixipc, mq_maxmsgsize)
#define V_mq_default_maxmsg	VIMAGE_VAR(posixipc, mq_default_maxmsg)
#define V_mq_default_msgsize	VIMAGE_VAR(posixipc, mq_default_msgsize)

static struct spinlock mq_notify_lock = SPIN_INITIALIZER("mqnotify");
static struct list mq_notify_all = LIST_INITIALIZER(mq_notify_all); /* [n] */

/* ------------------------------------------------------------------ life */

void
mqueue_attr_default(struct mq_attr *attr)
{
	*attr = (struct mq_attr){ .mq_maxmsg = V_mq_default_maxmsg,
	    .mq_msgsize = V_mq_default_msgsize };
}

int
mqueue_attr_check(const struct mq_attr *attr)
{
	return attr->mq_maxmsg <= 0 || attr->mq_maxmsg > V_mq_maxmsg ||
	    attr->mq_msgsize <= 0 || attr->mq_msgsize > V_mq_maxmsgsize ?
	    EINVAL : 0;
}

/* The jail ends: nobody waits any more. */
static void
mqueue_shut(struct pobject *po)
{
	struct mqueue *mq = (struct mqueue *)po;

	spin_lock(&mq->mq_lock);
	mq->mq_shut = 1;
	waitq_wake_all(&mq->mq_receivers);
	waitq_wake_all(&mq->mq_senders);
	poll_wake(&mq->mq_poll);
	spin_unlock(&mq->mq_lock);
}

static void
mqueue_free(struct pobject *po)
{
	struct mqueue *mq = (struct mqueue *)po;
	struct mq_msg *mm, *next;

	pobject_retire(po);
	mqueue_unnotify(mq, NULL, NULL);
	LIST_FOREACH_SAFE(mm, &mq->mq_msgs, mm_link, next)
		kmem_free(mm);
	poll_head_destroy(&mq->mq_poll);
	spin_destroy(&mq->mq_lock);
	pobject_free(po);
}

static void
mqueue_info(struct pobject *po, struct posixipc_info *pi)
{
	struct mqueue *mq = (struct mqueue *)po;

	spin_lock(&mq->mq_lock);
	pi->pi_size = (uint64_t)mq->mq_ready;
	pi->pi_max = (uint64_t)mq->mq_maxmsg;
	pi->pi_msgsize = (uint64_t)mq->mq_msgsize;
	pi->pi_used = mq->mq_bytes;
	pi->pi_lpid = mq->mq_lpid;
	spin_unlock(&mq->mq_lock);
}

static const struct pobject_ops mqueue_ops = {
	.pb_shut = mqueue_shut,
	.pb_free = mqueue_free,
	.pb_info = mqueue_info,
};

int
mqueue_make(const struct pobject_open *pp, struct pobject **out)
{
	const struct mq_attr *attr = pp->pp_arg;
	struct mqueue *mq;
	int error;

	error = mqueue_attr_check(attr);
	if (error != 0)
		return error;
	mq = kmem_zalloc(&image_current(VIMAGE_SLOT(posixipc))->im_ledger,
	    sizeof(*mq), KM_SLEEP);
	if (mq == NULL)
		return ENOSPC;
	error = pobject_init(&mq->mq_po, pp, &mqueue_ops, V_mq_maxmq,
	    ENFILE);
	if (error != 0) {
		kmem_free(mq);
		return error;
	}
	spin_init(&mq->mq_lock, "mqueue");
	list_init(&mq->mq_msgs);
	list_init(&mq->mq_notify);
	waitq_init(&mq->mq_receivers, "mqrecv");
	waitq_init(&mq->mq_senders, "mqsend");
	poll_head_init(&mq->mq_poll);
	mq->mq_maxmsg = attr->mq_maxmsg;
	mq->mq_msgsize = attr->mq_msgsize;
	*out = &mq->mq_po;
	return 0;
}

/* ---------------------------------------------------------- notification */

/* It fires once; [q] held. */
static void
mqueue_notify_fire(struct mqueue *mq)
{
	struct ksiginfo ks = { .ks_code = SI_MESGQ,
	    .ks_uid = curthread->td_cred->cr_ruid };

	if (atomic_load_relaxed(&mq->mq_nproc) == NULL)
		return;
	spin_lock(&mq_notify_lock);
	if (mq->mq_nproc != NULL) {
		ks.ks_signo = mq->mq_nsig;
		ks.ks_value = mq->mq_nvalue;
		/* Who waits may be in another space than who sends. */
		ks.ks_pid = pid_in(curproc, proc_space(mq->mq_nproc));
		if (mq->mq_nsig != 0)
			(void)proc_signal_info(mq->mq_nproc, &ks);
		mq->mq_nproc = NULL;
		list_remove(&mq->mq_notify);
		list_init(&mq->mq_notify);
	}
	spin_unlock(&mq_notify_lock);
}

int
mqueue_notify(struct mqueue *mq, struct file *fp, int sig, uint64_t value)
{
	int error = EBUSY;

	spin_lock(&mq_notify_lock);
	if (mq->mq_nproc == NULL) {
		mq->mq_nproc = curproc;
		mq->mq_nfile = fp;
		mq->mq_nsig = sig;
		mq->mq_nvalue = value;
		list_insert_tail(&mq_notify_all, &mq->mq_notify);
		error = 0;
	}
	spin_unlock(&mq_notify_lock);
	return error;
}

void
mqueue_unnotify(struct mqueue *mq, const struct proc *p,
    const struct file *fp)
{
	/* Both NULL: whoever it is. */
	spin_lock(&mq_notify_lock);
	if (mq->mq_nproc != NULL && (p == NULL || mq->mq_nproc == p) &&
	    (fp == NULL || mq->mq_nfile == fp)) {
		mq->mq_nproc = NULL;
		list_remove(&mq->mq_notify);
		list_init(&mq->mq_notify);
	}
	spin_unlock(&mq_notify_lock);
}

/* A process that ends, or becomes another program, is not told. */
static void
mqueue_notify_leave(struct proc *p)
{
	struct mqueue *mq, *next;

	/* Only p itself registers p: an empty list has none of it. */
	if (list_empty(&mq_notify_all))
		return;
	spin_lock(&mq_notify_lock);
	LIST_FOREACH_SAFE(mq, &mq_notify_all, mq_notify, next) {
		if (mq->mq_nproc != p)
			continue;
		mq->mq_nproc = NULL;
		list_remove(&mq->mq_notify);
		list_init(&mq->mq_notify);
	}
	spin_unlock(&mq_notify_lock);
}

/* -------------------------------------------------------------- messages */

struct mq_msg *
mq_msg_create(struct mqueue *mq, size_t len, uint32_t prio)
{
	struct mq_msg *mm;

	mm = kmem_alloc(&mq->mq_po.po_image->im_ledger, sizeof(*mm) + len,
	    KM_SLEEP);
	if (mm == NULL)
		return NULL;
	list_init(&mm->mm_link);
	mm->mm_prio = prio;
	mm->mm_len = len;
	return mm;
}

/* Sleep until it may be worth looking again; [q] held. */
static int
mqueue_wait(struct mqueue *mq, struct waitq *wq,
    const struct mq_patience *mp)
{
	if (mp->mp_nonblock)
		return EAGAIN;
	if (mp->mp_error != 0)
		return mp->mp_error;
	return waitq_sleep(wq, &mq->mq_lock, WQ_INTR, mp->mp_deadline_ns);
}

/*
 * Behind those of its priority, or, going back, before them.  Searched from
 * the end: most queues use one priority.
 */
static void
mqueue_insert(struct mqueue *mq, struct mq_msg *mm, int back)
{
	struct list *at = mq->mq_msgs.prev;
	struct mq_msg *other;

	for (; at != &mq->mq_msgs; at = at->prev) {
		other = LIST_ENTRY(at, struct mq_msg, mm_link);
		if (other->mm_prio > mm->mm_prio ||
		    (other->mm_prio == mm->mm_prio && !back))
			break;
	}
	/* The head of what follows at begins with at. */
	list_insert_head(at, &mm->mm_link);
	mq->mq_ready++;
	mq->mq_bytes += mm->mm_len;
}

int
mqueue_send(struct mqueue *mq, struct mq_msg *mm,
    const struct mq_patience *mp)
{
	int error = 0;

	spin_lock(&mq->mq_lock);
	while (error == 0 && !mq->mq_shut && mq->mq_count >= mq->mq_maxmsg)
		error = mqueue_wait(mq, &mq->mq_senders, mp);
	/* Room that came with a signal is used: its waker counts on it. */
	if (mq->mq_shut)
		error = EIDRM;
	else if (mq->mq_count < mq->mq_maxmsg)
		error = 0;
	if (error == 0) {
		mqueue_insert(mq, mm, 0);
		mq->mq_count++;
		mq->mq_lpid = curproc->p_pid;
		if (mq->mq_nreceivers > 0)
			waitq_wake_one(&mq->mq_receivers);
		else if (mq->mq_count == 1)
			mqueue_notify_fire(mq);
		poll_wake(&mq->mq_poll);
	}
	spin_unlock(&mq->mq_lock);
	return error;
}

int
mqueue_receive(struct mqueue *mq, const struct mq_patience *mp,
    struct mq_msg **out)
{
	int error = 0;

	spin_lock(&mq->mq_lock);
	mq->mq_nreceivers++;
	while (error == 0 && !mq->mq_shut && mq->mq_ready == 0)
		error = mqueue_wait(mq, &mq->mq_receivers, mp);
	mq->mq_nreceivers--;
	if (mq->mq_shut)
		error = EIDRM;
	else if (mq->mq_ready > 0)
		error = 0;
	if (error == 0) {
		*out = LIST_FIRST(&mq->mq_msgs, struct mq_msg, mm_link);
		list_remove(&(*out)->mm_link);
		mq->mq_ready--;
		mq->mq_bytes -= (*out)->mm_len;
		mq->mq_lpid = curproc->p_pid;
	}
	spin_unlock(&mq->mq_lock);
	return error;
}

void
mqueue_delivered(struct mqueue *mq, struct mq_msg *mm)
{
	spin_lock(&mq->mq_lock);
	mq->mq_count--;
	waitq_wake_one(&mq->mq_senders);
	poll_wake(&mq->mq_poll);
	spin_unlock(&mq->mq_lock);
	kmem_free(mm);
}

void
mqueue_put_back(struct mqueue *mq, struct mq_msg *mm)
{
	spin_lock(&mq->mq_lock);
	mqueue_insert(mq, mm, 1);
	waitq_wake_one(&mq->mq_receivers);
	poll_wake(&mq->mq_poll);
	spin_unlock(&mq->mq_lock);
}

int
mqueue_poll(struct mqueue *mq, int events, struct thread *td)
{
	int ready = 0;

	spin_lock(&mq->mq_lock);
	if (mq->mq_shut)
		ready = POLLHUP;
	if (mq->mq_ready > 0)
		ready |= events & (POLLIN | POLLRDNORM);
	if (mq->mq_count < mq->mq_maxmsg)
		ready |= events & POLLOUT;
	if (ready == 0)
		poll_record(&mq->mq_poll, td);
	spin_unlock(&mq->mq_lock);
	return ready;
}

/* --------------------------------------------------------------- records */

static int mq_prio_max = MQ_PRIO_MAX;	/* [I] */

#define MQ_LIMIT(name, node, descr)					\
	SYSCTL_VIMAGE_INT(name, "kern.mqueue." node, SYSCTL_RW |	\
	    SYSCTL_JAILWR, posixipc, name, descr)

static const struct proc_hook mqueue_hook = {
	.ph_exec = mqueue_notify_leave,
	.ph_exit = mqueue_notify_leave
};
PROC_HOOK(mqueue_hook);
MQ_LIMIT(mq_maxmq, "maxmq", "most message queues");
MQ_LIMIT(mq_maxmsg, "maxmsg", "most messages a new queue may hold");
MQ_LIMIT(mq_maxmsgsize, "maxmsgsize", "most bytes of a message");
MQ_LIMIT(mq_default_maxmsg, "default_maxmsg",
    "messages a queue holds, if not said");
MQ_LIMIT(mq_default_msgsize, "default_msgsize",
    "bytes of its messages, if not said");
SYSCTL_INT(mq_prio_max, "p1003_1b.mq_prio_max", SYSCTL_RD, mq_prio_max,
    "priorities of messages are below");
SYSCTL_VIMAGE_INT(mq_open_max, "p1003_1b.mq_open_max", SYSCTL_RD, posixipc,
    mq_maxmq, "most message queues");
