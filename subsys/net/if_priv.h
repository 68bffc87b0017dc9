// SPDX-License-Identifier: BSD-2-Clause
/* if_priv - what the files about interfaces share. */
#pragma once

#include "subsys/net/if.h"
#include "subsys/net/vnet.h"

VNET_DECLARE(struct spinlock, if_lock);
#define V_if_lock	VNET(if_lock)
VNET_DECLARE(struct list, ifnet);		/* [v] by if_index */
#define V_ifnet		VNET(ifnet)
VNET_DECLARE(struct list, if_cloners);		/* [c] of this stack alone */
#define V_if_cloners	VNET(if_cloners)
VNET_DECLARE(int, if_closing);			/* [c] takes no more in */
#define V_if_closing	VNET(if_closing)
VNET_DECLARE(int, if_away);			/* [c] at home here, lent out */
#define V_if_away	VNET(if_away)

/* The listed interface of that name; [v] held. */
struct ifnet *if_find_locked(const char *name);
/* Shut both doors and wait until nobody is inside.  [c] held. */
void	if_silence(struct ifnet *ifp);
/* All interfaces leave the ending current stack. */
void	if_leave_all(void);

/* Take away all that ic made, from whatever stack.  [c] held. */
void	if_clone_purge(const struct if_clone *ic);

extern struct taskq *netisr_taskq;	/* [I] works off the input queues */
