// SPDX-License-Identifier: BSD-2-Clause
/*
 * raw - raw IPv4 sockets: programs that speak a protocol themselves.
 *
 * A packet goes to every socket of its protocol (number 0: of any) whose
 * addresses match, with its IP header.  A protocol that neither the kernel
 * nor a socket speaks is answered by an ICMP error.
 */
#include <sys/errno.h>
#include <netinet/ip_icmp.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/inet/ip_var.h"

#define RAW_SENDSPACE	65535
#define RAW_RECVSPACE	65536

static int
raw_wants(const struct inpcb *inp, const struct ip *ip)
{
	return inp->inp_so->so_type == SOCK_RAW &&
	    (inp->inp_proto == 0 || inp->inp_proto == ip->ip_p) &&
	    (inp->inp_laddr == 0 || inp->inp_laddr == ip->ip_dst.s_addr) &&
	    (inp->inp_faddr == 0 || inp->inp_faddr == ip->ip_src.s_addr);
}

/* Copies to all who want it; how many. */
static int
raw_deliver(const struct mbuf *m)
{
	const struct ip *ip = (const struct ip *)(const void *)m->m_data;
	struct sockaddr_in from;
	struct inpcb *inp;
	struct mbuf *copy;
	int n = 0;

	in_sockaddr(&from, ip->ip_src.s_addr, 0);
	spin_lock(&V_inp_lock);
	LIST_FOREACH(inp, &V_inpcbs, inp_link) {
		if (!raw_wants(inp, ip))
			continue;
		n++;
		copy = m_copym(m, 0, m->m_pktlen, KM_NOSLEEP);
		if (copy != NULL)
			(void)socket_deliver(inp->inp_so,
			    (struct sockaddr *)&from, copy);
	}
	spin_unlock(&V_inp_lock);
	return n;
}

void
raw_input(struct ifnet *ifp, struct mbuf *m, int hlen)
{
	int proto = mtod(m, struct ip *)->ip_p;

	(void)ifp;
	(void)hlen;
	if (raw_deliver(m) > 0 || proto == IPPROTO_ICMP) {
		m_freem(m);
		return;
	}
	IPSTAT_INC(ips_noproto);
	icmp_error(m, ICMP_UNREACH, ICMP_UNREACH_PROTOCOL, 0);
}

static int
raw_attach(struct socket *so, int number, struct thread *td)
{
	int error;

	if (number < 0 || number >= IPPROTO_MAX)
		return EPROTONOSUPPORT;
	error = priv_check(td->td_cred, PRIV_NETINET_RAW);
	if (error != 0)
		return error;
	socket_reserve(so, RAW_SENDSPACE, RAW_RECVSPACE);
	return in_pcb_attach(so, number);
}

static int
raw_bind(struct socket *so, const struct sockaddr *sa, struct thread *td)
{
	struct inpcb *inp = inp_of(so);
	struct sockaddr_in sin;
	int error;

	(void)td;
	error = in_pcb_sockaddr(sa, &sin);
	if (error != 0)
		return error;
	if (sin.sin_addr.s_addr != INADDR_ANY &&
	    !in_addr_local(sin.sin_addr.s_addr))
		return EADDRNOTAVAIL;
	spin_lock(&V_inp_lock);
	inp->inp_laddr = sin.sin_addr.s_addr;
	spin_unlock(&V_inp_lock);
	return 0;
}

static int
raw_connect(struct socket *so, const struct sockaddr *sa, struct thread *td)
{
	struct inpcb *inp = inp_of(so);
	struct sockaddr_in sin;
	int error;

	(void)td;
	error = in_pcb_sockaddr(sa, &sin);
	if (error != 0)
		return error;
	spin_lock(&V_inp_lock);
	inp->inp_faddr = sin.sin_addr.s_addr;
	spin_unlock(&V_inp_lock);
	socket_set_state(so, SS_CONNECTED, 0);
	return 0;
}

/* The program's own header: what must be right is made or checked. */
static int
raw_check_header(struct mbuf **mp)
{
	struct mbuf *m = *mp;
	struct ip *ip;
	uint32_t hlen;

	if (m->m_pktlen < sizeof(*ip))
		return EINVAL;
	m = *mp = m_pullup(m, sizeof(*ip));
	if (m == NULL)
		return ENOBUFS;
	hlen = mtod(m, struct ip *)->ip_hl * 4u;
	if (hlen < sizeof(*ip) || hlen > m->m_pktlen)
		return EINVAL;
	m = *mp = m_pullup(m, hlen);
	if (m == NULL)
		return ENOBUFS;
	ip = mtod(m, struct ip *);
	if (ip->ip_v != IPVERSION || ntohs(ip->ip_len) != m->m_pktlen ||
	    ip_options_check(ip, (int)hlen) != 0)
		return EINVAL;
	IPSTAT_INC(ips_rawout);
	return 0;
}

/* The header in front, made or found; *mp may become NULL. */
static int
raw_header(struct inpcb *inp, struct mbuf **mp, in_addr_t dst)
{
	if (inp->inp_flags & INP_HDRINCL)
		return raw_check_header(mp);
	if ((*mp)->m_pktlen + sizeof(struct ip) > IP_MAXPACKET)
		return EMSGSIZE;
	*mp = ip_prepend(*mp, inp->inp_proto,
	    IN_MULTICAST(ntohl(dst)) ? inp->inp_mttl : inp->inp_ttl,
	    inp->inp_tos, inp->inp_laddr, dst);
	if (*mp == NULL)
		return ENOBUFS;
	if (inp->inp_flags & INP_DONTFRAG)
		mtod(*mp, struct ip *)->ip_off = htons(IP_DF);
	return 0;
}

static int
raw_send(struct socket *so, struct mbuf *m, const struct sockaddr *sa,
    int flags, struct thread *td)
{
	struct inpcb *inp = inp_of(so);
	struct sockaddr_in sin;
	int error = 0;

	(void)td;
	in_sockaddr(&sin, inp->inp_faddr, 0);
	if (sa != NULL)
		error = so->so_state & SS_CONNECTED ? EISCONN :
		    in_pcb_sockaddr(sa, &sin);
	if (error == 0)
		error = raw_header(inp, &m, sin.sin_addr.s_addr);
	if (error != 0) {
		m_freem(m);
		return error;
	}
	return ip_output(m, (inp->inp_flags & INP_HDRINCL ?
	    IP_RAWHEADER : 0) |
	    (so->so_options & SO_BROADCAST ? IP_BROADCAST_OK : 0) |
	    ((so->so_options & SO_DONTROUTE || flags & MSG_DONTROUTE) ?
	    IP_ONLINK : 0), NULL);
}

static int
raw_pcblist(const struct sysctl_node *node, struct sysctl_req *req)
{
	(void)node;
	return in_pcb_sysctl(req, -1);
}

static const struct protocol raw_protocol = {
	.pr_name = "raw",
	.pr_domain = AF_INET,
	.pr_type = SOCK_RAW,
	.pr_number = 0,
	.pr_flags = PR_ATOMIC | PR_ADDR | PR_WILDCARD,
	.pr_attach = raw_attach,
	.pr_detach = in_pcb_detach,
	.pr_bind = raw_bind,
	.pr_connect = raw_connect,
	.pr_disconnect = in_pr_disconnect,
	.pr_send = raw_send,
	.pr_sockname = in_pr_sockname,
	.pr_peername = in_pr_peername,
	.pr_ctloutput = in_pr_ctloutput,
	.pr_ioctl = in_ioctl,
	.pr_input = raw_input,
};
PROTOCOL(raw_protocol);
SYSCTL_PROC(raw_pcblist, "net.inet.raw.pcblist", SYSCTL_RD, raw_pcblist,
    "raw end points (netinet/in_pcb.h)");
