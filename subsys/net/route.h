// SPDX-License-Identifier: BSD-2-Clause
/*
 * route - which way to an address, in the current stack.
 *
 * Routes go in and come out as values (struct route_info); a look-up gives
 * a struct nexthop with the interface held.  No pointer into the table
 * leaves it, so a packet on its way never holds a route of a dead stack.
 * Addresses are in network byte order.  Any thread context; no sleeping.
 */
#pragma once

#include <stdint.h>
#include <net/route.h>
#include <netinet/in.h>
#include "subsys/net/if.h"

struct route_info {
	in_addr_t ri_dst;		/* [t] */
	in_addr_t ri_gateway;		/* [t] with RTF_GATEWAY */
	in_addr_t ri_src;		/* [t] address to send from, 0 none */
	uint8_t ri_plen;		/* [t] prefix length */
	int ri_flags;			/* [t] RTF_* */
	uint32_t ri_mtu;		/* [t] 0: the interface's */
	uint64_t ri_use;		/* [t] look-ups; out only */
	struct ifnet *ri_ifp;		/* [t] in: caller's; out: NULL */
	uint32_t ri_index;		/* [t] out only: the interface's */
	char ri_ifname[IFNAMSIZ];	/* [t] out only */
};

struct nexthop {
	struct ifnet *nh_ifp;		/* [t] held until nexthop_drop */
	in_addr_t nh_addr;		/* [t] neighbour to send to */
	in_addr_t nh_src;		/* [t] */
	int nh_flags;			/* [t] RTF_* */
	uint32_t nh_mtu;		/* [t] */
};

/* 0, EHOSTUNREACH (no route, or a reject one).  A blackhole has no nh_ifp. */
int	route_lookup(in_addr_t dst, struct nexthop *nh);
void	nexthop_drop(struct nexthop *nh);

int	route_add(const struct route_info *ri);	/* EEXIST, ENOBUFS, ENETDOWN */
/* Remove, or replace gateway, interface, flags and mtu of, a prefix: ESRCH. */
int	route_delete(in_addr_t dst, unsigned plen);
int	route_change(const struct route_info *ri);
/* The route that a packet for dst takes; the exact prefix; ESRCH. */
int	route_get(in_addr_t dst, struct route_info *ri);
int	route_find(in_addr_t dst, unsigned plen, struct route_info *ri);
/*
 * The one after (ri_dst, ri_plen) in the order of prefixes; begin with
 * ROUTE_BEGIN.  ESRCH at the end.
 */
int	route_next(struct route_info *ri);
#define ROUTE_BEGIN	{ .ri_plen = 0xff }
/* Forget every route by ifp, or those that send from src; ifp NULL: all. */
void	route_purge(struct ifnet *ifp, in_addr_t src);
