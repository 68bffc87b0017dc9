// SPDX-License-Identifier: BSD-2-Clause
/* route_priv - an entry of the routing table. */
#pragma once

#include "subsys/net/route.h"
#include "subsys/net/route_trie.h"

/* [r] V_rt_lock */
struct rtentry {
	struct trie_node rt_node;	/* [r] first: a node is its entry */
	struct ifnet *rt_ifp;		/* [r] in this stack */
	in_addr_t rt_gateway;		/* [r] */
	in_addr_t rt_src;		/* [r] */
	int rt_flags;			/* [r] */
	uint32_t rt_mtu;		/* [r] */
	uint64_t rt_use;		/* [r] */
};

static inline struct rtentry *
rt_of(struct trie_node *tn)
{
	return (struct rtentry *)tn;
}
