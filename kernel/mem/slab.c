// SPDX-License-Identifier: BSD-2-Clause
/*
 * slab - caches of objects of one size.
 *
 * A slab is a block of pages cut into objects.  Its bookkeeping lies in the
 * struct page of its first page, so objects keep the block's alignment:
 *	pg_link		on sc_partial while it has free objects
 *	pg_refs		objects in use (out, or in a magazine)
 *	pg_flags	first free object, as 1 + its offset / 16; 0 none
 *	pg_owner	the cache, in every page of the block
 * A free object's first two bytes hold the next one in the same form.
 *
 * In front lies a magazine for each CPU, a stack of free objects, so that
 * the common path touches nothing shared.  The last eight bytes of every
 * object's place name the ledger entry it is charged to, so that freeing
 * finds the ledger with no search.
 *
 * Locks: a magazine's word, then sc_lock, both innermost but for the pages,
 * which are got and given back without sc_lock.
 */
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/mem_priv.h"
#include "kernel/mem/slab.h"

#define ALIGN		16
#define TRAILER		sizeof(struct ledger_entry *)

struct list slab_list = LIST_INITIALIZER(slab_list);
struct spinlock slab_list_lock = SPIN_INITIALIZER("slab_list");

/* A free object, linked to the next as pg_flags is. */
struct slab_free {
	uint16_t sf_next;	/* [s] */
};

/* Where obj's ledger entry is noted. */
static inline struct ledger_entry **
trailer(const struct slab_cache *sc, void *obj)
{
	return (struct ledger_entry **)((char *)obj + sc->sc_stride - TRAILER);
}

/* The first page of the slab obj lies in. */
static struct page *
slab_of(const struct slab_cache *sc, const void *obj)
{
	paddr_t pa = va_to_pa(obj) & ~((PAGE_SIZE << sc->sc_order) - 1);

	return page_of(pa);
}

/* Smallest block that wastes at most an eighth, else the largest. */
static uint16_t
order_choose(uint32_t stride)
{
	size_t block;
	uint16_t order;

	for (order = 0; order < SLAB_ORDER_MAX; order++) {
		block = PAGE_SIZE << order;
		if (block >= stride && block % stride <= block / 8)
			break;
	}
	return order;
}

void
slab_setup(struct slab_cache *sc, const char *name, size_t size,
    unsigned ncpu)
{
	sc->sc_name = name;
	spin_init(&sc->sc_lock, "slab");
	list_init(&sc->sc_partial);
	sc->sc_stride = (uint32_t)((size + TRAILER + ALIGN - 1) &
	    ~(size_t)(ALIGN - 1));
	sc->sc_size = (uint32_t)size;
	sc->sc_order = order_choose(sc->sc_stride);
	sc->sc_per_slab = (uint16_t)((PAGE_SIZE << sc->sc_order) /
	    sc->sc_stride);
	KASSERT(sc->sc_per_slab > 0);
	/* Large objects: fewer, so that idle CPUs do not hoard memory. */
	sc->sc_mag_max = sc->sc_stride > 512 ? 5 : MAGAZINE_SIZE;
	sc->sc_ncpu = (uint16_t)ncpu;
	spin_lock(&slab_list_lock);
	list_insert_tail(&slab_list, &sc->sc_all);
	spin_unlock(&slab_list_lock);
}

struct slab_cache *
slab_create(const char *name, size_t size)
{
	struct slab_cache *sc;

	sc = kmem_zalloc(NULL, sizeof(*sc) +
	    cpu_count * sizeof(struct magazine), KM_SLEEP);
	if (sc != NULL)
		slab_setup(sc, name, size, cpu_count);
	return sc;
}

/* Cut a fresh block into free objects and put it among the partial ones. */
static void
slab_format(struct slab_cache *sc, struct page *pg)
{
	struct slab_free *sf;
	char *base = page_va(pg);
	uint32_t i, off;

	for (i = 0; i < 1u << sc->sc_order; i++) {
		pg[i].pg_state = PG_SLAB;
		pg[i].pg_owner = sc;
	}
	pg->pg_refs = 0;
	pg->pg_flags = 0;
	for (i = sc->sc_per_slab; i > 0; i--) {
		off = (i - 1) * sc->sc_stride;
		sf = (struct slab_free *)(base + off);
		sf->sf_next = pg->pg_flags;
		pg->pg_flags = (uint16_t)(1 + off / ALIGN);
	}
}

static int
slab_grow(struct slab_cache *sc, int flags)
{
	struct page *pg = page_take(sc->sc_order, flags & ~KM_ZERO);

	if (pg == NULL)
		return 0;
	slab_format(sc, pg);
	spin_lock(&sc->sc_lock);
	list_insert_head(&sc->sc_partial, &pg->pg_link);
	sc->sc_slabs++;
	sc->sc_empty++;
	spin_unlock(&sc->sc_lock);
	return 1;
}

/* Move up to max objects from partial slabs to objs; returns how many. */
static uint32_t
slab_get_locked(struct slab_cache *sc, void **objs, uint32_t max)
{
	struct slab_free *sf;
	struct page *pg;
	uint32_t n = 0;

	SPIN_ASSERT(&sc->sc_lock);
	while (n < max && !list_empty(&sc->sc_partial)) {
		pg = LIST_FIRST(&sc->sc_partial, struct page, pg_link);
		if (pg->pg_refs++ == 0)
			sc->sc_empty--;
		sf = (struct slab_free *)((char *)page_va(pg) +
		    (pg->pg_flags - 1) * ALIGN);
		pg->pg_flags = sf->sf_next;
		if (pg->pg_flags == 0)
			list_remove(&pg->pg_link);
		objs[n++] = sf;
	}
	sc->sc_out += n;
	return n;
}

/* Put one object back; a slab that is now superfluous goes to spare. */
static void
slab_return_locked(struct slab_cache *sc, void *obj, struct list *spare)
{
	struct page *pg = slab_of(sc, obj);
	struct slab_free *sf = obj;

	SPIN_ASSERT(&sc->sc_lock);
	sf->sf_next = pg->pg_flags;
	if (pg->pg_flags == 0)
		list_insert_head(&sc->sc_partial, &pg->pg_link);
	pg->pg_flags = (uint16_t)(1 + ((char *)obj - (char *)page_va(pg)) /
	    ALIGN);
	sc->sc_out--;
	if (--pg->pg_refs > 0)
		return;
	if (sc->sc_empty > 0) {		/* one empty slab is kept */
		list_remove(&pg->pg_link);
		list_insert_tail(spare, &pg->pg_link);
		sc->sc_slabs--;
	} else {
		sc->sc_empty++;
	}
}

static void
slabs_free(struct slab_cache *sc, struct list *spare)
{
	struct page *pg;

	while ((pg = LIST_FIRST(spare, struct page, pg_link)) != NULL) {
		list_remove(&pg->pg_link);
		page_free(pg, sc->sc_order);
	}
}

/* Return objects from the magazine until keep are left. */
static void
magazine_spill(struct slab_cache *sc, struct magazine *mg, uint32_t keep)
{
	struct list spare;

	list_init(&spare);
	spin_lock(&sc->sc_lock);
	while (mg->mg_count > keep)
		slab_return_locked(sc, mg->mg_object[--mg->mg_count], &spare);
	spin_unlock(&sc->sc_lock);
	slabs_free(sc, &spare);
}

/* The magazine was empty: half fill it, or make a slab. */
static void *
slab_take_hard(struct slab_cache *sc, int flags)
{
	struct magazine *mg;
	uint64_t iflags;
	void *obj = NULL;

	do {
		iflags = cpu_intr_save();
		mg = &sc->sc_mag[percpu_self()->pc_id];
		cpulock_enter(&mg->mg_lock);
		if (mg->mg_count == 0) {
			spin_lock(&sc->sc_lock);
			mg->mg_count = slab_get_locked(sc, mg->mg_object,
			    (sc->sc_mag_max + 1u) / 2);
			spin_unlock(&sc->sc_lock);
		}
		if (mg->mg_count > 0)
			obj = mg->mg_object[--mg->mg_count];
		cpulock_leave(&mg->mg_lock, iflags);
	} while (obj == NULL && slab_grow(sc, flags));
	return obj;
}

void *
slab_take(struct slab_cache *sc, int flags)
{
	struct magazine *mg;
	uint64_t iflags;
	void *obj = NULL;

	iflags = cpu_intr_save();
	mg = &sc->sc_mag[percpu_self()->pc_id];
	cpulock_enter(&mg->mg_lock);
	if (mg->mg_count > 0)
		obj = mg->mg_object[--mg->mg_count];
	cpulock_leave(&mg->mg_lock, iflags);
	if (obj == NULL)
		obj = slab_take_hard(sc, flags);
	if (obj != NULL && (flags & KM_ZERO) != 0)
		memset(obj, 0, sc->sc_size);
	return obj;
}

void
slab_put(struct slab_cache *sc, void *obj)
{
	struct magazine *mg;
	uint64_t iflags;

	iflags = cpu_intr_save();
	mg = &sc->sc_mag[percpu_self()->pc_id];
	cpulock_enter(&mg->mg_lock);
	if (mg->mg_count == sc->sc_mag_max)
		magazine_spill(sc, mg, sc->sc_mag_max / 2);
	mg->mg_object[mg->mg_count++] = obj;
	cpulock_leave(&mg->mg_lock, iflags);
}

void *
slab_alloc_at(struct slab_cache *sc, struct ledger *ld, int flags,
    const struct alloc_site *site)
{
	struct ledger_entry *le;
	void *obj;

	if (fault_check(ld, sc->sc_size, site))
		return NULL;
	obj = slab_take(sc, flags);
	if (obj == NULL)
		return NULL;
	le = ledger_charge(ld, site, sc->sc_stride);
	if (le == NULL) {
		slab_put(sc, obj);
		return NULL;
	}
	*trailer(sc, obj) = le;
	return obj;
}

struct ledger *
slab_ledger(const struct slab_cache *sc, void *obj)
{
	struct ledger *ld = (*trailer(sc, obj))->le_ledger;

	/* The base's totals are nowhere: see ledger.c. */
	return ld != &ledger_base ? ld : NULL;
}

struct ledger *
slab_ledger_within(const struct slab_cache *sc, const void *p)
{
	uintptr_t base = (uintptr_t)p & ~((PAGE_SIZE << sc->sc_order) - 1);
	uintptr_t at = (uintptr_t)p - base;

	return slab_ledger(sc, (void *)(base + at - at % sc->sc_stride));
}

void
slab_free(struct slab_cache *sc, void *obj)
{
	struct ledger_entry *le;

	if (obj == NULL)
		return;
	le = *trailer(sc, obj);
	if (le == NULL)
		panic("%s: %p freed twice", sc->sc_name, obj);
	*trailer(sc, obj) = NULL;
	ledger_release(le, sc->sc_stride);
	slab_put(sc, obj);
}

/* Empty sc's magazines and give its empty slabs back. */
static void
slab_drain_one(struct slab_cache *sc)
{
	struct page *pg, *next;
	struct magazine *mg;
	struct list spare;
	uint64_t iflags;

	for (mg = sc->sc_mag; mg < sc->sc_mag + sc->sc_ncpu; mg++) {
		iflags = cpulock_enter(&mg->mg_lock);
		magazine_spill(sc, mg, 0);
		cpulock_leave(&mg->mg_lock, iflags);
	}
	list_init(&spare);
	spin_lock(&sc->sc_lock);
	LIST_FOREACH_SAFE(pg, &sc->sc_partial, pg_link, next) {
		if (pg->pg_refs > 0)
			continue;
		list_remove(&pg->pg_link);
		list_insert_tail(&spare, &pg->pg_link);
		sc->sc_slabs--;
		sc->sc_empty--;
	}
	spin_unlock(&sc->sc_lock);
	slabs_free(sc, &spare);
}

void
slab_drain(void)
{
	struct slab_cache *sc;

	spin_lock(&slab_list_lock);
	LIST_FOREACH(sc, &slab_list, sc_all)
		slab_drain_one(sc);
	spin_unlock(&slab_list_lock);
}

void
slab_destroy(struct slab_cache *sc)
{
	if (sc == NULL)
		return;
	spin_lock(&slab_list_lock);
	list_remove(&sc->sc_all);
	spin_unlock(&slab_list_lock);
	slab_drain_one(sc);
	KASSERT(sc->sc_out == 0);
	spin_destroy(&sc->sc_lock);
	kmem_free(sc);
}
