// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_vimage - the instanced variables and subsystems of a module.
 *
 * Variables of a subsystem that exists are linked to addresses behind its
 * template and then put into every image (kernel/vimage/extend.c).  A
 * subsystem the module brings has its template in the module's own memory:
 * start, variables and reserve one after the other, as the linker has them
 * in the kernel; its slot's symbol is given the number of a free slot.
 */
#include <sys/errno.h>

#include "kernel/kld/kld_priv.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define PREFIX		"vimage_"
#define SLOTS		"vimage_slot"

#define round_grain(x)	(((x) + VIMAGE_GRAIN - 1) & ~(VIMAGE_GRAIN - 1ul))

/* The section that ends in .kind of the subsystem that ks is one of. */
static struct kld_section *
sibling(struct kld_elf *ke, const struct kld_section *ks, char kind)
{
	char name[KLD_NAME];
	size_t len = strlcpy(name, ks->ks_name, sizeof(name));

	name[len - 1] = kind;
	return kld_elf_section(ke, name);
}

/* Is it vimage_NAME.v or .a or .z?  Then its last letter, else 0. */
static char
template_kind(const struct kld_section *ks)
{
	size_t len = strlen(ks->ks_name);

	if (strncmp(ks->ks_name, PREFIX, sizeof(PREFIX) - 1) != 0 ||
	    len < sizeof(PREFIX) + 2 || len >= KLD_NAME ||
	    ks->ks_name[len - 2] != '.')
		return 0;
	return ks->ks_name[len - 1];
}

static int
slots_place(struct kld_load *ld, struct kld_section *ks)
{
	struct kld_file *kf = ld->ld_file;
	unsigned n = (unsigned)(ks->ks_size / 8);

	if (n == 0)
		return 0;
	if (vimage_slots_take(n, &kf->kf_slot) != 0)
		return kld_say(ENOSPC, "%s: no slot is left for a subsystem",
		    kf->kf_name);
	kf->kf_nslots = n;
	ks->ks_class = KLD_CLASSES;
	ks->ks_addr = PC_IMAGE + 8ul * kf->kf_slot;
	return 0;
}

/* Variables of somebody else's subsystem. */
static int
variables_place(struct kld_load *ld, struct kld_section *ks)
{
	struct kld_file *kf = ld->ld_file;
	struct kld_template *kt = &kf->kf_template[kf->kf_ntemplates];
	char name[KLD_NAME];
	int error;

	strlcpy(name, ks->ks_name + sizeof(PREFIX) - 1, sizeof(name));
	name[strlen(name) - 2] = '\0';
	kt->kx_subsys = vimage_find(name);
	if (kt->kx_subsys == NULL)
		return kld_say(ENOENT, "%s: no subsystem %s", kf->kf_name,
		    name);
	if (kf->kf_ntemplates == KLD_TEMPLATES - 1 ||
	    ks->ks_align > VIMAGE_GRAIN)
		return kld_say(ENOEXEC, "%s: variables of %s: too many, or "
		    "aligned to more than %d", kf->kf_name, name,
		    VIMAGE_GRAIN);
	kt->kx_values = kmem_alloc(NULL, ks->ks_size, KM_SLEEP);
	if (kt->kx_values == NULL)
		return ENOMEM;
	error = vimage_reserve(kt->kx_subsys, ks->ks_size, &kt->kx_addr);
	if (error != 0) {
		kmem_free(kt->kx_values);
		kt->kx_values = NULL;
		return kld_say(error, "%s: %lu bytes of variables of %s are "
		    "more than the %d for modules have left", kf->kf_name,
		    (unsigned long)ks->ks_size, name, VIMAGE_RESERVE);
	}
	kt->kx_size = ks->ks_size;
	kf->kf_ntemplates++;
	ks->ks_class = KLD_CLASSES;
	ks->ks_addr = kt->kx_addr;
	ks->ks_mem = kt->kx_values;
	return 0;
}

int
kld_vimage_place(struct kld_load *ld)
{
	struct kld_elf *ke = &ld->ld_elf;
	struct kld_section *ks;
	int error = 0;
	unsigned i;

	for (i = 1; i < ke->ke_nsections && error == 0; i++) {
		ks = &ke->ke_section[i];
		if (strcmp(ks->ks_name, SLOTS) == 0)
			error = slots_place(ld, ks);
		else if (template_kind(ks) == 'v' && ks->ks_size > 0 &&
		    sibling(ke, ks, 'z') == NULL)
			error = variables_place(ld, ks);
	}
	return error;
}

static void
own_place(struct kld_section *ks, uint64_t at)
{
	if (ks == NULL)
		return;
	ks->ks_addr = at;
	if (ks->ks_size > 0)
		ks->ks_class = KLD_CLASSES;
}

int
kld_vimage_own(struct kld_load *ld, uint64_t *end)
{
	struct kld_elf *ke = &ld->ld_elf;
	struct kld_section *z, *v;
	unsigned i;

	for (i = 1; i < ke->ke_nsections; i++) {
		z = &ke->ke_section[i];
		if (template_kind(z) != 'z')
			continue;
		v = sibling(ke, z, 'v');
		if (z->ks_size != VIMAGE_RESERVE ||
		    (v != NULL && v->ks_align > VIMAGE_GRAIN))
			return kld_say(ENOEXEC, "%s: %s has a bad size",
			    ld->ld_file->kf_name, z->ks_name);
		*end = round_grain(*end);
		own_place(sibling(ke, z, 'a'), *end);
		own_place(v, *end);
		*end = round_grain(*end + (v != NULL ? v->ks_size : 0));
		own_place(z, *end);
		*end += z->ks_size;
	}
	return 0;
}

int
kld_vimage_extend(struct kld_file *kf)
{
	struct kld_template *kt;
	char lacking[sizeof(((struct image *)0)->im_name)];
	int error;

	for (kt = kf->kf_template; kt < kf->kf_template + kf->kf_ntemplates;
	    kt++) {
		error = vimage_extend(kt->kx_subsys, kt->kx_addr,
		    kt->kx_values, kt->kx_size, lacking, sizeof(lacking));
		if (error != 0)
			return kld_say(error, "%s: the %s of %s has no room "
			    "for %lu bytes; vimage.spare gives jails made "
			    "later more", kf->kf_name,
			    kt->kx_subsys->vs_name, lacking,
			    (unsigned long)kt->kx_size);
		kt->kx_extended = 1;
		kmem_free(kt->kx_values);
		kt->kx_values = NULL;
	}
	return 0;
}

void
kld_vimage_undo(struct kld_file *kf)
{
	struct kld_template *kt;

	while (kf->kf_ntemplates > 0) {
		kt = &kf->kf_template[--kf->kf_ntemplates];
		kmem_free(kt->kx_values);
		vimage_retract(kt->kx_subsys, kt->kx_addr, kt->kx_size);
	}
	vimage_slots_give(kf->kf_slot, kf->kf_nslots);
	kf->kf_nslots = 0;
}
