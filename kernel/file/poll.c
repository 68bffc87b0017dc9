// SPDX-License-Identifier: BSD-2-Clause
/*
 * poll - waiting for any of several files.
 *
 * A poller lives on the stack of the thread that polls.  Its first scan
 * asks each file; a file that is not ready leaves a record of the poller on
 * its poll head.  When any head is woken the poller scans again, its
 * records still in place, until something is ready or time is up; then it
 * takes its records back.  The files are held all the while, so heads
 * outlive records.
 *
 * No wake-up is lost: a file looks and records under one lock, the same
 * under which it becomes ready and wakes; and po_fired, cleared before each
 * scan, remembers a wake-up that comes during it.
 *
 * Locks, in this order: the object's own, ph_lock "poll", [o] po_lock
 * "poller"; all spinlocks.
 */
#include <sys/errno.h>
#include <sys/poll.h>
#include "kernel/file/file.h"
#include "kernel/lib/list.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"

#define POLL_SMALL	8	/* descriptors served without allocation */
#define POLL_HEADS	2	/* heads a file may record on */

/* One poller on one head. */
struct poll_link {
	struct list pl_link;		/* [ph_lock] */
	struct poll_head *pl_head;	/* [t] */
	struct poller *pl_poller;	/* [I] */
};

struct poller {
	struct spinlock po_lock;	/* class "poller" */
	struct waitq po_wait;		/* [o] */
	int po_fired;			/* [o] a head was woken */
	int po_nlinks;			/* [t] in use */
	int po_maxlinks;		/* [I] */
	struct poll_link *po_links;	/* [t] */
	struct file **po_files;		/* [t] held, NULL: bad descriptor */
	struct poll_link po_link_room[POLL_SMALL * POLL_HEADS];	/* [t] */
	struct file *po_file_room[POLL_SMALL];			/* [t] */
};

void
poll_head_init(struct poll_head *ph)
{
	spin_init(&ph->ph_lock, "poll");
	list_init(&ph->ph_waiters);
}

void
poll_head_destroy(struct poll_head *ph)
{
	KASSERT(list_empty(&ph->ph_waiters));
	spin_destroy(&ph->ph_lock);
}

void
poll_record(struct poll_head *ph, struct thread *td)
{
	struct poller *po = td->td_poll;
	struct poll_link *pl;

	if (po == NULL)
		return;
	KASSERT(po->po_nlinks < po->po_maxlinks);
	pl = &po->po_links[po->po_nlinks++];
	pl->pl_head = ph;
	pl->pl_poller = po;
	spin_lock(&ph->ph_lock);
	list_insert_tail(&ph->ph_waiters, &pl->pl_link);
	spin_unlock(&ph->ph_lock);
}

/*
 * Cheap when nobody polls: the list grows only under the lock our caller
 * holds, so an empty one stays empty.
 */
void
poll_wake(struct poll_head *ph)
{
	struct poll_link *pl;
	struct poller *po;

	if (list_empty(&ph->ph_waiters))
		return;
	spin_lock(&ph->ph_lock);
	LIST_FOREACH(pl, &ph->ph_waiters, pl_link) {
		po = pl->pl_poller;
		spin_lock(&po->po_lock);
		po->po_fired = 1;
		waitq_wake_all(&po->po_wait);
		spin_unlock(&po->po_lock);
	}
	spin_unlock(&ph->ph_lock);
}

static int
poller_create(struct poller *po, int n)
{
	spin_init(&po->po_lock, "poller");
	waitq_init(&po->po_wait, "poll");
	po->po_fired = 0;
	po->po_nlinks = 0;
	po->po_maxlinks = n * POLL_HEADS;
	po->po_links = po->po_link_room;
	po->po_files = po->po_file_room;
	if (n <= POLL_SMALL)
		return 0;
	po->po_links = kmem_alloc(NULL, (size_t)n * POLL_HEADS *
	    sizeof(struct poll_link), KM_SLEEP);
	po->po_files = kmem_alloc(NULL, (size_t)n * sizeof(struct file *),
	    KM_SLEEP);
	return po->po_links != NULL && po->po_files != NULL ? 0 : ENOMEM;
}

static void
poller_destroy(struct poller *po, int nfiles)
{
	struct poll_link *pl;
	int i;

	for (i = 0; i < po->po_nlinks; i++) {
		pl = &po->po_links[i];
		spin_lock(&pl->pl_head->ph_lock);
		list_remove(&pl->pl_link);
		spin_unlock(&pl->pl_head->ph_lock);
	}
	for (i = 0; i < nfiles; i++)
		if (po->po_files[i] != NULL)
			file_drop(po->po_files[i]);
	if (po->po_links != po->po_link_room)
		kmem_free(po->po_links);
	if (po->po_files != po->po_file_room)
		kmem_free(po->po_files);
	spin_destroy(&po->po_lock);
}

static short
poll_one(struct file *fp, short events, struct thread *td)
{
	int got;

	if (fp == NULL)
		return POLLNVAL;
	if (fp->f_ops->fo_poll == NULL)
		return events & (POLLIN | POLLRDNORM | POLLOUT);
	got = fp->f_ops->fo_poll(fp, events, td);
	return (short)(got & (events | POLLERR | POLLHUP | POLLNVAL));
}

/* Ask each file once; once one is ready the rest need not be recorded. */
static int
poll_scan(struct poller *po, struct pollfd *pfd, int n, struct thread *td)
{
	int i, ready = 0;

	spin_lock(&po->po_lock);
	po->po_fired = 0;
	spin_unlock(&po->po_lock);
	for (i = 0; i < n; i++) {
		pfd[i].revents = 0;
		if (pfd[i].fd < 0)
			continue;
		pfd[i].revents = poll_one(po->po_files[i], pfd[i].events, td);
		if (pfd[i].revents != 0) {
			ready++;
			td->td_poll = NULL;
		}
	}
	td->td_poll = NULL;
	return ready;
}

static int
poll_sleep(struct poller *po, uint64_t deadline_ns)
{
	int error = 0;

	spin_lock(&po->po_lock);
	while (!po->po_fired && error == 0)
		error = waitq_sleep(&po->po_wait, &po->po_lock, WQ_INTR,
		    deadline_ns);
	if (po->po_fired)
		error = 0;
	spin_unlock(&po->po_lock);
	return error;
}

int
poll_files(struct fdtable *fdt, struct pollfd *pfd, int n,
    uint64_t deadline_ns, struct thread *td, int *nready)
{
	struct poller po;
	int error, i, nfiles = 0;

	error = poller_create(&po, n);
	for (i = 0; i < n && error == 0; i++, nfiles++)
		(void)fd_get(fdt, pfd[i].fd, &po.po_files[i]);
	td->td_poll = &po;
	*nready = 0;
	while (error == 0) {
		*nready = poll_scan(&po, pfd, n, td);
		if (*nready > 0)
			break;
		error = poll_sleep(&po, deadline_ns);
	}
	td->td_poll = NULL;
	poller_destroy(&po, nfiles);
	return error == ETIMEDOUT ? 0 : error;
}
