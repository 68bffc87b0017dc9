// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_priv - a loaded file, and what the files of kernel/kld share.
 *
 * Locks: [k] kld_lock, held over all loading and unloading.
 */
#pragma once

#include "kernel/debug/db.h"
#include "kernel/kld/kld_elf.h"
#include "kernel/kld/module.h"
#include "kernel/lib/init.h"
#include "kernel/lib/list.h"
#include "kernel/sync/mutex.h"
#include "kernel/vimage/vimage.h"

#define KLD_NAME	64	/* bytes of a file's name, with the NUL */
#define KLD_PATH	256
#define KLD_SETS	48	/* sets that a file has records of */
#define KLD_TEMPLATES	8	/* subsystems that it has variables of */
#define KLD_NEEDS	8	/* files that it uses */
#define KLD_WHO		48	/* bytes of who is in the way */

/* Its records of one set. */
struct kld_set {
	struct linker_set *kt_set;		/* [I] */
	const void *const *kt_begin;		/* [I] in the file's memory */
	const void *const *kt_limit;		/* [I] */
	unsigned kt_joined;			/* [k] taken by ls_join */
	int kt_shown;				/* [k] walkers see them */
};

/* Its variables in the images of a subsystem that is not its own. */
struct kld_template {
	const struct vimage_subsys *kx_subsys;	/* [I] */
	uintptr_t kx_addr;			/* [I] behind the template */
	size_t kx_size;				/* [I] */
	uint8_t *kx_values;		/* [k] until extended */
	int kx_extended;			/* [k] in all images */
};

struct kld_file {
	struct list kf_link;		/* [k] kld_files */
	int kf_id;			/* [I] */
	unsigned kf_users;		/* [k] files that need this one */
	char kf_name[KLD_NAME];		/* [I] "counter.ko" */
	char kf_path[KLD_PATH];		/* [I] */
	uintptr_t kf_base;		/* [I] 0: no memory yet */
	size_t kf_size;			/* [I] whole pages */
	size_t kf_text;			/* [I] bytes of pages executable */
	size_t kf_rodata;		/* [I] bytes behind, read-only */
	struct kld_file *kf_needs[KLD_NEEDS];	/* [k] */
	unsigned kf_nneeds;		/* [k] */
	struct db_symtab kf_symtab;	/* [I] */
	int kf_known;			/* [k] the debugger has it */
	struct kld_template kf_template[KLD_TEMPLATES];	/* [k] */
	unsigned kf_ntemplates;		/* [k] */
	unsigned kf_slot;		/* [I] first of its own subsystems' */
	unsigned kf_nslots;		/* [k] */
	struct kld_set kf_set[KLD_SETS];	/* [k] in order of joining */
	unsigned kf_nsets;		/* [k] */
	const struct alloc_site *const *kf_sites;	/* [I] */
	const struct alloc_site *const *kf_sites_end;	/* [I] */
	const struct initcall *const *kf_calls;	/* [I] */
	const struct initcall *const *kf_calls_end;	/* [I] */
	const struct module *kf_module;	/* [I] */
	int kf_loaded;			/* [k] mo_load has run */
	int kf_ended;			/* [k] only its memory is left */
	struct vimage_made kf_made[VIMAGE_METERS];	/* [k] by loading it */
};

/* One attempt to load; belongs to the thread that loads. */
struct kld_load {
	struct kld_elf ld_elf;		/* [t] */
	struct kld_file *ld_file;	/* [t] */
	uint8_t *ld_bytes;		/* [t] the file's */
	size_t ld_size;			/* [t] */
};

extern struct mutex kld_lock;		/* class "kld" */
extern struct list kld_files;		/* [k] in order of loading */

/* Say, to the log and to kern.kld_error, why; returns error. */
int	kld_say(int error, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
/* By id, or by name ("counter" is "counter.ko"); NULL.  kld_lock held. */
struct kld_file *kld_find_id(int id);
struct kld_file *kld_find_name(const char *name);

/* ---- kld_load.c: all with kld_lock held */

/* Load the bytes, which are the caller's; 0 or errno, said. */
int	kld_load_bytes(const char *name, const char *path,
	    const uint8_t *bytes, size_t size, struct kld_file **out);
/*
 * 0, EBUSY, or what the module's unload says.  EBUSY too when it has ended,
 * but something still leads to its memory: ask again.
 */
int	kld_unload(struct kld_file *kf);

/* ---- kld_mem.c: memory within reach of the kernel's code */

/* Zeroed whole pages, writable; 0 for none.  Sleeps. */
uintptr_t kld_mem_alloc(size_t size);
void	kld_mem_protect(uintptr_t addr, size_t size, int prot);
void	kld_mem_free(uintptr_t addr, size_t size);

/* ---- kld_vimage.c */

/* Give the sections of instanced variables and slots their places. */
int	kld_vimage_place(struct kld_load *ld);
/* Lay out the templates of the file's own subsystems from *end on. */
int	kld_vimage_own(struct kld_load *ld, uint64_t *end);
/* Put its variables into all images, or none. */
int	kld_vimage_extend(struct kld_file *kf);
void	kld_vimage_undo(struct kld_file *kf);

/* ---- kld_sym.c */

/* kld_elf_relocate's resolve; arg is a struct kld_load. */
int	kld_sym_resolve(void *arg, const char *name, uint64_t *value);
/* Make the table for the debugger.  0 or ENOMEM. */
int	kld_sym_table(struct kld_load *ld);
void	kld_sym_free(struct kld_file *kf);

/* ---- kld_sets.c */

/* Find the file's sets and check their records. */
int	kld_sets_find(struct kld_load *ld);
/* Join them in order, running load in between; all or nothing. */
int	kld_sets_join(struct kld_file *kf);
/* Take those back that bring users in, so that no more come; ENOMEM. */
int	kld_sets_hide(struct kld_file *kf);
/* Undo kld_sets_hide. */
void	kld_sets_show(struct kld_file *kf);
/* All of them, joined or not. */
void	kld_sets_leave(struct kld_file *kf);

/* ---- kld_quiet.c */

/*
 * How memory begins that others may stand in: retiring it needs no more, so
 * it cannot fail on the way back from a load that had none.
 */
struct kld_retired {
	struct list kr_link;		/* [k] */
	uintptr_t kr_end;		/* [k] pointers up to here count */
	int kr_held;			/* [k] by the last look */
};
/* Free kr, to whose end it reaches, once no thread can point into it. */
void	kld_retire(struct kld_retired *kr, const void *end);
/*
 * Wait until no thread is inside [lo, hi) or will come back to it, at most
 * until the deadline: 0, or EBUSY with a thread that is, in who (KLD_WHO
 * bytes).  Frees what was retired.
 */
int	kld_quiet_wait(uintptr_t lo, uintptr_t hi, uint64_t deadline_ns,
	    char *who);
/* Sleep for a moment, until it is time to look again. */
void	kld_pause(void);

/* ---- kld_users.c */

/*
 * Wait until nothing leads to kf, of what users hold or of everything: no
 * thread, no object.  0, or EBUSY, said.
 */
int	kld_users_wait(const struct kld_file *kf, int flags,
	    uint64_t wait_ns);
/* Now, and only the objects of those flags. */
int	kld_users_check(const struct kld_file *kf, int flags);
