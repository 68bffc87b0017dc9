// SPDX-License-Identifier: BSD-2-Clause
/*
 * dev_priv - what the debugger's part may look at.
 */
#pragma once

#include "kernel/lib/list.h"

extern struct list dev_list;	/* [dev] every device, by dv_link */
