// SPDX-License-Identifier: BSD-2-Clause
/*
 * mqueue - POSIX message queues.
 *
 * A queue is a list of messages, highest priority first, first come first
 * in each.  A message that is being copied out is off the list but still
 * counts, so that a bad address can put it back.
 *
 * Locks: [q] mq_lock, a spinlock, class "mqueue"; [n] mq_notify_lock, class
 * "mqnotify", over every registration, for exit finds them by process.
 */
#pragma once

#include "kernel/file/file.h"
#include "kernel/sched/waitq.h"
#include "subsys/posixipc/pobject.h"

struct proc;

struct mq_msg {
	struct list mm_link;		/* [q] */
	uint32_t mm_prio;		/* [I] below MQ_PRIO_MAX */
	size_t mm_len;			/* [I] */
	char mm_text[];			/* [I] */
};

struct mqueue {
	struct pobject mq_po;		/* [I] first */
	struct spinlock mq_lock;	/* class "mqueue" */
	struct list mq_msgs;		/* [q] best first */
	long mq_maxmsg;			/* [I] */
	long mq_msgsize;		/* [I] most bytes of one */
	long mq_ready;			/* [q] on the list */
	long mq_count;			/* [q] and those being copied out */
	uint64_t mq_bytes;		/* [q] on the list */
	int mq_nreceivers;		/* [q] asleep */
	int mq_shut;			/* [q] its jail has ended */
	int32_t mq_lpid;		/* [q] last to send or receive */
	struct waitq mq_receivers;	/* [q] */
	struct waitq mq_senders;	/* [q] */
	struct poll_head mq_poll;	/* [x] its own lock */
	struct list mq_notify;		/* [n] of all registrations */
	struct proc *mq_nproc;		/* [n] whom to tell, or NULL */
	struct file *mq_nfile;		/* [n] by which it asked */
	int mq_nsig;			/* [n] the signal, 0 none */
	uint64_t mq_nvalue;		/* [n] si_value */
};

/* When a call that cannot go on gives up. */
struct mq_patience {
	int mp_nonblock;		/* [t] at once: EAGAIN */
	int mp_error;			/* [t] of a bad time, if it waits */
	uint64_t mp_deadline_ns;	/* [t] */
};

/* pp_make; pp_arg is a struct mq_attr, checked. */
int	mqueue_make(const struct pobject_open *pp, struct pobject **out);
/* pp_arg for a caller that gives none; 0, or EINVAL: over the limits. */
int	mqueue_attr_check(const struct mq_attr *attr);
void	mqueue_attr_default(struct mq_attr *attr);

/* A message without text yet.  NULL: out of memory. */
struct mq_msg *mq_msg_create(struct mqueue *mq, size_t len, uint32_t prio);
/*
 * Put mm on the queue, waiting for room.  It is the queue's on success.  0,
 * EAGAIN, ETIMEDOUT, EINTR, EINVAL (a bad time), EIDRM (the jail ended).
 */
int	mqueue_send(struct mqueue *mq, struct mq_msg *mm,
	    const struct mq_patience *mp);
/*
 * Take the best one off, waiting for it.  Then one of the two: it was
 * delivered, or it goes back to where it was.
 */
int	mqueue_receive(struct mqueue *mq, const struct mq_patience *mp,
	    struct mq_msg **out);
void	mqueue_delivered(struct mqueue *mq, struct mq_msg *mm);
void	mqueue_put_back(struct mqueue *mq, struct mq_msg *mm);
/* Ready for what of POLLIN and POLLOUT; else td's poll is recorded. */
int	mqueue_poll(struct mqueue *mq, int events, struct thread *td);

/*
 * Tell the running process by sig (0: not at all) when a message comes to
 * the empty queue.  EBUSY: somebody is registered.
 */
int	mqueue_notify(struct mqueue *mq, struct file *fp, int sig,
	    uint64_t value);
/* No longer: p's registration, or the one made by fp. */
void	mqueue_unnotify(struct mqueue *mq, const struct proc *p,
	    const struct file *fp);
