// SPDX-License-Identifier: BSD-2-Clause
/*
 * socket - the life of sockets: made, entered, ended by close or by the end
 * of their stack.
 *
 * so_busy counts those inside.  SS_DEAD turns newcomers away; whoever then
 * brings so_busy down from one detaches, with SS_DETACHING set so that it
 * happens once.  Close waits for that, since it frees.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/socket.h"
#include "subsys/socket/sys_priv.h"

SET_DECLARE(protocol, const struct protocol);

static REF_KIND(REF_SOCKET, "socket");

VNET_DEFINE(struct spinlock, so_lock);		/* class "vnet_sockets" */
VNET_DEFINE(struct list, sockets);		/* [l] by so_vlink */
VNET_DEFINE_STATIC(int, so_closing);		/* [l] no new ones */
#define V_so_closing	VNET(so_closing)

static int
protocol_takes(const struct protocol *pr, int number)
{
	return pr->pr_number == number || number == 0 ||
	    pr->pr_flags & PR_WILDCARD;
}

/* Two passes: a wildcard protocol comes after those of a number. */
const struct protocol *
protocol_find(int domain, int type, int number, int *error)
{
	const struct protocol *const *p, *best = NULL;

	*error = EAFNOSUPPORT;
	SET_FOREACH(p, protocol) {
		if ((*p)->pr_domain != domain || (*p)->pr_type == 0)
			continue;
		if ((*p)->pr_type != type) {
			if (*error == EAFNOSUPPORT)
				*error = EPROTOTYPE;
			continue;
		}
		*error = EPROTONOSUPPORT;
		if (protocol_takes(*p, number) &&
		    (best == NULL || best->pr_flags & PR_WILDCARD))
			best = *p;
	}
	return best;
}

const struct protocol *
protocol_input(int number)
{
	const struct protocol *const *p, *wild = NULL;

	SET_FOREACH(p, protocol) {
		if ((*p)->pr_input == NULL)
			continue;
		if ((*p)->pr_flags & PR_WILDCARD)
			wild = *p;
		else if ((*p)->pr_number == number)
			return *p;
	}
	return wild;
}

LIMIT(sockets, ENOBUFS, "sockets");

static void
socket_init(struct socket *so, const struct protocol *pr, int number)
{
	so->so_proto = pr;
	so->so_type = pr->pr_type;
	so->so_number = number;
	so->so_busy = 1;		/* its maker, until all is there */
	spin_init(&so->so_lock, "sockbuf");
	waitq_init(&so->so_wait, "soclose");
	list_init(&so->so_vlink);
	sockbuf_init(&so->so_rcv, 0, "sbwait");
	sockbuf_init(&so->so_snd, 0, "sbroom");
	poll_head_init(&so->so_poll);
}

/* One more of its owner's; on no list yet.  0 or ENOBUFS. */
static int
socket_alloc(struct cred *cr, const struct protocol *pr, int number,
    struct socket **out)
{
	struct socket *so;
	int error;

	error = limit_charge(cr, &limit_sockets, 1);
	if (error != 0)
		return error;
	so = kmem_zalloc(cred_ledger(cr), sizeof(*so), KM_SLEEP);
	if (so == NULL) {
		limit_release(cr, &limit_sockets, 1);
		return ENOBUFS;
	}
	socket_init(so, pr, number);
	so->so_cred = cred_hold(cr);
	*out = so;
	return 0;
}

static void
socket_free(struct socket *so)
{
	limit_release(so->so_cred, &limit_sockets, 1);
	cred_drop(so->so_cred);
	kmem_free(so);
}

/* Join the stack's sockets.  0, or ENETDOWN: the stack is ending. */
static int
socket_list(struct socket *so)
{
	int error = ENETDOWN;

	spin_lock(&V_so_lock);
	if (!V_so_closing) {
		so->so_vnet = curvnet;
		list_insert_tail(&V_sockets, &so->so_vlink);
		error = 0;
	}
	spin_unlock(&V_so_lock);
	if (error == 0)
		ref_take(&so->so_vnet->im_refs, &so->so_ref, &REF_SOCKET, so);
	return error;
}

/* Leave the stack: protocol, list, reference.  so_busy is one, ours. */
static void
socket_detach(struct socket *so)
{
	struct image *img = so->so_vnet;

	{
		CURVNET_SET_QUIET(img);
		if (so->so_proto->pr_detach != NULL)
			so->so_proto->pr_detach(so);
		spin_lock(&V_so_lock);
		list_remove(&so->so_vlink);
		spin_unlock(&V_so_lock);
		CURVNET_RESTORE();
	}
	ref_drop(&img->im_refs, &so->so_ref);
	spin_lock(&so->so_lock);
	so->so_vnet = NULL;
	so->so_busy--;
	waitq_wake_all(&so->so_wait);
	spin_unlock(&so->so_lock);
}

int
socket_enter(struct socket *so)
{
	int error = 0;

	spin_lock(&so->so_lock);
	if (so->so_state & SS_DEAD)
		error = ECONNABORTED;
	else
		so->so_busy++;
	spin_unlock(&so->so_lock);
	return error;
}

void
socket_leave(struct socket *so)
{
	spin_lock(&so->so_lock);
	if (so->so_busy == 1 && so->so_state & SS_DEAD &&
	    !(so->so_state & SS_DETACHING)) {
		so->so_state |= SS_DETACHING;
		spin_unlock(&so->so_lock);
		socket_detach(so);
		return;
	}
	so->so_busy--;
	spin_unlock(&so->so_lock);
}

static void
socket_wake_locked(struct socket *so)
{
	waitq_wake_all(&so->so_rcv.sb_wait);
	waitq_wake_all(&so->so_snd.sb_wait);
	poll_wake(&so->so_poll);
}

/* No more calls; those inside are woken.  The caller is inside too. */
static void
socket_kill(struct socket *so)
{
	spin_lock(&so->so_lock);
	so->so_state |= SS_DEAD;
	socket_wake_locked(so);
	spin_unlock(&so->so_lock);
}

int
socket_create_like(struct socket *listener, struct socket **out)
{
	struct socket *so;
	int error;

	error = socket_alloc(listener->so_cred, listener->so_proto,
	    listener->so_number, &so);
	if (error != 0)
		return error;
	spin_lock(&listener->so_lock);
	so->so_options = listener->so_options & ~SO_ACCEPTCONN;
	so->so_linger = listener->so_linger;
	so->so_snd.sb_hiwat = listener->so_snd.sb_hiwat;
	so->so_rcv.sb_hiwat = listener->so_rcv.sb_hiwat;
	spin_unlock(&listener->so_lock);
	error = socket_list(so);
	if (error != 0) {
		so->so_busy = 0;
		socket_close(so);
		return error;
	}
	*out = so;
	return 0;
}

int
socket_create(int domain, int type, int number, struct thread *td,
    struct socket **out)
{
	const struct protocol *pr;
	struct socket *so;
	int error;

	pr = protocol_find(domain, type, number, &error);
	if (pr == NULL)
		return error;
	error = socket_alloc(td->td_cred, pr,
	    number ? number : pr->pr_number, &so);
	if (error != 0)
		return error;
	error = socket_list(so);
	if (error != 0) {
		so->so_busy = 0;
	} else {
		error = pr->pr_attach(so, so->so_number, td);
		socket_leave(so);
	}
	if (error != 0)
		socket_close(so);
	else
		*out = so;
	return error;
}

/*
 * Takes a socket in any state.  One that has no pcb yet is detached as
 * others are: pr_detach takes that.
 */
void
socket_close(struct socket *so)
{
	int attached;

	spin_lock(&so->so_lock);
	attached = so->so_vnet != NULL && !(so->so_state & SS_DETACHING);
	so->so_busy += attached;
	spin_unlock(&so->so_lock);
	socket_kill(so);
	if (attached)
		socket_leave(so);
	spin_lock(&so->so_lock);
	while (so->so_busy > 0)
		waitq_sleep(&so->so_wait, &so->so_lock, 0, WQ_FOREVER);
	sockbuf_flush(&so->so_rcv);
	sockbuf_flush(&so->so_snd);
	stream_flush(&so->so_stream);
	spin_unlock(&so->so_lock);
	poll_head_destroy(&so->so_poll);
	spin_destroy(&so->so_lock);
	socket_free(so);
}

void
socket_reserve(struct socket *so, uint32_t snd, uint32_t rcv)
{
	spin_lock(&so->so_lock);
	so->so_snd.sb_hiwat = snd;
	so->so_rcv.sb_hiwat = rcv;
	spin_unlock(&so->so_lock);
}

int
socket_deliver(struct socket *so, const struct sockaddr *from,
    struct mbuf *m)
{
	int error = ENOBUFS;

	spin_lock(&so->so_lock);
	if (so->so_state & (SS_CANTRECV | SS_DEAD))
		m_freem(m);
	else
		error = sockbuf_append(&so->so_rcv, from, m);
	if (error == 0) {
		waitq_wake_one(&so->so_rcv.sb_wait);
		poll_wake(&so->so_poll);
	}
	spin_unlock(&so->so_lock);
	return error;
}

void
socket_set_error(struct socket *so, int error)
{
	spin_lock(&so->so_lock);
	so->so_error = error;
	socket_wake_locked(so);
	spin_unlock(&so->so_lock);
}

void
socket_set_state(struct socket *so, uint32_t set, uint32_t clear)
{
	spin_lock(&so->so_lock);
	so->so_state = (so->so_state | set) & ~clear;
	socket_wake_locked(so);
	spin_unlock(&so->so_lock);
}

void
socket_stream_deliver(struct socket *so, struct mbuf *m)
{
	spin_lock(&so->so_lock);
	if (so->so_state & (SS_CANTRECV | SS_DEAD))
		m_freem(m);
	else
		stream_append(&so->so_stream, m);
	waitq_wake_all(&so->so_rcv.sb_wait);
	poll_wake(&so->so_poll);
	spin_unlock(&so->so_lock);
}

void
socket_stream_unsent(struct socket *so, uint32_t cc)
{
	spin_lock(&so->so_lock);
	so->so_snd.sb_cc = cc;
	if (cc < so->so_snd.sb_hiwat) {
		waitq_wake_all(&so->so_snd.sb_wait);
		poll_wake(&so->so_poll);
	}
	spin_unlock(&so->so_lock);
}

void
socket_set_qlen(struct socket *so, uint32_t qlen)
{
	spin_lock(&so->so_lock);
	so->so_qlen = qlen;
	if (qlen > 0) {
		waitq_wake_one(&so->so_rcv.sb_wait);
		poll_wake(&so->so_poll);
	}
	spin_unlock(&so->so_lock);
}

static int
sockets_create(void)
{
	spin_init(&V_so_lock, "vnet_sockets");
	list_init(&V_sockets);
	return 0;
}

/* The first socket that is not dead yet, entered; NULL when none is left. */
static struct socket *
socket_next_alive(void)
{
	struct socket *so;

	spin_lock(&V_so_lock);
	V_so_closing = 1;
	LIST_FOREACH(so, &V_sockets, so_vlink) {
		if (socket_enter(so) == 0) {
			spin_unlock(&V_so_lock);
			return so;
		}
	}
	spin_unlock(&V_so_lock);
	return NULL;
}

/* Files may hold sockets for long: cut them off. */
static void
sockets_shutdown(void)
{
	struct socket *so;

	while ((so = socket_next_alive()) != NULL) {
		socket_kill(so);
		socket_leave(so);
	}
}

VNET_PART(sockets, PHASE_USER, sockets_create, sockets_shutdown, NULL);
