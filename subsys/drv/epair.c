// SPDX-License-Identifier: BSD-2-Clause
/*
 * epair - two Ethernet interfaces joined back to back.
 *
 * Either end may live in any stack.  What one end sends is queued as
 * received on the other, where a netisr thread takes it up with that
 * stack current.  Both ends are one allocation of the base system, freed
 * when the last reference to either end is gone.
 *
 * A program that destroys one end destroys both.  A stack that ends takes
 * only its own end; the other stays, without a carrier.
 *
 * Locks: [c] if_config_lock; [e] ep_lock "epair", inside which the peer is
 * still there.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "subsys/net/ether.h"
#include "subsys/net/vnet.h"

#define EPAIR_UNITS	32768

struct epair;

struct epair_end {
	struct ifnet ee_if;		/* first: an ifnet is its end */
	struct epair *ee_pair;		/* [I] */
	struct epair_end *ee_peer;	/* [e] NULL: gone */
	int ee_gone;			/* [c] detached, or being */
};

struct epair {
	struct epair_end ep_end[2];	/* a and b */
	struct spinlock ep_lock;	/* class "epair" */
	uint32_t ep_refs;		/* [a] ends not freed */
	int ep_unit;			/* [I] */
};

static uint8_t epair_units[EPAIR_UNITS / 8];	/* [c] in use */

static struct epair_end *
epair_end_of(struct ifnet *ifp)
{
	return (struct epair_end *)ifp;
}

static int
epair_unit_take(int unit)
{
	if (epair_units[unit / 8] & 1 << unit % 8)
		return EEXIST;
	epair_units[unit / 8] |= (uint8_t)(1 << unit % 8);
	return 0;
}

static void
epair_unit_give(int unit)
{
	epair_units[unit / 8] &= (uint8_t)~(1 << unit % 8);
}

/* unit, or when that is -1 the lowest free one. */
static int
epair_unit_choose(int *unit)
{
	if (*unit >= EPAIR_UNITS)
		return EINVAL;
	if (*unit >= 0)
		return epair_unit_take(*unit);
	for (*unit = 0; *unit < EPAIR_UNITS; (*unit)++) {
		if (epair_unit_take(*unit) == 0)
			return 0;
	}
	return ENOSPC;
}

/* The peer cannot go while the lock is held, and its queue takes no time. */
static int
epair_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct epair_end *ee = epair_end_of(ifp);
	int error = 0;

	m->m_csum = 0;			/* it comes from a wire, as it were */
	spin_lock(&ee->ee_pair->ep_lock);
	if (ee->ee_peer != NULL) {
		if_input_queue(&ee->ee_peer->ee_if, m);
		m = NULL;
	} else {
		error = ENETDOWN;
	}
	spin_unlock(&ee->ee_pair->ep_lock);
	m_freem(m);
	return error;
}

/* An end has a carrier while both are up. */
static void
epair_updown(struct ifnet *ifp)
{
	struct epair_end *ee = epair_end_of(ifp), *peer = ee->ee_peer;
	int state = LINK_STATE_DOWN;

	if (peer != NULL && ifp->if_flags & IFF_UP &&
	    peer->ee_if.if_flags & IFF_UP)
		state = LINK_STATE_UP;
	if_link_state(ifp, state);
	if (peer == NULL || peer->ee_gone || peer->ee_if.if_vnet == NULL)
		return;
	CURVNET_SET_QUIET(peer->ee_if.if_vnet);
	if_link_state(&peer->ee_if, state);
	CURVNET_RESTORE();
}

static void
epair_free(struct ifnet *ifp)
{
	struct epair *ep = epair_end_of(ifp)->ee_pair;

	if (atomic_sub(&ep->ep_refs, 1) == 0)
		kmem_free(ep);
}

static const struct if_ops epair_ops = {
	.io_transmit = epair_transmit,
	.io_input = ether_input,
	.io_updown = epair_updown,
	.io_free = epair_free,
};

static void
epair_end_init(struct epair *ep, int n, const struct if_clone *ic)
{
	struct epair_end *ee = &ep->ep_end[n];
	struct ifnet *ifp = &ee->ee_if;
	uint8_t mac[ETHER_ADDR_LEN];

	if_init(ifp, &epair_ops);
	snprintf(ifp->if_xname, sizeof(ifp->if_xname), "epair%d%c",
	    ep->ep_unit, "ab"[n]);
	ether_make_addr(mac, ifp->if_xname, 0);
	mac[5] = (uint8_t)(0x0a + n);
	ether_ifsetup(ifp, mac);
	ifp->if_clone = ic;
	ifp->if_flags |= IFF_RUNNING;
	ifp->if_link_state = LINK_STATE_DOWN;
	ee->ee_pair = ep;
	ee->ee_peer = &ep->ep_end[!n];
}

/* The stack is the end's own. */
static void
epair_end_leave(struct epair_end *ee)
{
	struct epair_end *peer = ee->ee_peer;
	struct epair *ep = ee->ee_pair;
	int unit = ep->ep_unit;

	ee->ee_gone = 1;
	spin_lock(&ep->ep_lock);
	if (peer != NULL)
		peer->ee_peer = NULL;
	ee->ee_peer = NULL;
	spin_unlock(&ep->ep_lock);
	if_detach(&ee->ee_if);
	if (peer == NULL || peer->ee_gone)
		epair_unit_give(unit);
	if_drop(&ee->ee_if);
}

static void
epair_leave(struct ifnet *ifp)
{
	struct epair_end *peer = epair_end_of(ifp)->ee_peer;

	epair_end_leave(epair_end_of(ifp));
	if (peer == NULL || peer->ee_if.if_vnet == NULL)
		return;
	CURVNET_SET_QUIET(peer->ee_if.if_vnet);
	epair_updown(&peer->ee_if);
	CURVNET_RESTORE();
}

static void
epair_destroy(struct ifnet *ifp)
{
	struct epair_end *ee = epair_end_of(ifp), *peer = ee->ee_peer;

	if (peer != NULL) {
		CURVNET_SET_QUIET(peer->ee_if.if_vnet);
		peer->ee_gone = 1;
		epair_end_leave(peer);
		CURVNET_RESTORE();
	}
	epair_end_leave(ee);
}

static struct epair *
epair_alloc(int unit, const struct if_clone *ic)
{
	struct epair *ep;

	ep = kmem_zalloc(NULL, sizeof(*ep), KM_SLEEP);
	if (ep == NULL)
		return NULL;
	spin_init(&ep->ep_lock, "epair");
	ep->ep_unit = unit;
	ep->ep_refs = 2;
	epair_end_init(ep, 0, ic);
	epair_end_init(ep, 1, ic);
	return ep;
}

static int
epair_create(const struct if_clone *ic, int unit, struct ifnet **out)
{
	struct epair *ep;
	int error;

	error = epair_unit_choose(&unit);
	if (error != 0)
		return error;
	ep = epair_alloc(unit, ic);
	if (ep == NULL) {
		epair_unit_give(unit);
		return ENOMEM;
	}
	error = if_attach(&ep->ep_end[0].ee_if);
	if (error == 0) {
		error = if_attach(&ep->ep_end[1].ee_if);
		if (error != 0)
			if_detach(&ep->ep_end[0].ee_if);
	}
	if (error != 0) {
		epair_unit_give(unit);
		if_drop(&ep->ep_end[0].ee_if);
		if_drop(&ep->ep_end[1].ee_if);
		return error;
	}
	*out = &ep->ep_end[0].ee_if;
	return 0;
}

static const struct if_clone epair_clone = {
	.ic_name = "epair",
	.ic_create = epair_create,
	.ic_destroy = epair_destroy,
	.ic_leave = epair_leave,
};
IF_CLONE(epair_clone);
