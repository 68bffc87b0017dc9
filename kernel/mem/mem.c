// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem - bringing the allocators up, and getting memory back.
 *
 * Order of life: pages from the loader's map, sized caches over pages, the
 * ledger's cache over those.  When pages run out, whoever registered a
 * MEM_RECLAIM record is asked to free what it can spare; then the caches
 * of this folder are emptied.
 */
#include "kernel/lib/init.h"
#include "kernel/lib/linker_set.h"
#include "kernel/mem/mem_priv.h"

SET_DECLARE(mem_reclaim, const struct mem_reclaim);

void
mem_reclaim(void)
{
	const struct mem_reclaim *const *mr;

	SET_FOREACH(mr, mem_reclaim)
		(*mr)->mr_func();
	kmem_drain();
}

void
kmem_drain(void)
{
	slab_drain();
	page_drain();
}

static void
mem_init(void)
{
	page_init();
	kmem_init();
	ledger_cache_init();
}

INITCALL(PHASE_MEMORY, mem_init);
