// SPDX-License-Identifier: BSD-2-Clause
/*
 * in_addr - giving interfaces IPv4 addresses, and asking about them.
 *
 * An address comes with two routes: its network by the interface, and
 * itself by lo0.  Both go with it; and all go when the interface leaves.
 */
#include <sys/errno.h>
#include <sys/sockio.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/inet/arp.h"
#include "subsys/inet/in_ifaddr.h"
#include "subsys/inet/rtmsg.h"
#include "subsys/net/if.h"
#include "subsys/net/route.h"
#include "subsys/net/vnet.h"

VNET_DEFINE_STATIC(struct spinlock, in_lock);	/* class "in_addr" */
#define V_in_lock	VNET(in_lock)
VNET_DEFINE(struct list, in_ifaddrs);		/* [n] V_in_lock */
#define V_in_ifaddrs	VNET(in_ifaddrs)

/* The entry on ifp (NULL: any) with address a; lock held. */
static struct in_ifaddr *
in_find_locked(const struct ifnet *ifp, in_addr_t a)
{
	struct in_ifaddr *ia;

	LIST_FOREACH(ia, &V_in_ifaddrs, ia_link) {
		if (ia->ia_info.ai_addr == a &&
		    (ifp == NULL || ia->ia_ifp == ifp))
			return ia;
	}
	return NULL;
}

int
in_addr_on(const struct ifnet *ifp, in_addr_t a)
{
	int found;

	spin_lock(&V_in_lock);
	found = in_find_locked(ifp, a) != NULL;
	spin_unlock(&V_in_lock);
	return found;
}

int
in_addr_local(in_addr_t a)
{
	return in_addr_on(NULL, a);
}

struct ifnet *
in_addr_if(in_addr_t a)
{
	struct ifnet *ifp = NULL;
	struct in_ifaddr *ia;

	spin_lock(&V_in_lock);
	ia = in_find_locked(NULL, a);
	if (ia != NULL)
		ifp = if_hold(ia->ia_ifp);
	spin_unlock(&V_in_lock);
	return ifp;
}

int
in_addr_is_bcast(const struct ifnet *ifp, in_addr_t a)
{
	struct in_ifaddr *ia;
	int found = 0;

	if (a == INADDR_BROADCAST)
		return 1;
	spin_lock(&V_in_lock);
	LIST_FOREACH(ia, &V_in_ifaddrs, ia_link) {
		if ((ifp == NULL || ia->ia_ifp == ifp) &&
		    ia->ia_info.ai_bcast == a && a != 0) {
			found = 1;
			break;
		}
	}
	spin_unlock(&V_in_lock);
	return found;
}

static int
in_covers(const struct in_ifaddr *ia, in_addr_t a)
{
	return ((ia->ia_info.ai_addr ^ a) & ia->ia_info.ai_mask) == 0;
}

int
in_addr_reachable(const struct ifnet *ifp, in_addr_t a)
{
	struct in_ifaddr *ia;
	int found = 0;

	spin_lock(&V_in_lock);
	LIST_FOREACH(ia, &V_in_ifaddrs, ia_link) {
		if (ia->ia_ifp == ifp && in_covers(ia, a)) {
			found = 1;
			break;
		}
	}
	spin_unlock(&V_in_lock);
	return found;
}

/* One in the destination's network; else the first there is. */
in_addr_t
in_addr_source(const struct ifnet *ifp, in_addr_t dst)
{
	struct in_ifaddr *ia;
	in_addr_t a = 0;

	spin_lock(&V_in_lock);
	LIST_FOREACH(ia, &V_in_ifaddrs, ia_link) {
		if (ia->ia_ifp != ifp)
			continue;
		if (in_covers(ia, dst)) {
			a = ia->ia_info.ai_addr;
			break;
		}
		if (a == 0)
			a = ia->ia_info.ai_addr;
	}
	spin_unlock(&V_in_lock);
	return a;
}

int
in_addr_nth(const struct ifnet *ifp, unsigned n, struct in_addr_info *ai)
{
	struct in_ifaddr *ia;
	int error = ENOENT;

	spin_lock(&V_in_lock);
	LIST_FOREACH(ia, &V_in_ifaddrs, ia_link) {
		if (ia->ia_ifp == ifp && n-- == 0) {
			*ai = ia->ia_info;
			error = 0;
			break;
		}
	}
	spin_unlock(&V_in_lock);
	return error;
}

/* The network by its interface; loopback ones have none. */
static int
in_route_net(const struct in_ifaddr *ia)
{
	struct route_info ri = {
		.ri_dst = ia->ia_info.ai_addr & ia->ia_info.ai_mask,
		.ri_plen = ia->ia_plen,
		.ri_src = ia->ia_info.ai_addr,
		.ri_ifp = ia->ia_ifp,
		.ri_flags = RTF_PINNED,
	};
	int error;

	if (ia->ia_ifp->if_flags & IFF_LOOPBACK || ia->ia_plen == 32)
		return 0;
	error = route_add(&ri);
	return error == EEXIST ? 0 : error;	/* two addresses, one net */
}

static int
in_route_host(const struct in_ifaddr *ia)
{
	struct route_info ri = {
		.ri_dst = ia->ia_info.ai_addr,
		.ri_plen = 32,
		.ri_src = ia->ia_info.ai_addr,
		.ri_ifp = if_loopback(),
		.ri_flags = RTF_HOST | RTF_PINNED,
	};

	if (ia->ia_ifp->if_flags & IFF_LOOPBACK)
		ri.ri_ifp = ia->ia_ifp;
	else
		ri.ri_flags |= RTF_STATIC;
	(void)route_delete(ri.ri_dst, 32);	/* ours takes its place */
	return route_add(&ri);
}

/*
 * Take ia off the list and free it, with its routes.  Another address in
 * the same network gets the network's route.
 */
static void
in_remove(struct in_ifaddr *ia)
{
	struct in_ifaddr *other;

	spin_lock(&V_in_lock);
	list_remove(&ia->ia_link);
	spin_unlock(&V_in_lock);
	rts_address(RTM_DELADDR, ia->ia_ifp, &ia->ia_info);
	route_purge(NULL, ia->ia_info.ai_addr);
	LIST_FOREACH(other, &V_in_ifaddrs, ia_link) {
		if (in_covers(other, ia->ia_info.ai_addr))
			(void)in_route_net(other);
	}
	kmem_free(ia);
}

static int
in_insert(struct ifnet *ifp, const struct in_addr_info *ai, uint8_t plen)
{
	struct in_ifaddr *ia;
	int error;

	ia = VNET_ALLOC(sizeof(*ia), KM_SLEEP);
	if (ia == NULL)
		return ENOBUFS;
	*ia = (struct in_ifaddr){ .ia_ifp = ifp, .ia_info = *ai,
	    .ia_plen = plen };
	spin_lock(&V_in_lock);
	list_insert_tail(&V_in_ifaddrs, &ia->ia_link);
	spin_unlock(&V_in_lock);
	error = in_route_net(ia);
	if (error == 0)
		error = in_route_host(ia);
	if (error != 0)
		in_remove(ia);
	return error;
}

/* Bits of a contiguous mask, or -1. */
static int
in_mask_len(in_addr_t mask)
{
	uint32_t m = ntohl(mask);
	int n = m == 0 ? 0 : 32 - __builtin_ctz(m);

	return m == (n == 0 ? 0 : 0xffffffffU << (32 - n)) ? n : -1;
}

static in_addr_t
in_sockaddr_addr(const struct sockaddr *sa)
{
	return ((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr;
}

/* No mask: the address alone.  0, EINVAL, EAFNOSUPPORT. */
static int
in_parse(const struct ifnet *ifp, const struct ifaliasreq *ra,
    struct in_addr_info *ai, uint8_t *plen)
{
	int n = 32;

	if (ra->ifra_addr.sa_family != AF_INET)
		return EAFNOSUPPORT;
	ai->ai_addr = in_sockaddr_addr(&ra->ifra_addr);
	ai->ai_mask = INADDR_BROADCAST;
	if (ra->ifra_mask.sa_len != 0) {
		ai->ai_mask = in_sockaddr_addr(&ra->ifra_mask);
		n = in_mask_len(ai->ai_mask);
	}
	if (n < 0 || ai->ai_addr == INADDR_ANY ||
	    ai->ai_addr == INADDR_BROADCAST ||
	    IN_MULTICAST(ntohl(ai->ai_addr)))
		return EINVAL;
	ai->ai_bcast = 0;
	if (ifp->if_flags & IFF_BROADCAST && n < 31)
		ai->ai_bcast = ra->ifra_broadaddr.sa_len != 0 ?
		    in_sockaddr_addr(&ra->ifra_broadaddr) :
		    ai->ai_addr | ~ai->ai_mask;
	*plen = (uint8_t)n;
	return 0;
}

/* The same address again on the same interface changes its mask. */
static int
in_add(struct ifnet *ifp, const struct ifaliasreq *ra)
{
	struct in_addr_info ai;
	struct in_ifaddr *old;
	uint8_t plen;
	int error;

	error = in_parse(ifp, ra, &ai, &plen);
	if (error != 0)
		return error;
	spin_lock(&V_in_lock);
	old = in_find_locked(NULL, ai.ai_addr);
	spin_unlock(&V_in_lock);
	if (old != NULL && old->ia_ifp != ifp)
		return EEXIST;
	if (old != NULL)
		in_remove(old);
	error = in_insert(ifp, &ai, plen);
	if (error != 0)
		return error;
	rts_address(RTM_NEWADDR, ifp, &ai);
	if_event(ifp, IF_EVENT_ADDR);
	if (ifp->if_flags & IFF_UP)
		arp_announce(ifp, ai.ai_addr);
	else
		if_flags_change(ifp, IFF_UP, 0);	/* its hook announces */
	return 0;
}

static int
in_delete(struct ifnet *ifp, const struct sockaddr *sa)
{
	struct in_ifaddr *ia;

	spin_lock(&V_in_lock);
	ia = in_find_locked(ifp, in_sockaddr_addr(sa));
	spin_unlock(&V_in_lock);
	if (ia == NULL)
		return EADDRNOTAVAIL;
	in_remove(ia);
	if_event(ifp, IF_EVENT_ADDR);
	return 0;
}

/* SIOCGIF*ADDR: a member of the interface's first address. */
static int
in_get(struct ifnet *ifp, unsigned long cmd, struct sockaddr *sa)
{
	struct sockaddr_in *sin = (struct sockaddr_in *)(void *)sa;
	struct in_addr_info ai;

	if (in_addr_nth(ifp, 0, &ai) != 0)
		return EADDRNOTAVAIL;
	memset(sin, 0, sizeof(*sin));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = cmd == SIOCGIFADDR ? ai.ai_addr :
	    cmd == SIOCGIFNETMASK ? ai.ai_mask : ai.ai_bcast;
	return 0;
}

/* [c] held, ifp attached. */
static int
in_ioctl_if(struct ifnet *ifp, unsigned long cmd, void *data)
{
	struct ifreq *ifr = data;

	switch (cmd) {
	case SIOCAIFADDR:
		return in_add(ifp, data);
	case SIOCDIFADDR:
		return in_delete(ifp, &ifr->ifr_addr);
	default:
		return in_get(ifp, cmd, &ifr->ifr_addr);
	}
}

int
in_ioctl(struct socket *so, unsigned long cmd, void *data, struct thread *td)
{
	struct ifreq *ifr = data;	/* every request begins with a name */
	struct ifnet *ifp;
	int error = 0;

	(void)so;
	if (cmd == SIOCAIFADDR || cmd == SIOCDIFADDR)
		error = priv_check(td->td_cred, PRIV_NET_ADDIFADDR);
	else if (cmd != SIOCGIFADDR && cmd != SIOCGIFNETMASK &&
	    cmd != SIOCGIFBRDADDR)
		return if_ioctl(cmd, data, td);
	if (error != 0)
		return error;

	ifr->ifr_name[IFNAMSIZ - 1] = '\0';
	error = ENXIO;
	mutex_lock(&if_config_lock);
	ifp = if_find(ifr->ifr_name);
	if (ifp != NULL && ifp->if_state == IF_ATTACHED)
		error = in_ioctl_if(ifp, cmd, data);
	mutex_unlock(&if_config_lock);
	if_drop(ifp);
	return error;
}

/* Forget the addresses of ifp, or all.  Only writers look here unlocked. */
static void
in_purge(struct ifnet *ifp)
{
	struct in_ifaddr *ia, *next;

	LIST_FOREACH_SAFE(ia, &V_in_ifaddrs, ia_link, next) {
		if (ifp == NULL || ia->ia_ifp == ifp)
			in_remove(ia);
	}
}

static void
in_announce(struct ifnet *ifp)
{
	struct in_addr_info ai;
	unsigned n;

	for (n = 0; in_addr_nth(ifp, n, &ai) == 0; n++)
		arp_announce(ifp, ai.ai_addr);
}

static int
in_addr_create(void)
{
	spin_init(&V_in_lock, "in_addr");
	list_init(&V_in_ifaddrs);
	return 0;
}

static void
in_addr_destroy(void)
{
	mutex_lock(&if_config_lock);
	in_purge(NULL);
	mutex_unlock(&if_config_lock);
}

VNET_PART(in_addr, PHASE_ADDR, in_addr_create, NULL, in_addr_destroy);

static void
in_if_hook(struct ifnet *ifp, enum if_event ev)
{
	if (!vnet_part_made(&vnet_part_in_addr))
		return;		/* a stack half made, or half gone */
	if (ev == IF_EVENT_DEPARTURE)
		in_purge(ifp);
	else if (ev == IF_EVENT_UP || ev == IF_EVENT_LLADDR ||
	    (ev == IF_EVENT_LINK && ifp->if_link_state == LINK_STATE_UP))
		in_announce(ifp);
}

IF_HOOK(in_if_hook);
