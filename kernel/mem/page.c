// SPDX-License-Identifier: BSD-2-Clause
/*
 * page - the buddy allocator.
 *
 * Free memory is kept in blocks of 2^order pages, aligned to their size, on
 * one list an order.  A block's buddy is the other half of the next larger
 * block; when both are free they are joined, so free memory never stays
 * needlessly cut up.  Single pages, by far the commonest, come from a small
 * cache of each CPU; batches go between it and the lists.
 *
 * Locks: [p] page_lock; [c] the lock word of a CPU's cache, taken before
 * page_lock.
 */
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/lock/spin.h"
#include "kernel/lock/witness.h"
#include "kernel/mem/mem_priv.h"

#define ORDERS		(PAGE_ORDER_MAX + 1)
#define CACHE_PAGES	30
#define CACHE_BATCH	15
#define SLEEP_TRIES	8	/* waits for memory before giving up */
#define MEMORY_MIN	(4ul << 20)	/* less cannot work */

struct page_cache {
	volatile uint32_t pc_lock;		/* [a] see cpulock_enter */
	uint32_t pc_count;			/* [c] */
	struct page *pc_page[CACHE_PAGES];	/* [c] */
} __attribute__((aligned(64)));

static struct spinlock page_lock = SPIN_INITIALIZER("page");
static struct list page_lists[ORDERS];		/* [p] */
static uint64_t page_free_pages;		/* [p] on the lists */
static uint64_t page_managed;			/* [I] */
static struct page *page_array;			/* [I] by page number */
static uint64_t page_limit;			/* [I] numbers in page_array */
static struct page_cache page_caches[CPU_MAX];	/* [c] */

struct page *
page_of(paddr_t pa)
{
	struct page *pg = &page_array[pa >> PAGE_SHIFT];

	if (pa >> PAGE_SHIFT >= page_limit || pg->pg_state == PG_RESERVED)
		return NULL;
	return pg;
}

paddr_t
page_pa(const struct page *pg)
{
	return (paddr_t)(pg - page_array) << PAGE_SHIFT;
}

/* Put a block on its list, joined with as many buddies as are free. */
static void
block_insert_locked(struct page *pg, unsigned order)
{
	uint64_t n = (uint64_t)(pg - page_array), buddy;

	page_free_pages += 1ul << order;
	for (; order < PAGE_ORDER_MAX; order++) {
		buddy = n ^ 1ul << order;
		if (buddy >= page_limit ||
		    page_array[buddy].pg_state != PG_FREE ||
		    page_array[buddy].pg_order != order)
			break;
		list_remove(&page_array[buddy].pg_link);
		page_array[buddy].pg_state = PG_USED;	/* heads no more */
		n &= ~(1ul << order);
	}
	pg = &page_array[n];
	pg->pg_state = PG_FREE;
	pg->pg_order = (uint8_t)order;
	list_insert_head(&page_lists[order], &pg->pg_link);
}

/* Take a block of the order, cutting up a larger one if need be. */
static struct page *
block_take_locked(unsigned order)
{
	struct page *pg, *half;
	unsigned o = order;

	while (o < ORDERS && list_empty(&page_lists[o]))
		o++;
	if (o >= ORDERS)
		return NULL;
	pg = LIST_FIRST(&page_lists[o], struct page, pg_link);
	list_remove(&pg->pg_link);
	while (o > order) {
		half = pg + (1ul << --o);
		half->pg_state = PG_FREE;
		half->pg_order = (uint8_t)o;
		list_insert_head(&page_lists[o], &half->pg_link);
	}
	pg->pg_state = PG_USED;
	page_free_pages -= 1ul << order;
	return pg;
}

static void
cache_fill(struct page_cache *pc)
{
	struct page *pg;

	spin_lock(&page_lock);
	while (pc->pc_count < CACHE_BATCH) {
		pg = block_take_locked(0);
		if (pg == NULL)
			break;
		pg->pg_state = PG_CACHED;
		pc->pc_page[pc->pc_count++] = pg;
	}
	spin_unlock(&page_lock);
}

/* Give pages back until no more than keep are left. */
static void
cache_spill(struct page_cache *pc, uint32_t keep)
{
	spin_lock(&page_lock);
	while (pc->pc_count > keep)
		block_insert_locked(pc->pc_page[--pc->pc_count], 0);
	spin_unlock(&page_lock);
}

static struct page *
cache_take(void)
{
	struct page_cache *pc;
	struct page *pg = NULL;
	uint64_t flags = cpu_intr_save();

	pc = &page_caches[percpu_self()->pc_id];
	cpulock_enter(&pc->pc_lock);
	if (pc->pc_count == 0)
		cache_fill(pc);
	if (pc->pc_count > 0)
		pg = pc->pc_page[--pc->pc_count];
	cpulock_leave(&pc->pc_lock, flags);
	return pg;
}

static void
cache_give(struct page *pg)
{
	struct page_cache *pc;
	uint64_t flags = cpu_intr_save();

	pc = &page_caches[percpu_self()->pc_id];
	cpulock_enter(&pc->pc_lock);
	if (pc->pc_count == CACHE_PAGES)
		cache_spill(pc, CACHE_PAGES - CACHE_BATCH);
	pg->pg_state = PG_CACHED;
	pc->pc_page[pc->pc_count++] = pg;
	cpulock_leave(&pc->pc_lock, flags);
}

static struct page *
block_take(unsigned order)
{
	struct page *pg;

	if (order == 0)
		return cache_take();
	spin_lock(&page_lock);
	pg = block_take_locked(order);
	spin_unlock(&page_lock);
	return pg;
}

/* Nothing was free: empty the caches, ask for sacrifices, wait. */
static struct page *
page_take_hard(unsigned order, int flags)
{
	struct page *pg;
	int tries;

	page_drain();
	pg = block_take(order);
	if (pg != NULL || (flags & KM_NOSLEEP) != 0)
		return pg;
	for (tries = 0; tries < SLEEP_TRIES && pg == NULL; tries++) {
		mem_reclaim();
		pg = block_take(order);
		if (pg == NULL && !mem_wait())
			break;
	}
	return pg;
}

struct page *
page_take(unsigned order, int flags)
{
	struct page *pg;

	if (order > PAGE_ORDER_MAX)
		return NULL;
	if ((flags & KM_NOSLEEP) == 0)
		witness_may_sleep("page_alloc(KM_SLEEP)");
	pg = block_take(order);
	if (pg == NULL)
		pg = page_take_hard(order, flags);
	if (pg == NULL)
		return NULL;
	pg->pg_state = PG_USED;
	pg->pg_order = (uint8_t)order;
	pg->pg_refs = 1;
	pg->pg_flags = 0;
	pg->pg_owner = NULL;
	if ((flags & KM_ZERO) != 0)
		memset(page_va(pg), 0, PAGE_SIZE << order);
	return pg;
}

struct page *
page_alloc(unsigned order, int flags)
{
	if (fault_check(NULL, PAGE_SIZE << order, NULL))
		return NULL;
	return page_take(order, flags);
}

void
page_free(struct page *pg, unsigned order)
{
	KASSERT(pg->pg_state >= PG_USED);
	if (order == 0) {
		cache_give(pg);
		return;
	}
	spin_lock(&page_lock);
	block_insert_locked(pg, order);
	spin_unlock(&page_lock);
}

void
page_hold(struct page *pg)
{
	KASSERT(pg->pg_refs > 0);
	atomic_add(&pg->pg_refs, 1);
}

int
page_drop(struct page *pg)
{
	KASSERT(pg->pg_refs > 0);
	if (atomic_sub(&pg->pg_refs, 1) != 0)
		return 0;
	page_free(pg, 0);
	return 1;
}

void
page_drain(void)
{
	struct page_cache *pc;
	uint64_t flags;

	for (pc = page_caches; pc < page_caches + CPU_MAX; pc++) {
		if (pc->pc_count == 0)
			continue;
		flags = cpulock_enter(&pc->pc_lock);
		cache_spill(pc, 0);
		cpulock_leave(&pc->pc_lock, flags);
	}
}

uint64_t
page_total(void)
{
	return page_managed;
}

uint64_t
page_free_count(void)
{
	return atomic_load_relaxed(&page_free_pages);
}

/* Cut room for the array of pages out of the first range that has it. */
static void
page_array_make(uint64_t limit)
{
	size_t size = round_page(limit * sizeof(struct page));
	struct boot_range *br;
	uint32_t i;

	for (i = 0; i < bootinfo.bi_free_count; i++) {
		br = &bootinfo.bi_free[i];
		if (br->br_end - br->br_start < size)
			continue;
		page_array = pa_to_va(br->br_start);
		br->br_start += size;
		page_limit = limit;
		memset(page_array, 0, size);	/* all PG_RESERVED */
		return;
	}
	panic("too little memory: %lu KiB wanted for the page table of RAM",
	    size / 1024);
}

/* Hand the pages of one range to the lists, in the largest blocks. */
static void
page_range_add_locked(uint64_t n, uint64_t end)
{
	unsigned order;

	page_managed += end - n;
	while (n < end) {
		order = 0;
		while (order < PAGE_ORDER_MAX && (n >> order & 1) == 0 &&
		    n + (2ul << order) <= end)
			order++;
		block_insert_locked(&page_array[n], order);
		n += 1ul << order;
	}
}

/* All pages of a free block but the first are told from reserved ones. */
static void
page_range_mark(uint64_t n, uint64_t end)
{
	for (; n < end; n++)
		page_array[n].pg_state = PG_USED;
}

void
page_init(void)
{
	const struct boot_range *br = bootinfo.bi_free;
	uint32_t i, count = bootinfo.bi_free_count;

	if (count == 0 || bootinfo.bi_ram_bytes < MEMORY_MIN)
		panic("too little memory: %lu KiB",
		    bootinfo.bi_ram_bytes / 1024);
	for (i = 0; i < ORDERS; i++)
		list_init(&page_lists[i]);
	page_array_make(br[count - 1].br_end >> PAGE_SHIFT);
	spin_lock(&page_lock);
	for (i = 0; i < count; i++) {
		if (br[i].br_start >= br[i].br_end)
			continue;
		page_range_mark(br[i].br_start >> PAGE_SHIFT,
		    br[i].br_end >> PAGE_SHIFT);
		page_range_add_locked(br[i].br_start >> PAGE_SHIFT,
		    br[i].br_end >> PAGE_SHIFT);
	}
	spin_unlock(&page_lock);
}

SYSCTL_U64(pages, "vm.pages", SYSCTL_RD, page_managed,
    "pages of memory in all");
SYSCTL_U64(free, "vm.pages_free", SYSCTL_RD, page_free_pages,
    "free pages, those in caches not counted");
