// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/if - interfaces as programs see them.
 */
#pragma once

#include <sys/types.h>
#include <sys/_timeval.h>
#include <sys/socket.h>

#define IFNAMSIZ	16		/* with the NUL */
#define IF_NAMESIZE	IFNAMSIZ

#define IFF_UP			0x0001
#define IFF_BROADCAST		0x0002
#define IFF_DEBUG		0x0004
#define IFF_LOOPBACK		0x0008
#define IFF_POINTOPOINT		0x0010
#define IFF_DRV_RUNNING		0x0040
#define IFF_RUNNING		IFF_DRV_RUNNING
#define IFF_NOARP		0x0080
#define IFF_PROMISC		0x0100
#define IFF_ALLMULTI		0x0200
#define IFF_DRV_OACTIVE		0x0400
#define IFF_SIMPLEX		0x0800
#define IFF_LINK0		0x1000
#define IFF_LINK1		0x2000
#define IFF_LINK2		0x4000
#define IFF_MULTICAST		0x8000
#define IFF_CANTCONFIG		0x10000
#define IFF_PPROMISC		0x20000
#define IFF_MONITOR		0x40000
#define IFF_STATICARP		0x80000
#define IFF_DYING		0x200000
#define IFF_LOWER_UP		0x1000000	/* the link has a carrier */

/* What a program may not set. */
#define IFF_CANTCHANGE	(IFF_BROADCAST | IFF_POINTOPOINT | IFF_RUNNING | \
			    IFF_DRV_OACTIVE | IFF_SIMPLEX | IFF_MULTICAST | \
			    IFF_ALLMULTI | IFF_PROMISC | IFF_DYING |	\
			    IFF_CANTCONFIG | IFF_LOWER_UP | IFF_LOOPBACK)

#define LINK_STATE_UNKNOWN	0
#define LINK_STATE_DOWN		1
#define LINK_STATE_UP		2

/* Counters and properties, in struct if_msghdr and NET_RT_IFLIST. */
struct if_data {
	uint8_t ifi_type;		/* IFT_* of net/if_types.h */
	uint8_t ifi_physical;
	uint8_t ifi_addrlen;
	uint8_t ifi_hdrlen;
	uint8_t ifi_link_state;		/* LINK_STATE_* */
	uint8_t ifi_vhid;
	uint16_t ifi_datalen;		/* sizeof(struct if_data) */
	uint32_t ifi_mtu;
	uint32_t ifi_metric;
	uint64_t ifi_baudrate;
	uint64_t ifi_ipackets;
	uint64_t ifi_ierrors;
	uint64_t ifi_opackets;
	uint64_t ifi_oerrors;
	uint64_t ifi_collisions;
	uint64_t ifi_ibytes;
	uint64_t ifi_obytes;
	uint64_t ifi_imcasts;
	uint64_t ifi_omcasts;
	uint64_t ifi_iqdrops;
	uint64_t ifi_oqdrops;
	uint64_t ifi_noproto;
	uint64_t ifi_hwassist;
	time_t ifi_epoch;
	struct timeval ifi_lastchange;
};

struct ifr_buf {
	size_t length;
	void *buffer;
};

struct ifreq {
	char ifr_name[IFNAMSIZ];
	union {
		struct sockaddr ifru_addr;
		struct sockaddr ifru_dstaddr;
		struct sockaddr ifru_broadaddr;
		struct ifr_buf ifru_buffer;
		short ifru_flags[2];
		short ifru_index;
		int ifru_jid;
		int ifru_metric;
		int ifru_mtu;
		caddr_t ifru_data;
	} ifr_ifru;
};
#define ifr_addr	ifr_ifru.ifru_addr
#define ifr_dstaddr	ifr_ifru.ifru_dstaddr
#define ifr_broadaddr	ifr_ifru.ifru_broadaddr
#define ifr_buffer	ifr_ifru.ifru_buffer
#define ifr_flags	ifr_ifru.ifru_flags[0]
#define ifr_flagshigh	ifr_ifru.ifru_flags[1]
#define ifr_index	ifr_ifru.ifru_index
#define ifr_jid		ifr_ifru.ifru_jid
#define ifr_metric	ifr_ifru.ifru_metric
#define ifr_mtu		ifr_ifru.ifru_mtu
#define ifr_data	ifr_ifru.ifru_data

struct ifaliasreq {
	char ifra_name[IFNAMSIZ];
	struct sockaddr ifra_addr;
	struct sockaddr ifra_broadaddr;	/* or the far end */
	struct sockaddr ifra_mask;
	int ifra_vhid;
};

struct ifconf {
	int ifc_len;			/* bytes there are, then used */
	struct ifreq *ifc_req;
};

struct ifg_req {
	char ifgrq_group[IFNAMSIZ];
};

struct ifgroupreq {
	char ifgr_name[IFNAMSIZ];
	unsigned int ifgr_len;		/* bytes at ifgr_groups; 0 asks */
	struct ifg_req *ifgr_groups;
};

#define IFSTATMAX	256
struct ifstat {
	char ifs_name[IFNAMSIZ];
	char ascii[IFSTATMAX];
};

/* Messages of the routing socket about interfaces. */
struct if_msghdr {
	uint16_t ifm_msglen;
	uint8_t ifm_version;
	uint8_t ifm_type;
	int ifm_addrs;			/* RTA_* of addresses that follow */
	int ifm_flags;
	uint16_t ifm_index;
	uint16_t ifm_spare;
	struct if_data ifm_data;
};

struct ifa_msghdr {
	uint16_t ifam_msglen;
	uint8_t ifam_version;
	uint8_t ifam_type;
	int ifam_addrs;
	int ifam_flags;
	uint16_t ifam_index;
	uint16_t ifam_spare;
	int ifam_metric;
};

struct if_nameindex {
	unsigned int if_index;
	char *if_name;
};
