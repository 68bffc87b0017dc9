// SPDX-License-Identifier: BSD-2-Clause
/*
 * kmem - allocation by size, over caches of common sizes.
 *
 * Sizes are so spaced that at most a third is wasted, counting the eight
 * bytes a slab keeps behind each object.  What is larger than the largest
 * cache takes whole pages; the struct page then holds the ledger entry and
 * the order.  The state of an address's page says which of both it was.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/mem_priv.h"
#include "kernel/mem/slab.h"

#define GRAIN		16	/* the table of sizes has one entry a grain */
#define SMALL_MAX	2040	/* largest size that comes from a cache */

static const struct kmem_size {
	uint16_t ks_size;
	const char *ks_name;
} kmem_sizes[] = {
	{ 24, "kmem-24" }, { 40, "kmem-40" }, { 56, "kmem-56" },
	{ 88, "kmem-88" }, { 120, "kmem-120" }, { 184, "kmem-184" },
	{ 248, "kmem-248" }, { 376, "kmem-376" }, { 504, "kmem-504" },
	{ 760, "kmem-760" }, { 1016, "kmem-1016" }, { 1352, "kmem-1352" },
	{ SMALL_MAX, "kmem-2040" },
};

#define SIZES	(sizeof(kmem_sizes) / sizeof(kmem_sizes[0]))

static struct slab_cache *kmem_cache[SIZES];	/* [I] */
/* Cache for sizes 8 + 16 i - 15 .. 8 + 16 i: all limits are such. */
static uint8_t kmem_index[(SMALL_MAX - 8) / GRAIN + 1];	/* [I] */

/* Smallest order whose block holds size bytes. */
static unsigned
order_of(size_t size)
{
	unsigned order = 0;

	while (PAGE_SIZE << order < size)
		order++;
	return order;
}

void
kmem_init(void)
{
	size_t each = sizeof(struct slab_cache) +
	    cpu_count * sizeof(struct magazine);
	struct page *pg;
	char *mem;
	size_t i, s = 0;

	pg = page_take(order_of(SIZES * each), KM_NOSLEEP | KM_ZERO);
	if (pg == NULL)
		panic("too little memory for the kernel's heap");
	mem = page_va(pg);
	for (i = 0; i < SIZES; i++) {
		kmem_cache[i] = (struct slab_cache *)(mem + i * each);
		slab_setup(kmem_cache[i], kmem_sizes[i].ks_name,
		    kmem_sizes[i].ks_size, cpu_count);
	}
	for (i = 0; i < sizeof(kmem_index); i++) {
		if (8 + i * GRAIN > kmem_sizes[s].ks_size)
			s++;
		kmem_index[i] = (uint8_t)s;
	}
}

static void *
large_alloc(struct ledger *ld, size_t size, int flags,
    const struct alloc_site *site)
{
	unsigned order = order_of(size);
	struct page *pg;

	if (fault_check(ld, size, site))
		return NULL;
	pg = page_take(order, flags);
	if (pg == NULL)
		return NULL;
	pg->pg_owner = ledger_charge(ld, site, PAGE_SIZE << order);
	if (pg->pg_owner == NULL) {
		page_free(pg, order);
		return NULL;
	}
	pg->pg_state = PG_KMEM;
	return page_va(pg);
}

static void
large_free(struct page *pg)
{
	ledger_release(pg->pg_owner, PAGE_SIZE << pg->pg_order);
	pg->pg_state = PG_USED;
	page_free(pg, pg->pg_order);
}

void *
kmem_alloc_at(struct ledger *ld, size_t size, int flags,
    const struct alloc_site *site)
{
	if (size <= SMALL_MAX)
		return slab_alloc_at(
		    kmem_cache[kmem_index[(size + 7) / GRAIN]], ld, flags,
		    site);
	if (size > PAGE_SIZE << PAGE_ORDER_MAX)
		return NULL;
	return large_alloc(ld, size, flags, site);
}

void
kmem_free(void *p)
{
	struct page *pg;

	if (p == NULL)
		return;
	pg = page_of(va_to_pa(p));
	if (pg != NULL && pg->pg_state == PG_SLAB)
		slab_free(pg->pg_owner, p);
	else if (pg != NULL && pg->pg_state == PG_KMEM)
		large_free(pg);
	else
		panic("kmem_free: %p was not allocated", p);
}

size_t
kmem_room(const void *p)
{
	const struct page *pg = page_of(va_to_pa(p));

	KASSERT(pg != NULL);
	if (pg->pg_state == PG_SLAB)
		return ((struct slab_cache *)pg->pg_owner)->sc_size;
	KASSERT(pg->pg_state == PG_KMEM);
	return PAGE_SIZE << pg->pg_order;
}

struct ledger *
kmem_ledger(const void *p)
{
	const struct page *pg = page_of(va_to_pa(p));
	const struct ledger_entry *le;

	if (pg == NULL)
		return NULL;		/* a variable, a stack */
	if (pg->pg_state == PG_SLAB)
		return slab_ledger_within(pg->pg_owner, p);
	if (pg->pg_state != PG_KMEM)
		return NULL;
	le = pg->pg_owner;
	return le->le_ledger != &ledger_base ? le->le_ledger : NULL;
}

char *
kmem_strdup_at(struct ledger *ld, const char *s, int flags,
    const struct alloc_site *site)
{
	size_t size = strlen(s) + 1;
	char *p = kmem_alloc_at(ld, size, flags, site);

	if (p != NULL)
		memcpy(p, s, size);
	return p;
}
