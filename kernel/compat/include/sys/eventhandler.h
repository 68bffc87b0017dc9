// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/eventhandler - FreeBSD's static event handlers, for the events of
 * interfaces.  A handler runs once an event with the interface's stack
 * current, which is what its per-vnet registration is for.
 */
#pragma once

#include "subsys/net/if.h"

#define EVENTHANDLER_PRI_ANY		10000

#define EVENT_ifnet_arrival_event	IF_EVENT_ARRIVAL
#define EVENT_ifnet_departure_event	IF_EVENT_DEPARTURE
#define EVENT_ifnet_link_event		IF_EVENT_LINK

#define EVENTHANDLER_DEFINE(name, func, arg, priority)			\
	static void							\
	event_##func(struct ifnet *ifp, enum if_event ev)		\
	{								\
		if (ev == EVENT_##name)					\
			func(arg, ifp);					\
	}								\
	IF_HOOK(event_##func)
