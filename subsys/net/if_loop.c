// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_loop - lo0 in every stack, and more by name.
 *
 * What is sent comes back by the input queue, so that sender and receiver
 * never nest.  lo0 is made and ends with its stack.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include "kernel/lib/string.h"
#include "subsys/net/if_priv.h"
#include "subsys/net/netisr.h"

#define LOMTU	16384

static int
loop_transmit(struct ifnet *ifp, struct mbuf *m)
{
	/* sums need no check: the bytes have not left this memory */
	m->m_csum |= CSUM_DATA_VALID | CSUM_IP_VALID;
	m->m_flags |= M_LOOP;
	if_input_queue(ifp, m);
	return 0;
}

static void
loop_input(struct ifnet *ifp, struct mbuf *m)
{
	netisr_dispatch(m->m_proto, ifp, m);
}

static void
loop_free(struct ifnet *ifp)
{
	kmem_free(ifp);
}

static const struct if_ops loop_ops = {
	.io_transmit = loop_transmit,
	.io_input = loop_input,
	.io_free = loop_free,
};

static int
loop_create(const struct if_clone *ic, int unit, struct ifnet **out)
{
	struct ifnet *ifp;
	int error, n = unit < 0 ? 0 : unit;

	ifp = VNET_ALLOC(sizeof(*ifp), KM_ZERO);
	if (ifp == NULL)
		return ENOMEM;
	if_init(ifp, &loop_ops);
	ifp->if_clone = ic;
	ifp->if_type = IFT_LOOP;
	ifp->if_mtu = LOMTU;
	ifp->if_flags = IFF_LOOPBACK | IFF_MULTICAST | IFF_RUNNING |
	    IFF_LOWER_UP;
	ifp->if_link_state = LINK_STATE_UP;
	do {
		snprintf(ifp->if_xname, sizeof(ifp->if_xname), "lo%d", n++);
		error = if_attach(ifp);
	} while (error == EEXIST && unit < 0);
	if (error != 0)
		if_drop(ifp);
	else
		*out = ifp;
	return error;
}

static void
loop_leave(struct ifnet *ifp)
{
	if_detach(ifp);
	if_drop(ifp);
}

static void
loop_destroy(struct ifnet *ifp)
{
	if (strcmp(ifp->if_xname, "lo0") != 0)
		loop_leave(ifp);
}

static const struct if_clone loop_clone = {
	.ic_name = "lo",
	.ic_create = loop_create,
	.ic_destroy = loop_destroy,
	.ic_leave = loop_leave,
};
IF_CLONE(loop_clone);

VNET_DEFINE(struct ifnet *, loif);	/* [I] lo0 while the stack lives */
#define V_loif	VNET(loif)

static int
loop_part_create(void)
{
	int error;

	mutex_lock(&if_config_lock);
	error = loop_create(&loop_clone, 0, &V_loif);
	mutex_unlock(&if_config_lock);
	return error;
}

struct ifnet *
if_loopback(void)
{
	return V_loif;
}

VNET_PART(loop, PHASE_IFACE, loop_part_create, NULL, NULL);
