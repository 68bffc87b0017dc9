// SPDX-License-Identifier: BSD-2-Clause
/* net/vnet - FreeBSD's name of subsys/net/vnet.h, for code written to it. */
#pragma once

#include "subsys/net/vnet.h"
