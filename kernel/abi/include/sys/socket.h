// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/socket - socket types, options, addresses and messages.
 */
#pragma once

#include <sys/types.h>
#include <sys/uio.h>

#define SOCK_STREAM	1
#define SOCK_DGRAM	2
#define SOCK_RAW	3
#define SOCK_SEQPACKET	5
#define SOCK_CLOEXEC	0x10000000	/* or'ed to the type */
#define SOCK_NONBLOCK	0x20000000

#define AF_UNSPEC	0
#define AF_UNIX		1
#define AF_LOCAL	AF_UNIX
#define AF_INET		2
#define AF_ROUTE	17
#define AF_LINK		18
#define AF_INET6	28
#define AF_MAX		42
#define PF_UNSPEC	AF_UNSPEC
#define PF_UNIX		AF_UNIX
#define PF_LOCAL	AF_LOCAL
#define PF_INET		AF_INET
#define PF_ROUTE	AF_ROUTE
#define PF_LINK		AF_LINK
#define PF_INET6	AF_INET6

struct sockaddr {
	uint8_t sa_len;			/* whole length */
	sa_family_t sa_family;
	char sa_data[14];
};

#define SOCK_MAXADDRLEN	255
#define _SS_MAXSIZE	128
struct sockaddr_storage {
	uint8_t ss_len;
	sa_family_t ss_family;
	char __ss_pad1[6];
	int64_t __ss_align;
	char __ss_pad2[_SS_MAXSIZE - 16];
};

#define SOL_SOCKET	0xffff

#define SO_DEBUG	0x0001
#define SO_ACCEPTCONN	0x0002
#define SO_REUSEADDR	0x0004
#define SO_KEEPALIVE	0x0008
#define SO_DONTROUTE	0x0010
#define SO_BROADCAST	0x0020
#define SO_USELOOPBACK	0x0040
#define SO_LINGER	0x0080
#define SO_OOBINLINE	0x0100
#define SO_REUSEPORT	0x0200
#define SO_TIMESTAMP	0x0400
#define SO_SNDBUF	0x1001
#define SO_RCVBUF	0x1002
#define SO_SNDLOWAT	0x1003
#define SO_RCVLOWAT	0x1004
#define SO_SNDTIMEO	0x1005
#define SO_RCVTIMEO	0x1006
#define SO_ERROR	0x1007
#define SO_TYPE		0x1008
#define SO_PROTOCOL	0x1016

struct linger {
	int l_onoff;
	int l_linger;			/* seconds */
};

#define SOMAXCONN	128

struct msghdr {
	void *msg_name;
	socklen_t msg_namelen;
	struct iovec *msg_iov;
	int msg_iovlen;
	void *msg_control;
	socklen_t msg_controllen;
	int msg_flags;
};

#define MSG_OOB		0x00000001
#define MSG_PEEK	0x00000002
#define MSG_DONTROUTE	0x00000004
#define MSG_EOR		0x00000008
#define MSG_TRUNC	0x00000010
#define MSG_CTRUNC	0x00000020
#define MSG_WAITALL	0x00000040
#define MSG_DONTWAIT	0x00000080
#define MSG_EOF		0x00000100
#define MSG_NOSIGNAL	0x00020000
#define MSG_CMSG_CLOEXEC 0x00040000

struct cmsghdr {
	socklen_t cmsg_len;		/* with this header */
	int cmsg_level;
	int cmsg_type;
};

#define SCM_RIGHTS	0x01
#define SCM_TIMESTAMP	0x02
#define SCM_CREDS	0x03

/* The data of SCM_CREDS: filled in by the kernel, whatever was sent. */
#define CMGROUP_MAX	16
struct cmsgcred {
	pid_t cmcred_pid;
	uid_t cmcred_uid;
	uid_t cmcred_euid;
	gid_t cmcred_gid;
	short cmcred_ngroups;
	gid_t cmcred_groups[CMGROUP_MAX];	/* the first is effective */
};

#define _CMSG_ALIGN(n)	(((n) + 7UL) & ~7UL)
#define CMSG_DATA(c)	((unsigned char *)(c) +				\
			    _CMSG_ALIGN(sizeof(struct cmsghdr)))
#define CMSG_LEN(l)	(_CMSG_ALIGN(sizeof(struct cmsghdr)) + (l))
#define CMSG_SPACE(l)	(_CMSG_ALIGN(sizeof(struct cmsghdr)) + _CMSG_ALIGN(l))
#define CMSG_FIRSTHDR(m)						\
	((m)->msg_controllen >= sizeof(struct cmsghdr) ?		\
	    (struct cmsghdr *)(m)->msg_control : (struct cmsghdr *)0)
#define CMSG_NXTHDR(m, c)						\
	((char *)(c) + _CMSG_ALIGN((c)->cmsg_len) +			\
	    _CMSG_ALIGN(sizeof(struct cmsghdr)) >			\
	    (char *)(m)->msg_control + (m)->msg_controllen ?		\
	    (struct cmsghdr *)0 :					\
	    (struct cmsghdr *)((char *)(c) + _CMSG_ALIGN((c)->cmsg_len)))

#define SHUT_RD		0
#define SHUT_WR		1
#define SHUT_RDWR	2

/* Levels below net.route, as oid numbers behind {CTL_NET, PF_ROUTE, 0, af}. */
#define NET_RT_DUMP	1
#define NET_RT_FLAGS	2
#define NET_RT_IFLIST	3
