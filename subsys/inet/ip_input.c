// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_input - IPv4 in: check, ours or not, put together, hand on.
 *
 * Checks are in the order of RFC 1122 3.2.1; each failure has its counter.
 * Packets for others are forwarded when net.inet.ip.forwarding says so.
 */
#include <sys/errno.h>
#include <net/ethernet.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/ip_var.h"
#include "subsys/net/if.h"
#include "subsys/net/netisr.h"
#include "subsys/socket/protocol.h"

VNET_DEFINE(struct ipstat, ipstat);
VNET_DEFINE_STATIC(int, ip_forwarding);		/* [a] */
#define V_ip_forwarding	VNET(ip_forwarding)

/* Length of the header, in the first mbuf now; 0: bad, m is freed. */
static int
ip_header(struct mbuf **mp)
{
	struct mbuf *m = *mp;
	int hlen;

	if (m->m_pktlen < sizeof(struct ip)) {
		IPSTAT_INC(ips_tooshort);
		m_freem(m);
		return 0;
	}
	m = *mp = m_pullup(m, sizeof(struct ip));
	if (m == NULL)
		return 0;
	if (mtod(m, struct ip *)->ip_v != IPVERSION) {
		IPSTAT_INC(ips_badvers);
		m_freem(m);
		return 0;
	}
	hlen = mtod(m, struct ip *)->ip_hl * 4;
	if (hlen < (int)sizeof(struct ip) || (uint32_t)hlen > m->m_pktlen) {
		IPSTAT_INC(ips_badhlen);
		m_freem(m);
		return 0;
	}
	m = *mp = m_pullup(m, (uint32_t)hlen);
	return m == NULL ? 0 : hlen;
}

/* Sum, and length against what came; padding is cut.  0: good. */
static int
ip_check(struct mbuf *m, int hlen)
{
	struct ip *ip = mtod(m, struct ip *);
	uint32_t len = ntohs(ip->ip_len);

	if (!(m->m_csum & CSUM_IP_VALID) && in_cksum(ip, hlen) != 0) {
		IPSTAT_INC(ips_badsum);
		return 1;
	}
	if (len < (uint32_t)hlen) {
		IPSTAT_INC(ips_badlen);
		return 1;
	}
	if (len > m->m_pktlen) {
		IPSTAT_INC(ips_toosmall);
		return 1;
	}
	if (len < m->m_pktlen)
		m_adj(m, -(int32_t)(m->m_pktlen - len));
	return 0;
}

/* Addresses that cannot come from a wire (RFC 1122 3.2.1.3).  0: good. */
static int
ip_addresses_check(const struct ifnet *ifp, const struct ip *ip)
{
	uint32_t src = ntohl(ip->ip_src.s_addr);
	uint32_t dst = ntohl(ip->ip_dst.s_addr);

	if (IN_MULTICAST(src) || src == INADDR_BROADCAST ||
	    (!(ifp->if_flags & IFF_LOOPBACK) &&
	    (IN_LOOPBACK(src) || IN_LOOPBACK(dst)))) {
		IPSTAT_INC(ips_badaddr);
		return 1;
	}
	return 0;
}

static int
ip_is_ours(const struct ifnet *ifp, struct mbuf *m, const struct ip *ip)
{
	in_addr_t dst = ip->ip_dst.s_addr;

	if (in_addr_local(dst))
		return 1;
	if (ifp->if_flags & IFF_BROADCAST && in_addr_is_bcast(ifp, dst)) {
		m->m_flags |= M_BCAST;
		return 1;
	}
	if (IN_MULTICAST(ntohl(dst))) {
		m->m_flags |= M_MCAST;
		return dst == htonl(0xe0000001);	/* all hosts */
	}
	return 0;
}

/*
 * Forward (RFC 1812 5.2).  Errors go to the sender; a copy of the packet's
 * beginning is kept for that.
 */
static void
ip_forward(struct mbuf *m)
{
	struct ip *ip = mtod(m, struct ip *);
	uint32_t keep, mtu = 0;
	struct mbuf *copy;
	int error;

	if (m->m_flags & (M_BCAST | M_MCAST) || ip->ip_dst.s_addr == 0) {
		IPSTAT_INC(ips_cantforward);
		m_freem(m);
		return;
	}
	if (ip->ip_ttl <= 1) {
		icmp_error(m, ICMP_TIMXCEED, ICMP_TIMXCEED_INTRANS, 0);
		return;
	}
	if (!m_writable(m)) {
		copy = m_dup(m, KM_NOSLEEP);
		m_freem(m);
		m = copy;
		if (m == NULL)
			return;
		ip = mtod(m, struct ip *);
	}
	keep = ip->ip_hl * 4u + 8 < m->m_pktlen ? ip->ip_hl * 4u + 8 :
	    m->m_pktlen;
	copy = m_copym(m, 0, keep, KM_NOSLEEP);
	ip->ip_ttl--;
	error = ip_output(m, IP_FORWARDING, &mtu);
	if (error == 0) {
		IPSTAT_INC(ips_forward);
		m_freem(copy);
		return;
	}
	IPSTAT_INC(ips_cantforward);
	if (copy == NULL)
		return;
	if (error == EMSGSIZE)
		icmp_error(copy, ICMP_UNREACH, ICMP_UNREACH_NEEDFRAG, mtu);
	else if (error == EHOSTUNREACH || error == EHOSTDOWN ||
	    error == ENETDOWN)
		icmp_error(copy, ICMP_UNREACH, ICMP_UNREACH_HOST, 0);
	else
		m_freem(copy);
}

static void
ip_deliver(struct ifnet *ifp, struct mbuf *m)
{
	const struct protocol *pr;
	struct ip *ip = mtod(m, struct ip *);

	if (ip->ip_off & htons(IP_MF | IP_OFFMASK)) {
		m = ip_reass(m);
		if (m == NULL)
			return;
		ip = mtod(m, struct ip *);
	}
	pr = protocol_input(ip->ip_p);
	if (pr == NULL) {
		IPSTAT_INC(ips_noproto);
		icmp_error(m, ICMP_UNREACH, ICMP_UNREACH_PROTOCOL, 0);
		return;
	}
	IPSTAT_INC(ips_delivered);
	pr->pr_input(ifp, m, ip->ip_hl * 4);
}

static void
ip_input(struct ifnet *ifp, struct mbuf *m)
{
	struct ip *ip;
	int hlen, bad;

	IPSTAT_INC(ips_total);
	hlen = ip_header(&m);
	if (hlen == 0)
		return;
	ip = mtod(m, struct ip *);
	if (ip_check(m, hlen) != 0 || ip_addresses_check(ifp, ip) != 0) {
		m_freem(m);
		return;
	}
	bad = ip_options_check(ip, hlen);
	if (bad != 0) {
		IPSTAT_INC(ips_badoptions);
		icmp_error(m, ICMP_PARAMPROB, 0, (uint32_t)bad - 1);
	} else if (ip_is_ours(ifp, m, ip)) {
		ip_deliver(ifp, m);
	} else if (V_ip_forwarding) {
		ip_forward(m);
	} else {
		IPSTAT_INC(ips_cantforward);
		m_freem(m);
	}
}

NETISR(ETHERTYPE_IP, ip_input);
SYSCTL_VNET_INT_RANGE(ip_forwarding, "net.inet.ip.forwarding",
    ip_forwarding, 0, 1,
    "pass on packets that are for others");
SYSCTL_VNET_STATS(ip_stats, "net.inet.ip.stats", ipstat,
    "counters of IP (netinet/ip_var.h)");
