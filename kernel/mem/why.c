// SPDX-License-Identifier: BSD-2-Clause
/*
 * why - the parts of a container, and memory that belongs to it.
 *
 * Every object on the heap names the ledger entry it is charged to, behind
 * it (slab.c) or in the struct page of its first page (kmem.c).  So of any
 * pointer into the heap it can be said whose the object is and which line
 * of the source allocated it, without a search: a timer that nobody knows
 * anything about is found to be a container's by where it lies.
 */
#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/mem/ledger.h"
#include "kernel/mem/page.h"
#include "kernel/mem/slab.h"
#include "kernel/mem/why.h"

SET_DECLARE(why_walker, const struct why_walker);

void
why_add(struct why *wy, const void *start, size_t size,
    const struct ledger *ld)
{
	if (wy->wy_nparts == WHY_PARTS)
		return;
	wy->wy_part[wy->wy_nparts++] = (struct why_part){
		(uintptr_t)start, size, ld
	};
}

void
why_ask(struct why *wy)
{
	const struct why_walker *const *ww;

	SET_FOREACH(ww, why_walker)
		(*ww)->ww_walk(wy);
}

void
why_line(struct why *wy, const char *kind)
{
	wy->wy_found++;
	db_printf("  %-11s ", kind);
}

int
why_is_part(const struct why *wy, const void *p)
{
	const struct why_part *wp = wy->wy_part;

	for (; wp < wy->wy_part + wy->wy_nparts; wp++)
		if ((uintptr_t)p - wp->wp_start < wp->wp_size)
			return 1;
	return 0;
}

int
why_is_charged(const struct why *wy, const struct ledger *ld)
{
	const struct why_part *wp = wy->wy_part;

	for (; wp < wy->wy_part + wy->wy_nparts && ld != NULL; wp++)
		if (wp->wp_ledger == ld)
			return 1;
	return 0;
}

/* Where a slab keeps the entry of the object p points into. */
static uintptr_t
slab_trailer(const struct slab_cache *sc, uintptr_t p)
{
	uintptr_t base = p & ~((PAGE_SIZE << sc->sc_order) - 1);

	return base + (p - base) / sc->sc_stride * sc->sc_stride +
	    sc->sc_stride - sizeof(struct ledger_entry *);
}

/* The entry that the heap's object around p is charged to; 0 or ENOENT. */
static int
entry_of(const void *p, struct ledger_entry *le)
{
	const struct page *pg = page_of(va_to_pa(p));
	uintptr_t entry = 0;

	if (pg == NULL)
		return 0;	/* a variable, a stack: not of the heap */
	if (pg->pg_state == PG_SLAB)
		(void)db_read(slab_trailer(pg->pg_owner, (uintptr_t)p),
		    &entry, sizeof(entry));
	else if (pg->pg_state == PG_KMEM)
		entry = (uintptr_t)pg->pg_owner;
	return entry != 0 && db_read(entry, le, sizeof(*le)) == 0;
}

int
why_owns(const struct why *wy, const void *p)
{
	struct ledger_entry le;

	return why_is_part(wy, p) ||
	    (entry_of(p, &le) && why_is_charged(wy, le.le_ledger));
}

void
why_print_site(const void *p)
{
	struct ledger_entry le;
	struct alloc_site site;

	if (entry_of(p, &le) && db_read((uintptr_t)le.le_site, &site,
	    sizeof(site)) == 0)
		db_printf(", allocated at %s:%d %s", site.as_file,
		    site.as_line, site.as_func);
	db_printf("\n");
}
