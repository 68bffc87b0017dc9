// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtmsg - building and reading the messages of net/route.h.
 */
#pragma once

#include <stdint.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include "subsys/inet/arp.h"
#include "subsys/inet/in_addr.h"
#include "subsys/net/route.h"

struct ifnet;

#define RTMSG_MAX	512	/* bytes, header and all addresses */

/* A message being built or read.  [t] */
struct rtmsg {
	union {
		struct rt_msghdr rm_rtm;	/* [t] */
		struct if_msghdr rm_ifm;	/* [t] */
		struct ifa_msghdr rm_ifam;	/* [t] */
		uint8_t rm_buf[RTMSG_MAX];	/* [t] */
	};
	uint32_t rm_len;		/* [t] bytes used */
	const struct sockaddr *rm_addr[RTAX_MAX];	/* [t] into rm_buf */
};

/* Begin with a header of hdrlen bytes; append one address in bit order. */
void	rtmsg_begin(struct rtmsg *rm, int type, uint32_t hdrlen);
void	rtmsg_inet(struct rtmsg *rm, int *addrs, int bit, in_addr_t a);
void	rtmsg_link(struct rtmsg *rm, int *addrs, int bit, uint32_t index,
	    const char *name, const uint8_t *mac, unsigned maclen);
/* Find the addresses of a message of rm_len bytes.  0 or EINVAL. */
int	rtmsg_parse(struct rtmsg *rm);
/* Bits of a mask address, 32 if there is none; -1: not contiguous. */
int	rtmsg_plen(const struct rtmsg *rm);
in_addr_t rtmsg_addr(const struct sockaddr *sa);

/* Whole messages, msglen set. */
void	rtmsg_route(struct rtmsg *rm, int type, const struct route_info *ri);
void	rtmsg_arp(struct rtmsg *rm, const struct arp_info *an);
void	rtmsg_ifinfo(struct rtmsg *rm, const struct ifnet *ifp);
void	rtmsg_ifaddr(struct rtmsg *rm, int type, const struct ifnet *ifp,
	    const struct in_addr_info *ai);

/* Tell the stack's routing sockets of an address: RTM_NEWADDR, RTM_DELADDR. */
void	rts_address(int type, const struct ifnet *ifp,
	    const struct in_addr_info *ai);
