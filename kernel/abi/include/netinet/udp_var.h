// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/udp_var - counters of UDP, sysctl net.inet.udp.stats.
 */
#pragma once

#include <sys/types.h>

/* Only uint64_t members: read and cleared as an array. */
struct udpstat {
	uint64_t udps_ipackets;
	uint64_t udps_hdrops;		/* shorter than a header */
	uint64_t udps_badsum;
	uint64_t udps_nosum;		/* sender computed none */
	uint64_t udps_badlen;
	uint64_t udps_noport;
	uint64_t udps_noportbcast;
	uint64_t udps_fullsock;		/* socket buffer full */
	uint64_t udps_opackets;
};
