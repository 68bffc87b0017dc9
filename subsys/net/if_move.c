// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_move - from stack to stack, and the end of a stack's interfaces.
 *
 * When a stack ends, what was made by a cloner ends with it; a lent device
 * goes home, under another name if its own is taken there.  A home that
 * ended before is replaced by the base stack, so nothing is ever lost.
 */
#include <sys/errno.h>
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "subsys/net/if_priv.h"

/* List ifp, in no stack now, in the current one under a free name. */
static void
if_enter(struct ifnet *ifp)
{
	char name[IFNAMSIZ];
	int n;

	for (n = 0; if_attach(ifp) == EEXIST; n++) {
		snprintf(name, sizeof(name), "moved%d", n);
		kprintf("%s: renamed to %s\n", ifp->if_xname, name);
		strlcpy(ifp->if_xname, name, sizeof(ifp->if_xname));
	}
}

/*
 * Whoever borrows an interface may do with it what he likes: what it was
 * when it left its home is kept.  A cloned one has no home, and keeps what
 * it was when it was first lent.
 */
static void
if_home_remember(struct ifnet *ifp)
{
	if (ifp->if_clone != NULL ? ifp->if_home_xname[0] != '\0' :
	    ifp->if_vnet != ifp->if_home_vnet)
		return;
	strlcpy(ifp->if_home_xname, ifp->if_xname,
	    sizeof(ifp->if_home_xname));
	memcpy(ifp->if_home_lladdr, ifp->if_lladdr,
	    sizeof(ifp->if_home_lladdr));
	ifp->if_home_mtu = ifp->if_mtu;
	ifp->if_home_flags = ifp->if_flags & ~(uint32_t)IFF_CANTCHANGE;
}

/*
 * Back it comes as it went, but down and without addresses.  It is in no
 * stack now, so its name is nobody's business.
 */
static void
if_home_restore(struct ifnet *ifp)
{
	uint32_t flags = ifp->if_flags & IFF_CANTCHANGE;

	if (ifp->if_home_xname[0] == '\0')
		return;
	strlcpy(ifp->if_xname, ifp->if_home_xname, sizeof(ifp->if_xname));
	memcpy(ifp->if_lladdr, ifp->if_home_lladdr,
	    sizeof(ifp->if_home_lladdr));
	atomic_store(&ifp->if_mtu, ifp->if_home_mtu);
	atomic_store(&ifp->if_flags, flags |
	    (ifp->if_home_flags & ~(uint32_t)(IFF_UP | IFF_PROMISC)));
	if (ifp->if_clone != NULL)
		ifp->if_home_xname[0] = '\0';
}

/* May ifp enter stack to?  Nothing changes between this and the move. */
static int
if_move_check(struct ifnet *ifp, struct image *to, enum if_move how)
{
	const char *name = ifp->if_xname;
	struct ifnet *other;
	int error = 0;

	if (ifp->if_state != IF_ATTACHED && ifp->if_state != IF_LEAVING)
		return ENXIO;
	if (how != IF_MOVE_LEND && ifp->if_home_xname[0] != '\0')
		name = ifp->if_home_xname;
	CURVNET_SET_QUIET(to);
	if (V_if_closing)
		error = ENETDOWN;
	other = if_find(name);
	if (other != NULL && how != IF_MOVE_HOME)
		error = EEXIST;
	if_drop(other);
	CURVNET_RESTORE();
	return error;
}

int
if_vmove(struct ifnet *ifp, struct image *to, enum if_move how)
{
	struct image *from = ifp->if_vnet;
	int error;

	MUTEX_ASSERT(&if_config_lock);
	error = if_move_check(ifp, to, how);
	if (error != 0)
		return error;

	if_hold(ifp);
	{
		CURVNET_SET_QUIET(from);
		if (how == IF_MOVE_LEND)
			if_home_remember(ifp);
		if_flags_change(ifp, 0, IFF_UP | IFF_PROMISC);
		if_detach(ifp);
		CURVNET_RESTORE();
	}
	if (how != IF_MOVE_LEND)
		if_home_restore(ifp);
	memset(&ifp->if_count, 0, sizeof(ifp->if_count));
	{
		CURVNET_SET_QUIET(to);
		if_enter(ifp);
		CURVNET_RESTORE();
	}
	if_drop(ifp);
	return 0;
}

/* One interface leaves the ending current stack, by the way proper to it. */
static void
if_leave(struct ifnet *ifp)
{
	if (ifp->if_clone != NULL) {
		ifp->if_clone->ic_leave(ifp);
		return;
	}
	if (ifp->if_home_vnet == curvnet ||
	    if_vmove(ifp, ifp->if_home_vnet, IF_MOVE_HOME) != 0)
		if_detach(ifp);
}

/* A device lent by the ending stack has the base stack for home now. */
static int
if_rehome(struct image *img, void *arg)
{
	struct ifnet *ifp;

	if (VNET_VNET(img, ifnet).next == NULL)
		return 0;
	LIST_FOREACH(ifp, &VNET_VNET(img, ifnet), if_vlink) {
		if (ifp->if_home_vnet != arg)
			continue;
		ifp->if_home_vnet = vnet_base();
		if (img != vnet_base())
			VNET_VNET(vnet_base(), if_away)++;
	}
	return 0;
}

void
if_leave_all(void)
{
	struct ifnet *ifp;

	mutex_lock(&if_config_lock);
	while ((ifp = LIST_FIRST(&V_ifnet, struct ifnet, if_vlink)) != NULL)
		if_leave(ifp);
	/* Most stacks lend nothing, and need not look into all others. */
	if (V_if_away > 0)
		vnet_foreach(if_rehome, curvnet);
	mutex_unlock(&if_config_lock);
}
