// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/route - messages of the routing socket.
 *
 * A message is struct rt_msghdr and then one sockaddr for each bit of
 * rtm_addrs, lowest bit first, each padded to a multiple of eight bytes
 * (RTM_SA_SIZE; a sockaddr of length 0 takes eight).
 *
 * The same messages come from three sysctls, whole tables at once:
 *	net.route.dump		RTM_GET, a route each: DST, GATEWAY, NETMASK;
 *				rtm_index is the interface
 *	net.route.lldump	RTM_GET, an ARP entry each: DST (sockaddr_in),
 *				GATEWAY (sockaddr_dl, sdl_alen 0 incomplete);
 *				RTF_LLDATA; rmx_expire 0 is permanent
 *	net.route.iflist	for each interface RTM_IFINFO (if_msghdr) with
 *				IFP, then RTM_NEWADDR (ifa_msghdr) for each
 *				of its addresses with NETMASK, IFA, BRD
 * ARP entries are added and deleted by RTM_ADD and RTM_DELETE with
 * RTF_LLDATA (RTF_STATIC: permanent).
 */
#pragma once

#include <sys/types.h>

#define RTM_VERSION	5

#define RTM_ADD		0x1
#define RTM_DELETE	0x2
#define RTM_CHANGE	0x3
#define RTM_GET		0x4
#define RTM_LOSING	0x5
#define RTM_REDIRECT	0x6
#define RTM_MISS	0x7
#define RTM_NEWADDR	0xc
#define RTM_DELADDR	0xd
#define RTM_IFINFO	0xe
#define RTM_IFANNOUNCE	0x11

#define RTF_UP		0x1
#define RTF_GATEWAY	0x2
#define RTF_HOST	0x4
#define RTF_REJECT	0x8
#define RTF_DYNAMIC	0x10
#define RTF_MODIFIED	0x20
#define RTF_DONE	0x40
#define RTF_LLINFO	0x400
#define RTF_LLDATA	0x400		/* ask for, or set, ARP entries */
#define RTF_STATIC	0x800
#define RTF_BLACKHOLE	0x1000
#define RTF_PROTO1	0x8000
#define RTF_PROTO2	0x4000
#define RTF_PROTO3	0x40000
#define RTF_PINNED	0x100000
#define RTF_LOCAL	0x200000
#define RTF_BROADCAST	0x400000
#define RTF_MULTICAST	0x800000

#define RTA_DST		0x1
#define RTA_GATEWAY	0x2
#define RTA_NETMASK	0x4
#define RTA_GENMASK	0x8
#define RTA_IFP		0x10
#define RTA_IFA		0x20
#define RTA_AUTHOR	0x40
#define RTA_BRD		0x80

#define RTAX_DST	0
#define RTAX_GATEWAY	1
#define RTAX_NETMASK	2
#define RTAX_GENMASK	3
#define RTAX_IFP	4
#define RTAX_IFA	5
#define RTAX_AUTHOR	6
#define RTAX_BRD	7
#define RTAX_MAX	8

struct rt_metrics {
	uint64_t rmx_locks;
	uint64_t rmx_mtu;
	uint64_t rmx_expire;		/* seconds, uptime clock */
	uint64_t rmx_pksent;
	uint64_t rmx_weight;
	uint64_t rmx_spare[3];
};

struct rt_msghdr {
	uint16_t rtm_msglen;
	uint8_t rtm_version;
	uint8_t rtm_type;		/* RTM_* */
	uint16_t rtm_index;		/* interface */
	uint16_t rtm_spare;
	int rtm_flags;			/* RTF_* */
	int rtm_addrs;			/* RTA_* */
	pid_t rtm_pid;			/* who asked */
	int rtm_seq;			/* the asker's number */
	int rtm_errno;
	int rtm_use;
	uint64_t rtm_inits;
	struct rt_metrics rtm_rmx;
};

#define RTM_SA_SIZE(len)	((len) == 0 ? 8 : (((len) - 1) | 7) + 1)
