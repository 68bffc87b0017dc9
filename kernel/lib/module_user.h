// SPDX-License-Identifier: BSD-2-Clause
/*
 * module_user - who keeps pointers into modules, as records.
 *
 * An object that outlives a call and holds a function or record of a module
 * (a pending callout, a socket's protocol, an interface's methods) keeps the
 * module in memory.  The layer that has such objects counts them, and says
 * of the first what finds it.
 *
 * Two kinds.  What users hold (open files, mounts, sockets) refuses an
 * unload before anything is ended.  The rest is the module's own to end: it
 * is looked for afterwards, and while some is left the memory stays.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/string.h"

/* The question; belongs to who asks. */
struct module_use {
	uintptr_t mu_lo, mu_hi;		/* [t] the module's memory */
	int mu_found;			/* [t] objects so far */
	char mu_who[48];		/* [t] the first of them, in words */
};

#define MODULE_HELD	0x1	/* by users: ask before the end */

struct module_user {
	const char *mu_name;		/* [I] "timers": plural */
	int mu_flags;			/* [I] MODULE_HELD */
	/* Note those with a pointer into it.  Thread context; may sleep. */
	void (*mu_find)(struct module_use *mu);		/* [I] */
};

#define MODULE_USER(name, flags, func)					\
	static const struct module_user module_user_##func = {		\
		name, flags, func					\
	};								\
	SET_ENTRY(module_user, module_user_##func)

/* Does p, a data or function pointer as a number, lead into the module? */
static inline int
module_has(const struct module_use *mu, uintptr_t p)
{
	return p >= mu->mu_lo && p < mu->mu_hi;
}

/* One more; the first one's words are kept.  Any context. */
static inline void __attribute__((format(printf, 2, 3)))
module_note(struct module_use *mu, const char *fmt, ...)
{
	__builtin_va_list ap;

	if (mu->mu_found++ > 0)
		return;
	__builtin_va_start(ap, fmt);
	vsnprintf(mu->mu_who, sizeof(mu->mu_who), fmt, ap);
	__builtin_va_end(ap);
}
