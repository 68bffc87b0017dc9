// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_sets - a module's records among the kernel's.
 *
 * Two things make a record known: ls_join, where a set has a table, and a
 * longer array for those who walk.  The order is that of the boot: what
 * others build upon first, what lets users in last:
 *
 *	call sites of allocations
 *	initcalls, and the module's load function
 *	subsystems, in each jail; parts of network stacks, in each stack;
 *	kinds of interfaces, which take all of theirs with them
 *	all the rest: system calls, sysctls, parameters, protocols, commands
 *
 * Going is the reverse.  Arrays are never changed: a walker may stand in
 * one.  The old one is retired and freed when no thread can (kld_quiet.c).
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/jail/jail.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define PREFIX	"set_"

SET_DECLARE(linker_set, struct linker_set);

/* Sets that are joined in this order; the others follow. */
static const char *const first_sets[] = {
	"alloc_site", "vimage_subsys", "vnet_part", "if_clone"
};
#define STAGES	(sizeof(first_sets) / sizeof(first_sets[0]))

/* ------------------------------------------------------------ finding */

static struct linker_set *
set_find(const char *name)
{
	struct linker_set *const *p;

	SET_FOREACH(p, linker_set)
		if (strcmp((*p)->ls_name, name) == 0)
			return *p;
	return NULL;
}

/* Do all of [begin, limit) point into the file? */
static int
records_inside(const struct kld_file *kf, const void *const *begin,
    const void *const *limit)
{
	for (; begin < limit; begin++)
		if ((uintptr_t)*begin < kf->kf_base ||
		    (uintptr_t)*begin >= kf->kf_base + kf->kf_size)
			return 0;
	return 1;
}

/* Records that are kld's own; nonzero: it was one of those. */
static int
set_own(struct kld_file *kf, const char *name, const void *const *begin,
    const void *const *limit)
{
	if (strcmp(name, "initcall") == 0) {
		kf->kf_calls = (const struct initcall *const *)begin;
		kf->kf_calls_end = (const struct initcall *const *)limit;
	} else if (strcmp(name, "module") == 0) {
		kf->kf_module = limit - begin == 1 ? *begin : NULL;
	} else {
		return 0;
	}
	return 1;
}

static int
set_note(struct kld_file *kf, const struct kld_section *ks)
{
	const void *const *begin = (const void *const *)ks->ks_addr;
	const void *const *limit = begin + ks->ks_size / 8;
	const char *name = ks->ks_name + sizeof(PREFIX) - 1;
	struct kld_set *kt = &kf->kf_set[kf->kf_nsets];

	if (ks->ks_align < 8 || !records_inside(kf, begin, limit))
		return kld_say(ENOEXEC, "%s: records of set %s are not in "
		    "the file", kf->kf_name, name);
	if (set_own(kf, name, begin, limit))
		return 0;
	kt->kt_set = set_find(name);
	if (kt->kt_set == NULL)
		return kld_say(ENOEXEC, "%s: no record set %s in the kernel",
		    kf->kf_name, name);
	if (kt->kt_set->ls_fixed)
		return kld_say(ENOEXEC, "%s: records of set %s are read at "
		    "boot only", kf->kf_name, name);
	if (++kf->kf_nsets == KLD_SETS)
		return kld_say(ENOEXEC, "%s: too many record sets",
		    kf->kf_name);
	kt->kt_begin = begin;
	kt->kt_limit = limit;
	if (strcmp(name, first_sets[0]) == 0) {
		kf->kf_sites = (const struct alloc_site *const *)begin;
		kf->kf_sites_end = (const struct alloc_site *const *)limit;
	}
	return 0;
}

/* Bring the first sets to their places. */
static void
sets_order(struct kld_file *kf)
{
	unsigned i, j, at = 0;
	struct kld_set one;

	for (i = 0; i < STAGES; i++) {
		for (j = at; j < kf->kf_nsets; j++) {
			if (strcmp(kf->kf_set[j].kt_set->ls_name,
			    first_sets[i]) != 0)
				continue;
			one = kf->kf_set[at];
			kf->kf_set[at++] = kf->kf_set[j];
			kf->kf_set[j] = one;
			break;
		}
	}
}

int
kld_sets_find(struct kld_load *ld)
{
	struct kld_elf *ke = &ld->ld_elf;
	const struct kld_section *ks;
	int error = 0;
	unsigned i;

	for (i = 1; i < ke->ke_nsections && error == 0; i++) {
		ks = &ke->ke_section[i];
		if (strncmp(ks->ks_name, PREFIX, sizeof(PREFIX) - 1) == 0 &&
		    ks->ks_class != KLD_NONE && ks->ks_mem != NULL)
			error = set_note(ld->ld_file, ks);
	}
	if (error == 0 && ld->ld_file->kf_module == NULL)
		error = kld_say(ENOEXEC, "%s: no MODULE record",
		    ld->ld_file->kf_name);
	sets_order(ld->ld_file);
	return error;
}

/* --------------------------------------------------- what walkers see */

/* An array of ours; the linker's has no such head, and lies in the kernel. */
struct span {
	struct kld_retired sp_retired;	/* [k] first */
	struct set_span sp_span;	/* [I] */
	const void *sp_record[];	/* [I] */
};

/* The records there are now without those of kf, then the n at more. */
static struct span *
span_make(const struct linker_set *ls, const struct kld_file *kf,
    const void *const *more, size_t n)
{
	const struct set_span *old = ls->ls_span;
	size_t have = (size_t)(old->ss_limit - old->ss_begin);
	const void **at, *const *p;
	struct span *sp;

	sp = kmem_alloc(NULL, sizeof(*sp) + (have + n) * sizeof(*at),
	    KM_SLEEP);
	if (sp == NULL)
		return NULL;
	at = sp->sp_record;
	sp->sp_span.ss_begin = at;
	for (p = old->ss_begin; p < old->ss_limit; p++)
		if ((uintptr_t)*p < kf->kf_base ||
		    (uintptr_t)*p >= kf->kf_base + kf->kf_size)
			*at++ = *p;
	for (p = more; p < more + n; p++)
		*at++ = *p;
	sp->sp_span.ss_limit = at;
	return sp;
}

static void
span_put(struct linker_set *ls, struct span *sp)
{
	uintptr_t old = (uintptr_t)ls->ls_span;
	const void *end = ls->ls_span->ss_limit;

	atomic_store(&ls->ls_span, &sp->sp_span);
	if (old < KERNEL_BASE)
		kld_retire((struct kld_retired *)(old -
		    offsetof(struct span, sp_span)), end);
}

/* Show (or hide) the records to walkers; 0 or ENOMEM. */
static int
set_show(struct kld_file *kf, struct kld_set *kt, int show)
{
	struct span *sp;

	if (kt->kt_shown == show)
		return 0;
	sp = span_make(kt->kt_set, kf, kt->kt_begin, show ?
	    (size_t)(kt->kt_limit - kt->kt_begin) : 0);
	if (sp == NULL)
		return ENOMEM;
	span_put(kt->kt_set, sp);
	kt->kt_shown = show;
	return 0;
}

/* ---------------------------------------------------- joining, leaving */

static void
set_unjoin(struct kld_set *kt)
{
	struct linker_set *ls = kt->kt_set;

	while (kt->kt_joined > 0) {
		kt->kt_joined--;
		if (ls->ls_leave != NULL)
			ls->ls_leave(kt->kt_begin[kt->kt_joined]);
	}
}

static int
set_join(struct kld_file *kf, struct kld_set *kt)
{
	struct linker_set *ls = kt->kt_set;
	size_t n = (size_t)(kt->kt_limit - kt->kt_begin);
	int error = 0;

	while (kt->kt_joined < n && error == 0) {
		if (ls->ls_join != NULL)
			error = ls->ls_join(kt->kt_begin[kt->kt_joined]);
		if (error == 0)
			kt->kt_joined++;
	}
	if (error == 0)
		error = set_show(kf, kt, 1);
	if (error != 0) {
		set_unjoin(kt);
		return kld_say(error, "%s: a record of set %s is refused, "
		    "error %d", kf->kf_name, ls->ls_name, error);
	}
	return 0;
}

/* In the order of phases; a module has few. */
static void
calls_run(const struct kld_file *kf)
{
	const struct initcall *const *p;
	int phase;

	for (phase = 0; phase < PHASE_COUNT; phase++)
		for (p = kf->kf_calls; p < kf->kf_calls_end; p++)
			if ((int)(*p)->ic_phase == phase)
				(*p)->ic_func();
}

/* What its code has allocated that no image is charged with. */
static int64_t
bytes_held(const struct kld_file *kf)
{
	const struct alloc_site *const *p;
	int64_t bytes = 0;

	for (p = kf->kf_sites; p < kf->kf_sites_end; p++)
		bytes += (*p)->as_base->le_bytes;
	return bytes;
}

static int
module_start(struct kld_file *kf)
{
	uint64_t began = cpu_tsc();
	int error = 0;

	calls_run(kf);
	if (kf->kf_module->mo_load != NULL) {
		error = kf->kf_module->mo_load();
		vimage_meter_note(kf->kf_module, "load",
		    kf->kf_module->mo_name, cpu_tsc() - began,
		    bytes_held(kf));
	}
	if (error != 0)
		return kld_say(error, "%s: its load function gives error %d",
		    kf->kf_name, error);
	kf->kf_loaded = 1;
	return 0;
}

static int
is_alloc_site(const struct kld_set *kt)
{
	return strcmp(kt->kt_set->ls_name, first_sets[0]) == 0;
}

static int
is_first(const struct kld_set *kt)
{
	unsigned i;

	for (i = 0; i < STAGES; i++)
		if (strcmp(kt->kt_set->ls_name, first_sets[i]) == 0)
			return 1;
	return 0;
}

int
kld_sets_join(struct kld_file *kf)
{
	unsigned i = 0;
	int error = 0;

	if (kf->kf_nsets > 0 && is_alloc_site(&kf->kf_set[0]))
		error = set_join(kf, &kf->kf_set[i++]);
	if (error == 0)
		error = module_start(kf);
	for (; i < kf->kf_nsets && error == 0; i++)
		error = set_join(kf, &kf->kf_set[i]);
	return error;
}

int
kld_sets_hide(struct kld_file *kf)
{
	struct kld_set *kt = kf->kf_set + kf->kf_nsets;
	int error;

	while (kt-- > kf->kf_set && !is_first(kt)) {
		error = set_show(kf, kt, 0);
		if (error != 0) {
			kld_sets_show(kf);
			return error;
		}
		set_unjoin(kt);
	}
	return 0;
}

/* What left a moment ago finds its place again, or the file is left lame. */
void
kld_sets_show(struct kld_file *kf)
{
	struct kld_set *kt;

	for (kt = kf->kf_set; kt < kf->kf_set + kf->kf_nsets; kt++)
		if (kt->kt_joined == 0 || !kt->kt_shown)
			set_join(kf, kt);
}

/* Without memory for a shorter array, one word after another is tried. */
void
kld_sets_leave(struct kld_file *kf)
{
	struct kld_set *kt = kf->kf_set + kf->kf_nsets;

	while (kt-- > kf->kf_set) {
		while (set_show(kf, kt, 0) != 0)
			mem_wait();
		set_unjoin(kt);
	}
	kf->kf_nsets = 0;
}
