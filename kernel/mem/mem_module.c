// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem_module - caches that a module made and did not destroy: at least the
 * name lies in it, which whoever lists the caches reads.
 */
#include "kernel/lib/module_user.h"
#include "kernel/mem/mem_priv.h"
#include "kernel/mem/slab.h"

static void
cache_users(struct module_use *mu)
{
	struct slab_cache *sc;

	spin_lock(&slab_list_lock);
	LIST_FOREACH(sc, &slab_list, sc_all)
		if (module_has(mu, (uintptr_t)sc->sc_name))
			module_note(mu, "%s", sc->sc_name);
	spin_unlock(&slab_list_lock);
}

MODULE_USER("caches", 0, cache_users);
