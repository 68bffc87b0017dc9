// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/arp_var - counters of ARP, sysctl net.link.ether.arp.stats.
 */
#pragma once

#include <sys/types.h>

/* Only uint64_t members: read and cleared as an array. */
struct arpstat {
	uint64_t txrequests;
	uint64_t txreplies;
	uint64_t rxrequests;
	uint64_t rxreplies;
	uint64_t received;
	uint64_t badpackets;		/* malformed, dropped */
	uint64_t dropped;		/* waiting packets dropped */
	uint64_t timeouts;		/* entries that expired */
	uint64_t dupips;		/* others using our address */
};
