// SPDX-License-Identifier: BSD-2-Clause
/*
 * arp - IPv4 neighbours on Ethernet (RFC 826, conflicts as RFC 5227).
 *
 * One table a stack under V_arp_lock, class "arp", a spinlock.  Any thread
 * context; nothing sleeps.
 */
#pragma once

#include <stdint.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include "subsys/net/if.h"

/* Send m to neighbour dst by ifp, asking for its address first if need be;
 * m consumed.  0 (sent or waiting), EHOSTDOWN, errors of if_transmit. */
int	arp_output(struct ifnet *ifp, struct mbuf *m, in_addr_t dst);
/* Tell the network who has address a now. */
void	arp_announce(struct ifnet *ifp, in_addr_t a);

/* An entry, as a value: [t]. */
struct arp_info {
	in_addr_t an_addr;		/* [t] */
	uint8_t an_mac[ETHER_ADDR_LEN];	/* [t] */
	int an_complete;		/* [t] an_mac is known */
	int an_permanent;		/* [t] */
	uint64_t an_expire_s;		/* [t] uptime, 0 permanent */
	uint32_t an_index;		/* [t] interface */
};
/* The one after an_addr, in no order of use to people; ESRCH at the end. */
int	arp_next(struct arp_info *an);
/* Set by hand; ESRCH, EHOSTUNREACH, ENOBUFS. */
int	arp_set(in_addr_t a, const uint8_t *mac, int permanent);
int	arp_delete(in_addr_t a);
