// SPDX-License-Identifier: BSD-2-Clause
/* net/if_arp - the fixed part of an ARP packet (RFC 826). */
#pragma once

#include <sys/types.h>

struct arphdr {
	uint16_t ar_hrd;
	uint16_t ar_pro;
	uint8_t ar_hln;
	uint8_t ar_pln;
	uint16_t ar_op;
};

#define ARPHRD_ETHER	1
#define ARPOP_REQUEST	1
#define ARPOP_REPLY	2
