// SPDX-License-Identifier: BSD-2-Clause
/* netinet/if_ether - ARP over Ethernet (RFC 826). */
#pragma once

#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netinet/in.h>

struct ether_arp {
	struct arphdr ea_hdr;
	uint8_t arp_sha[ETHER_ADDR_LEN];
	uint8_t arp_spa[4];
	uint8_t arp_tha[ETHER_ADDR_LEN];
	uint8_t arp_tpa[4];
} __attribute__((packed));
#define arp_hrd		ea_hdr.ar_hrd
#define arp_pro		ea_hdr.ar_pro
#define arp_hln		ea_hdr.ar_hln
#define arp_pln		ea_hdr.ar_pln
#define arp_op		ea_hdr.ar_op
