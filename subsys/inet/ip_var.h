// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_var - IPv4 within the kernel: sending, receiving, what both share.
 *
 * Header fields in packets are in network byte order throughout.
 */
#pragma once

#include <stdint.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip_var.h>
#include "subsys/mbuf/mbuf.h"
#include "subsys/net/vnet.h"

struct ifnet;

VNET_DECLARE(struct ipstat, ipstat);	/* [a] */
#define V_ipstat	VNET(ipstat)
#define IPSTAT_INC(member)						\
	__atomic_fetch_add(&V_ipstat.member, 1, __ATOMIC_RELAXED)
VNET_DECLARE(int, ip_ttl);		/* [a] of packets made here */
#define V_ip_ttl	VNET(ip_ttl)

/* A sysctl over a struct of counters of the stack, written to be cleared. */
#define SYSCTL_VNET_STATS(id, name, var, descr)				\
	SYSCTL_NODE_(id, name, SYSCTL_T_OPAQUE,				\
	    SYSCTL_RW | SYSCTL_JAILWR | SYSCTL_IMAGE,			\
	    &vimage_entry_##var,					\
	    sizeof(vimage_entry_##var), NULL, &vimage_slot_vnet, descr)

/* ip_output flags */
#define IP_BROADCAST_OK	0x1	/* may go to a broadcast address */
#define IP_RAWHEADER	0x2	/* the sender filled in id and offset */
#define IP_FORWARDING	0x4	/* not from here */
#define IP_ONLINK	0x8	/* only to a direct neighbour */

/*
 * Send m, which begins with a header whose v, hl, tos, len, off, ttl, p,
 * src (0: choose) and dst are set.  Consumed.  0, EHOSTUNREACH, ENETDOWN,
 * EMSGSIZE (needs fragments, may not; *mtu then says what fits, mtu may be
 * NULL), EACCES (broadcast), ENOBUFS, EHOSTDOWN.
 */
int	ip_output(struct mbuf *m, int flags, uint32_t *mtu);
/* Put a header in front: v, hl, len, p, ttl (0: usual), src, dst. */
struct mbuf *ip_prepend(struct mbuf *m, int proto, int ttl, int tos,
	    in_addr_t src, in_addr_t dst);
/* The address that a packet to dst would be sent from.  Errors of routes. */
int	ip_source(in_addr_t dst, in_addr_t *src);
/* Next identification. */
uint16_t ip_new_id(void);
/* A number nobody is likely to guess. */
uint32_t ip_random(void);
/* Sum over the pseudo header: not folded, for in_cksum_mbuf. */
uint32_t ip_pseudo(in_addr_t src, in_addr_t dst, int proto, uint32_t len);
/* Cut m, too long for mtu, and send the pieces; consumed. */
int	ip_fragment(struct ifnet *ifp, struct mbuf *m, in_addr_t nexthop,
	    uint32_t mtu);
/* Hand a finished packet to the link of ifp towards nexthop; consumed. */
int	ip_link_output(struct ifnet *ifp, struct mbuf *m, in_addr_t nexthop);

/* Keep fragment m; the whole datagram once it is there, else NULL. */
struct mbuf *ip_reass(struct mbuf *m);
/*
 * The options of m's header (first mbuf).  0, or the ICMP parameter problem
 * pointer + 1.
 */
int	ip_options_check(const struct ip *ip, int hlen);
