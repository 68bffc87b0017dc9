// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage - the framework's names for host tests: one image of each
 * subsystem, its variables the globals themselves.
 *
 * The harness keeps a copy of the section and puts it back, so that each
 * test begins with a new stack.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/init.h"
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/ledger.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/refs.h"

struct image {
	struct ledger im_ledger;	/* [x] not used */
	struct refs im_refs;		/* [x] counted by the harness */
};

struct vimage_subsys {
	int (*vs_create)(struct image *parent);	/* [I] */
	void (*vs_shutdown)(void);		/* [I] */
	void (*vs_destroy)(void);		/* [I] */
};

extern struct image harness_image;
extern struct image *harness_current;
extern const struct vimage_subsys *harness_subsys;

#define VIMAGE_SUBSYS(name, phase, create, shutdown, destroy, descr)	\
	uintptr_t vimage_slot_##name;					\
	static const struct vimage_subsys vimage_subsys_##name = {	\
		create, shutdown, destroy				\
	};								\
	const struct vimage_subsys *harness_subsys = &vimage_subsys_##name
#define VIMAGE_SUBSYS_DECLARE(name)	extern uintptr_t vimage_slot_##name
#define VIMAGE_DEFINE(subsys, type, name)				\
	type vimage_entry_##name					\
	    __attribute__((used, section("vimage_" #subsys)))
/* Not static: the harness reads them. */
#define VIMAGE_DEFINE_STATIC(subsys, type, name)			\
	VIMAGE_DEFINE(subsys, type, name)
#define VIMAGE_DECLARE(subsys, type, name)				\
	extern type vimage_entry_##name
#define VIMAGE_VAR(subsys, name)	(vimage_entry_##name)
#define VIMAGE_OF(img, subsys, name)					\
	(*((void)(img), &vimage_entry_##name))
#define VIMAGE_SLOT(subsys)		0
#define VIMAGE_SET(subsys, img)						\
	struct image *const vimage_saved_##subsys = harness_current;	\
	harness_current = (img)
#define VIMAGE_SET_QUIET(subsys, img)	VIMAGE_SET(subsys, img)
#define VIMAGE_RESTORE(subsys)						\
	(harness_current = vimage_saved_##subsys)
#define VIMAGE_ALLOC(subsys, size, flags)				\
	kmem_alloc(&image_current(0)->im_ledger, (size), (flags))
#define SYSCTL_VIMAGE_INT(id, name, flags, subsys, var, descr)		\
	SYSCTL_VIMAGE_INT_RANGE(id, name, flags, subsys, var, 0, 0, descr)
#define SYSCTL_VIMAGE_INT_RANGE(id, name, flags, subsys, var, min, max,	\
    descr)								\
	SYSCTL_RANGE_(id, name, SYSCTL_T_INT, (flags) | SYSCTL_IMAGE,	\
	    &vimage_entry_##var, sizeof(int), NULL,			\
	    &vimage_slot_##subsys, descr, min, max)
#define VIMAGE_PRIV(subsys, priv)					\
	static const int vimage_priv_##priv __attribute__((unused)) = priv

static inline int
fault_constructor_due(const char *name)
{
	(void)name;
	return 0;
}

static inline struct image *
image_current(unsigned slot)
{
	return slot == 0 ? harness_current : NULL;
}

static inline struct image *
vimage_base(const struct vimage_subsys *vs)
{
	return vs == harness_subsys ? &harness_image : NULL;
}

static inline int
image_foreach(const struct vimage_subsys *vs,
    int (*fn)(struct image *img, void *arg), void *arg)
{
	return vs == harness_subsys ? fn(&harness_image, arg) : 0;
}

/* No modules come or go here. */
static inline void
vimage_gate_close(void)
{
}

static inline void
vimage_gate_open(void)
{
}

struct image_walk {
	const struct vimage_subsys *iw_subsys;	/* [I] */
	struct image *iw_image;			/* [t] */
};

static inline struct image *
image_walk_next(struct image_walk *iw)
{
	iw->iw_image = iw->iw_image == NULL ? &harness_image : NULL;
	return iw->iw_image;
}

static inline void
image_walk_end(struct image_walk *iw)
{
	iw->iw_image = NULL;
}

/* Nobody measures what parts take. */
#define vimage_metered()	0
#define cpu_tsc()		0ul
#define vimage_meter_note(record, kind, name, cycles, bytes)		\
	((void)(record), (void)(cycles), (void)(bytes))
