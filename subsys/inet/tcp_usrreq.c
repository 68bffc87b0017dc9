// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_usrreq - TCP for sockets: the protocol's record.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define PCBLIST_BATCH	1024	/* connections listed at once */

VNET_DEFINE(int, tcp_sendspace) = 65536;
VNET_DEFINE(int, tcp_recvspace) = 65536;

/* Two states may name the socket: alive, so inp_so is [I] meanwhile. */
static int
tcp_usr_attach(struct socket *so, int number, struct thread *td)
{
	struct tcpcb *tp;
	int error;

	(void)number;
	(void)td;
	socket_reserve(so, (uint32_t)V_tcp_sendspace,
	    (uint32_t)V_tcp_recvspace);
	tp = tcp_new(KM_SLEEP);
	if (tp == NULL)
		return ENOBUFS;
	tcp_lock();
	error = tcp_enter(tp);
	if (error == 0) {
		tp->t_inp.inp_so = so;
		so->so_pcb = (struct pcb *)tp;
	} else {
		tcp_free(tp);
	}
	tcp_unlock();
	return error;
}

static void
tcp_usr_detach(struct socket *so)
{
	struct tcpcb *tp = tcp_of(so);

	if (tp == NULL)
		return;
	tcp_lock();
	so->so_pcb = NULL;
	tcp_orphan(tp, so);
	tcp_unlock();
}

static int
tcp_usr_bind(struct socket *so, const struct sockaddr *sa,
    struct thread *td)
{
	struct sockaddr_in sin;
	int error;

	error = in_pcb_sockaddr(sa, &sin);
	if (error != 0)
		return error;
	if (sin.sin_addr.s_addr != INADDR_ANY &&
	    !in_addr_local(sin.sin_addr.s_addr))
		return EADDRNOTAVAIL;
	if (sin.sin_port != 0 && ntohs(sin.sin_port) < IPPORT_RESERVED &&
	    priv_check(td->td_cred, PRIV_NETINET_RESERVEDPORT) != 0)
		return EACCES;
	tcp_lock();
	error = tcp_bind(tcp_of(so), sin.sin_addr.s_addr, sin.sin_port);
	tcp_unlock();
	return error;
}

static int
tcp_usr_listen(struct socket *so, int backlog)
{
	struct tcpcb *tp = tcp_of(so);
	int error = 0;

	tcp_lock();
	if (tp->t_state > TCPS_LISTEN || tp->t_iss != 0)
		error = EINVAL;
	else if (tp->t_inp.inp_lport == 0)
		error = tcp_bind(tp, INADDR_ANY, 0);
	if (error == 0) {
		tp->t_backlog = (uint32_t)backlog;
		tp->t_state = TCPS_LISTEN;
		socket_set_state(so, SS_LISTENING, 0);
	}
	tcp_unlock();
	return error;
}

static int
tcp_usr_accept(struct socket *listener, struct socket *so)
{
	struct tcpcb *ltp = tcp_of(listener), *tp;
	int error = EAGAIN;

	tcp_lock();
	LIST_FOREACH(tp, &ltp->t_queue, t_queue) {
		if (tp->t_state == TCPS_SYN_RECEIVED)
			continue;
		list_remove(&tp->t_queue);
		tp->t_listener = NULL;
		ltp->t_qlen--;
		tp->t_inp.inp_so = so;
		so->so_pcb = (struct pcb *)tp;
		socket_stream_deliver(so, tp->t_rcv.sm_head);
		tp->t_rcv = (struct stream){ .sm_cc = 0 };
		socket_set_state(so, SS_CONNECTED |
		    (tcp_rcv_done(tp) ? SS_CANTRECV : 0), 0);
		tcp_keep_restart(tp);
		error = 0;
		break;
	}
	socket_set_qlen(listener, ltp->t_qlen);
	tcp_unlock();
	return error;
}

/* Both ends are known: no other connection may have the same. */
static int
tcp_connect_ends(struct tcpcb *tp, in_addr_t src,
    const struct sockaddr_in *sin)
{
	in_addr_t dst = sin->sin_addr.s_addr;
	struct inpcb *inp = &tp->t_inp;
	int error;

	if (inp->inp_lport == 0) {
		error = tcp_port_for(tp, src, dst, sin->sin_port,
		    &inp->inp_lport);
		if (error != 0) {
			inp->inp_lport = 0;
			return error;
		}
	} else if (tcp_lookup(src, inp->inp_lport, dst, sin->sin_port) !=
	    NULL || tcp_tw_busy(src, inp->inp_lport, dst, sin->sin_port)) {
		return EADDRINUSE;
	}
	inp->inp_laddr = src;
	inp->inp_faddr = sin->sin_addr.s_addr;
	inp->inp_fport = sin->sin_port;
	tcp_hash_add(tp);
	return 0;
}

static int
tcp_connect_locked(struct tcpcb *tp, in_addr_t src,
    const struct sockaddr_in *sin)
{
	struct socket *so = tp->t_inp.inp_so;
	int error;

	if (tp->t_state != TCPS_CLOSED || tp->t_iss != 0)
		return tp->t_state == TCPS_LISTEN ? EOPNOTSUPP : EINVAL;
	error = tcp_connect_ends(tp, src, sin);
	if (error != 0)
		return error;
	tcp_start(tp, so->so_rcv.sb_hiwat);
	tp->t_state = TCPS_SYN_SENT;
	tp->t_rtt_start_ns = clock_uptime_ns();
	socket_set_state(so, SS_CONNECTING, 0);
	TCPSTAT_INC(tcps_connattempt);
	tcp_output(tp);
	return 0;
}

static int
tcp_usr_connect(struct socket *so, const struct sockaddr *sa,
    struct thread *td)
{
	struct tcpcb *tp = tcp_of(so);
	struct sockaddr_in sin;
	in_addr_t src;
	int error;

	(void)td;
	error = in_pcb_sockaddr(sa, &sin);
	if (error != 0)
		return error;
	if (sin.sin_port == 0)
		return EADDRNOTAVAIL;
	if (sin.sin_addr.s_addr == INADDR_ANY)
		sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (IN_MULTICAST(ntohl(sin.sin_addr.s_addr)) ||
	    in_addr_is_bcast(NULL, sin.sin_addr.s_addr))
		return EAFNOSUPPORT;
	src = tp->t_inp.inp_laddr;
	if (src == INADDR_ANY) {
		error = ip_source(sin.sin_addr.s_addr, &src);
		if (error != 0)
			return error;
	}
	tcp_lock();
	error = tcp_connect_locked(tp, src, &sin);
	tcp_unlock();
	return error;
}

static int
tcp_usr_send(struct socket *so, struct mbuf *m, const struct sockaddr *sa,
    int flags, struct thread *td)
{
	struct tcpcb *tp = tcp_of(so);
	int error = 0;

	(void)sa;
	(void)flags;
	(void)td;
	tcp_lock();
	if (tp->t_state != TCPS_ESTABLISHED &&
	    tp->t_state != TCPS_CLOSE_WAIT) {
		error = EPIPE;
		m_freem(m);
	} else {
		stream_append(&tp->t_snd, m);
		socket_stream_unsent(so, tp->t_snd.sm_cc);
		tcp_output(tp);
	}
	tcp_unlock();
	return error;
}

static void
tcp_usr_rcvd(struct socket *so)
{
	struct tcpcb *tp = tcp_of(so);

	tcp_lock();
	if (tp->t_state >= TCPS_ESTABLISHED)
		tcp_output(tp);
	tcp_unlock();
}

static int
tcp_usr_shutdown(struct socket *so, int how)
{
	tcp_lock();
	if (how != SHUT_RD)
		tcp_user_fin(tcp_of(so));
	tcp_unlock();
	return 0;
}

static const struct protocol tcp_protocol = {
	.pr_name = "tcp",
	.pr_domain = AF_INET,
	.pr_type = SOCK_STREAM,
	.pr_number = IPPROTO_TCP,
	.pr_attach = tcp_usr_attach,
	.pr_detach = tcp_usr_detach,
	.pr_bind = tcp_usr_bind,
	.pr_connect = tcp_usr_connect,
	.pr_listen = tcp_usr_listen,
	.pr_accept = tcp_usr_accept,
	.pr_send = tcp_usr_send,
	.pr_rcvd = tcp_usr_rcvd,
	.pr_shutdown = tcp_usr_shutdown,
	.pr_sockname = in_pr_sockname,
	.pr_peername = in_pr_peername,
	.pr_ctloutput = tcp_ctloutput,
	.pr_ioctl = in_ioctl,
};
PROTOCOL(tcp_protocol);

static void
tcp_describe(const struct tcpcb *tp, struct xinpcb *xi)
{
	*xi = (struct xinpcb){
		.xi_len = sizeof(*xi),
		.xi_proto = IPPROTO_TCP,
		.xi_laddr.s_addr = tp->t_inp.inp_laddr,
		.xi_faddr.s_addr = tp->t_inp.inp_faddr,
		.xi_lport = tp->t_inp.inp_lport,
		.xi_fport = tp->t_inp.inp_fport,
		.xi_state = (uint32_t)tp->t_state,
		.xi_recvq = tp->t_inp.inp_so != NULL ?
		    tp->t_inp.inp_so->so_stream.sm_cc : tp->t_rcv.sm_cc,
		.xi_sendq = tp->t_snd.sm_cc,
		.xi_sock = (uintptr_t)tp,
	};
}

/* Up to max connections made after *gen, which moves on; how many. */
static int
tcp_next(uint32_t *gen, struct xinpcb *xi, int max)
{
	struct tcpcb *tp;
	int n = 0;

	LIST_FOREACH(tp, &V_tcpcbs, t_link) {
		if (tp->t_inp.inp_gen <= *gen)
			continue;
		if (n == max)
			break;
		*gen = tp->t_inp.inp_gen;
		tcp_describe(tp, &xi[n++]);
	}
	return n;
}

/*
 * Each turn looks from the head of the list, but takes so many that this
 * costs nothing, and holds the lock no longer than that.
 */
static int
tcp_pcblist(const struct sysctl_node *node, struct sysctl_req *req)
{
	int (*next)(uint32_t *, struct xinpcb *, int) = tcp_next;
	struct xinpcb *xi;
	uint32_t gen = 0;
	int error = 0, n;

	(void)node;
	xi = VNET_ALLOC(PCBLIST_BATCH * sizeof(*xi), KM_SLEEP);
	if (xi == NULL)
		return ENOMEM;
	do {
		tcp_lock();
		n = next(&gen, xi, PCBLIST_BATCH);
		tcp_unlock();
		error = sysctl_out(req, xi, (size_t)n * sizeof(*xi));
		if (n == 0 && next == tcp_next) {
			next = tcp_tw_next;
			gen = 0;
			n = 1;		/* these come now */
		}
	} while (n > 0 && error == 0);
	kmem_free(xi);
	return error;
}

SYSCTL_VNET_INT(tcp_sendspace, "net.inet.tcp.sendspace", tcp_sendspace,
    "bytes of a new socket's send buffer");
SYSCTL_VNET_INT(tcp_recvspace, "net.inet.tcp.recvspace", tcp_recvspace,
    "bytes of a new socket's receive buffer");
SYSCTL_PROC(tcp_pcblist, "net.inet.tcp.pcblist", SYSCTL_RD, tcp_pcblist,
    "connections of TCP (netinet/in_pcb.h)");
