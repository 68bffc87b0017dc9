// SPDX-License-Identifier: BSD-2-Clause
/*
 * page - physical pages, a buddy allocator over the direct map.
 *
 * Every page of RAM has a struct page.  Pages are handed out in powers of
 * two; all RAM is mapped at DIRECT_BASE, so a page is usable at once.
 * Spin-locked, never sleeps by itself; callable from any context but NMI.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/list.h"

#define KARENA_BASE	0xffffa00000000000UL	/* addresses to deal */

typedef uint64_t paddr_t;	/* a physical address */

#define trunc_page(x)	((uintptr_t)(x) & ~PAGE_MASK)
#define round_page(x)	(((uintptr_t)(x) + PAGE_MASK) & ~PAGE_MASK)
#define pa_to_va(pa)	((void *)((uintptr_t)(pa) + DIRECT_BASE))
#define va_to_pa(va)	((paddr_t)((uintptr_t)(va) - DIRECT_BASE))

#define PAGE_ORDER_MAX	10	/* largest block: 4 MiB */

struct page {
	struct list pg_link;		/* [p] free list; else the owner's */
	volatile uint32_t pg_refs;	/* [a] mappings and objects using it */
	uint8_t pg_order;		/* [p] of the block it heads */
	uint8_t pg_state;		/* [p] PG_* */
	uint16_t pg_flags;		/* [x] the owner's */
	void *pg_owner;			/* [x] slab, object, ledger: owner's */
};

enum page_state {
	PG_RESERVED,	/* not RAM, or never ours */
	PG_FREE,	/* heads a free block */
	PG_CACHED,	/* free, in a CPU's cache */
	PG_USED,
	PG_SLAB,	/* pg_owner is the slab cache */
	PG_KMEM		/* large kmem_alloc; pg_owner its ledger entry */
};

/*
 * Allocation flags, for every allocator.  KM_SLEEP may wait for memory and
 * may still fail; both can give NULL, always to be handled.
 */
#define KM_SLEEP	0x0
#define KM_NOSLEEP	0x1
#define KM_ZERO		0x2

/*
 * 2^order pages, or NULL.  Contents undefined without KM_ZERO.  One
 * reference; pg_owner NULL, pg_flags 0, pg_link for the caller's use.
 */
struct page *page_alloc(unsigned order, int flags);
void	page_free(struct page *pg, unsigned order);

/*
 * Counted pages: alloc gives one reference, the last drop frees (order 0)
 * and says so by nonzero.
 */
void	page_hold(struct page *pg);
int	page_drop(struct page *pg);

struct page *page_of(paddr_t pa);	/* NULL if no RAM there */
paddr_t	page_pa(const struct page *pg);
static inline void *
page_va(const struct page *pg)
{
	return pa_to_va(page_pa(pg));
}

uint64_t page_total(void);		/* pages of RAM managed */
uint64_t page_free_count(void);		/* free now, caches not counted */
/* Give the pages in the CPUs' caches back.  Any context but NMI. */
void	page_drain(void);
