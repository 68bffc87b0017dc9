// SPDX-License-Identifier: BSD-2-Clause
/* netinet/ip - the IPv4 header (RFC 791). */
#pragma once

#include <netinet/in.h>

#define IPVERSION	4

struct ip {
	uint8_t ip_hl:4;		/* header length, 32-bit words */
	uint8_t ip_v:4;
	uint8_t ip_tos;
	uint16_t ip_len;		/* with the header */
	uint16_t ip_id;
	uint16_t ip_off;		/* flags, and offset / 8 */
	uint8_t ip_ttl;
	uint8_t ip_p;
	uint16_t ip_sum;
	struct in_addr ip_src;
	struct in_addr ip_dst;
} __attribute__((packed, aligned(4)));

#define IP_RF		0x8000
#define IP_DF		0x4000
#define IP_MF		0x2000
#define IP_OFFMASK	0x1fff
#define IP_MAXPACKET	65535
#define MAXTTL		255
#define IPDEFTTL	64
#define IPFRAGTTL	60		/* half-seconds */
#define IP_MSS		576

#define IPOPT_EOL	0
#define IPOPT_NOP	1
#define IPOPT_RR	7
#define IPOPT_TS	68
#define IPOPT_LSRR	131
#define IPOPT_SSRR	137
