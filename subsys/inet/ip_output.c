// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_output - IPv4 out: route, source address, fragments, link.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "subsys/inet/arp.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/ip_var.h"
#include "subsys/net/ether.h"
#include "subsys/net/route.h"

VNET_DEFINE(int, ip_ttl) = IPDEFTTL;

static uint64_t ip_random_state;	/* [a] */

/*
 * Identifications and ports need to be hard to guess, not secret: the time
 * of each call goes in, and all before it.
 */
uint32_t
ip_random(void)
{
	uint64_t x;

	x = hash_u64(atomic_load(&ip_random_state) ^ clock_uptime_ns());
	x = atomic_add(&ip_random_state, x | 1);
	return (uint32_t)(hash_u64(x) >> 16);
}

uint16_t
ip_new_id(void)
{
	uint16_t id;

	do
		id = (uint16_t)ip_random();
	while (id == 0);
	return id;
}

uint32_t
ip_pseudo(in_addr_t src, in_addr_t dst, int proto, uint32_t len)
{
	return (src & 0xffff) + (src >> 16) + (dst & 0xffff) + (dst >> 16) +
	    htons((uint16_t)proto) + htons((uint16_t)len);
}

struct mbuf *
ip_prepend(struct mbuf *m, int proto, int ttl, int tos, in_addr_t src,
    in_addr_t dst)
{
	struct ip *ip;

	m = m_prepend(m, sizeof(*ip), KM_NOSLEEP);
	if (m == NULL)
		return NULL;
	ip = mtod(m, struct ip *);
	*ip = (struct ip){
		.ip_v = IPVERSION,
		.ip_hl = sizeof(*ip) / 4,
		.ip_tos = (uint8_t)tos,
		.ip_len = htons((uint16_t)m->m_pktlen),
		.ip_ttl = (uint8_t)(ttl ? ttl : V_ip_ttl),
		.ip_p = (uint8_t)proto,
		.ip_src.s_addr = src,
		.ip_dst.s_addr = dst,
	};
	return m;
}

/* RFC 1112 6.4: the low 23 bits of the group. */
static void
ip_multicast_mac(in_addr_t group, uint8_t *mac)
{
	const uint8_t *b = (const uint8_t *)&group;

	mac[0] = 0x01;
	mac[1] = 0x00;
	mac[2] = 0x5e;
	mac[3] = b[1] & 0x7f;
	mac[4] = b[2];
	mac[5] = b[3];
}

int
ip_link_output(struct ifnet *ifp, struct mbuf *m, in_addr_t nexthop)
{
	uint8_t mac[ETHER_ADDR_LEN];

	if (ifp->if_type != IFT_ETHER) {
		m->m_proto = ETHERTYPE_IP;
		return if_transmit(ifp, m);
	}
	if (m->m_flags & M_BCAST)
		return ether_output(ifp, m, ether_broadcast, ETHERTYPE_IP);
	if (IN_MULTICAST(ntohl(nexthop))) {
		ip_multicast_mac(nexthop, mac);
		return ether_output(ifp, m, mac, ETHERTYPE_IP);
	}
	return arp_output(ifp, m, nexthop);
}

/*
 * Where to: by the routes, but broadcast and multicast without a route of
 * their own leave by the interface that has the source address.
 */
static int
ip_route(const struct ip *ip, struct nexthop *nh)
{
	in_addr_t dst = ip->ip_dst.s_addr;
	int error;

	if (dst != INADDR_BROADCAST && !IN_MULTICAST(ntohl(dst)))
		return route_lookup(dst, nh);
	*nh = (struct nexthop){ .nh_addr = dst };
	nh->nh_ifp = ip->ip_src.s_addr == 0 ? NULL :
	    in_addr_if(ip->ip_src.s_addr);
	if (nh->nh_ifp == NULL) {
		error = route_lookup(INADDR_ANY, nh);
		if (error != 0)
			return error;
		nh->nh_addr = dst;
	}
	if (nh->nh_ifp != NULL)
		nh->nh_mtu = nh->nh_ifp->if_mtu;
	return 0;
}

int
ip_source(in_addr_t dst, in_addr_t *src)
{
	struct ip ip = { .ip_dst.s_addr = dst };
	struct nexthop nh;
	int error;

	error = ip_route(&ip, &nh);
	if (error != 0)
		return error;
	*src = nh.nh_src;
	if (*src == 0 && nh.nh_ifp != NULL)
		*src = in_addr_source(nh.nh_ifp, nh.nh_addr);
	nexthop_drop(&nh);
	return *src == 0 ? EADDRNOTAVAIL : 0;
}

/* Broadcast only where allowed; no loopback address leaves the host. */
static int
ip_output_check(struct mbuf *m, struct ip *ip, const struct nexthop *nh,
    int flags)
{
	const struct ifnet *ifp = nh->nh_ifp;

	if (!if_is_up(ifp))
		return ENETDOWN;
	if (flags & IP_ONLINK && nh->nh_flags & RTF_GATEWAY)
		return ENETUNREACH;
	if (in_addr_is_bcast(ifp, ip->ip_dst.s_addr)) {
		if (!(ifp->if_flags & IFF_BROADCAST))
			return EADDRNOTAVAIL;
		if (!(flags & IP_BROADCAST_OK))
			return EACCES;
		m->m_flags |= M_BCAST;
	}
	if (!(ifp->if_flags & IFF_LOOPBACK) &&
	    (IN_LOOPBACK(ntohl(ip->ip_dst.s_addr)) ||
	    IN_LOOPBACK(ntohl(ip->ip_src.s_addr))))
		return EADDRNOTAVAIL;
	return 0;
}

static void
ip_fill(struct ip *ip, const struct nexthop *nh, int flags)
{
	if (ip->ip_src.s_addr == 0)
		ip->ip_src.s_addr = nh->nh_src ? nh->nh_src :
		    in_addr_source(nh->nh_ifp, nh->nh_addr);
	if (!(flags & (IP_RAWHEADER | IP_FORWARDING)) || ip->ip_id == 0)
		ip->ip_id = htons(ip_new_id());
	ip->ip_sum = 0;
}

static int
ip_send(struct mbuf *m, const struct nexthop *nh, uint32_t *mtu)
{
	struct ip *ip = mtod(m, struct ip *);

	if (m->m_pktlen <= nh->nh_mtu) {
		ip->ip_sum = in_cksum(ip, ip->ip_hl * 4);
		return ip_link_output(nh->nh_ifp, m, nh->nh_addr);
	}
	if (ip->ip_off & htons(IP_DF)) {
		IPSTAT_INC(ips_cantfrag);
		if (mtu != NULL)
			*mtu = nh->nh_mtu;
		m_freem(m);
		return EMSGSIZE;
	}
	return ip_fragment(nh->nh_ifp, m, nh->nh_addr, nh->nh_mtu);
}

int
ip_output(struct mbuf *m, int flags, uint32_t *mtu)
{
	struct ip *ip = mtod(m, struct ip *);
	struct nexthop nh;
	int error;

	if (!(flags & IP_FORWARDING))
		IPSTAT_INC(ips_localout);
	error = ip_route(ip, &nh);
	if (error != 0) {
		IPSTAT_INC(ips_noroute);
		m_freem(m);
		return error;
	}
	if (nh.nh_ifp == NULL) {	/* a blackhole */
		m_freem(m);
		return 0;
	}
	ip_fill(ip, &nh, flags);
	error = ip_output_check(m, ip, &nh, flags);
	if (error != 0)
		m_freem(m);
	else
		error = ip_send(m, &nh, mtu);
	if (error != 0)
		IPSTAT_INC(ips_odropped);
	nexthop_drop(&nh);
	return error;
}

SYSCTL_VNET_INT_RANGE(ip_ttl, "net.inet.ip.ttl", ip_ttl, 1, 255,
    "time to live of packets sent from here");
