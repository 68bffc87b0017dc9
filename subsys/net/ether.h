// SPDX-License-Identifier: BSD-2-Clause
/*
 * ether - frames of Ethernet and of what looks like it.
 */
#pragma once

#include <stdint.h>
#include <net/ethernet.h>
#include "subsys/net/if.h"

extern const uint8_t ether_broadcast[ETHER_ADDR_LEN];	/* [I] */

/* Describe ifp as an Ethernet interface with address mac. */
void	ether_ifsetup(struct ifnet *ifp, const uint8_t *mac);
/* Frame m for dst and send it; m consumed.  Errors as if_transmit, ENOBUFS. */
int	ether_output(struct ifnet *ifp, struct mbuf *m, const uint8_t *dst,
	    unsigned type);
/* io_input of Ethernet drivers: m begins with the frame's header. */
void	ether_input(struct ifnet *ifp, struct mbuf *m);
/* A locally administered address from a name and a number. */
void	ether_make_addr(uint8_t *mac, const char *name, uint32_t salt);
