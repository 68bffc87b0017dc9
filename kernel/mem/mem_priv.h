// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem_priv - what the files of kernel/mem tell each other only.
 */
#pragma once

#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"

/* Take over bootinfo's free memory.  Panics if it is too little. */
void	page_init(void);
/* page_alloc without the fault injector: for allocators that asked it. */
struct page *page_take(unsigned order, int flags);

/* Make the sized caches.  Panics if there is no memory. */
void	kmem_init(void);

/* One raw object, uncharged and not made to fail; NULL if out of memory. */
void	*slab_take(struct slab_cache *sc, int flags);
void	slab_put(struct slab_cache *sc, void *obj);
/* Empty the magazines of every cache and free the empty slabs. */
void	slab_drain(void);
/* Set up sc, which is static, for objects of size bytes. */
void	slab_setup(struct slab_cache *sc, const char *name, size_t size,
	    unsigned ncpu);

/* Make the cache of ledger entries. */
void	ledger_cache_init(void);

/* Should this allocation of size bytes, charged to ld, be made to fail? */
int	fault_strikes(const struct ledger *ld, size_t size,
	    const struct alloc_site *site);		/* NULL: pages */
static inline int
fault_check(const struct ledger *ld, size_t size,
    const struct alloc_site *site)
{
	return __builtin_expect(fault_after != 0, 0) &&
	    fault_strikes(ld, size, site);
}

/* Ask the MEM_RECLAIM records to free, then empty the caches; no locks. */
void	mem_reclaim(void);

/*
 * A lock for what belongs to one CPU and is emptied by another once in a
 * blue moon: a word, held with interrupts off, innermost of all, hence not
 * witness's business.  Returns what cpulock_leave wants.
 */
static inline uint64_t
cpulock_enter(volatile uint32_t *lock)
{
	uint64_t flags = cpu_intr_save();

	while (__builtin_expect(__atomic_exchange_n(lock, 1,
	    __ATOMIC_ACQUIRE) != 0, 0) && !panicking)
		cpu_pause();
	return flags;
}

static inline void
cpulock_leave(volatile uint32_t *lock, uint64_t flags)
{
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
	cpu_intr_restore(flags);
}
