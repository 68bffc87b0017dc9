// SPDX-License-Identifier: BSD-2-Clause
/* kt_big - variables that fit the reserve, but not what a jail has spare. */
#include "kernel/kld/module.h"
#include "subsys/net/vnet.h"

VNET_DEFINE_STATIC(char, big[5000]) = "big";	/* [I] */

MODULE(kt_big, NULL, NULL, "5000 bytes for each stack");
