// SPDX-License-Identifier: BSD-2-Clause
/*
 * kva - dealing the kernel's arena of addresses.
 *
 * One root entry's worth, 512 GiB, from an arena; every span has a page
 * more at each end that is never mapped, so that running off either is a
 * fault and not somebody else's memory.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/pmap/kva.h"
#include "arch-x86_64/pmap/pmap_priv.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/arena.h"

#define KVA_SIZE	(512ul << 30)
#define GUARD		PAGE_SIZE

static struct arena *kva_arena;		/* [I] */

static void
page_release(paddr_t pa, void *arg)
{
	(void)arg;
	page_free(page_of(pa), 0);
}

void
kva_empty(uintptr_t start, size_t size)
{
	pmap_remove(pmap_kernel, start, start + size, page_release, NULL);
}

/* Map a fresh zeroed page at va; 0 if there is no memory. */
static int
page_supply(uintptr_t va)
{
	struct page *pg = page_alloc(0, KM_SLEEP | KM_ZERO);

	if (pg == NULL)
		return 0;
	if (pmap_enter(pmap_kernel, va, page_pa(pg), PMAP_R | PMAP_W) == 0)
		return 1;
	page_free(pg, 0);
	return 0;
}

int
kva_fill(uintptr_t start, size_t size)
{
	uintptr_t va;

	for (va = start; va < start + size; va += PAGE_SIZE) {
		if (!page_supply(va)) {
			kva_empty(start, size);
			return ENOMEM;
		}
	}
	return 0;
}

void
kva_free(void *va, size_t size)
{
	uintptr_t start = (uintptr_t)va;

	if (va == NULL)
		return;
	kva_empty(start, size);
	arena_free(kva_arena, start - GUARD, size + 2 * GUARD);
}

void *
kva_alloc(size_t size)
{
	uint64_t start;

	if (arena_alloc(kva_arena, size + 2 * GUARD, &start) != 0)
		return NULL;
	if (kva_fill(start + GUARD, size) == 0)
		return (void *)(start + GUARD);
	arena_free(kva_arena, start, size + 2 * GUARD);
	return NULL;
}

void *
kva_map_device(paddr_t pa, size_t size)
{
	paddr_t first = trunc_page(pa), end = round_page(pa + size);
	uint64_t start;
	paddr_t at;

	if (arena_alloc(kva_arena, end - first + 2 * GUARD, &start) != 0)
		return NULL;
	start += GUARD;
	for (at = first; at < end; at += PAGE_SIZE) {
		if (pmap_enter(pmap_kernel, start + (at - first), at,
		    PMAP_R | PMAP_W | PMAP_NOCACHE) == 0)
			continue;
		pmap_remove(pmap_kernel, start, start + (at - first), NULL,
		    NULL);
		arena_free(kva_arena, start - GUARD,
		    end - first + 2 * GUARD);
		return NULL;
	}
	return (char *)start + (pa - first);
}

/* Late in the phase's order only by layer: pages and pmap_init are done. */
static void
kva_init(void)
{
	kva_arena = arena_create("kva", KARENA_BASE, KVA_SIZE, PAGE_SIZE);
	if (kva_arena == NULL)
		panic("kva: no memory");
}

INITCALL(PHASE_MEMORY, kva_init);
