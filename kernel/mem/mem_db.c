// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem_db - memory, for the debugger: pages, caches, who allocated what.
 */
#include <sys/errno.h>

#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/ledger.h"
#include "kernel/mem/page.h"
#include "kernel/mem/slab.h"

static const char *const page_states[] = {
	[PG_RESERVED] = "reserved", [PG_FREE] = "free",
	[PG_CACHED] = "cached", [PG_USED] = "used", [PG_SLAB] = "slab",
	[PG_KMEM] = "kmem",
};

#define PAGE_STATES	(sizeof(page_states) / sizeof(page_states[0]))

/* Directory parts say nothing that the file name does not. */
static const char *
file_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

static void
malloc_line(const struct ledger_entry *le, void *arg)
{
	const struct alloc_site *site = le->le_site;
	char where[48];

	(void)arg;
	if (db_quit() || site == NULL)
		return;
	snprintf(where, sizeof(where), "%s:%d", file_base(site->as_file),
	    site->as_line);
	db_printf("%10ld %8ld  %-24s %s\n", le->le_bytes, le->le_objects,
	    where, site->as_func);
}

/* show malloc: the base system's allocations by call site. */
static void
mem_db_malloc(int nwords, char *const *words)
{
	(void)nwords, (void)words;
	db_printf("%10s %8s  %-24s %s\n", "bytes", "objects", "where",
	    "function");
	ledger_report(&ledger_base, malloc_line, NULL);
}

/* show uma: the caches of objects. */
static void
mem_db_slabs(int nwords, char *const *words)
{
	const struct slab_cache *sc;
	uint64_t cached;
	unsigned i;

	(void)nwords, (void)words;
	db_printf("%-20s %6s %8s %8s %8s %6s\n", "cache", "size", "used",
	    "cached", "slabs", "empty");
	LIST_FOREACH(sc, &slab_list, sc_all) {
		if (db_quit())
			break;
		cached = 0;
		for (i = 0; i < sc->sc_ncpu; i++)
			cached += sc->sc_mag[i].mg_count;
		db_printf("%-20s %6u %8lu %8lu %8lu %6lu\n", sc->sc_name,
		    sc->sc_size, sc->sc_out - cached, cached, sc->sc_slabs,
		    sc->sc_empty);
	}
}

static void
page_print(const struct page *pg)
{
	db_printf("page %p: pa 0x%lx, %s, order %u, refs %u, flags 0x%x, "
	    "owner ", (const void *)pg, page_pa(pg),
	    pg->pg_state < PAGE_STATES ? page_states[pg->pg_state] : "?",
	    pg->pg_order, pg->pg_refs, pg->pg_flags);
	db_print_symbol((uintptr_t)pg->pg_owner);
	db_printf("\n");
}

/* show page [ADDR]: physical, or in the direct map; without, totals. */
static void
mem_db_page(int nwords, char *const *words)
{
	const struct page *pg;
	uintptr_t addr;
	size_t size;

	if (nwords == 0) {
		db_printf("%lu pages of %lu bytes, %lu free\n", page_total(),
		    PAGE_SIZE, page_free_count());
		return;
	}
	if (db_eval(nwords, words, &addr, &size) != 0)
		db_fail(EINVAL);
	if (addr >= DIRECT_BASE)
		addr = va_to_pa(addr);
	pg = page_of(addr);
	if (pg == NULL) {
		db_printf("no memory there\n");
		db_fail(ENOENT);
	}
	page_print(pg);
}

DB_COMMAND("show malloc", "", "the base system's memory by call site",
    DB_ANY, mem_db_malloc);
DB_COMMAND("show uma", "", "caches of objects", DB_ANY, mem_db_slabs);
DB_COMMAND("show page", "[ADDR]", "a page of memory, or how many are free",
    DB_ANY, mem_db_page);
