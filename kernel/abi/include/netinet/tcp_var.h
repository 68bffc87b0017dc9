// SPDX-License-Identifier: BSD-2-Clause
/*
 * netinet/tcp_var - counters of TCP, sysctl net.inet.tcp.stats.
 */
#pragma once

#include <sys/types.h>

/* Only uint64_t members: read and cleared as an array. */
struct tcpstat {
	uint64_t tcps_sndtotal;		/* segments */
	uint64_t tcps_sndbyte;		/* of data, first time */
	uint64_t tcps_sndrexmitpack;
	uint64_t tcps_sndctrl;		/* resets and stateless answers */
	uint64_t tcps_rcvtotal;
	uint64_t tcps_rcvbyte;		/* in sequence */
	uint64_t tcps_rcvdupbyte;
	uint64_t tcps_rcvoopack;	/* out of order */
	uint64_t tcps_rcvdupack;
	uint64_t tcps_rcvbadsum;
	uint64_t tcps_rcvbadoff;	/* header length impossible */
	uint64_t tcps_rcvshort;
	uint64_t tcps_rcvafterwin;	/* outside the window */
	uint64_t tcps_rcvafterclose;
	uint64_t tcps_rcvreassfull;	/* no room for one out of order */
	uint64_t tcps_pawsdrop;
	uint64_t tcps_badrst;		/* RFC 5961 */
	uint64_t tcps_badsyn;		/* RFC 5961 */
	uint64_t tcps_noport;
	uint64_t tcps_connattempt;
	uint64_t tcps_accepts;
	uint64_t tcps_connects;
	uint64_t tcps_closed;
	uint64_t tcps_drops;		/* ended by reset or error */
	uint64_t tcps_listendrop;	/* queue full */
	uint64_t tcps_rexmttimeo;
	uint64_t tcps_timeoutdrop;
	uint64_t tcps_persisttimeo;
	uint64_t tcps_keepprobe;
	uint64_t tcps_keepdrops;
	uint64_t tcps_fastrexmit;
	uint64_t tcps_sack_recovery_episode;
	uint64_t tcps_sack_rexmits;	/* segments that those resent */
	uint64_t tcps_mtu_lowered;	/* a router asked for less */
	uint64_t tcps_teardownrst;	/* the stack ended first */
};
