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
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"

/*
 * An address this far beyond a symbol of unknown size is not in it: it is
 * data without a name, or a number that only looks like an address.
 */
#define SYM_MAX_OFFSET	0x10000u

static struct db_symtab *symtabs;	/* [a] of modules */

static struct db_symtab
kernel_symtab(void)
{
	return (struct db_symtab){
		.dt_next = symtabs,
		.dt_sym = bootinfo.bi_sym,
		.dt_count = bootinfo.bi_sym != NULL ?
		    bootinfo.bi_sym_count : 0,
		.dt_names = bootinfo.bi_sym_names,
	};
}

void
db_symtab_add(struct db_symtab *dt)
{
	dt->dt_next = symtabs;
	atomic_store(&symtabs, dt);
}

void
db_symtab_remove(struct db_symtab *dt)
{
	struct db_symtab **at = &symtabs;

	while (*at != NULL && *at != dt)
		at = &(*at)->dt_next;
	if (*at == dt)
		atomic_store(at, dt->dt_next);
}

/* The last symbol at or below offset, or NULL. */
static const struct ksym *
sym_below(const struct db_symtab *dt, uint32_t offset)
{
	const struct ksym *sym = dt->dt_sym;
	uint32_t low = 0, high = dt->dt_count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (sym[mid].ks_offset <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low == 0 ? NULL : &sym[low - 1];
}

/* The symbol of dt that offset lies in; one of no size goes on so far. */
static int
symtab_find(const struct db_symtab *dt, uint32_t at, uint32_t unsized,
    const char **name, uintptr_t *offset)
{
	const struct ksym *sym = sym_below(dt, at);
	uint32_t beyond, limit;

	if (sym == NULL)
		return ENOENT;
	beyond = at - sym->ks_offset;
	limit = sym->ks_size != 0 ? sym->ks_size : unsized;
	/* "<=": a call that never returns leaves an address just behind. */
	if (beyond > limit)
		return ENOENT;
	*name = dt->dt_names + sym->ks_name;
	*offset = beyond;
	return 0;
}

/*
 * Modules first: their instanced variables lie in the kernel's own range,
 * behind the last symbol of a template.
 */
int
db_sym_find(uintptr_t addr, const char **name, uintptr_t *offset)
{
	struct db_symtab kernel = kernel_symtab();
	const struct db_symtab *dt;

	if (addr < KERNEL_BASE || addr - KERNEL_BASE > UINT32_MAX)
		return ENOENT;
	for (dt = symtabs; dt != NULL; dt = dt->dt_next)
		if (symtab_find(dt, (uint32_t)(addr - KERNEL_BASE), 0, name,
		    offset) == 0)
			return 0;
	return symtab_find(&kernel, (uint32_t)(addr - KERNEL_BASE),
	    SYM_MAX_OFFSET, name, offset);
}

/* Is name the table's, or the part of it behind "FILE:"? */
static int
sym_is(const char *full, const char *name)
{
	const char *colon = strchr(full, ':');

	return strcmp(full, name) == 0 ||
	    (colon != NULL && strcmp(colon + 1, name) == 0);
}

static int
symtab_value(const struct db_symtab *dt, const char *name, uintptr_t *addr,
    size_t *size)
{
	const struct ksym *sym = dt->dt_sym;
	int error = ENOENT;
	uint32_t i;

	for (i = 0; i < dt->dt_count; i++) {
		if (!sym_is(dt->dt_names + sym[i].ks_name, name))
			continue;
		*addr = KERNEL_BASE + sym[i].ks_offset;
		*size = sym[i].ks_size;
		/* Only names with a file may come twice. */
		if (strchr(dt->dt_names + sym[i].ks_name, ':') == NULL ||
		    strchr(name, ':') != NULL)
			return 0;
		if (error == 0)
			return EEXIST;
		error = 0;
	}
	return error;
}

int
db_sym_value(const char *name, uintptr_t *addr, size_t *size)
{
	struct db_symtab kernel = kernel_symtab();
	const struct db_symtab *dt;
	int error = ENOENT;

	for (dt = &kernel; dt != NULL && error == ENOENT; dt = dt->dt_next)
		error = symtab_value(dt, name, addr, size);
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
