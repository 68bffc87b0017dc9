// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_if - interfaces whose code and memory are a module's: what is sent
 * comes back.
 */
#include <sys/errno.h>
#include <net/if_types.h>

#include "kernel/kld/module.h"
#include "kernel/lib/string.h"
#include "subsys/net/if.h"
#include "subsys/net/netisr.h"
#include "subsys/net/vnet.h"

static int
kt_transmit(struct ifnet *ifp, struct mbuf *m)
{
	if_input_queue(ifp, m);
	return 0;
}

static void
kt_input(struct ifnet *ifp, struct mbuf *m)
{
	netisr_dispatch(m->m_proto, ifp, m);
}

static void
kt_free(struct ifnet *ifp)
{
	kmem_free(ifp);
}

static const struct if_ops kt_ops = {
	.io_transmit = kt_transmit,
	.io_input = kt_input,
	.io_free = kt_free,
};

static int
kt_create(const struct if_clone *ic, int unit, struct ifnet **out)
{
	struct ifnet *ifp = kmem_zalloc(NULL, sizeof(*ifp), KM_SLEEP);
	int error, n = unit < 0 ? 0 : unit;

	if (ifp == NULL)
		return ENOMEM;
	if_init(ifp, &kt_ops);
	ifp->if_clone = ic;
	ifp->if_type = IFT_LOOP;
	ifp->if_mtu = 1500;
	ifp->if_flags = IFF_LOOPBACK | IFF_RUNNING;
	do {
		snprintf(ifp->if_xname, sizeof(ifp->if_xname), "ktif%d",
		    n++);
		error = if_attach(ifp);
	} while (error == EEXIST && unit < 0);
	if (error != 0)
		if_drop(ifp);
	else
		*out = ifp;
	return error;
}

static void
kt_leave(struct ifnet *ifp)
{
	if_detach(ifp);
	if_drop(ifp);
}

static const struct if_clone kt_clone = {
	.ic_name = "ktif",
	.ic_create = kt_create,
	.ic_destroy = kt_leave,
	.ic_leave = kt_leave,
};

IF_CLONE(kt_clone);
MODULE(kt_if, NULL, NULL, "interfaces that give back what they get");
