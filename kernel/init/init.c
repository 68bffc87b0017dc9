// SPDX-License-Identifier: BSD-2-Clause
/*
 * init - runs the initcall records, in the order of phase, layer, name.
 *
 * The linker gives the records in no order.  There are a few dozen, so each
 * step simply looks for the smallest that is larger than the last one run:
 * no table, no memory, and the position is one pointer that survives the
 * change from boot stack to thread.
 */
#include "kernel/init/init_priv.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"

SET_DECLARE(initcall, const struct initcall);

static const struct initcall *init_last;	/* [t] the one booting thread */

int
initcall_compare(const struct initcall *a, const struct initcall *b)
{
	if (a->ic_phase != b->ic_phase)
		return a->ic_phase < b->ic_phase ? -1 : 1;
	if (a->ic_layer != b->ic_layer)
		return a->ic_layer < b->ic_layer ? -1 : 1;
	return strcmp(a->ic_name, b->ic_name);
}

/* The first call after last (NULL: of all), or NULL when all are done. */
static const struct initcall *
initcall_next(const struct initcall *last)
{
	const struct initcall *const *p;
	const struct initcall *next = NULL;

	SET_FOREACH(p, initcall) {
		if (last != NULL && initcall_compare(*p, last) <= 0)
			continue;
		if (next == NULL || initcall_compare(*p, next) < 0)
			next = *p;
	}
	return next;
}

void
init_run(void)
{
	const struct initcall *ic;

	while ((ic = initcall_next(init_last)) != NULL) {
		init_last = ic;		/* first: the call may not return */
		ic->ic_func();
	}
}
