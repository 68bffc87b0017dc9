// SPDX-License-Identifier: BSD-2-Clause
/* kt_huge - more variables than the reserve behind a template holds. */
#include "kernel/kld/module.h"
#include "subsys/net/vnet.h"

VNET_DEFINE_STATIC(char, huge[9000]) = "huge";	/* [I] */

MODULE(kt_huge, NULL, NULL, "9000 bytes for each stack");
