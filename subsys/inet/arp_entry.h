// SPDX-License-Identifier: BSD-2-Clause
/* arp_entry - a neighbour in the table; [r] V_arp_lock. */
#pragma once

#include "subsys/inet/arp.h"

#define ARP_HASH	16	/* chains, a power of two */

enum arp_state { ARP_INCOMPLETE, ARP_REACHABLE, ARP_DOWN, ARP_PERMANENT };

struct arp_entry {
	struct arp_entry *ae_next;	/* [r] chain */
	struct ifnet *ae_ifp;		/* [r] in the stack while listed */
	in_addr_t ae_addr;		/* [I] */
	enum arp_state ae_state;	/* [r] */
	uint8_t ae_mac[ETHER_ADDR_LEN];	/* [r] */
	uint8_t ae_tries;		/* [r] requests sent */
	uint8_t ae_nqueued;		/* [r] */
	struct mbuf *ae_queue;		/* [r] waiting, by m_nextpkt */
	uint64_t ae_when_ns;		/* [r] next thing to do */
};
