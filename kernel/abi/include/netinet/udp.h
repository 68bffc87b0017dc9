// SPDX-License-Identifier: BSD-2-Clause
/* netinet/udp - the UDP header (RFC 768). */
#pragma once

#include <sys/types.h>

struct udphdr {
	uint16_t uh_sport;
	uint16_t uh_dport;
	uint16_t uh_ulen;		/* with this header */
	uint16_t uh_sum;		/* 0: none */
};
