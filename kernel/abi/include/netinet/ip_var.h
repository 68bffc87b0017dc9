// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/ip_var - counters of IP, sysctl net.inet.ip.stats.
 */
#pragma once

#include <sys/types.h>

/* Only uint64_t members: read and cleared as an array. */
struct ipstat {
	uint64_t ips_total;		/* received */
	uint64_t ips_badsum;
	uint64_t ips_tooshort;		/* shorter than a header */
	uint64_t ips_toosmall;		/* less data than ip_len says */
	uint64_t ips_badhlen;
	uint64_t ips_badlen;		/* ip_len below the header's length */
	uint64_t ips_badvers;
	uint64_t ips_badoptions;
	uint64_t ips_badaddr;		/* impossible source */
	uint64_t ips_toolong;		/* reassembled past 65535 */
	uint64_t ips_fragments;		/* fragments received */
	uint64_t ips_fragdropped;	/* duplicates, no room, overlaps */
	uint64_t ips_fragtimeout;
	uint64_t ips_reassembled;
	uint64_t ips_forward;
	uint64_t ips_cantforward;
	uint64_t ips_redirectsent;
	uint64_t ips_noproto;
	uint64_t ips_delivered;
	uint64_t ips_localout;		/* sent from here */
	uint64_t ips_odropped;		/* no buffers, or refused */
	uint64_t ips_ofragments;
	uint64_t ips_fragmented;
	uint64_t ips_cantfrag;		/* don't-fragment was set */
	uint64_t ips_noroute;
	uint64_t ips_rawout;
};
