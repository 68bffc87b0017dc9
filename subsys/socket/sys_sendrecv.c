// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_sendrecv - the system calls that move data: sendto, sendmsg,
 * recvfrom, recvmsg.
 *
 * The plain forms are messages of one segment, so there is one path.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/signal.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/sys_priv.h"

#define SEGS_ON_STACK	8
#define CTL_MAX		2048	/* bytes of control data in a message */

/* What a call wants moved.  [t] */
struct sys_msg {
	struct uio sm_uio;			/* [t] */
	struct uio_seg *sm_segs;		/* [t] sm_few, or allocated */
	struct uio_seg sm_few[SEGS_ON_STACK];	/* [t] */
	int sm_flags;				/* [t] MSG_* */
	struct socket_ctl *sm_ctl;		/* [t] NULL: none */
};

_Static_assert(sizeof(struct iovec) == sizeof(struct uio_seg), "copied");

static void
sys_msg_free(struct sys_msg *sm)
{
	if (sm->sm_segs != sm->sm_few)
		kmem_free(sm->sm_segs);
}

/* Sum of the segments' lengths, which must fit a ssize_t. */
static int
sys_msg_total(struct sys_msg *sm, int n)
{
	size_t total = 0;
	int i;

	for (i = 0; i < n; i++) {
		if (sm->sm_segs[i].us_len > (size_t)INT64_MAX - total)
			return EINVAL;
		total += sm->sm_segs[i].us_len;
	}
	sm->sm_uio.uio_resid = total;
	return 0;
}

/* The segments of an iovec array in the program. */
static int
sys_msg_init(struct sys_msg *sm, uaddr_t iov, int n, enum uio_rw rw)
{
	int error;

	sm->sm_segs = sm->sm_few;
	sm->sm_ctl = NULL;
	if (n < 0 || n > UIO_MAXIOV)
		return EMSGSIZE;
	if (n > SEGS_ON_STACK) {
		sm->sm_segs = kmem_alloc(NULL, (size_t)n *
		    sizeof(struct uio_seg), KM_SLEEP);
		if (sm->sm_segs == NULL)
			return ENOBUFS;
	}
	sm->sm_uio = (struct uio){ .uio_seg = sm->sm_segs, .uio_nseg = n,
	    .uio_rw = rw };
	error = copyin(iov, sm->sm_segs, (size_t)n * sizeof(struct uio_seg));
	if (error == 0)
		error = sys_msg_total(sm, n);
	if (error != 0)
		sys_msg_free(sm);
	return error;
}

static void
sys_msg_one(struct sys_msg *sm, uaddr_t buf, size_t len, enum uio_rw rw)
{
	sm->sm_segs = sm->sm_few;
	sm->sm_ctl = NULL;
	uio_init_user(&sm->sm_uio, &sm->sm_few[0], buf, len, 0, rw);
}

static int
sys_file_flags(const struct file *fp)
{
	return fp->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
}

/* addr 0: to the connected peer. */
static int
sys_send(struct thread *td, uint64_t fd, struct sys_msg *sm, uaddr_t addr,
    uint64_t addrlen, uint64_t *sent)
{
	size_t len = sm->sm_uio.uio_resid;
	struct sockaddr_storage ss;
	struct socket *so;
	struct file *fp;
	int error = 0;

	if (addr != 0)
		error = sys_sockaddr_in(addr, addrlen, &ss);
	if (error == 0)
		error = sys_socket_get(td, fd, &fp, &so);
	if (error != 0)
		return error;
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_sendmsg(so, addr ? (struct sockaddr *)&ss : NULL,
	    &sm->sm_uio, sm->sm_ctl, sm->sm_flags | sys_file_flags(fp), td);
	CURVNET_RESTORE();
	if (error == EPIPE && !(sm->sm_flags & MSG_NOSIGNAL))
		(void)proc_signal(td->td_proc, SIGPIPE);
	sys_socket_put(fp, so);
	*sent = len - sm->sm_uio.uio_resid;
	return error;
}

static int
sys_receive(struct thread *td, uint64_t fd, struct sys_msg *sm,
    struct sockaddr_storage *from, uint64_t *got)
{
	size_t len = sm->sm_uio.uio_resid;
	struct socket *so;
	struct file *fp;
	int error;

	error = sys_socket_get(td, fd, &fp, &so);
	if (error != 0)
		return error;
	sm->sm_flags |= sys_file_flags(fp);
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_recvmsg(so, from, &sm->sm_uio, sm->sm_ctl,
	    &sm->sm_flags, td);
	CURVNET_RESTORE();
	sys_socket_put(fp, so);
	*got = len - sm->sm_uio.uio_resid;
	return error;
}

static int
sys_sendto(struct thread *td, struct syscall_args *sa)
{
	struct sys_msg sm;

	sm.sm_flags = (int)sa->sa_arg[3];
	sys_msg_one(&sm, sa->sa_arg[1], sa->sa_arg[2], UIO_WRITE);
	return sys_send(td, sa->sa_arg[0], &sm, sa->sa_arg[4], sa->sa_arg[5],
	    &sa->sa_ret);
}

static int
sys_recvfrom(struct thread *td, struct syscall_args *sa)
{
	struct sockaddr_storage from;
	struct sys_msg sm;
	int error;

	sm.sm_flags = (int)sa->sa_arg[3];
	sys_msg_one(&sm, sa->sa_arg[1], sa->sa_arg[2], UIO_READ);
	error = sys_receive(td, sa->sa_arg[0], &sm, &from, &sa->sa_ret);
	if (error == 0)
		error = sys_sockaddr_out(&from, sa->sa_arg[4], sa->sa_arg[5]);
	return error;
}

/* Room for the control data of a message; what a program gave of them. */
static int
sys_ctl_init(struct sys_msg *sm, struct socket_ctl *ctl,
    const struct msghdr *mh, int given)
{
	int error = 0;

	if (mh->msg_control == NULL || mh->msg_controllen == 0)
		return 0;
	if (given && mh->msg_controllen > CTL_MAX)
		return EINVAL;
	ctl->sc_room = mh->msg_controllen < CTL_MAX ? mh->msg_controllen :
	    CTL_MAX;
	ctl->sc_len = given ? ctl->sc_room : 0;
	ctl->sc_buf = kmem_zalloc(NULL, ctl->sc_room, KM_SLEEP);
	if (ctl->sc_buf == NULL)
		return ENOBUFS;
	sm->sm_ctl = ctl;
	if (given)
		error = copyin((uaddr_t)mh->msg_control, ctl->sc_buf,
		    ctl->sc_len);
	return error;
}

static int
sys_sendmsg(struct thread *td, struct syscall_args *sa)
{
	struct socket_ctl ctl = { .sc_buf = NULL };
	struct sys_msg sm;
	struct msghdr mh;
	int error;

	error = copyin(sa->sa_arg[1], &mh, sizeof(mh));
	if (error != 0)
		return error;
	error = sys_msg_init(&sm, (uaddr_t)mh.msg_iov, mh.msg_iovlen,
	    UIO_WRITE);
	if (error != 0)
		return error;
	sm.sm_flags = (int)sa->sa_arg[2];
	error = sys_ctl_init(&sm, &ctl, &mh, 1);
	if (error == 0)
		error = sys_send(td, sa->sa_arg[0], &sm,
		    (uaddr_t)mh.msg_name, mh.msg_namelen, &sa->sa_ret);
	kmem_free(ctl.sc_buf);
	sys_msg_free(&sm);
	return error;
}

/* Fill in what recvmsg reports besides the data. */
static int
sys_recvmsg_result(uaddr_t umsg, struct msghdr *mh,
    const struct sockaddr_storage *from, const struct socket_ctl *ctl,
    int flags)
{
	socklen_t n;
	int error = 0;

	if (mh->msg_name != NULL) {
		n = from->ss_len < mh->msg_namelen ? from->ss_len :
		    mh->msg_namelen;
		error = copyout(from, (uaddr_t)mh->msg_name, n);
		mh->msg_namelen = from->ss_len;
	}
	if (error == 0 && ctl->sc_len > 0)
		error = copyout(ctl->sc_buf, (uaddr_t)mh->msg_control,
		    ctl->sc_len);
	mh->msg_controllen = ctl->sc_len;
	mh->msg_flags = flags & (MSG_TRUNC | MSG_CTRUNC);
	return error ? error : copyout(mh, umsg, sizeof(*mh));
}

static int
sys_recvmsg(struct thread *td, struct syscall_args *sa)
{
	struct socket_ctl ctl = { .sc_buf = NULL };
	struct sockaddr_storage from;
	struct sys_msg sm;
	struct msghdr mh;
	int error;

	error = copyin(sa->sa_arg[1], &mh, sizeof(mh));
	if (error == 0)
		error = sys_msg_init(&sm, (uaddr_t)mh.msg_iov, mh.msg_iovlen,
		    UIO_READ);
	if (error != 0)
		return error;
	sm.sm_flags = (int)sa->sa_arg[2] & ~MSG_CTRUNC;
	error = sys_ctl_init(&sm, &ctl, &mh, 0);
	if (error == 0)
		error = sys_receive(td, sa->sa_arg[0], &sm, &from,
		    &sa->sa_ret);
	if (error == 0)
		error = sys_recvmsg_result(sa->sa_arg[1], &mh, &from, &ctl,
		    sm.sm_flags);
	kmem_free(ctl.sc_buf);
	sys_msg_free(&sm);
	return error;
}

SYSCALL(SYS_sendto, 6, sys_sendto);
SYSCALL(SYS_recvfrom, 6, sys_recvfrom);
SYSCALL(SYS_sendmsg, 3, sys_sendmsg);
SYSCALL(SYS_recvmsg, 3, sys_recvmsg);
