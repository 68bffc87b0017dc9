// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/kernel - FreeBSD's places in the order of start, as our phases.
 */
#pragma once

#include "kernel/lib/init.h"

#define SI_SUB_INIT_IF			PHASE_IFACE
#define SI_SUB_PSEUDO			PHASE_IFACE
#define SI_SUB_PROTO_BEGIN		PHASE_FILTER
#define SI_SUB_PROTO_PFIL		PHASE_FILTER
#define SI_SUB_PROTO_FIREWALL		PHASE_FILTER
#define SI_SUB_PROTO_IF			PHASE_IFACE
#define SI_SUB_PROTO_DOMAININIT		PHASE_PROTO
#define SI_SUB_PROTO_DOMAIN		PHASE_PROTO
#define SI_SUB_PROTO_IFATTACHDOMAIN	PHASE_ADDR
#define SI_ORDER_FIRST			0
#define SI_ORDER_SECOND			1
#define SI_ORDER_MIDDLE			2
#define SI_ORDER_ANY			3
