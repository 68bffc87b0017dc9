// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_sym - names: what a module asks for, and what it brings.
 *
 * A name is looked for in the kernel's own table, then in the files loaded
 * before, which are then needed by this one and cannot go before it.  Slots
 * of subsystems are numbers and in no table: they are asked of vimage.
 */
#include <sys/errno.h>

#include "kernel/kld/kld_format.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define SLOT	"vimage_slot_"

/* Exactly that name in a table; 0 or ENOENT. */
static int
table_find(const struct db_symtab *dt, const char *name, uint64_t *value)
{
	uint32_t i;

	for (i = 0; i < dt->dt_count; i++) {
		if (strcmp(dt->dt_names + dt->dt_sym[i].ks_name, name) != 0)
			continue;
		*value = KERNEL_BASE + dt->dt_sym[i].ks_offset;
		return 0;
	}
	return ENOENT;
}

/* Note that kf uses other; 0 or ENOSPC. */
static int
file_needs(struct kld_file *kf, struct kld_file *other)
{
	unsigned i;

	for (i = 0; i < kf->kf_nneeds; i++)
		if (kf->kf_needs[i] == other)
			return 0;
	if (i == KLD_NEEDS)
		return kld_say(ENOSPC, "%s: needs more than %d files",
		    kf->kf_name, KLD_NEEDS);
	kf->kf_needs[kf->kf_nneeds++] = other;
	other->kf_users++;
	return 0;
}

int
kld_sym_resolve(void *arg, const char *name, uint64_t *value)
{
	struct kld_load *ld = arg;
	const struct db_symtab kernel = {
		.dt_sym = bootinfo.bi_sym,
		.dt_count = bootinfo.bi_sym != NULL ?
		    bootinfo.bi_sym_count : 0,
		.dt_names = bootinfo.bi_sym_names,
	};
	const struct vimage_subsys *vs;
	struct kld_file *other;

	if (strncmp(name, SLOT, sizeof(SLOT) - 1) == 0) {
		vs = vimage_find(name + sizeof(SLOT) - 1);
		if (vs == NULL)
			return kld_say(ENOENT, "%s: no subsystem %s",
			    ld->ld_file->kf_name, name + sizeof(SLOT) - 1);
		*value = (uintptr_t)vs->vs_slot;
		return 0;
	}
	if (table_find(&kernel, name, value) == 0)
		return 0;
	LIST_FOREACH(other, &kld_files, kf_link)
		if (!other->kf_ended &&
		    table_find(&other->kf_symtab, name, value) == 0)
			return file_needs(ld->ld_file, other);
	return kld_say(ENOENT, "%s: symbol %s not found",
	    ld->ld_file->kf_name, name);
}

/* ------------------------------------------------ for the debugger */

/* Its address if the debugger should know the symbol, else 0. */
static uint64_t
symbol_place(const struct kld_elf *ke, const struct kld_symbol *sy)
{
	const struct kld_section *ks;

	if (sy->sy_section == 0 || sy->sy_section == KLD_SYM_ABS ||
	    sy->sy_name[0] == '\0' || sy->sy_name[0] == '.')
		return 0;
	ks = &ke->ke_section[sy->sy_section];
	if (ks->ks_addr < KERNEL_BASE || sy->sy_value > ks->ks_size ||
	    strncmp(sy->sy_name, "set_entry_", 10) == 0)
		return 0;
	return ks->ks_addr + sy->sy_value;
}

/* Shell sort: short, in place, and quick enough for thousands. */
static void
symbols_sort(struct ksym *sym, uint32_t n)
{
	uint32_t gap, i, j;
	struct ksym one;

	for (gap = n / 2; gap > 0; gap /= 2) {
		for (i = gap; i < n; i++) {
			one = sym[i];
			for (j = i; j >= gap && sym[j - gap].ks_offset >
			    one.ks_offset; j -= gap)
				sym[j] = sym[j - gap];
			sym[j] = one;
		}
	}
}

static void
table_fill(const struct kld_elf *ke, struct db_symtab *dt,
    struct ksym *sym, char *names)
{
	uint32_t used = 0, n = 0;
	struct kld_symbol sy;
	uint64_t place;
	unsigned i;

	for (i = 1; i < ke->ke_nsymbols; i++) {
		sy = kld_elf_symbol(ke, i);
		place = symbol_place(ke, &sy);
		if (place == 0)
			continue;
		sym[n].ks_offset = (uint32_t)(place - KERNEL_BASE);
		sym[n].ks_size = (uint32_t)sy.sy_size;
		sym[n++].ks_name = used;
		strlcpy(names + used, sy.sy_name, strlen(sy.sy_name) + 1);
		used += (uint32_t)strlen(sy.sy_name) + 1;
	}
	symbols_sort(sym, n);
	dt->dt_sym = sym;
	dt->dt_names = names;
	dt->dt_count = n;
}

int
kld_sym_table(struct kld_load *ld)
{
	const struct kld_elf *ke = &ld->ld_elf;
	struct kld_symbol sy;
	size_t room = 1, n = 0;
	struct ksym *sym;
	unsigned i;

	for (i = 1; i < ke->ke_nsymbols; i++) {
		sy = kld_elf_symbol(ke, i);
		if (symbol_place(ke, &sy) == 0)
			continue;
		room += strlen(sy.sy_name) + 1;
		n++;
	}
	if (room > KLD_FILE_MAX)
		return ENOMEM;
	sym = kmem_alloc(NULL, n * sizeof(*sym) + room, KM_SLEEP);
	if (sym == NULL)
		return ENOMEM;
	table_fill(ke, &ld->ld_file->kf_symtab, sym, (char *)(sym + n));
	return 0;
}

void
kld_sym_free(struct kld_file *kf)
{
	if (kf->kf_known)
		db_symtab_remove(&kf->kf_symtab);
	kf->kf_known = 0;
	kmem_free((void *)(uintptr_t)kf->kf_symtab.dt_sym);
	kf->kf_symtab.dt_sym = NULL;
	kf->kf_symtab.dt_count = 0;
}
