// SPDX-License-Identifier: BSD-2-Clause
/*
 * icmp_var - ICMP within the kernel (RFC 792, 1122, 1812).
 */
#pragma once

#include <stdint.h>
#include <netinet/icmp_var.h>
#include <netinet/ip_icmp.h>

struct mbuf;

/*
 * Tell the sender of m, which begins with its IP header, of an error; extra
 * is the next MTU or the pointer, in host order.  m is consumed.  Nothing
 * is sent where RFC 1122 3.2.2 forbids it or the rate is too high.
 */
void	icmp_error(struct mbuf *m, int type, int code, uint32_t extra);
