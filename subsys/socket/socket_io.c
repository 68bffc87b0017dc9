// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket_io - sending and receiving datagrams.
 *
 * The socket has been entered and its stack is current.  A sleeper is woken
 * by data, an error, or the end of the stack, and looks again.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/callout.h"
#include "kernel/sys/syscall.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/socket/socket.h"

int
socket_error_take(struct socket *so)
{
	int error;

	spin_lock(&so->so_lock);
	error = so->so_error;
	so->so_error = 0;
	if (error == 0 && so->so_state & SS_DEAD)
		error = ECONNABORTED;
	spin_unlock(&so->so_lock);
	return error;
}

int
socket_copyin(struct uio *uio, uint32_t len, struct mbuf **out)
{
	struct mbuf *m, *piece;
	int error = 0;

	m = m_getm(len, KM_SLEEP);
	if (m == NULL)
		return ENOBUFS;
	for (piece = m; piece != NULL && error == 0; piece = piece->m_next)
		error = uio_move(piece->m_data, piece->m_len, uio);
	if (error != 0) {
		m_freem(m);
		return error;
	}
	*out = m;
	return 0;
}

static int
socket_send_check(struct socket *so, const struct sockaddr *to,
    size_t len)
{
	int error;

	error = socket_error_take(so);
	if (error != 0)
		return error;
	if (so->so_state & SS_CANTSEND)
		return EPIPE;
	if (so->so_proto->pr_send == NULL)
		return EOPNOTSUPP;
	if (to == NULL && so->so_proto->pr_flags & PR_ADDR &&
	    !(so->so_state & SS_CONNECTED))
		return EDESTADDRREQ;
	if (so->so_proto->pr_flags & PR_ATOMIC && len > so->so_snd.sb_hiwat)
		return EMSGSIZE;
	return 0;
}

int
socket_send(struct socket *so, const struct sockaddr *to, struct uio *uio,
    int flags, struct thread *td)
{
	struct mbuf *m;
	int error;

	if (flags & MSG_OOB)
		return EOPNOTSUPP;
	if (socket_is_stream(so))
		return socket_send_stream(so, uio, flags, td);
	error = socket_send_check(so, to, uio->uio_resid);
	if (error == 0)
		error = socket_copyin(uio, (uint32_t)uio->uio_resid, &m);
	if (error != 0)
		return error;
	return so->so_proto->pr_send(so, m, to, flags, td);
}

/*
 * Wait until there is a record.  A timed sleep that a signal breaks cannot
 * begin again with its full time: EINTR.
 */
static int
socket_wait_locked(struct socket *so, int flags)
{
	uint64_t deadline = WQ_FOREVER, timeo = so->so_rcv.sb_timeo_ns;
	int error;

	if (timeo != 0)
		deadline = clock_uptime_ns() + timeo;
	while (so->so_rcv.sb_head == NULL) {
		if (so->so_error != 0) {
			error = so->so_error;
			so->so_error = 0;
			return error;
		}
		if (so->so_state & SS_DEAD)
			return ECONNABORTED;
		if (so->so_state & SS_CANTRECV)
			return 0;
		if (flags & MSG_DONTWAIT)
			return EAGAIN;
		error = waitq_sleep(&so->so_rcv.sb_wait, &so->so_lock,
		    WQ_INTR, deadline);
		if (error == EINTR)
			return timeo == 0 ? ERESTART : EINTR;
		if (error == ETIMEDOUT)
			return EAGAIN;
	}
	return 0;
}

/* A copy of the first record, which is there: the data shared. */
static struct mbuf *
socket_peek_locked(struct socket *so)
{
	const struct mbuf *record = so->so_rcv.sb_head;
	struct mbuf *copy;

	copy = m_get(KM_NOSLEEP);
	if (copy == NULL)
		return NULL;
	copy->m_len = record->m_len;
	memcpy(copy->m_data, record->m_data, record->m_len);
	copy->m_next = m_copym(record->m_next, 0, m_length(record->m_next),
	    KM_NOSLEEP);
	if (copy->m_next == NULL) {
		m_freem(copy);
		return NULL;
	}
	return copy;
}

static void
socket_take_addr(const struct mbuf *record, struct sockaddr_storage *from)
{
	memset(from, 0, sizeof(*from));
	if (record->m_len <= sizeof(*from))
		memcpy(from, record->m_data, record->m_len);
}

int
socket_copyout(const struct mbuf *m, struct uio *uio, int *flags)
{
	uint32_t n;
	int error;

	for (; m != NULL; m = m->m_next) {
		n = m->m_len < uio->uio_resid ? m->m_len :
		    (uint32_t)uio->uio_resid;
		error = uio_move(m->m_data, n, uio);
		if (error != 0)
			return error;
		if (n < m->m_len) {
			*flags |= MSG_TRUNC;
			return 0;
		}
	}
	return 0;
}

int
socket_receive(struct socket *so, struct sockaddr_storage *from,
    struct uio *uio, int *flags)
{
	struct mbuf *record = NULL;
	int error, in = *flags;

	*flags &= ~MSG_TRUNC;
	if (in & MSG_OOB)
		return EOPNOTSUPP;
	if (socket_is_stream(so)) {
		memset(from, 0, sizeof(*from));
		return socket_receive_stream(so, uio, flags);
	}
	spin_lock(&so->so_lock);
	error = socket_wait_locked(so, in);
	if (error == 0 && so->so_rcv.sb_head != NULL) {
		record = in & MSG_PEEK ? socket_peek_locked(so) :
		    sockbuf_take(&so->so_rcv);
		if (record == NULL)
			error = ENOBUFS;
	}
	spin_unlock(&so->so_lock);
	if (record == NULL) {
		memset(from, 0, sizeof(*from));
		return error;
	}
	socket_take_addr(record, from);
	error = socket_copyout(record->m_next, uio, flags);
	m_freem(record);
	return error;
}

int
socket_wait_record(struct socket *so, int flags)
{
	int error;

	spin_lock(&so->so_lock);
	error = socket_wait_locked(so, flags);
	spin_unlock(&so->so_lock);
	return error;
}

int
socket_sendmsg(struct socket *so, const struct sockaddr *to, struct uio *uio,
    struct socket_ctl *ctl, int flags, struct thread *td)
{
	if (so->so_proto->pr_sendmsg != NULL)
		return so->so_proto->pr_sendmsg(so, to, uio, ctl, flags, td);
	if (ctl != NULL)
		return EINVAL;		/* nobody here would take it */
	return socket_send(so, to, uio, flags, td);
}

int
socket_recvmsg(struct socket *so, struct sockaddr_storage *from,
    struct uio *uio, struct socket_ctl *ctl, int *flags, struct thread *td)
{
	if (so->so_proto->pr_recvmsg != NULL)
		return so->so_proto->pr_recvmsg(so, from, uio, ctl, flags,
		    td);
	return socket_receive(so, from, uio, flags);
}
