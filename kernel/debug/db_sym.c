// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_sym - names for addresses, addresses for names.
 *
 * The build appends a table of all symbols, sorted by address; bootinfo
 * points at it.  By address it is searched by halves, by name from end to
 * end: the latter is rare, and a second table would cost memory always.
 * Works from the first instruction of C on, and in ruins.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db.h"
#include "kernel/lib/string.h"

/*
 * An address this far beyond a symbol of unknown size is not in it: it is
 * data without a name, or a number that only looks like an address.
 */
#define SYM_MAX_OFFSET	0x10000u

/* The last symbol at or below offset, or NULL. */
static const struct ksym *
sym_below(uint32_t offset)
{
	const struct ksym *sym = bootinfo.bi_sym;
	uint32_t low = 0, high = bootinfo.bi_sym_count, mid;

	if (sym == NULL)
		return NULL;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (sym[mid].ks_offset <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &sym[low - 1];
}

int
db_sym_find(uintptr_t addr, const char **name, uintptr_t *offset)
{
	const struct ksym *sym;
	uint32_t beyond, limit;

	if (addr < KERNEL_BASE || addr - KERNEL_BASE > UINT32_MAX)
		return ENOENT;
	sym = sym_below((uint32_t)(addr - KERNEL_BASE));
	if (sym == NULL)
		return ENOENT;

	beyond = (uint32_t)(addr - KERNEL_BASE) - sym->ks_offset;
	limit = sym->ks_size != 0 ? sym->ks_size : SYM_MAX_OFFSET;
	/* "<=": a call that never returns leaves an address just behind. */
	if (beyond > limit)
		return ENOENT;
	*name = bootinfo.bi_sym_names + sym->ks_name;
	*offset = beyond;
	return 0;
}

/* Is name the table's, or the part of it behind "FILE:"? */
static int
sym_is(const char *full, const char *name)
{
	const char *colon = strchr(full, ':');

	return strcmp(full, name) == 0 ||
	    (colon != NULL && strcmp(colon + 1, name) == 0);
}

int
db_sym_value(const char *name, uintptr_t *addr, size_t *size)
{
	const struct ksym *sym = bootinfo.bi_sym;
	int error = ENOENT;
	uint32_t i;

	for (i = 0; sym != NULL && i < bootinfo.bi_sym_count; i++) {
		if (!sym_is(bootinfo.bi_sym_names + sym[i].ks_name, name))
			continue;
		*addr = KERNEL_BASE + sym[i].ks_offset;
		*size = sym[i].ks_size;
		/* Only names with a file may come twice. */
		if (strchr(bootinfo.bi_sym_names + sym[i].ks_name, ':') ==
		    NULL || strchr(name, ':') != NULL)
			return 0;
		if (error == 0)
			return EEXIST;
		error = 0;
	}
	return error;
}

void
db_print_symbol(uintptr_t addr)
{
	const char *name;
	uintptr_t offset;

	if (db_sym_find(addr, &name, &offset) != 0)
		db_printf("0x%lx", addr);
	else if (offset == 0)
		db_printf("%s", name);
	else
		db_printf("%s+0x%lx", name, offset);
}
