// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fbsdhook - per-vnet event handlers as a FreeBSD module has them.
 */
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

#include "kernel/kld/module.h"

VNET_DEFINE_STATIC(int, fbsd_arrived);	/* [a] */
#define V_fbsd_arrived	VNET(fbsd_arrived)
VNET_DEFINE_STATIC(int, fbsd_departed);	/* [a] */
#define V_fbsd_departed	VNET(fbsd_departed)

SYSCTL_INT(_net_link, OID_AUTO, fbsd_arrived, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsd_arrived), 0, "interfaces that came to the stack");
SYSCTL_INT(_net_link, OID_AUTO, fbsd_departed, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsd_departed), 0, "interfaces that left the stack");

static void
fbsd_arrival(void *arg, struct ifnet *ifp)
{
	(void)arg;
	(void)ifp;
	atomic_add(&V_fbsd_arrived, 1);
}
EVENTHANDLER_DEFINE(ifnet_arrival_event, fbsd_arrival, NULL,
    EVENTHANDLER_PRI_ANY);

static void
fbsd_departure(void *arg, struct ifnet *ifp)
{
	(void)arg;
	(void)ifp;
	atomic_add(&V_fbsd_departed, 1);
}
EVENTHANDLER_DEFINE(ifnet_departure_event, fbsd_departure, NULL,
    EVENTHANDLER_PRI_ANY);

MODULE(kt_fbsdhook, NULL, NULL, "event handlers of each stack");
