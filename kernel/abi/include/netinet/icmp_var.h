// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/icmp_var - counters of ICMP, sysctl net.inet.icmp.stats.
 */
#pragma once

#include <sys/types.h>

#define ICMP_STAT_TYPES	41	/* types counted one by one */

/* Only uint64_t members: read and cleared as an array. */
struct icmpstat {
	uint64_t icps_error;		/* errors generated */
	uint64_t icps_oldshort;		/* none: original too short */
	uint64_t icps_oldicmp;		/* none: original was ICMP */
	uint64_t icps_badcode;
	uint64_t icps_tooshort;
	uint64_t icps_checksum;
	uint64_t icps_badlen;
	uint64_t icps_reflect;		/* responses sent */
	uint64_t icps_bmcastecho;	/* broadcast echo ignored */
	uint64_t icps_ratelimit;	/* errors not sent: too many */
	uint64_t icps_inhist[ICMP_STAT_TYPES];
	uint64_t icps_outhist[ICMP_STAT_TYPES];
};
