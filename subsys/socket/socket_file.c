// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_file - sockets as open files: read, write, ioctl, poll, stat.
 *
 * Each operation enters the socket and makes its stack current, whatever
 * stack the caller has.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include <sys/filio.h>
#include <sys/poll.h>
#include <sys/signal.h>
#include <sys/stat.h>
#include "kernel/lib/string.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/callout.h"
#include "kernel/sched/thread.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/socket.h"

static int
socket_file_read(struct file *fp, struct uio *uio, struct thread *td)
{
	struct socket *so = fp->f_data;
	struct sockaddr_storage from;
	int error, flags;

	error = socket_enter(so);
	if (error != 0)
		return error;
	flags = fp->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_recvmsg(so, &from, uio, NULL, &flags, td);
	CURVNET_RESTORE();
	socket_leave(so);
	return error;
}

static int
socket_file_write(struct file *fp, struct uio *uio, struct thread *td)
{
	struct socket *so = fp->f_data;
	int error;

	error = socket_enter(so);
	if (error != 0)
		return error;
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_sendmsg(so, NULL, uio, NULL,
	    fp->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0, td);
	CURVNET_RESTORE();
	socket_leave(so);
	if (error == EPIPE)
		(void)proc_signal(td->td_proc, SIGPIPE);
	return error;
}

static int
socket_ioctl(struct socket *so, unsigned long cmd, void *data,
    struct thread *td)
{
	switch (cmd) {
	case FIONBIO:
	case FIOASYNC:
		return 0;	/* the file's flags hold it */
	case FIONREAD:
		spin_lock(&so->so_lock);
		*(int *)data = (int)(sockbuf_first(&so->so_rcv) +
		    so->so_stream.sm_cc);
		spin_unlock(&so->so_lock);
		return 0;
	}
	if (so->so_proto->pr_ioctl == NULL)
		return ENOTTY;
	return so->so_proto->pr_ioctl(so, cmd, data, td);
}

static int
socket_file_ioctl(struct file *fp, unsigned long cmd, void *data,
    struct thread *td)
{
	struct socket *so = fp->f_data;
	int error;

	error = socket_enter(so);
	if (error != 0)
		return error;
	CURVNET_SET_QUIET(so->so_vnet);
	error = socket_ioctl(so, cmd, data, td);
	CURVNET_RESTORE();
	socket_leave(so);
	return error;
}

static int
socket_ready_locked(const struct socket *so)
{
	int ready = 0;

	if (so->so_rcv.sb_head != NULL || so->so_error != 0 ||
	    so->so_stream.sm_cc >= so->so_rcv.sb_lowat || so->so_qlen > 0 ||
	    so->so_state & (SS_CANTRECV | SS_DEAD))
		ready |= POLLIN | POLLRDNORM;
	if (so->so_state & SS_DEAD)
		ready |= POLLHUP;
	if (so->so_error != 0)
		ready |= POLLERR;
	if (!socket_is_stream(so))
		return ready | POLLOUT;	/* a datagram goes at once */
	if (so->so_error != 0 || so->so_state & (SS_CANTSEND | SS_DEAD) ||
	    (so->so_state & SS_CONNECTED &&
	    so->so_snd.sb_cc + so->so_snd.sb_lowat <= so->so_snd.sb_hiwat))
		ready |= POLLOUT;
	if ((so->so_state & (SS_CANTSEND | SS_CANTRECV)) ==
	    (SS_CANTSEND | SS_CANTRECV))
		ready |= POLLHUP;
	return ready;
}

static int
socket_file_poll(struct file *fp, int events, struct thread *td)
{
	struct socket *so = fp->f_data;
	int ready;

	spin_lock(&so->so_lock);
	ready = socket_ready_locked(so) & (events | POLLHUP | POLLERR);
	if (ready == 0)
		poll_record(&so->so_poll, td);
	spin_unlock(&so->so_lock);
	return ready;
}

static int
socket_file_stat(struct file *fp, struct stat *st, struct thread *td)
{
	(void)fp;
	(void)td;
	memset(st, 0, sizeof(*st));
	st->st_mode = S_IFSOCK;
	return 0;
}

/*
 * SO_LINGER with a time: the last close waits so long for the peer to have
 * all that was sent.  A signal ends it, as does the stack's end.
 */
static void
socket_linger(struct socket *so)
{
	uint64_t deadline;
	int error = 0;

	if (!socket_is_stream(so) || !so->so_linger.l_onoff ||
	    so->so_linger.l_linger <= 0 || socket_enter(so) != 0)
		return;
	deadline = clock_uptime_ns() +
	    (uint64_t)so->so_linger.l_linger * 1000000000;
	if (so->so_proto->pr_shutdown != NULL &&
	    so->so_state & SS_CONNECTED) {
		CURVNET_SET_QUIET(so->so_vnet);
		(void)so->so_proto->pr_shutdown(so, SHUT_WR);
		CURVNET_RESTORE();
	}
	spin_lock(&so->so_lock);
	while (so->so_snd.sb_cc > 0 && so->so_error == 0 && error == 0 &&
	    (so->so_state & (SS_CONNECTED | SS_DEAD)) == SS_CONNECTED)
		error = waitq_sleep(&so->so_snd.sb_wait, &so->so_lock,
		    WQ_INTR, deadline);
	spin_unlock(&so->so_lock);
	socket_leave(so);
}

static void
socket_file_close(struct file *fp)
{
	socket_linger(fp->f_data);
	socket_close(fp->f_data);
}

const struct file_ops socket_file_ops = {
	.fo_read = socket_file_read,
	.fo_write = socket_file_write,
	.fo_ioctl = socket_file_ioctl,
	.fo_poll = socket_file_poll,
	.fo_stat = socket_file_stat,
	.fo_close = socket_file_close,
};
