// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/module - FreeBSD's way to say what a module is.
 *
 * The handler hears MOD_LOAD when the module's records are in place, and
 * MOD_QUIESCE, then MOD_UNLOAD before those of its stacks go, of which each
 * may refuse.  Versions and dependencies are what the hash of the headers
 * is for, see kernel/kld/module.h.
 */
#pragma once

#include <sys/errno.h>
#include "kernel/kld/module.h"

typedef const struct module *module_t;
typedef enum modeventtype {
	MOD_LOAD, MOD_UNLOAD, MOD_SHUTDOWN, MOD_QUIESCE
} modeventtype_t;
typedef int (*modeventhand_t)(module_t, int, void *);
typedef struct moduledata {
	const char *name;		/* [I] */
	modeventhand_t evhand;		/* [I] or NULL */
	void *priv;			/* [I] */
} moduledata_t;

/* A handler that does not know the event has nothing against it. */
static inline int
module_event(const struct moduledata *md, int what)
{
	int error;

	if (md->evhand == NULL)
		return 0;
	error = md->evhand(NULL, what, md->priv);
	return error == EOPNOTSUPP && what == MOD_QUIESCE ? 0 : error;
}

#define DECLARE_MODULE(ident, data, sub, order)				\
	static int							\
	module_load_##ident(void)					\
	{								\
		return module_event(&(data), MOD_LOAD);			\
	}								\
	static int							\
	module_unload_##ident(void)					\
	{								\
		int error = module_event(&(data), MOD_QUIESCE);		\
									\
		return error != 0 ? error :				\
		    module_event(&(data), MOD_UNLOAD);			\
	}								\
	MODULE(ident, module_load_##ident, module_unload_##ident,	\
	    "FreeBSD module " #ident)
#define MODULE_VERSION(ident, version)	struct module
#define MODULE_DEPEND(ident, on, min, preferred, max)	struct module
