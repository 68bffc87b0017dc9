// SPDX-License-Identifier: BSD-2-Clause
/*
 * in_pcb - end points of internet protocols: addresses and ports.
 *
 * All of a stack hang on one list under V_inp_lock, class "inpcb", a
 * spinlock taken outside sockets' locks.  A pcb is made and freed by its
 * socket's attach and detach; whoever finds one holds the lock while using
 * it.
 */
#pragma once

#include <stdint.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/socket.h"

struct ifnet;
struct mbuf;
struct sysctl_node;
struct sysctl_req;

#define INP_HDRINCL	0x1	/* raw: the program writes the header */
#define INP_DONTFRAG	0x2
#define INP_HASH	32	/* chains by local port, a power of two */

struct inpcb {
	struct list inp_link;		/* [p] V_inpcbs */
	struct inpcb *inp_hnext;	/* [p] V_inp_hash, with a port */
	struct socket *inp_so;		/* [I] */
	in_addr_t inp_laddr;		/* [p] 0 any */
	in_addr_t inp_faddr;		/* [p] 0 none */
	in_port_t inp_lport;		/* [p] 0 none; network order */
	in_port_t inp_fport;		/* [p] */
	uint8_t inp_proto;		/* [I] IPPROTO_* */
	uint8_t inp_ttl;		/* [p] 0 the stack's */
	uint8_t inp_tos;		/* [p] */
	uint8_t inp_mttl;		/* [p] to multicast addresses */
	uint32_t inp_flags;		/* [p] INP_* */
	uint32_t inp_gen;		/* [I] order of making, for listing */
};

VNET_DECLARE(struct spinlock, inp_lock);
#define V_inp_lock	VNET(inp_lock)
VNET_DECLARE(struct list, inpcbs);		/* [p] newest last */
#define V_inpcbs	VNET(inpcbs)
VNET_DECLARE(struct inpcb *, inp_hash[INP_HASH]);	/* [p] */
#define V_inp_hash	VNET(inp_hash)
VNET_DECLARE(int, portrange_first);		/* [a] */
VNET_DECLARE(int, portrange_last);		/* [a] */

static inline struct inpcb *
inp_of(struct socket *so)
{
	return (struct inpcb *)so->so_pcb;
}

static inline struct inpcb **
inp_chain(in_port_t lport)
{
	return &V_inp_hash[ntohs(lport) & (INP_HASH - 1)];
}

/* For protocols' records: make, free.  detach takes a socket without. */
int	in_pcb_attach(struct socket *so, int number);
void	in_pcb_detach(struct socket *so);
/* sa is an IPv4 address.  0, EINVAL, EAFNOSUPPORT. */
int	in_pcb_sockaddr(const struct sockaddr *sa, struct sockaddr_in *sin);
/* Bind; port 0 chooses one.  EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL. */
int	in_pcb_bind(struct inpcb *inp, const struct sockaddr_in *sin,
	    struct thread *td);
/* Give a port to an end point that has none yet.  EADDRINUSE. */
int	in_pcb_autobind(struct inpcb *inp);
/* Set the peer, and the local address if that is open. */
int	in_pcb_connect(struct inpcb *inp, const struct sockaddr_in *sin);
void	in_pcb_disconnect(struct inpcb *inp);
/* The best match for a packet, or NULL; lock held. */
struct inpcb *in_pcb_lookup_locked(int proto, in_addr_t laddr,
	    in_port_t lport, in_addr_t faddr, in_port_t fport);
/* Members of protocol records. */
int	in_pr_sockname(struct socket *so, struct sockaddr_storage *ss);
int	in_pr_peername(struct socket *so, struct sockaddr_storage *ss);
int	in_pr_ctloutput(struct socket *so, struct sockopt *sopt);
int	in_pr_disconnect(struct socket *so);
void	in_sockaddr(struct sockaddr_in *sin, in_addr_t a, in_port_t port);
/* Give an array of struct xinpcb for those of proto (-1: raw ones). */
int	in_pcb_sysctl(struct sysctl_req *req, int proto);

/* To every raw socket that wants it; consumed.  Packets as pr_input. */
void	raw_input(struct ifnet *ifp, struct mbuf *m, int hlen);
