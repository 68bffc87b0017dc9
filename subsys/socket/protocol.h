// SPDX-License-Identifier: BSD-2-Clause
/*
 * protocol - what a protocol offers to sockets, and to IP.
 *
 * One record a protocol, in a linker set: socket(2) looks one up by domain,
 * type and number; IP hands it packets of its number.  Functions for
 * sockets run with the socket's stack current and the socket entered, no
 * lock held; all give 0 or an errno.  A missing one means EOPNOTSUPP.
 */
#pragma once

#include <stdint.h>
#include <sys/socket.h>
#include "kernel/lib/linker_set.h"

struct ifnet;
struct mbuf;
struct socket;
struct socket_ctl;
struct sockopt;
struct thread;
struct uio;

#define PR_ATOMIC	0x1	/* a send is one packet */
#define PR_ADDR		0x2	/* packets carry the sender's address */
#define PR_WILDCARD	0x4	/* takes any number nobody else has */

struct protocol {
	const char *pr_name;		/* [I] "udp" */
	int pr_domain;			/* [I] AF_* */
	int pr_type;			/* [I] SOCK_*; 0: input only */
	int pr_number;			/* [I] IPPROTO_*; 0 any */
	int pr_flags;			/* [I] PR_* */

	/* Give a new socket what it needs (so_pcb, buffer sizes). */
	int (*pr_attach)(struct socket *so, int number, struct thread *td);
	/* Take it away; nothing comes in afterwards.  Never fails. */
	void (*pr_detach)(struct socket *so);
	/* Addresses are checked for sa_len >= 2 only. */
	int (*pr_bind)(struct socket *so, const struct sockaddr *sa,
	    struct thread *td);
	int (*pr_connect)(struct socket *so, const struct sockaddr *sa,
	    struct thread *td);
	int (*pr_disconnect)(struct socket *so);
	/* backlog is 1 or more, and as the system bounds it. */
	int (*pr_listen)(struct socket *so, int backlog);
	/*
	 * Give so, new and without a pcb, the first connection that waits on
	 * a listening socket.  0, EAGAIN: none waits, ECONNABORTED.
	 */
	int (*pr_accept)(struct socket *listener, struct socket *so);
	/* sa NULL: the connected peer.  m is consumed. */
	int (*pr_send)(struct socket *so, struct mbuf *m,
	    const struct sockaddr *sa, int flags, struct thread *td);
	/* Join two new sockets; both are entered. */
	int (*pr_connect2)(struct socket *a, struct socket *b);
	/*
	 * Instead of the sockets' own way of sending and receiving, for a
	 * protocol whose messages hold more than bytes.  ctl NULL: no
	 * control data are given, or wanted.  *flags as in socket_receive.
	 */
	int (*pr_sendmsg)(struct socket *so, const struct sockaddr *to,
	    struct uio *uio, struct socket_ctl *ctl, int flags,
	    struct thread *td);
	int (*pr_recvmsg)(struct socket *so, struct sockaddr_storage *from,
	    struct uio *uio, struct socket_ctl *ctl, int *flags,
	    struct thread *td);
	/* Room came free in so_rcv. */
	void (*pr_rcvd)(struct socket *so);
	int (*pr_shutdown)(struct socket *so, int how);
	int (*pr_sockname)(struct socket *so, struct sockaddr_storage *ss);
	int (*pr_peername)(struct socket *so, struct sockaddr_storage *ss);
	/* Options of levels other than SOL_SOCKET. */
	int (*pr_ctloutput)(struct socket *so, struct sockopt *sopt);
	/* data is the ioctl's argument in kernel memory; ENOTTY if unknown. */
	int (*pr_ioctl)(struct socket *so, unsigned long cmd, void *data,
	    struct thread *td);

	/*
	 * A packet whose IP header, checked, in the first mbuf, is hlen
	 * bytes; consumed.  netisr thread, ifp's stack current.
	 */
	void (*pr_input)(struct ifnet *ifp, struct mbuf *m, int hlen);
	/*
	 * An ICMP error came about a packet of this number that was sent:
	 * ip is its header with at least 8 bytes behind it.
	 */
	void (*pr_ctlinput)(int error, const void *ip, int hlen);
};
#define PROTOCOL(sym)	SET_ENTRY(protocol, sym)

/*
 * The protocol for a socket, or NULL with *error EPROTONOSUPPORT (no such
 * number), EPROTOTYPE (other type), EAFNOSUPPORT (domain).
 */
const struct protocol *protocol_find(int domain, int type, int number,
	    int *error);
/* The one that takes packets of an IP protocol number; NULL none. */
const struct protocol *protocol_input(int number);
