// SPDX-License-Identifier: BSD-2-Clause
/*
 * module_user - who keeps pointers into modules, as records.
 *
 * An object that outlives a call and holds a function or record of a module
 * (a pending callout, a socket's protocol, an interface's methods) keeps the
 * module loaded.  The layer that has such objects counts them.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/linker_set.h"

struct module_user {
	const char *mu_name;		/* [I] "callouts": plural */
	/* Objects with a pointer into [lo, hi).  Thread context; may sleep. */
	int (*mu_count)(uintptr_t lo, uintptr_t hi);	/* [I] */
};

#define MODULE_USER(name, func)						\
	static const struct module_user module_user_##func = {		\
		name, func						\
	};								\
	SET_ENTRY(module_user, module_user_##func)
