// SPDX-License-Identifier: BSD-2-Clause
/*
 * pmap_priv - page table entries and the walk, for this folder only.
 */
#pragma once

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lock/spin.h"

#define PTE_P		0x001ul		/* present */
#define PTE_W		0x002ul
#define PTE_U		0x004ul
#define PTE_PWT		0x008ul
#define PTE_PCD		0x010ul
#define PTE_A		0x020ul		/* accessed */
#define PTE_D		0x040ul		/* dirty */
#define PTE_LARGE	0x080ul
#define PTE_G		0x100ul		/* in all address spaces */
#define PTE_NX		(1ul << 63)
#define PTE_ADDR	0x000ffffffffff000ul

#define PT_ENTRIES	512
#define PT_SPAN(level)	(PAGE_SIZE << 9 * (level))	/* of one entry */
#define PT_INDEX(va, level)						\
	((va) >> (PAGE_SHIFT + 9 * (level)) & (PT_ENTRIES - 1))
#define LARGE_SIZE	PT_SPAN(1)	/* 2 MiB */
#define PT_ROOT		3		/* level of the root table */

/*
 * Tables below the root keep the number of their valid entries in pg_flags
 * of their page; one that falls to zero is freed.  Kernel-half tables are
 * never freed and not counted.
 */
struct pmap {
	struct spinlock pm_lock;	/* class "pmap" */
	uint64_t *pm_root;		/* [I] level 3 table */
	paddr_t pm_cr3;			/* [I] its address */
	volatile uint64_t pm_active;	/* [a] CPUs that have it loaded */
};

/* NX if the processor has it turned on, else 0.  [I] */
extern uint64_t pte_nx;

/* Entry for a 4 KiB page. */
uint64_t pte_make(paddr_t pa, int prot);
/* Protection an entry stands for. */
int	pte_prot(uint64_t pte);

/* Table an entry points to. */
static inline uint64_t *
pte_table(uint64_t pte)
{
	return pa_to_va(pte & PTE_ADDR);
}

/*
 * Tables for va from the root (path[3]) down to the last (path[0]).
 * Returns path[0], or NULL where a table is missing; *next is then, and
 * else too, the first address beyond what the answer holds for (0: the
 * very end).
 */
uint64_t *pmap_walk_locked(struct pmap *pm, uintptr_t va, uint64_t *path[4],
	    uintptr_t *next);

/*
 * Have every CPU that may hold translations of [va, end) in pm forget
 * them; returns when all have.  No spinlock held.
 */
void	tlb_flush(struct pmap *pm, uintptr_t va, uintptr_t end);
/* Have every CPU that has pm loaded load the kernel's tables instead. */
void	tlb_evict(struct pmap *pm);
