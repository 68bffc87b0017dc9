// SPDX-License-Identifier: BSD-2-Clause
/*
 * file_priv - what the debugger's part may look at.
 */
#pragma once

#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"

extern struct spinlock files_lock;	/* class "files" */
extern struct list files_all;	/* [files] every open file, by f_all */
