// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_stream - sending and receiving on stream sockets, and waiting for
 * connections.
 *
 * The socket has been entered and its stack is current.  What is received
 * waits in so_stream; what is sent goes to the protocol at once, which says
 * by so_snd.sb_cc how much of it is still on its way.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "kernel/mem/page.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/syscall.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/socket/socket.h"

#define STREAM_CHUNK	32768u	/* bytes handed over in one go */

static uint64_t
stream_deadline(uint64_t timeo_ns)
{
	return timeo_ns == 0 ? WQ_FOREVER : clock_uptime_ns() + timeo_ns;
}

/* One sleep on sb; a timed one that a signal breaks is not begun again. */
static int
stream_sleep_locked(struct socket *so, struct sockbuf *sb, int nonblock,
    uint64_t deadline)
{
	int error;

	if (nonblock)
		return EAGAIN;
	error = waitq_sleep(&sb->sb_wait, &so->so_lock, WQ_INTR, deadline);
	if (error == EINTR)
		return deadline == WQ_FOREVER ? ERESTART : EINTR;
	return error == ETIMEDOUT ? EAGAIN : error;
}

static int
stream_error_locked(struct socket *so)
{
	int error = so->so_error;

	so->so_error = 0;
	if (error == 0 && so->so_state & SS_DEAD)
		error = ECONNABORTED;
	return error;
}

int
socket_wait_room(struct socket *so, const struct uio *uio, int flags,
    uint32_t most, uint32_t *len)
{
	struct sockbuf *sb = &so->so_snd;
	uint64_t deadline = stream_deadline(sb->sb_timeo_ns);
	int error;

	spin_lock(&so->so_lock);
	for (;;) {
		error = stream_error_locked(so);
		if (error == 0 && so->so_state & SS_CANTSEND)
			error = EPIPE;
		else if (error == 0 && !(so->so_state & SS_CONNECTED))
			error = ENOTCONN;
		if (error != 0 || sb->sb_cc < sb->sb_hiwat)
			break;
		error = stream_sleep_locked(so, sb, flags & MSG_DONTWAIT,
		    deadline);
		if (error != 0)
			break;
	}
	*len = sb->sb_hiwat - sb->sb_cc;
	spin_unlock(&so->so_lock);
	if (*len > most)
		*len = most;
	if (*len > uio->uio_resid)
		*len = (uint32_t)uio->uio_resid;
	return error;
}

/* An error after some bytes have gone is told by the next call. */
int
socket_send_stream(struct socket *so, struct uio *uio, int flags,
    struct thread *td)
{
	size_t total = uio->uio_resid;
	struct mbuf *m;
	uint32_t len;
	int error = 0;

	while (uio->uio_resid > 0 && error == 0) {
		error = socket_wait_room(so, uio, flags, STREAM_CHUNK, &len);
		if (error == 0)
			error = socket_copyin(uio, len, &m);
		if (error == 0)
			error = so->so_proto->pr_send(so, m, NULL, flags, td);
	}
	if (uio->uio_resid < total && (error == EAGAIN || error == EINTR ||
	    error == ERESTART))
		error = 0;
	return error;
}

/* Wait until want bytes are there, or no more can come. */
static int
stream_wait_data_locked(struct socket *so, int nonblock, uint64_t deadline)
{
	int error = 0;

	while (so->so_stream.sm_cc == 0 && error == 0) {
		error = stream_error_locked(so);
		if (error != 0 || so->so_state & SS_CANTRECV)
			break;
		if (!(so->so_state & (SS_CONNECTED | SS_CONNECTING)))
			return ENOTCONN;
		error = stream_sleep_locked(so, &so->so_rcv, nonblock,
		    deadline);
	}
	return error;
}

/* The next bytes, at most max; NULL with *error 0 at the end. */
static struct mbuf *
stream_next(struct socket *so, int flags, uint32_t max, uint64_t deadline,
    int *error)
{
	struct stream *sm = &so->so_stream;
	struct mbuf *m = NULL;

	spin_lock(&so->so_lock);
	*error = stream_wait_data_locked(so, flags & MSG_DONTWAIT, deadline);
	if (*error == 0 && sm->sm_cc > 0) {
		if (max > sm->sm_cc)
			max = sm->sm_cc;
		m = flags & MSG_PEEK ? stream_copy(sm, 0, max) :
		    stream_take(sm, max);
		if (m == NULL)
			*error = ENOBUFS;
	}
	spin_unlock(&so->so_lock);
	return m;
}

int
socket_receive_stream(struct socket *so, struct uio *uio, int *flags)
{
	uint64_t deadline = stream_deadline(so->so_rcv.sb_timeo_ns);
	size_t total = uio->uio_resid;
	struct mbuf *m;
	int error = 0, in = *flags, trunc = 0;

	*flags &= ~MSG_TRUNC;
	while (uio->uio_resid > 0 && error == 0) {
		m = stream_next(so, in, (uint32_t)(uio->uio_resid >
		    STREAM_CHUNK ? STREAM_CHUNK : uio->uio_resid), deadline,
		    &error);
		if (m == NULL)
			break;
		error = socket_copyout(m, uio, &trunc);
		m_freem(m);
		if (in & MSG_PEEK)
			break;
		if (so->so_proto->pr_rcvd != NULL)
			so->so_proto->pr_rcvd(so);
		if (!(in & MSG_WAITALL))
			in |= MSG_DONTWAIT;
	}
	if (uio->uio_resid < total && error != EFAULT)
		error = 0;
	return error;
}

/* EINTR leaves the connecting going on, as POSIX asks. */
int
socket_wait_connected(struct socket *so)
{
	int error = 0;

	spin_lock(&so->so_lock);
	while (so->so_state & SS_CONNECTING && error == 0 &&
	    !(so->so_state & SS_DEAD))
		error = waitq_sleep(&so->so_snd.sb_wait, &so->so_lock,
		    WQ_INTR, WQ_FOREVER);
	if (error == 0)
		error = stream_error_locked(so);
	if (error == 0 && !(so->so_state & SS_CONNECTED))
		error = ECONNABORTED;
	spin_unlock(&so->so_lock);
	return error;
}

int
socket_wait_queue(struct socket *so, int nonblock)
{
	uint64_t deadline = stream_deadline(so->so_rcv.sb_timeo_ns);
	int error = 0;

	spin_lock(&so->so_lock);
	while (error == 0) {
		error = stream_error_locked(so);
		if (error == 0 && !(so->so_state & SS_LISTENING))
			error = EINVAL;
		if (error != 0 || so->so_qlen > 0)
			break;
		error = stream_sleep_locked(so, &so->so_rcv, nonblock,
		    deadline);
	}
	spin_unlock(&so->so_lock);
	return error;
}
