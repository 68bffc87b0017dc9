// SPDX-License-Identifier: BSD-2-Clause
/*
 * route - the routing table of a stack: a trie under one spinlock.
 *
 * An entry points at its interface without holding it: whoever takes an
 * interface out of the stack purges its routes first, with the doors shut,
 * and adding looks at the doors under the table's lock.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"
#include "subsys/net/route_priv.h"
#include "subsys/net/vnet.h"

VNET_DEFINE_STATIC(struct spinlock, rt_lock);	/* class "route" */
#define V_rt_lock	VNET(rt_lock)
VNET_DEFINE(struct trie, rt_trie);		/* [r] rt_lock */
#define V_rt_trie	VNET(rt_trie)

static void
rt_copyout(const struct rtentry *rt, struct route_info *ri)
{
	*ri = (struct route_info){
		.ri_dst = htonl(rt->rt_node.tn_key),
		.ri_plen = rt->rt_node.tn_len,
		.ri_gateway = rt->rt_gateway,
		.ri_src = rt->rt_src,
		.ri_flags = rt->rt_flags,
		.ri_mtu = rt->rt_mtu,
		.ri_use = rt->rt_use,
		.ri_index = rt->rt_ifp->if_index,
	};
	strlcpy(ri->ri_ifname, rt->rt_ifp->if_xname, sizeof(ri->ri_ifname));
}

static void
rt_copyin(struct rtentry *rt, const struct route_info *ri)
{
	rt->rt_ifp = ri->ri_ifp;
	rt->rt_gateway = ri->ri_gateway;
	rt->rt_src = ri->ri_src;
	rt->rt_flags = ri->ri_flags | RTF_UP;
	rt->rt_mtu = ri->ri_mtu;
}

int
route_lookup(in_addr_t dst, struct nexthop *nh)
{
	struct trie_node *tn;
	struct rtentry *rt;
	int flags;

	*nh = (struct nexthop){ .nh_addr = dst };
	spin_lock(&V_rt_lock);
	tn = trie_match(&V_rt_trie, ntohl(dst));
	if (tn == NULL) {
		spin_unlock(&V_rt_lock);
		return EHOSTUNREACH;
	}
	rt = rt_of(tn);
	rt->rt_use++;
	flags = nh->nh_flags = rt->rt_flags;
	if (!(flags & (RTF_REJECT | RTF_BLACKHOLE))) {
		nh->nh_ifp = if_hold(rt->rt_ifp);
		nh->nh_mtu = rt->rt_mtu ? rt->rt_mtu : rt->rt_ifp->if_mtu;
		nh->nh_src = rt->rt_src;
		if (flags & RTF_GATEWAY)
			nh->nh_addr = rt->rt_gateway;
	}
	spin_unlock(&V_rt_lock);
	return flags & RTF_REJECT ? EHOSTUNREACH : 0;
}

void
nexthop_drop(struct nexthop *nh)
{
	if_drop(nh->nh_ifp);
	nh->nh_ifp = NULL;
}

int
route_add(const struct route_info *ri)
{
	struct trie_node *fork;
	struct rtentry *rt;
	int error;

	rt = VNET_ALLOC(sizeof(*rt), KM_ZERO);
	fork = VNET_ALLOC(sizeof(*fork), KM_ZERO);
	if (rt == NULL || fork == NULL) {
		error = ENOBUFS;
		goto unwind;
	}
	rt_copyin(rt, ri);
	rt->rt_node.tn_key = ntohl(ri->ri_dst) & trie_mask(ri->ri_plen);
	rt->rt_node.tn_len = ri->ri_plen;
	spin_lock(&V_rt_lock);
	error = ENETDOWN;
	if (atomic_load(&ri->ri_ifp->if_state) == IF_ATTACHED)
		error = trie_insert(&V_rt_trie, &rt->rt_node, fork);
	spin_unlock(&V_rt_lock);
	if (error == 0)
		return 0;
unwind:
	kmem_free(rt);
	kmem_free(fork);
	return error;
}

int
route_delete(in_addr_t dst, unsigned plen)
{
	struct trie_node *tn, *fork = NULL;

	spin_lock(&V_rt_lock);
	tn = trie_find(&V_rt_trie, ntohl(dst) & trie_mask(plen), plen);
	if (tn != NULL)
		fork = trie_remove(&V_rt_trie, tn);
	spin_unlock(&V_rt_lock);
	if (tn == NULL)
		return ESRCH;
	kmem_free(rt_of(tn));
	kmem_free(fork);
	return 0;
}

int
route_change(const struct route_info *ri)
{
	struct trie_node *tn;
	int error = ESRCH;

	spin_lock(&V_rt_lock);
	tn = trie_find(&V_rt_trie, ntohl(ri->ri_dst) & trie_mask(ri->ri_plen),
	    ri->ri_plen);
	if (tn != NULL) {
		error = ENETDOWN;
		if (atomic_load(&ri->ri_ifp->if_state) == IF_ATTACHED) {
			rt_copyin(rt_of(tn), ri);
			error = 0;
		}
	}
	spin_unlock(&V_rt_lock);
	return error;
}

/* The common end of those that hand out a copy; table locked on entry. */
static int
route_out_locked(struct trie_node *tn, struct route_info *ri)
{
	if (tn != NULL)
		rt_copyout(rt_of(tn), ri);
	spin_unlock(&V_rt_lock);
	return tn != NULL ? 0 : ESRCH;
}

int
route_get(in_addr_t dst, struct route_info *ri)
{
	spin_lock(&V_rt_lock);
	return route_out_locked(trie_match(&V_rt_trie, ntohl(dst)), ri);
}

int
route_find(in_addr_t dst, unsigned plen, struct route_info *ri)
{
	spin_lock(&V_rt_lock);
	return route_out_locked(trie_find(&V_rt_trie,
	    ntohl(dst) & trie_mask(plen), plen), ri);
}

int
route_next(struct route_info *ri)
{
	int len = ri->ri_plen == 0xff ? -1 : ri->ri_plen;

	spin_lock(&V_rt_lock);
	return route_out_locked(trie_next(&V_rt_trie, ntohl(ri->ri_dst), len),
	    ri);
}

static int
route_is_of(struct ifnet *ifp, in_addr_t src, const struct trie_node *tn)
{
	const struct rtentry *rt = (const struct rtentry *)tn;

	return (ifp == NULL || rt->rt_ifp == ifp) &&
	    (src == 0 || rt->rt_src == src);
}

/* One entry at a time, so that freeing happens outside the lock. */
void
route_purge(struct ifnet *ifp, in_addr_t src)
{
	struct trie_node *tn, *fork;
	uint32_t key = 0;
	int len = -1;

	for (;;) {
		fork = NULL;
		spin_lock(&V_rt_lock);
		tn = trie_next(&V_rt_trie, key, len);
		if (tn == NULL)
			break;
		key = tn->tn_key;
		len = tn->tn_len;
		if (route_is_of(ifp, src, tn))
			fork = trie_remove(&V_rt_trie, tn);
		spin_unlock(&V_rt_lock);
		if (fork != NULL) {
			kmem_free(rt_of(tn));
			kmem_free(fork);
		}
	}
	spin_unlock(&V_rt_lock);
}

static int
route_create(void)
{
	spin_init(&V_rt_lock, "route");
	return 0;
}

static void
route_destroy(void)
{
	route_purge(NULL, 0);
}

VNET_PART(route, PHASE_ADDR, route_create, NULL, route_destroy);

static void
route_if_hook(struct ifnet *ifp, enum if_event ev)
{
	if (!vnet_part_made(&vnet_part_route))
		return;		/* a stack half made, or half gone */
	if (ev == IF_EVENT_DEPARTURE)
		route_purge(ifp, 0);
}

IF_HOOK(route_if_hook);
