// SPDX-License-Identifier: BSD-2-Clause
/* in_ifaddr - an address of an interface; [n] V_in_lock. */
#pragma once

#include "kernel/lib/list.h"
#include "subsys/inet/in_addr.h"

struct in_ifaddr {
	struct list ia_link;		/* [n] V_in_ifaddrs */
	struct ifnet *ia_ifp;		/* [I] in this stack while listed */
	struct in_addr_info ia_info;	/* [n] */
	uint8_t ia_plen;		/* [n] of the mask */
};
