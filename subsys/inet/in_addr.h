// SPDX-License-Identifier: BSD-2-Clause
/*
 * in_addr - the IPv4 addresses of a stack.
 *
 * Questions are answered with values under V_in_lock, class "in_addr", a
 * spinlock; nothing is held by the asker.  Addresses change only with
 * if_config_lock held.  All addresses are in network byte order.
 */
#pragma once

#include <stdint.h>
#include <netinet/in.h>

struct ifnet;
struct thread;

struct in_addr_info {
	in_addr_t ai_addr;	/* [t] */
	in_addr_t ai_mask;	/* [t] */
	in_addr_t ai_bcast;	/* [t] 0: none */
};

/* Is a one of this stack's own addresses? */
int	in_addr_local(in_addr_t a);
/* Is a the limited broadcast, or one of ifp's (NULL: any interface's)? */
int	in_addr_is_bcast(const struct ifnet *ifp, in_addr_t a);
/* Is a ifp's own address?  For ARP. */
int	in_addr_on(const struct ifnet *ifp, in_addr_t a);
/* Is a in a network directly on ifp? */
int	in_addr_reachable(const struct ifnet *ifp, in_addr_t a);
/* The address to use on ifp towards dst; 0: none. */
in_addr_t in_addr_source(const struct ifnet *ifp, in_addr_t dst);
/* The interface that has own address a, held; NULL: none. */
struct ifnet *in_addr_if(in_addr_t a);
/* The nth address of ifp.  0 or ENOENT. */
int	in_addr_nth(const struct ifnet *ifp, unsigned n,
	    struct in_addr_info *ai);
/* Address ioctls, and by if_ioctl all others.  pr_ioctl of all protocols. */
struct socket;
int	in_ioctl(struct socket *so, unsigned long cmd, void *data,
	    struct thread *td);
