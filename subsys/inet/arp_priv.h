// SPDX-License-Identifier: BSD-2-Clause
/* arp_priv - what the files of ARP share. */
#pragma once

#include <netinet/arp_var.h>
#include "subsys/inet/arp.h"
#include "subsys/net/vnet.h"

VNET_DECLARE(struct arpstat, arpstat);	/* [a] */
#define V_arpstat	VNET(arpstat)
#define ARPSTAT_INC(member)						\
	__atomic_fetch_add(&V_arpstat.member, 1, __ATOMIC_RELAXED)

/* What ifp's neighbour a has for address now; creates nothing unless ask:
 * then, if a is ours to talk to, an entry is made. */
void	arp_learn(struct ifnet *ifp, in_addr_t a, const uint8_t *mac,
	    int create);
/* Ask who has dst. */
void	arp_request(struct ifnet *ifp, in_addr_t src, in_addr_t dst);
/* One ARP packet; tmac NULL: to all. */
void	arp_send(struct ifnet *ifp, int op, in_addr_t spa, in_addr_t tpa,
	    const uint8_t *tmac);
