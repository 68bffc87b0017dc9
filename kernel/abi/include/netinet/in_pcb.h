// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/in_pcb - end points in use, as netstat -a lists them.
 *
 * The sysctls net.inet.{udp,raw,tcp}.pcblist give an array of these.
 */
#pragma once

#include <netinet/in.h>

struct xinpcb {
	uint32_t xi_len;		/* sizeof(struct xinpcb) */
	uint32_t xi_proto;		/* IPPROTO_* */
	struct in_addr xi_laddr;
	struct in_addr xi_faddr;
	in_port_t xi_lport;		/* network byte order */
	in_port_t xi_fport;
	uint32_t xi_state;		/* TCPS_* where there are states */
	uint32_t xi_recvq;		/* bytes waiting to be read */
	uint32_t xi_sendq;		/* bytes waiting to leave */
	uint64_t xi_sock;		/* opaque identity */
};
