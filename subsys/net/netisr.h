// SPDX-License-Identifier: BSD-2-Clause
/*
 * netisr - where received packets are worked on, and by whom.
 *
 * NETISR(ETHERTYPE_IP, ip_input) registers a network protocol.  A handler
 * runs in a netisr thread with the receiving interface's stack current;
 * the packet is its to free.  ifp stays in the stack until it returns.
 */
#pragma once

#include "kernel/lib/linker_set.h"

struct ifnet;
struct mbuf;

struct netisr {
	unsigned ni_type;				/* [I] ETHERTYPE_* */
	void (*ni_input)(struct ifnet *ifp, struct mbuf *m);	/* [I] */
};
#define NETISR(type, func)						\
	static const struct netisr netisr_##func = { type, func };	\
	SET_ENTRY(netisr, netisr_##func)

/* Hand m to the protocol of an ethertype; none: counted, freed. */
void	netisr_dispatch(unsigned type, struct ifnet *ifp, struct mbuf *m);
