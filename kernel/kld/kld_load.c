// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_load - from bytes to a running module, and back.
 *
 * Loading is a list of steps, each of which may fail: check the file, give
 * its sections places, copy and link them, set protections, put variables
 * into images, join the record sets.  Until the last is done nothing that a
 * user can reach leads to the file; file_destroy takes it apart from
 * wherever it got to.
 *
 * Unloading asks who holds the module, hides what brings users in, waits
 * until nobody is inside, and asks the module itself.  Whoever is busy with
 * it till then makes the whole come back as it was, and EBUSY.  From there
 * on it ends: parts and subsystems everywhere, then the interfaces it made.
 * Its memory goes last, and only when nothing leads to it any more.  What
 * the module forgot (a timer, a task, memory) keeps it, ended, on the list,
 * and says so to each unload until it is gone.
 */
#include <sys/errno.h>

#include "arch-x86_64/pmap/pmap.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define BUSY_NS		500000000ul	/* for threads to come out */
#define GONE_NS		2000000000ul	/* the same when it must be */

/* ------------------------------------------------------------ the file */

/*
 * The memory of one that has ended, on no list or to be taken off it: 0, or
 * EBUSY and it stays.  What its own code needs (variables, files it uses)
 * stays with it.
 */
static int
file_free(struct kld_file *kf)
{
	if (kf->kf_base != 0 && kld_users_wait(kf, 0, GONE_NS) != 0)
		return EBUSY;
	list_remove(&kf->kf_link);
	kld_vimage_undo(kf);
	while (kf->kf_nneeds > 0)
		kf->kf_needs[--kf->kf_nneeds]->kf_users--;
	kld_sym_free(kf);
	kld_mem_free(kf->kf_base, kf->kf_size);
	kmem_free(kf);
	return 0;
}

/* From any state: only memory is left, and that if nothing leads to it. */
static int
file_destroy(struct kld_file *kf)
{
	kld_sets_leave(kf);
	if (kf->kf_loaded && kf->kf_module->mo_unload != NULL)
		kf->kf_module->mo_unload();
	kf->kf_loaded = 0;
	kf->kf_ended = 1;
	return file_free(kf);
}

/* ------------------------------------------------------------- loading */

static int
step_check(struct kld_load *ld)
{
	struct kld_elf *ke = &ld->ld_elf;
	const struct kld_section *ks;
	int error;

	error = kld_elf_open(ke, ld->ld_bytes, ld->ld_size);
	if (error != 0)
		return kld_say(error, "%s: %s", ld->ld_file->kf_name,
		    ke->ke_why);
	ks = kld_elf_section(ke, ".kldinfo");
	if (ks == NULL || ks->ks_bytes == NULL || ks->ks_size == 0 ||
	    ks->ks_bytes[ks->ks_size - 1] != '\0')
		return kld_say(ENOEXEC, "%s: not a module: it does not say "
		    "what kernel it is for", ld->ld_file->kf_name);
	if (strcmp((const char *)ks->ks_bytes, KPI_VERSION) != 0)
		return kld_say(ENOEXEC, "%s: built for \"%s\", this kernel "
		    "is \"%s\"", ld->ld_file->kf_name,
		    (const char *)ks->ks_bytes, KPI_VERSION);
	return 0;
}

/* Offsets become addresses; what has its place elsewhere keeps it. */
static void
sections_move(struct kld_elf *ke, uintptr_t base)
{
	struct kld_section *ks;

	for (ks = ke->ke_section; ks < ke->ke_section + ke->ke_nsections;
	    ks++) {
		if (ks->ks_mem != NULL ||
		    strcmp(ks->ks_name, "vimage_slot") == 0)
			continue;
		ks->ks_addr += base;
		if (ks->ks_class != KLD_NONE)
			ks->ks_mem = (uint8_t *)ks->ks_addr;
	}
}

static int
step_place(struct kld_load *ld)
{
	struct kld_file *kf = ld->ld_file;
	struct kld_elf *ke = &ld->ld_elf;
	uint64_t end = 0;
	int error;

	error = kld_vimage_place(ld);
	if (error != 0)
		return error;
	kld_elf_place(ke, KLD_TEXT, &end);
	kf->kf_text = end = round_page(end);
	kld_elf_place(ke, KLD_RODATA, &end);
	end = round_page(end);
	kf->kf_rodata = end - kf->kf_text;
	error = kld_vimage_own(ld, &end);
	if (error != 0)
		return error;
	kld_elf_place(ke, KLD_DATA, &end);
	kf->kf_size = round_page(end);
	if (kf->kf_size == 0 || kf->kf_size > KLD_FILE_MAX)
		return kld_say(ENOEXEC, "%s: %lu bytes", kf->kf_name,
		    (unsigned long)kf->kf_size);
	kf->kf_base = kld_mem_alloc(kf->kf_size);
	if (kf->kf_base == 0)
		return kld_say(ENOMEM, "%s: no memory", kf->kf_name);
	sections_move(ke, kf->kf_base);
	return 0;
}

static int
step_link(struct kld_load *ld)
{
	struct kld_file *kf = ld->ld_file;
	struct kld_elf *ke = &ld->ld_elf;
	int error;

	kld_elf_copy(ke);
	error = kld_elf_relocate(ke, kld_sym_resolve, ld);
	if (error == ENOEXEC && ke->ke_why[0] != '\0')
		kld_say(error, "%s: %s", kf->kf_name, ke->ke_why);
	if (error == 0)
		error = kld_sym_table(ld);
	if (error != 0)
		return error;
	kld_mem_protect(kf->kf_base, kf->kf_text, PMAP_R | PMAP_X);
	kld_mem_protect(kf->kf_base + kf->kf_text, kf->kf_rodata, PMAP_R);
	return 0;
}

static int
step_join(struct kld_load *ld)
{
	struct kld_file *kf = ld->ld_file;
	int error;

	error = kld_sets_find(ld);
	if (error == 0)
		error = kld_vimage_extend(kf);
	if (error != 0)
		return error;
	db_symtab_add(&kf->kf_symtab);
	kf->kf_known = 1;
	vimage_meter_begin(kf->kf_made);
	error = kld_sets_join(kf);
	vimage_meter_end();
	return error;
}

static int
file_load(struct kld_load *ld)
{
	int error;

	error = step_check(ld);
	if (error == 0)
		error = step_place(ld);
	if (error == 0)
		error = step_link(ld);
	if (error == 0)
		error = step_join(ld);
	return error;
}

int
kld_load_bytes(const char *name, const char *path, const uint8_t *bytes,
    size_t size, struct kld_file **out)
{
	static int last_id = 1;		/* [k] the kernel's own */
	struct kld_load *ld;
	struct kld_file *kf;
	int error;

	MUTEX_ASSERT(&kld_lock);
	ld = kmem_zalloc(NULL, sizeof(*ld), KM_SLEEP);
	kf = kmem_zalloc(NULL, sizeof(*kf), KM_SLEEP);
	if (ld == NULL || kf == NULL) {
		kmem_free(ld);
		kmem_free(kf);
		return ENOMEM;
	}
	list_init(&kf->kf_link);
	strlcpy(kf->kf_name, name, sizeof(kf->kf_name));
	strlcpy(kf->kf_path, path, sizeof(kf->kf_path));
	ld->ld_file = kf;
	ld->ld_bytes = (uint8_t *)(uintptr_t)bytes;
	ld->ld_size = size;
	error = file_load(ld);
	kmem_free(ld);
	kf->kf_id = ++last_id;
	list_insert_tail(&kld_files, &kf->kf_link);
	if (error != 0) {
		(void)file_destroy(kf);
		return error;
	}
	*out = kf;
	return 0;
}

/* ----------------------------------------------------------- unloading */

/* After hiding: nobody inside, nothing left, and the module agrees. */
static int
unload_agree(struct kld_file *kf)
{
	int error;

	error = kld_users_wait(kf, MODULE_HELD, BUSY_NS);
	if (error == 0 && kf->kf_module->mo_unload != NULL)
		error = kf->kf_module->mo_unload();
	if (error == 0)
		kf->kf_loaded = 0;
	return error;
}

int
kld_unload(struct kld_file *kf)
{
	int error;

	MUTEX_ASSERT(&kld_lock);
	if (kf->kf_ended)
		return file_free(kf);
	if (kf->kf_users > 0)
		return kld_say(EBUSY, "%s: %u files need it", kf->kf_name,
		    kf->kf_users);
	error = kld_users_check(kf, MODULE_HELD);
	if (error == 0)
		error = kld_sets_hide(kf);
	if (error != 0)
		return error;
	error = unload_agree(kf);
	if (error != 0) {
		kld_sets_show(kf);
		return error;
	}
	return file_destroy(kf);
}
