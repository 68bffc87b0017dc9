// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage - globals that exist once per container, by one macro.
 *
 * A subsystem declares itself with one record (VIMAGE_SUBSYS) and its
 * variables with VIMAGE_DEFINE.  The variables form the section
 * vimage_NAME: the template.  An image is a copy of it.  An access adds
 * the current image's bias to the variable's template address:
 *
 *	address in image = &template variable + bias
 *	bias             = image data - start of section
 *
 * The bias of each subsystem's current image is kept per thread
 * (td_image_bias) and mirrored per CPU (pc_image), where the linker made
 * the slot's symbol the GS displacement: one load more than a global.
 * With no image set the bias is a poison that makes any access fault; the
 * trap names the subsystem.
 *
 * Life of an image: CREATING, LIVE, SHUTDOWN, DYING, DEAD; one way only.
 * Visible from allocation to free.  See vimage.c for the theory.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/init.h"
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/ledger.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/refs.h"

struct image;

enum image_state {
	IMAGE_CREATING, IMAGE_LIVE, IMAGE_SHUTDOWN, IMAGE_DYING, IMAGE_DEAD
};

/*
 * The one record of a subsystem.  Callbacks run with the image current, no
 * locks held; create may sleep and fail (errno); shutdown and destroy take
 * half-built images and never fail.  shutdown stops and wakes and frees
 * nothing; destroy frees and waits for nobody but its own callouts.
 */
struct vimage_subsys {
	const char *vs_name;		/* [I] "vnet", "uts" */
	enum init_phase vs_phase;	/* [I] order of making */
	int vs_layer;			/* [I] order within, by the build */
	const char *vs_start;		/* [I] template section */
	const char *vs_stop;		/* [I] */
	const uintptr_t *vs_slot;	/* [I] its address is a GS offset */
	int (*vs_create)(struct image *parent);	/* [I] or NULL */
	void (*vs_shutdown)(void);	/* [I] or NULL */
	void (*vs_destroy)(void);	/* [I] or NULL */
	const char *vs_descr;		/* [I] one line, for jls and docs */
	struct vimage_subsys_state *vs_state;	/* [I] list of images.. */
};

/*
 * VIMAGE_SUBSYS(uts, PHASE_FRAMEWORK, uts_create, NULL, uts_destroy,
 *     "host and domain name");
 */
#define VIMAGE_SUBSYS(name, phase, create, shutdown, destroy, descr)	\
	extern const char __start_vimage_##name[];			\
	extern const char __stop_vimage_##name[];			\
	static struct vimage_subsys_state vimage_state_##name;		\
	const uintptr_t vimage_slot_##name				\
	    __attribute__((used, section("vimage_slot")));		\
	static const struct vimage_subsys vimage_subsys_##name = {	\
		#name, phase, LAYER, __start_vimage_##name,		\
		__stop_vimage_##name, &vimage_slot_##name, create,	\
		shutdown, destroy, descr, &vimage_state_##name		\
	};								\
	SET_ENTRY(vimage_subsys, vimage_subsys_##name)

/* Needed in a file that uses the subsystem's variables. */
#define VIMAGE_SUBSYS_DECLARE(name)					\
	extern const uintptr_t vimage_slot_##name

/*
 * VIMAGE_DEFINE(vnet, int, ip_ttl) = 64;	the initialiser is what each
 * image starts with.  Arrays: VIMAGE_DEFINE(uts, char, hostname[256]).
 * const is refused by the section's flags.
 */
#define VIMAGE_DEFINE(subsys, type, name)				\
	type vimage_entry_##name					\
	    __attribute__((used, section("vimage_" #subsys)))
#define VIMAGE_DEFINE_STATIC(subsys, type, name)			\
	static VIMAGE_DEFINE(subsys, type, name)
#define VIMAGE_DECLARE(subsys, type, name)				\
	extern type vimage_entry_##name

/* Bias of subsys's current image: one GS-relative load. */
#define VIMAGE_BIAS(subsys)						\
	(*(const uintptr_t __seg_gs *)(uintptr_t)&vimage_slot_##subsys)

/* The lvalue in the current image.  #define V_ip_ttl VIMAGE_VAR(vnet, ip_ttl) */
#define VIMAGE_VAR(subsys, name)					\
	(*(__typeof__(vimage_entry_##name) *)				\
	    (VIMAGE_BIAS(subsys) + (uintptr_t)&vimage_entry_##name))
/* The lvalue in a given image. */
#define VIMAGE_OF(img, subsys, name)					\
	(*(__typeof__(vimage_entry_##name) *)				\
	    (image_bias(img) + (uintptr_t)&vimage_entry_##name))

/* An instance.  [i] subsystem's image list lock, [I] otherwise. */
struct image {
	uintptr_t im_bias;		/* [I] first: read by VIMAGE_OF */
	const struct vimage_subsys *im_subsys;	/* [I] */
	struct list im_link;		/* [i] images of the subsystem */
	uint32_t im_state;		/* [a] enum image_state */
	uint32_t im_id;			/* [I] counts up, never reused */
	void *im_data;			/* [I] the copy */
	size_t im_size;			/* [I] */
	struct jail *im_owner;		/* [i] opaque: whose it is */
	struct ledger im_ledger;	/* [x] its own lock */
	struct refs im_refs;		/* [x] its own lock */
	uint32_t im_sharers;		/* [i] jails using it */
	char im_name[32];		/* [i] owner's name, for reports */
};

static inline uintptr_t
image_bias(const struct image *img)
{
	return img->im_bias;
}

/* Slot number (index into td_image, pc_image) of a subsystem. */
unsigned vimage_slot(const struct vimage_subsys *vs);
#define VIMAGE_SLOT(subsys)						\
	((unsigned)(((uintptr_t)&vimage_slot_##subsys - PC_IMAGE) / 8))

/* Running thread's current image of a slot, or NULL. */
static inline struct image *
image_current(unsigned slot)
{
	return curthread->td_image[slot];
}
/* Make img (or NULL) current in a slot; returns what was.  Use the macros. */
struct image *image_switch(unsigned slot, struct image *img,
	    const char *func, int line);

/*
 * Lexical setting: VIMAGE_SET opens, VIMAGE_RESTORE closes the same scope.
 *	VIMAGE_SET(vnet, ifp->if_vnet); ... VIMAGE_RESTORE(vnet);
 * Recursion (another image was set) is logged once a place when
 * debug.vimage_recursion=1; _QUIET is for places known to nest.
 */
#define VIMAGE_SET(subsys, img)						\
	struct image *const vimage_new_##subsys = (img);		\
	struct image *const vimage_saved_##subsys = image_switch(	\
	    VIMAGE_SLOT(subsys), vimage_new_##subsys, __func__, __LINE__)
#define VIMAGE_SET_QUIET(subsys, img)					\
	struct image *const vimage_new_##subsys = (img);		\
	struct image *const vimage_saved_##subsys = image_switch(	\
	    VIMAGE_SLOT(subsys), vimage_new_##subsys, NULL, 0)
#define VIMAGE_RESTORE(subsys) do {					\
	KASSERT(image_current(VIMAGE_SLOT(subsys)) == vimage_new_##subsys); \
	image_switch(VIMAGE_SLOT(subsys), vimage_saved_##subsys, NULL, 0);	\
} while (0)

/* Memory charged to the current image of subsys; freed by kmem_free. */
#define VIMAGE_ALLOC(subsys, size, flags)				\
	kmem_alloc(&image_current(VIMAGE_SLOT(subsys))->im_ledger,	\
	    (size), (flags))

/* A sysctl over an instanced variable: the caller's own copy is served. */
#define SYSCTL_VIMAGE_INT(id, name, flags, subsys, var, descr)		\
	SYSCTL_NODE_(id, name, SYSCTL_T_INT, (flags) | SYSCTL_IMAGE,	\
	    &vimage_entry_##var, sizeof(int), NULL, &vimage_slot_##subsys, descr)
#define SYSCTL_VIMAGE_U64(id, name, flags, subsys, var, descr)		\
	SYSCTL_NODE_(id, name, SYSCTL_T_U64, (flags) | SYSCTL_IMAGE,	\
	    &vimage_entry_##var, sizeof(uint64_t), NULL,			\
	    &vimage_slot_##subsys, descr)

/*
 * Life, for kernel/jail.  Create: allocate, list (CREATING), copy, run
 * vs_create; on failure everything is undone and an errno comes back.  The
 * caller commits with image_publish (LIVE).  parent is the image that the
 * creating jail has, or NULL for the base.
 */
int	image_create(const struct vimage_subsys *vs, struct image *parent,
	    const char *name, struct image **out);
void	image_publish(struct image *img);
void	image_shutdown(struct image *img);	/* LIVE/CREATING -> SHUTDOWN -> DYING */
/* DYING -> DEAD: vs_destroy, ledger checked and reported, freed.  All
 * references must be gone (image_wait). */
void	image_destroy(struct image *img);
int	image_wait(struct image *img, uint64_t deadline_ns); /* refs to zero */

/* Subsystems sorted by phase, layer, name; index 0..vimage_nsubsys-1. */
extern const struct vimage_subsys *vimage_sorted[IMAGE_SLOTS];	/* [I] */
extern unsigned vimage_nsubsys;					/* [I] */
const struct vimage_subsys *vimage_find(const char *name);	/* or NULL */
struct image *vimage_base(const struct vimage_subsys *vs);	/* base image */
/* Walk images of vs; list lock held around fn (spinlock: no sleep). */
int	image_foreach(const struct vimage_subsys *vs,
	    int (*fn)(struct image *img, void *arg), void *arg);
/* Walk that sets each image current and may sleep; survives destruction. */
void	image_foreach_set(const struct vimage_subsys *vs,
	    void (*fn)(void *arg), void *arg);
/* Bytes leaked by dead images since boot: sysctl vimage.leaked. */
extern volatile int64_t vimage_leaked;		/* [a] */
