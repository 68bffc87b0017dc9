// SPDX-License-Identifier: BSD-2-Clause
/*
 * udp - the User Datagram Protocol (RFC 768, 1122 4.1).
 */
#include <sys/errno.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <netinet/udp_var.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/inet/ip_var.h"

#define UDP_SENDSPACE	9216	/* largest datagram, until changed */
#define UDP_RECVSPACE	42080
#define UDP_MAX		(IP_MAXPACKET - 28)

VNET_DEFINE_STATIC(struct udpstat, udpstat);	/* [a] */
#define V_udpstat	VNET(udpstat)
#define UDPSTAT_INC(member)						\
	__atomic_fetch_add(&V_udpstat.member, 1, __ATOMIC_RELAXED)
VNET_DEFINE_STATIC(int, udp_maxdgram) = UDP_SENDSPACE;	/* [a] */
#define V_udp_maxdgram	VNET(udp_maxdgram)
VNET_DEFINE_STATIC(int, udp_recvspace) = UDP_RECVSPACE;	/* [a] */
#define V_udp_recvspace	VNET(udp_recvspace)
VNET_DEFINE_STATIC(int, udp_cksum) = 1;		/* [a] */
#define V_udp_cksum	VNET(udp_cksum)
VNET_DEFINE_STATIC(int, udp_blackhole);		/* [a] */
#define V_udp_blackhole	VNET(udp_blackhole)

static int
udp_attach(struct socket *so, int number, struct thread *td)
{
	(void)td;
	socket_reserve(so, (uint32_t)V_udp_maxdgram,
	    (uint32_t)V_udp_recvspace);
	return in_pcb_attach(so, number);
}

static int
udp_bind(struct socket *so, const struct sockaddr *sa, struct thread *td)
{
	struct sockaddr_in sin;
	int error;

	error = in_pcb_sockaddr(sa, &sin);
	return error ? error : in_pcb_bind(inp_of(so), &sin, td);
}

static int
udp_connect(struct socket *so, const struct sockaddr *sa, struct thread *td)
{
	struct sockaddr_in sin;
	int error;

	(void)td;
	error = in_pcb_sockaddr(sa, &sin);
	if (error == 0 && sin.sin_port == 0)
		error = EADDRNOTAVAIL;
	if (error == 0)
		error = in_pcb_autobind(inp_of(so));
	if (error == 0)
		error = in_pcb_connect(inp_of(so), &sin);
	if (error == 0)
		socket_set_state(so, SS_CONNECTED, 0);
	return error;
}

/* Header and sum in front of m; consumed on failure. */
static struct mbuf *
udp_prepend(struct mbuf *m, const struct sockaddr_in *src,
    const struct sockaddr_in *dst)
{
	struct udphdr *uh;
	uint32_t len = m->m_pktlen + sizeof(*uh);

	m = m_prepend(m, sizeof(*uh), KM_SLEEP);
	if (m == NULL)
		return NULL;
	uh = mtod(m, struct udphdr *);
	uh->uh_sport = src->sin_port;
	uh->uh_dport = dst->sin_port;
	uh->uh_ulen = htons((uint16_t)len);
	uh->uh_sum = 0;
	if (V_udp_cksum) {
		uh->uh_sum = in_cksum_mbuf(m, 0, len,
		    ip_pseudo(src->sin_addr.s_addr, dst->sin_addr.s_addr,
		    IPPROTO_UDP, len));
		if (uh->uh_sum == 0)
			uh->uh_sum = 0xffff;
	}
	return m;
}

/* Where from and where to, as values.  0 or an errno. */
static int
udp_addresses(struct inpcb *inp, const struct sockaddr *sa,
    struct sockaddr_in *src, struct sockaddr_in *dst)
{
	int error;

	if (sa != NULL) {
		if (inp->inp_faddr != 0)
			return EISCONN;
		error = in_pcb_sockaddr(sa, dst);
		if (error != 0)
			return error;
		if (dst->sin_port == 0)
			return EADDRNOTAVAIL;
		if (dst->sin_addr.s_addr == INADDR_ANY)
			dst->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	} else {
		in_sockaddr(dst, inp->inp_faddr, inp->inp_fport);
	}
	error = in_pcb_autobind(inp);
	if (error != 0)
		return error;
	in_sockaddr(src, inp->inp_laddr, inp->inp_lport);
	if (src->sin_addr.s_addr == INADDR_ANY)
		error = ip_source(dst->sin_addr.s_addr, &src->sin_addr.s_addr);
	return error;
}

static int
udp_output_flags(const struct socket *so)
{
	return (so->so_options & SO_BROADCAST ? IP_BROADCAST_OK : 0) |
	    (so->so_options & SO_DONTROUTE ? IP_ONLINK : 0);
}

static int
udp_send(struct socket *so, struct mbuf *m, const struct sockaddr *sa,
    int flags, struct thread *td)
{
	struct inpcb *inp = inp_of(so);
	struct sockaddr_in src, dst;
	int error, ttl;

	(void)flags;
	(void)td;
	error = m->m_pktlen > UDP_MAX ? EMSGSIZE :
	    udp_addresses(inp, sa, &src, &dst);
	if (error != 0) {
		m_freem(m);
		return error;
	}
	ttl = IN_MULTICAST(ntohl(dst.sin_addr.s_addr)) ? inp->inp_mttl :
	    inp->inp_ttl;
	m = udp_prepend(m, &src, &dst);
	if (m != NULL)
		m = ip_prepend(m, IPPROTO_UDP, ttl, inp->inp_tos,
		    src.sin_addr.s_addr, dst.sin_addr.s_addr);
	if (m == NULL)
		return ENOBUFS;
	if (inp->inp_flags & INP_DONTFRAG)
		mtod(m, struct ip *)->ip_off = htons(IP_DF);
	UDPSTAT_INC(udps_opackets);
	return ip_output(m, udp_output_flags(so), NULL);
}

/* The header, checked, in the first mbuf; NULL: m was bad and is gone. */
static struct mbuf *
udp_check(struct mbuf *m, int hlen)
{
	uint32_t len, have = m->m_pktlen - (uint32_t)hlen;
	const struct udphdr *uh;
	const struct ip *ip;

	if (have < sizeof(*uh)) {
		UDPSTAT_INC(udps_hdrops);
		m_freem(m);
		return NULL;
	}
	m = m_pullup(m, (uint32_t)hlen + sizeof(*uh));
	if (m == NULL)
		return NULL;
	ip = mtod(m, struct ip *);
	uh = (const struct udphdr *)(const void *)(m->m_data + hlen);
	len = ntohs(uh->uh_ulen);
	if (len < sizeof(*uh) || len > have) {
		UDPSTAT_INC(udps_badlen);
		m_freem(m);
		return NULL;
	}
	if (uh->uh_sum == 0) {
		UDPSTAT_INC(udps_nosum);
	} else if (!(m->m_csum & CSUM_DATA_VALID) && in_cksum_mbuf(m,
	    (uint32_t)hlen, len, ip_pseudo(ip->ip_src.s_addr,
	    ip->ip_dst.s_addr, IPPROTO_UDP, len)) != 0) {
		UDPSTAT_INC(udps_badsum);
		m_freem(m);
		return NULL;
	}
	if (len < have)
		m_adj(m, -(int32_t)(have - len));
	return m;
}

/* A copy to every end point on the port; the original is freed. */
static void
udp_deliver_many(struct mbuf *m, const struct sockaddr_in *from,
    const struct ip *ip, in_port_t dport)
{
	struct inpcb *inp;
	struct mbuf *copy;
	int n = 0;

	spin_lock(&V_inp_lock);
	for (inp = *inp_chain(dport); inp != NULL; inp = inp->inp_hnext) {
		if (inp->inp_lport != dport ||
		    inp->inp_proto != IPPROTO_UDP ||
		    (inp->inp_laddr != 0 &&
		    inp->inp_laddr != ip->ip_dst.s_addr) ||
		    (inp->inp_faddr != 0 &&
		    (inp->inp_faddr != ip->ip_src.s_addr ||
		    inp->inp_fport != from->sin_port)))
			continue;
		n++;
		copy = m_copym(m, 0, m->m_pktlen, KM_NOSLEEP);
		if (copy == NULL || socket_deliver(inp->inp_so,
		    (const struct sockaddr *)from, copy) != 0)
			UDPSTAT_INC(udps_fullsock);
	}
	spin_unlock(&V_inp_lock);
	if (n == 0)
		UDPSTAT_INC(udps_noportbcast);
	m_freem(m);
}

static void
udp_input(struct ifnet *ifp, struct mbuf *m, int hlen)
{
	struct sockaddr_in from;
	const struct udphdr *uh;
	struct inpcb *inp;
	struct ip ip;
	in_port_t dport;
	int full = 0;

	(void)ifp;
	UDPSTAT_INC(udps_ipackets);
	m = udp_check(m, hlen);
	if (m == NULL)
		return;
	ip = *mtod(m, struct ip *);
	uh = (const struct udphdr *)(const void *)(m->m_data + hlen);
	in_sockaddr(&from, ip.ip_src.s_addr, uh->uh_sport);
	dport = uh->uh_dport;
	if (m->m_flags & (M_BCAST | M_MCAST)) {
		m_adj(m, hlen + (int)sizeof(*uh));
		udp_deliver_many(m, &from, &ip, dport);
		return;
	}
	spin_lock(&V_inp_lock);
	inp = in_pcb_lookup_locked(IPPROTO_UDP, ip.ip_dst.s_addr, dport,
	    ip.ip_src.s_addr, from.sin_port);
	if (inp != NULL) {
		m_adj(m, hlen + (int)sizeof(*uh));
		full = socket_deliver(inp->inp_so, (struct sockaddr *)&from,
		    m);
	}
	spin_unlock(&V_inp_lock);
	if (full)
		UDPSTAT_INC(udps_fullsock);
	if (inp != NULL)
		return;
	UDPSTAT_INC(udps_noport);
	if (V_udp_blackhole)
		m_freem(m);
	else
		icmp_error(m, ICMP_UNREACH, ICMP_UNREACH_PORT, 0);
}

/* Only a connected socket hears: others do not know whom it is about. */
static void
udp_ctlinput(int error, const void *packet, int hlen)
{
	const struct udphdr *uh;
	const struct ip *ip = packet;
	struct inpcb *inp;

	uh = (const struct udphdr *)(const void *)
	    ((const char *)packet + hlen);
	spin_lock(&V_inp_lock);
	inp = in_pcb_lookup_locked(IPPROTO_UDP, ip->ip_src.s_addr,
	    uh->uh_sport, ip->ip_dst.s_addr, uh->uh_dport);
	if (inp != NULL && inp->inp_faddr != 0)
		socket_set_error(inp->inp_so, error);
	spin_unlock(&V_inp_lock);
}

static int
udp_pcblist(const struct sysctl_node *node, struct sysctl_req *req)
{
	(void)node;
	return in_pcb_sysctl(req, IPPROTO_UDP);
}

static const struct protocol udp_protocol = {
	.pr_name = "udp",
	.pr_domain = AF_INET,
	.pr_type = SOCK_DGRAM,
	.pr_number = IPPROTO_UDP,
	.pr_flags = PR_ATOMIC | PR_ADDR,
	.pr_attach = udp_attach,
	.pr_detach = in_pcb_detach,
	.pr_bind = udp_bind,
	.pr_connect = udp_connect,
	.pr_disconnect = in_pr_disconnect,
	.pr_send = udp_send,
	.pr_sockname = in_pr_sockname,
	.pr_peername = in_pr_peername,
	.pr_ctloutput = in_pr_ctloutput,
	.pr_ioctl = in_ioctl,
	.pr_input = udp_input,
	.pr_ctlinput = udp_ctlinput,
};
PROTOCOL(udp_protocol);
SYSCTL_VNET_INT(udp_maxdgram, "net.inet.udp.maxdgram", udp_maxdgram,
    "largest datagram of sockets made from now on");
SYSCTL_VNET_INT(udp_recvspace, "net.inet.udp.recvspace", udp_recvspace,
    "bytes that wait for the reader, of sockets made from now on");
SYSCTL_VNET_INT(udp_cksum, "net.inet.udp.checksum", udp_cksum,
    "compute the checksum of datagrams sent");
SYSCTL_VNET_INT(udp_blackhole, "net.inet.udp.blackhole", udp_blackhole,
    "tell nobody that a port is closed");
SYSCTL_VNET_STATS(udp_stats, "net.inet.udp.stats", udpstat,
    "counters of UDP (netinet/udp_var.h)");
SYSCTL_PROC(udp_pcblist, "net.inet.udp.pcblist", SYSCTL_RD, udp_pcblist,
    "end points of UDP (netinet/in_pcb.h)");
