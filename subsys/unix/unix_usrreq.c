// SPDX-License-Identifier: BSD-2-Clause
/*
 * unix_usrreq - local sockets for programs: names, connections, ends.
 *
 * A name is a file of type VSOCK; binding makes it and keeps its vnode, and
 * whoever looks the path up finds the same vnode.  So names obey roots of
 * jails and permissions as files do, and outlive their sockets.
 *
 * A connection to a listener is complete at once: a pcb without a socket
 * waits in the listener's queue and takes in what is sent, until accept
 * gives it a socket.
 */
#include <sys/errno.h>
#include <sys/stat.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/vfs/vfs.h"
#include "subsys/unix/unix_var.h"

#define UNIX_SPACE	65536	/* bytes of each buffer */
#define UNIX_DGRAM	16384	/* largest datagram, until changed */

struct spinlock unix_lock;
struct list unix_pcbs;

/* ---------------------------------------------------------- made, found */

static struct unix_pcb *
unix_pcb_create(struct socket *so)
{
	struct unix_pcb *up;

	/* not of a stack: it may go over to the listener's */
	up = kmem_zalloc(NULL, sizeof(*up), KM_SLEEP);
	if (up == NULL)
		return NULL;
	up->up_so = so;
	list_init(&up->up_link);
	list_init(&up->up_refs);
	list_init(&up->up_ref);
	list_init(&up->up_queue);
	sockbuf_init(&up->up_early, UNIX_SPACE, "unixearly");
	return up;
}

static int
unix_attach(struct socket *so, int number, struct thread *td)
{
	struct unix_pcb *up;

	(void)number;
	(void)td;
	socket_reserve(so, socket_is_stream(so) ? UNIX_SPACE : UNIX_DGRAM,
	    UNIX_SPACE);
	up = unix_pcb_create(so);
	if (up == NULL)
		return ENOBUFS;
	spin_lock(&unix_lock);
	so->so_pcb = (struct pcb *)up;
	list_insert_tail(&unix_pcbs, &up->up_link);
	spin_unlock(&unix_lock);
	return 0;
}

/* The path of an address, which need not end in a zero. */
static int
unix_path(const struct sockaddr *sa, char path[static 105])
{
	const struct sockaddr_un *sun = (const struct sockaddr_un *)
	    (const void *)sa;
	size_t n;

	if (sa->sa_family != AF_UNIX)
		return EAFNOSUPPORT;
	n = sa->sa_len - offsetof(struct sockaddr_un, sun_path);
	if (sa->sa_len <= offsetof(struct sockaddr_un, sun_path) || n > 104)
		return EINVAL;
	memcpy(path, sun->sun_path, n);
	path[n] = '\0';
	return path[0] == '\0' ? EINVAL : 0;
}

static struct namei *
unix_namei(struct thread *td)
{
	struct namei *ni = kmem_zalloc(NULL, sizeof(*ni), KM_SLEEP);

	if (ni == NULL)
		return NULL;
	ni->ni_cred = td->td_cred;
	proc_dirs(td->td_proc, &ni->ni_root, &ni->ni_cwd);
	return ni;
}

static void
unix_namei_done(struct namei *ni)
{
	vnode_drop(ni->ni_root);
	vnode_drop(ni->ni_cwd);
	kmem_free(ni);
}

int
unix_find(const struct sockaddr *sa, struct thread *td, struct vnode **vn)
{
	struct namei *ni;
	char path[105];
	int error;

	error = unix_path(sa, path);
	if (error != 0)
		return error;
	ni = unix_namei(td);
	if (ni == NULL)
		return ENOBUFS;
	ni->ni_flags = NAMEI_FOLLOW;
	error = namei(ni, path);
	if (error == 0) {
		*vn = ni->ni_vn;
		error = (*vn)->vn_type != VSOCK ? ENOTSOCK :
		    vnode_access(*vn, 02, td->td_cred);
		if (error != 0)
			vnode_drop(*vn);
	}
	unix_namei_done(ni);
	return error;
}

struct unix_pcb *
unix_bound_locked(const struct vnode *vn, int type)
{
	struct unix_pcb *up;

	LIST_FOREACH(up, &unix_pcbs, up_link) {
		if (up->up_vn == vn && up->up_so->so_type == type)
			return up;
	}
	return NULL;
}

static int
unix_bind(struct socket *so, const struct sockaddr *sa, struct thread *td)
{
	struct unix_pcb *up = unix_of(so);
	struct vnode *vn;
	struct namei *ni;
	char path[105];
	int error;

	if (up->up_vn != NULL)
		return EINVAL;
	error = unix_path(sa, path);
	if (error != 0)
		return error;
	ni = unix_namei(td);
	if (ni == NULL)
		return ENOBUFS;
	error = vnode_make(ni, path, VSOCK,
	    0777 & ~td->td_proc->p_umask, &vn);
	unix_namei_done(ni);
	if (error != 0)
		return error == EEXIST ? EADDRINUSE : error;
	spin_lock(&unix_lock);
	if (up->up_vn == NULL) {
		up->up_vn = vn;
		memcpy(&up->up_name, sa, sa->sa_len < sizeof(up->up_name) ?
		    sa->sa_len : sizeof(up->up_name));
		vn = NULL;
	}
	spin_unlock(&unix_lock);
	vnode_drop(vn);		/* another thread's name was faster */
	return vn == NULL ? 0 : EINVAL;
}

/* ---------------------------------------------------------- connections */

static void
unix_join_locked(struct unix_pcb *up, struct unix_pcb *peer)
{
	up->up_peer = peer;
	list_insert_tail(&peer->up_refs, &up->up_ref);
}

static void
unix_leave_locked(struct unix_pcb *up)
{
	if (up->up_peer == NULL)
		return;
	list_remove(&up->up_ref);
	up->up_peer = NULL;
}

/* server is the listener's end, to be accepted. */
static int
unix_connect_stream_locked(struct socket *so, struct vnode *vn,
    struct unix_pcb *server)
{
	struct unix_pcb *up = unix_of(so), *to;

	to = unix_bound_locked(vn, SOCK_STREAM);
	if (to == NULL || !(to->up_so->so_state & SS_LISTENING))
		return ECONNREFUSED;
	if (up->up_peer != NULL || so->so_state & SS_LISTENING)
		return EISCONN;
	if (to->up_qlen >= to->up_backlog)
		return ECONNREFUSED;
	server->up_name = to->up_name;
	unix_join_locked(up, server);
	unix_join_locked(server, up);
	list_insert_tail(&unix_pcbs, &server->up_link);
	list_insert_tail(&to->up_queue, &server->up_queue);
	socket_set_qlen(to->up_so, ++to->up_qlen);
	socket_set_state(so, SS_CONNECTED, 0);
	return 0;
}

static int
unix_connect_datagram_locked(struct socket *so, struct vnode *vn)
{
	struct unix_pcb *to = unix_bound_locked(vn, SOCK_DGRAM);

	if (to == NULL)
		return ECONNREFUSED;
	unix_join_locked(unix_of(so), to);
	socket_set_state(so, SS_CONNECTED, 0);
	return 0;
}

static int
unix_connect(struct socket *so, const struct sockaddr *sa,
    struct thread *td)
{
	struct unix_pcb *server = NULL;
	struct vnode *vn;
	int error;

	error = unix_find(sa, td, &vn);
	if (error != 0)
		return error;
	if (socket_is_stream(so)) {
		server = unix_pcb_create(NULL);
		error = server == NULL ? ENOBUFS : 0;
	}
	if (error == 0) {
		spin_lock(&unix_lock);
		error = server == NULL ?
		    unix_connect_datagram_locked(so, vn) :
		    unix_connect_stream_locked(so, vn, server);
		spin_unlock(&unix_lock);
		if (error != 0)
			kmem_free(server);
	}
	vnode_drop(vn);
	return error;
}

static int
unix_connect2(struct socket *a, struct socket *b)
{
	spin_lock(&unix_lock);
	unix_join_locked(unix_of(a), unix_of(b));
	unix_join_locked(unix_of(b), unix_of(a));
	spin_unlock(&unix_lock);
	socket_set_state(a, SS_CONNECTED, 0);
	socket_set_state(b, SS_CONNECTED, 0);
	return 0;
}

static int
unix_disconnect(struct socket *so)
{
	spin_lock(&unix_lock);
	unix_leave_locked(unix_of(so));
	spin_unlock(&unix_lock);
	socket_set_state(so, 0, SS_CONNECTED);
	return 0;
}

static int
unix_listen(struct socket *so, int backlog)
{
	struct unix_pcb *up = unix_of(so);
	int error = 0;

	spin_lock(&unix_lock);
	if (up->up_vn == NULL)
		error = EDESTADDRREQ;
	else if (up->up_peer != NULL)
		error = EINVAL;
	if (error == 0) {
		up->up_backlog = (uint32_t)backlog;
		socket_set_state(so, SS_LISTENING, 0);
	}
	spin_unlock(&unix_lock);
	return error;
}

static int
unix_accept(struct socket *listener, struct socket *so)
{
	struct unix_pcb *lp = unix_of(listener), *up;
	struct sockbuf *early;

	spin_lock(&unix_lock);
	up = LIST_FIRST(&lp->up_queue, struct unix_pcb, up_queue);
	if (up != NULL) {
		list_remove(&up->up_queue);
		list_init(&up->up_queue);
		up->up_so = so;
		so->so_pcb = (struct pcb *)up;
		early = &up->up_early;
		spin_lock(&so->so_lock);
		so->so_rcv.sb_head = early->sb_head;
		so->so_rcv.sb_tail = early->sb_tail;
		so->so_rcv.sb_cc = early->sb_cc;
		so->so_rcv.sb_records = early->sb_records;
		spin_unlock(&so->so_lock);
		early->sb_head = early->sb_tail = NULL;
		socket_set_state(so, SS_CONNECTED | (up->up_peer == NULL ?
		    SS_CANTSEND | SS_CANTRECV : 0), 0);
		lp->up_qlen--;
	}
	socket_set_qlen(listener, lp->up_qlen);
	spin_unlock(&unix_lock);
	return up == NULL ? EAGAIN : 0;
}

static int
unix_shutdown(struct socket *so, int how)
{
	struct unix_pcb *peer;

	spin_lock(&unix_lock);
	peer = unix_of(so)->up_peer;
	if (peer != NULL && peer->up_so != NULL && socket_is_stream(so))
		socket_set_state(peer->up_so,
		    (how != SHUT_RD ? SS_CANTRECV : 0) |
		    (how != SHUT_WR ? SS_CANTSEND : 0), 0);
	spin_unlock(&unix_lock);
	return 0;
}

/* ----------------------------------------------------------------- ends */

/* All who send to up hear that it goes. */
static void
unix_forget_locked(struct unix_pcb *up)
{
	struct unix_pcb *peer;

	unix_leave_locked(up);
	while ((peer = LIST_FIRST(&up->up_refs, struct unix_pcb, up_ref)) !=
	    NULL) {
		unix_leave_locked(peer);
		if (peer->up_so == NULL)
			continue;
		if (socket_is_stream(peer->up_so)) {
			socket_set_state(peer->up_so,
			    SS_CANTSEND | SS_CANTRECV, 0);
			continue;
		}
		socket_set_state(peer->up_so, 0, SS_CONNECTED);
		socket_set_error(peer->up_so, ECONNRESET);
	}
	list_remove(&up->up_link);
	unix_collect_locked(up);
}

/* Those who wait in its queue are turned away. */
static void
unix_queue_flush_locked(struct unix_pcb *up, struct unix_pcb **dead)
{
	struct unix_pcb *sp;

	while ((sp = LIST_FIRST(&up->up_queue, struct unix_pcb, up_queue)) !=
	    NULL) {
		list_remove(&sp->up_queue);
		unix_flush_locked(&sp->up_early);
		unix_forget_locked(sp);
		sp->up_next = *dead;
		*dead = sp;
	}
}

static void
unix_detach(struct socket *so)
{
	struct unix_pcb *up = unix_of(so), *dead = NULL;
	struct vnode *vn;

	if (up == NULL)
		return;
	spin_lock(&unix_lock);
	unix_queue_flush_locked(up, &dead);
	unix_forget_locked(up);
	spin_lock(&so->so_lock);
	unix_flush_locked(&so->so_rcv);
	spin_unlock(&so->so_lock);
	so->so_pcb = NULL;
	vn = up->up_vn;
	spin_unlock(&unix_lock);
	up->up_next = dead;
	for (; up != NULL; up = dead) {
		dead = up->up_next;
		kmem_free(up);
	}
	vnode_drop(vn);
}

/* ------------------------------------------------------------- the record */

static void
unix_name(const struct sockaddr_un *name, struct sockaddr_storage *ss)
{
	if (name->sun_len > 0) {
		memcpy(ss, name, name->sun_len);
		return;
	}
	ss->ss_len = offsetof(struct sockaddr_un, sun_path);
	ss->ss_family = AF_UNIX;
}

static int
unix_sockname(struct socket *so, struct sockaddr_storage *ss)
{
	spin_lock(&unix_lock);
	unix_name(&unix_of(so)->up_name, ss);
	spin_unlock(&unix_lock);
	return 0;
}

static int
unix_peername(struct socket *so, struct sockaddr_storage *ss)
{
	static const struct sockaddr_un none;
	struct unix_pcb *peer;

	spin_lock(&unix_lock);
	peer = unix_of(so)->up_peer;
	unix_name(peer != NULL ? &peer->up_name : &none, ss);
	spin_unlock(&unix_lock);
	return 0;
}

static void
unix_init(void)
{
	spin_init(&unix_lock, "unix");
	list_init(&unix_pcbs);
}

static const struct protocol unix_stream = {
	.pr_name = "unix stream",
	.pr_domain = AF_UNIX,
	.pr_type = SOCK_STREAM,
	.pr_attach = unix_attach,
	.pr_detach = unix_detach,
	.pr_bind = unix_bind,
	.pr_connect = unix_connect,
	.pr_connect2 = unix_connect2,
	.pr_listen = unix_listen,
	.pr_accept = unix_accept,
	.pr_sendmsg = unix_sendmsg,
	.pr_recvmsg = unix_recvmsg,
	.pr_shutdown = unix_shutdown,
	.pr_sockname = unix_sockname,
	.pr_peername = unix_peername,
};
PROTOCOL(unix_stream);

static const struct protocol unix_datagram = {
	.pr_name = "unix datagram",
	.pr_domain = AF_UNIX,
	.pr_type = SOCK_DGRAM,
	.pr_flags = PR_ATOMIC,
	.pr_attach = unix_attach,
	.pr_detach = unix_detach,
	.pr_bind = unix_bind,
	.pr_connect = unix_connect,
	.pr_connect2 = unix_connect2,
	.pr_disconnect = unix_disconnect,
	.pr_sendmsg = unix_sendmsg,
	.pr_recvmsg = unix_recvmsg,
	.pr_sockname = unix_sockname,
	.pr_peername = unix_peername,
};
PROTOCOL(unix_datagram);
INITCALL(PHASE_DEVICE, unix_init);
