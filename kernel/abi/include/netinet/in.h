// SPDX-License-Identifier: BSD-2-Clause
/* netinet/in - internet addresses, protocols and options. */
#pragma once

#include <sys/types.h>
#include <sys/socket.h>

struct in_addr {
	in_addr_t s_addr;
};

struct sockaddr_in {
	uint8_t sin_len;
	sa_family_t sin_family;
	in_port_t sin_port;
	struct in_addr sin_addr;
	char sin_zero[8];
};

struct in6_addr {
	uint8_t s6_addr[16];
};

struct sockaddr_in6 {
	uint8_t sin6_len;
	sa_family_t sin6_family;
	in_port_t sin6_port;
	uint32_t sin6_flowinfo;
	struct in6_addr sin6_addr;
	uint32_t sin6_scope_id;
};

#define IPPROTO_IP	0
#define IPPROTO_ICMP	1
#define IPPROTO_TCP	6
#define IPPROTO_UDP	17
#define IPPROTO_IPV6	41
#define IPPROTO_DIVERT	258
#define IPPROTO_RAW	255
#define IPPROTO_MAX	256

#define IPPORT_RESERVED	1024
#define IPPORT_EPHEMERALFIRST	10000
#define IPPORT_EPHEMERALLAST	65535

#define INADDR_ANY		((in_addr_t)0x00000000)
#define INADDR_LOOPBACK		((in_addr_t)0x7f000001)
#define INADDR_BROADCAST	((in_addr_t)0xffffffff)
#define INADDR_NONE		((in_addr_t)0xffffffff)
#define IN_LOOPBACKNET		127
/* These take host byte order. */
#define IN_CLASSA(i)	(((uint32_t)(i) & 0x80000000) == 0)
#define IN_CLASSA_NET	0xff000000
#define IN_CLASSB(i)	(((uint32_t)(i) & 0xc0000000) == 0x80000000)
#define IN_CLASSB_NET	0xffff0000
#define IN_CLASSC(i)	(((uint32_t)(i) & 0xe0000000) == 0xc0000000)
#define IN_CLASSC_NET	0xffffff00
#define IN_MULTICAST(i)	(((uint32_t)(i) & 0xf0000000) == 0xe0000000)
#define IN_LOOPBACK(i)	(((uint32_t)(i) & 0xff000000) == 0x7f000000)

#define INET_ADDRSTRLEN	16
#define INET6_ADDRSTRLEN 46

/* setsockopt at level IPPROTO_IP */
#define IP_OPTIONS	1
#define IP_HDRINCL	2
#define IP_TOS		3
#define IP_TTL		4
#define IP_RECVDSTADDR	7
#define IP_MULTICAST_IF	9
#define IP_MULTICAST_TTL 10
#define IP_MULTICAST_LOOP 11
#define IP_RECVTTL	65
#define IP_DONTFRAG	67

#ifndef htons
#define htons(x)	((uint16_t)__builtin_bswap16((uint16_t)(x)))
#define ntohs(x)	htons(x)
#define htonl(x)	((uint32_t)__builtin_bswap32((uint32_t)(x)))
#define ntohl(x)	htonl(x)
#endif
