// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/kernel - FreeBSD's places in the order of start, as our phases.
 *
 * A place is a phase and a rank in it, so that those of one module that
 * share a phase keep FreeBSD's order among themselves.  Only the order of
 * the numbers means anything.
 */
#pragma once

#include "kernel/lib/init.h"

#define SI_PLACE(phase, rank)		((phase) << 8 | (rank))
#define SI_PHASE(place)			((enum init_phase)((place) >> 8))
#define SI_RANK(place)			((place) & 0xff)

#define SI_SUB_VNET_PRELINK		SI_PLACE(PHASE_FRAMEWORK, 0x10)
#define SI_SUB_KLD			SI_PLACE(PHASE_FRAMEWORK, 0x20)
#define SI_SUB_VNET			SI_PLACE(PHASE_FRAMEWORK, 0x30)
#define SI_SUB_INIT_IF			SI_PLACE(PHASE_IFACE, 0x10)
#define SI_SUB_PSEUDO			SI_PLACE(PHASE_IFACE, 0x20)
#define SI_SUB_PROTO_BEGIN		SI_PLACE(PHASE_FILTER, 0x10)
#define SI_SUB_PROTO_PFIL		SI_PLACE(PHASE_FILTER, 0x20)
#define SI_SUB_PROTO_IF			SI_PLACE(PHASE_IFACE, 0x30)
#define SI_SUB_PROTO_DOMAININIT		SI_PLACE(PHASE_PROTO, 0x10)
#define SI_SUB_PROTO_MC			SI_PLACE(PHASE_PROTO, 0x20)
#define SI_SUB_PROTO_DOMAIN		SI_PLACE(PHASE_PROTO, 0x30)
#define SI_SUB_PROTO_FIREWALL		SI_PLACE(PHASE_FILTER, 0x30)
#define SI_SUB_PROTO_IFATTACHDOMAIN	SI_PLACE(PHASE_ADDR, 0x10)
#define SI_SUB_VNET_DONE		SI_PLACE(PHASE_USER, 0x10)

#define SI_ORDER_FIRST			0x000
#define SI_ORDER_SECOND			0x001
#define SI_ORDER_THIRD			0x002
#define SI_ORDER_FOURTH			0x003
#define SI_ORDER_MIDDLE			0x800
#define SI_ORDER_ANY			0xfff
