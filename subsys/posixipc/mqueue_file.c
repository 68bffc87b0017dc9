// SPDX-License-Identifier: BSD-2-Clause
/*
 * mqueue_file - message queues as descriptors: the system calls, and what a
 * file can do.
 *
 * Arguments are looked at in the order POSIX programs rely on: descriptor,
 * sizes, then memory; a bad time only if the call would have to wait.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/poll.h>
#include <sys/signal.h>
#include <sys/stat.h>
#include <sys/syslimits.h>
#include <sys/time.h>

#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/deadline.h"
#include "kernel/sys/syscall.h"
#include "subsys/posixipc/mqueue.h"

static int
mqueue_fo_poll(struct file *fp, int events, struct thread *td)
{
	if ((fp->f_flags & FREAD) == 0)
		events &= ~POLLIN & ~POLLRDNORM;
	if ((fp->f_flags & FWRITE) == 0)
		events &= ~POLLOUT;
	return mqueue_poll(fp->f_data, events, td);
}

static int
mqueue_fo_stat(struct file *fp, struct stat *st, struct thread *td)
{
	struct mqueue *mq = fp->f_data;

	(void)td;
	pobject_stat(&mq->mq_po, S_IFIFO, st);
	st->st_size = (off_t)mq->mq_bytes;
	return 0;
}

static void
mqueue_fo_close(struct file *fp)
{
	mqueue_unnotify(fp->f_data, NULL, fp);
	pobject_fo_close(fp);
}

static const struct file_ops mqueue_fops = {
	.fo_poll = mqueue_fo_poll,
	.fo_stat = mqueue_fo_stat,
	.fo_close = mqueue_fo_close,
};

static int
sys_kmq_open(struct thread *td, struct syscall_args *sa)
{
	struct mq_attr attr;
	struct pobject_open pp = {
		.pp_kind = POSIXIPC_MQ, .pp_name = sa->sa_arg[0],
		.pp_flags = (int)sa->sa_arg[1],
		.pp_mode = (uint32_t)sa->sa_arg[2],
		.pp_make = mqueue_make, .pp_arg = &attr,
	};
	struct pobject *po;
	int error, fd;

	if ((pp.pp_flags & O_ACCMODE) == O_ACCMODE)
		return EINVAL;
	mqueue_attr_default(&attr);
	if (sa->sa_arg[3] != 0 && (pp.pp_flags & O_CREAT) != 0) {
		error = copyin(sa->sa_arg[3], &attr, sizeof(attr));
		if (error != 0)
			return error;
	}
	/* Without a name there is nothing to open: a bad address. */
	if (pp.pp_name == 0)
		return EFAULT;
	error = pobject_open(&pp, &po);
	if (error == 0)
		error = pobject_file(td, &pp, po, FTYPE_MQUEUE, &mqueue_fops,
		    &fd);
	if (error == 0)
		sa->sa_ret = (uint64_t)fd;
	return error;
}

static int
sys_kmq_unlink(struct thread *td, struct syscall_args *sa)
{
	(void)td;
	return pobject_unlink(POSIXIPC_MQ, sa->sa_arg[0]);
}

/* A queue's file, held, open for fflags. */
static int
mqueue_get(struct thread *td, int fd, uint32_t fflags, struct file **fp)
{
	int error;

	error = fd_get(td->td_proc->p_fd, fd, fp);
	if (error != 0)
		return error;
	if ((*fp)->f_ops == &mqueue_fops &&
	    ((*fp)->f_flags & fflags) == fflags)
		return 0;
	file_drop(*fp);
	return EBADF;
}

/* How long to wait, by the descriptor and a time that may be missing. */
static int
mqueue_patience(const struct file *fp, uaddr_t time, struct mq_patience *mp)
{
	*mp = (struct mq_patience){ .mp_deadline_ns = UINT64_MAX,
	    .mp_nonblock = (fp->f_flags & O_NONBLOCK) != 0 };
	if (time == 0)
		return 0;
	mp->mp_error = deadline_copyin_at(time, CLOCK_REALTIME,
	    &mp->mp_deadline_ns);
	return mp->mp_error == EFAULT ? EFAULT : 0;
}

static int
mqueue_send_user(struct mqueue *mq, struct syscall_args *sa,
    const struct mq_patience *mp)
{
	size_t len = sa->sa_arg[2];
	struct mq_msg *mm;
	int error;

	if (len > (size_t)mq->mq_msgsize)
		return EMSGSIZE;
	mm = mq_msg_create(mq, len, (uint32_t)sa->sa_arg[3]);
	if (mm == NULL)
		return ENOMEM;
	error = copyin(sa->sa_arg[1], mm->mm_text, len);
	if (error == 0)
		error = mqueue_send(mq, mm, mp);
	if (error != 0)
		kmem_free(mm);
	else
		mq->mq_po.po_mtime = pobject_now();
	return error;
}

/* kmq_timedsend(fd, text, len, priority, until) */
static int
sys_kmq_timedsend(struct thread *td, struct syscall_args *sa)
{
	struct mq_patience mp;
	struct file *fp;
	int error;

	error = mqueue_get(td, (int)sa->sa_arg[0], FWRITE, &fp);
	if (error != 0)
		return error;
	error = (uint32_t)sa->sa_arg[3] >= MQ_PRIO_MAX ? EINVAL :
	    mqueue_patience(fp, sa->sa_arg[4], &mp);
	if (error == 0)
		error = mqueue_send_user(fp->f_data, sa, &mp);
	file_drop(fp);
	return error == EINTR ? ERESTART : error;
}

/* A message that cannot be delivered stays. */
static int
mqueue_receive_user(struct mqueue *mq, struct syscall_args *sa,
    const struct mq_patience *mp)
{
	struct mq_msg *mm;
	int error;

	if (sa->sa_arg[2] < (size_t)mq->mq_msgsize)
		return EMSGSIZE;
	error = mqueue_receive(mq, mp, &mm);
	if (error != 0)
		return error;
	error = copyout(mm->mm_text, sa->sa_arg[1], mm->mm_len);
	if (error == 0 && sa->sa_arg[3] != 0)
		error = copyout(&mm->mm_prio, sa->sa_arg[3],
		    sizeof(mm->mm_prio));
	if (error != 0) {
		mqueue_put_back(mq, mm);
		return error;
	}
	sa->sa_ret = mm->mm_len;
	mqueue_delivered(mq, mm);
	mq->mq_po.po_atime = pobject_now();
	return 0;
}

/* kmq_timedreceive(fd, buffer, room, priority, until) */
static int
sys_kmq_timedreceive(struct thread *td, struct syscall_args *sa)
{
	struct mq_patience mp;
	struct file *fp;
	int error;

	error = mqueue_get(td, (int)sa->sa_arg[0], FREAD, &fp);
	if (error != 0)
		return error;
	error = mqueue_patience(fp, sa->sa_arg[4], &mp);
	if (error == 0)
		error = mqueue_receive_user(fp->f_data, sa, &mp);
	file_drop(fp);
	return error == EINTR ? ERESTART : error;
}

static void
mqueue_attr_get(struct file *fp, struct mq_attr *attr)
{
	struct mqueue *mq = fp->f_data;

	memset(attr, 0, sizeof(*attr));
	attr->mq_flags = fp->f_flags & O_NONBLOCK;
	attr->mq_maxmsg = mq->mq_maxmsg;
	attr->mq_msgsize = mq->mq_msgsize;
	attr->mq_curmsgs = atomic_load_relaxed(&mq->mq_ready);
}

/* Only waiting or not can be changed.  kmq_setattr(fd, new, old) */
static int
sys_kmq_setattr(struct thread *td, struct syscall_args *sa)
{
	struct mq_attr new, old;
	struct file *fp;
	int error = 0;

	if (sa->sa_arg[1] != 0)
		error = copyin(sa->sa_arg[1], &new, sizeof(new));
	if (error == 0 && sa->sa_arg[1] != 0 &&
	    (new.mq_flags & ~(long)O_NONBLOCK) != 0)
		error = EINVAL;
	if (error == 0)
		error = mqueue_get(td, (int)sa->sa_arg[0], 0, &fp);
	if (error != 0)
		return error;
	mqueue_attr_get(fp, &old);
	if (sa->sa_arg[1] != 0) {
		spin_lock(&fp->f_lock);
		fp->f_flags = (fp->f_flags & ~(uint32_t)O_NONBLOCK) |
		    (uint32_t)new.mq_flags;
		spin_unlock(&fp->f_lock);
	}
	file_drop(fp);
	return sa->sa_arg[2] == 0 ? 0 :
	    copyout(&old, sa->sa_arg[2], sizeof(old));
}

/* By SIGEV_THREAD the library asks for itself; the kernel has signals. */
static int
sigevent_check(const struct sigevent *se)
{
	if (se->sigev_notify == SIGEV_NONE)
		return 0;
	return se->sigev_notify == SIGEV_SIGNAL && se->sigev_signo >= 0 &&
	    se->sigev_signo <= SIGRTMAX ? 0 : EINVAL;
}

/* kmq_notify(fd, how); without how: no more. */
static int
sys_kmq_notify(struct thread *td, struct syscall_args *sa)
{
	struct sigevent se = { .sigev_notify = SIGEV_NONE };
	struct file *fp;
	int error = 0;

	if (sa->sa_arg[1] != 0)
		error = copyin(sa->sa_arg[1], &se, sizeof(se));
	if (error == 0)
		error = sigevent_check(&se);
	if (error == 0)
		error = mqueue_get(td, (int)sa->sa_arg[0], 0, &fp);
	if (error != 0)
		return error;
	if (sa->sa_arg[1] == 0)
		mqueue_unnotify(fp->f_data, td->td_proc, NULL);
	else
		error = mqueue_notify(fp->f_data, fp, se.sigev_notify ==
		    SIGEV_SIGNAL ? se.sigev_signo : 0,
		    (uint64_t)se.sigev_value.sival_pad);
	file_drop(fp);
	return error;
}

VIMAGE_SYSCALL(posixipc, SYS_kmq_open, 4, sys_kmq_open);
VIMAGE_SYSCALL(posixipc, SYS_kmq_unlink, 1, sys_kmq_unlink);
VIMAGE_SYSCALL(posixipc, SYS_kmq_timedsend, 5, sys_kmq_timedsend);
VIMAGE_SYSCALL(posixipc, SYS_kmq_timedreceive, 5, sys_kmq_timedreceive);
VIMAGE_SYSCALL(posixipc, SYS_kmq_setattr, 3, sys_kmq_setattr);
VIMAGE_SYSCALL(posixipc, SYS_kmq_notify, 2, sys_kmq_notify);
