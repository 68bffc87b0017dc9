// SPDX-License-Identifier: BSD-2-Clause
/*
 * file_priv - what the debugger's part may look at.
 */
#pragma once

#include "kernel/lib/list.h"

extern struct list files_all;	/* [files] every open file, by f_all */
