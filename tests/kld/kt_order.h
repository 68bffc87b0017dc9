// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_order - three modules that differ in name and size, for loading and
 * unloading in any order.
 */
#pragma once

#include "kernel/kld/module.h"
#include "subsys/net/vnet.h"

#define ORDER_MODULE(name, grains)					\
	VNET_DEFINE_STATIC(int, order_##name) = 1;			\
	VNET_DEFINE_STATIC(char, order_room_##name[64 * (grains) - 32]); \
	SYSCTL_VNET_INT(order_##name, "net.order." #name, order_##name,	\
	    "1 in each stack");						\
	MODULE(kt_##name, NULL, NULL, "one of three")
