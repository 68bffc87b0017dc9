// SPDX-License-Identifier: BSD-2-Clause
/*
 * vm_db - mappings of objects, for other layers' debugger commands.
 */
#pragma once

#include "kernel/vm/vm.h"

struct ledger;

/* A mapping of an object, and whose the object is. */
struct vm_db_mapping {
	struct vm_range vm_range;	/* [t] */
	const struct ledger *vm_ledger;	/* [t] that its pages are charged to */
	const void *vm_cookie;		/* [t] its pager's, or NULL */
};

/*
 * The next mapping of an object, from entry *at on, which is set behind it;
 * 0 or ENOENT.  The machine stands still; reads are guarded.
 */
int	vm_db_next(const struct vm_space *vs, uint32_t *at,
	    struct vm_db_mapping *out);
