// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_io - messages from one local socket to another.
 *
 * A record goes straight into the receiver's buffer.  A stream is records
 * too, of which a read takes as many as it can, but never bytes from both
 * sides of control data: those belong to the bytes they came with.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/vfs/vfs.h"
#include "subsys/unix/unix_var.h"

#define UNIX_CHUNK	8192u	/* bytes of a stream in one record */

/* ------------------------------------------------------------- sending */

/* A record of the next len bytes; scm goes with it, or stays on failure. */
static int
unix_record(struct uio *uio, uint32_t len, struct unix_scm *scm,
    struct mbuf **out)
{
	struct mbuf *record = m_get(KM_SLEEP), *m = NULL;
	int error = 0;

	if (record == NULL)
		return ENOBUFS;
	if (len > 0)
		error = socket_copyin(uio, len, &m);
	if (error != 0) {
		m_freem(record);
		return error;
	}
	record->m_len = sizeof(struct unix_head);
	*unix_head_of(record) = (struct unix_head){ .uh_scm = scm };
	if (m == NULL)
		m = m_get(KM_SLEEP);	/* a datagram of nothing has one too */
	if (m == NULL) {
		m_freem(record);
		return ENOBUFS;
	}
	record->m_next = m;
	*out = record;
	return 0;
}

/* Into the buffer of to; its fill then in *cc.  0, EPIPE, ENOBUFS. */
static int
unix_put_locked(struct unix_pcb *to, struct mbuf *record, int bounded,
    uint32_t *cc)
{
	struct socket *so = to->up_so;
	struct sockbuf *sb = so != NULL ? &so->so_rcv : &to->up_early;
	int error = 0;

	if (so != NULL) {
		spin_lock(&so->so_lock);
		if (so->so_state & (SS_CANTRECV | SS_DEAD))
			error = EPIPE;
		else if (bounded && sb->sb_cc + m_length(record) >
		    sb->sb_hiwat)
			error = ENOBUFS;
	}
	if (error == 0) {
		unix_scm_sent_locked(unix_head_of(record)->uh_scm);
		sockbuf_put(sb, record);
		*cc = sb->sb_cc;
	}
	if (so != NULL) {
		if (error == 0) {
			waitq_wake_all(&sb->sb_wait);
			poll_wake(&so->so_poll);
		}
		spin_unlock(&so->so_lock);
	}
	return error;
}

/* The record is freed on failure, its control data are not. */
static int
unix_send_peer(struct socket *so, struct mbuf *record)
{
	struct unix_pcb *up = unix_of(so);
	uint32_t cc = 0;
	int error = EPIPE;

	spin_lock(&unix_lock);
	unix_head_of(record)->uh_from = up->up_name;
	if (up->up_peer != NULL)
		error = unix_put_locked(up->up_peer, record, 0, &cc);
	if (error == 0)
		socket_stream_unsent(so, cc);
	spin_unlock(&unix_lock);
	if (error != 0)
		m_freem(record);
	return error;
}

/* *scm is NULL once it has gone with the first record. */
static int
unix_send_stream(struct socket *so, struct uio *uio, struct unix_scm **scm,
    int flags)
{
	size_t total = uio->uio_resid;
	struct mbuf *record;
	uint32_t len;
	int error = 0;

	while (uio->uio_resid > 0 && error == 0) {
		error = socket_wait_room(so, uio, flags, UNIX_CHUNK, &len);
		if (error == 0)
			error = unix_record(uio, len, *scm, &record);
		if (error == 0)
			error = unix_send_peer(so, record);
		if (error == 0)
			*scm = NULL;
	}
	if (uio->uio_resid < total && error != EFAULT && error != EPIPE)
		error = 0;
	return error;
}

/* Where a datagram goes: a name, or whom the socket is connected to. */
static int
unix_send_to_locked(struct socket *so, const struct vnode *vn,
    struct mbuf *record)
{
	struct unix_pcb *up = unix_of(so), *to = up->up_peer;
	uint32_t cc;

	if (vn != NULL) {
		to = unix_bound_locked(vn, SOCK_DGRAM);
		if (to == NULL)
			return ECONNREFUSED;
	}
	if (to == NULL)
		return so->so_state & SS_CONNECTED ? ECONNRESET : ENOTCONN;
	unix_head_of(record)->uh_from = up->up_name;
	return unix_put_locked(to, record, 1, &cc);
}

static int
unix_send_datagram(struct socket *so, const struct sockaddr *sa,
    struct uio *uio, struct unix_scm **scm, struct thread *td)
{
	struct vnode *vn = NULL;
	struct mbuf *record;
	int error;

	if (uio->uio_resid > so->so_snd.sb_hiwat)
		return EMSGSIZE;
	if (sa != NULL) {
		if (so->so_state & SS_CONNECTED)
			return EISCONN;
		error = unix_find(sa, td, &vn);
		if (error != 0)
			return error;
	}
	error = unix_record(uio, (uint32_t)uio->uio_resid, *scm, &record);
	if (error == 0) {
		spin_lock(&unix_lock);
		error = unix_send_to_locked(so, vn, record);
		spin_unlock(&unix_lock);
		if (error != 0)
			m_freem(record);
		else
			*scm = NULL;
	}
	vnode_drop(vn);
	return error == EPIPE ? ECONNRESET : error;
}

int
unix_sendmsg(struct socket *so, const struct sockaddr *to, struct uio *uio,
    struct socket_ctl *ctl, int flags, struct thread *td)
{
	struct unix_scm *scm = NULL;
	int error;

	if (flags & MSG_OOB)
		return EOPNOTSUPP;
	error = socket_error_take(so);
	if (error == 0 && so->so_state & SS_CANTSEND)
		error = EPIPE;
	if (error == 0 && ctl != NULL)
		error = unix_scm_create(ctl, td, &scm);
	if (error != 0)
		return error;
	if (!socket_is_stream(so))
		error = unix_send_datagram(so, to, uio, &scm, td);
	else if (to != NULL)
		error = so->so_state & SS_CONNECTED ? EISCONN : EOPNOTSUPP;
	else
		error = unix_send_stream(so, uio, &scm, flags);
	if (scm != NULL)
		unix_scm_bury(scm);
	return error;
}

/* ----------------------------------------------------------- receiving */

/* What one look into the buffer gave. */
struct unix_taken {
	struct mbuf *ut_data;		/* [t] NULL: nothing there */
	struct unix_scm *ut_scm;	/* [t] */
	struct sockaddr_un ut_from;	/* [t] */
	int ut_stop;			/* [t] the next has control data */
};

/* A stream's sender hears of the room. */
static void
unix_took_locked(struct unix_pcb *up, uint32_t cc)
{
	struct unix_pcb *peer = up->up_peer;

	if (peer != NULL && peer->up_so != NULL &&
	    socket_is_stream(peer->up_so))
		socket_stream_unsent(peer->up_so, cc);
}

/* Take up to max bytes of the first record; all of it, of a datagram. */
static int
unix_take_locked(struct socket *so, uint32_t max, int flags,
    struct unix_taken *ut)
{
	struct mbuf *record = so->so_rcv.sb_head;
	struct unix_head *uh = unix_head_of(record);
	uint32_t len = m_length(record->m_next), n = len;

	if (socket_is_stream(so) && n > max)
		n = max;
	ut->ut_from = uh->uh_from;
	if (flags & MSG_PEEK || n < len) {
		ut->ut_data = n > 0 ? m_copym(record->m_next, 0, n,
		    KM_NOSLEEP) : m_get(KM_NOSLEEP);
		if (ut->ut_data == NULL)
			return ENOBUFS;
		if (flags & MSG_PEEK)
			return 0;
	}
	ut->ut_scm = uh->uh_scm;
	uh->uh_scm = NULL;
	unix_scm_taken_locked(ut->ut_scm);
	if (n < len) {
		sockbuf_trim(&so->so_rcv, n);
		return 0;
	}
	record = sockbuf_take(&so->so_rcv);
	ut->ut_data = m_free(record);
	record = so->so_rcv.sb_head;
	ut->ut_stop = record != NULL && unix_head_of(record)->uh_scm != NULL;
	return 0;
}

/* Another reader may have been faster: then there is nothing. */
static int
unix_take(struct socket *so, uint32_t max, int flags, struct unix_taken *ut)
{
	uint32_t cc;
	int error = 0;

	memset(ut, 0, sizeof(*ut));
	spin_lock(&unix_lock);
	spin_lock(&so->so_lock);
	if (so->so_rcv.sb_head != NULL)
		error = unix_take_locked(so, max, flags, ut);
	cc = so->so_rcv.sb_cc;
	spin_unlock(&so->so_lock);
	if (unix_of(so) != NULL)
		unix_took_locked(unix_of(so), cc);
	spin_unlock(&unix_lock);
	return error;
}

/* Wait for a record and take of it.  ut_data NULL without error: the end. */
static int
unix_next(struct socket *so, uint32_t max, int flags, struct unix_taken *ut)
{
	int error;

	do {
		ut->ut_data = NULL;
		if (socket_is_stream(so) && so->so_rcv.sb_head == NULL &&
		    !(so->so_state & (SS_CONNECTED | SS_CANTRECV | SS_DEAD)))
			return ENOTCONN;
		error = socket_wait_record(so, flags);
		if (error != 0 || so->so_rcv.sb_head == NULL)
			break;
		error = unix_take(so, max, flags, ut);
	} while (error == 0 && ut->ut_data == NULL);
	return error;
}

int
unix_recvmsg(struct socket *so, struct sockaddr_storage *from,
    struct uio *uio, struct socket_ctl *ctl, int *flags, struct thread *td)
{
	size_t total = uio->uio_resid;
	int error, in = *flags, stop = 0;
	struct unix_taken ut;

	memset(from, 0, sizeof(*from));
	*flags &= ~(MSG_TRUNC | MSG_CTRUNC);
	if (in & MSG_OOB)
		return EOPNOTSUPP;
	do {
		memset(&ut, 0, sizeof(ut));
		error = unix_next(so, uio->uio_resid > UNIX_CHUNK ?
		    UNIX_CHUNK : (uint32_t)uio->uio_resid, in, &ut);
		if (error != 0 || ut.ut_data == NULL)
			break;
		memcpy(from, &ut.ut_from, ut.ut_from.sun_len);
		stop = ut.ut_stop || ut.ut_scm != NULL ||
		    !socket_is_stream(so) || in & MSG_PEEK;
		error = socket_copyout(ut.ut_data, uio, flags);
		m_freem(ut.ut_data);
		unix_scm_deliver(ut.ut_scm, ctl, flags, td);
		if (!(in & MSG_WAITALL))
			in |= MSG_DONTWAIT;
	} while (error == 0 && !stop && uio->uio_resid > 0);
	if (uio->uio_resid < total && error != EFAULT)
		error = 0;
	return error;
}
