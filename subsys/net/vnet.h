// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnet - a network stack of one's own: the subsystem record and FreeBSD's
 * spellings of the framework's macros for it (vnet(9)).
 */
#pragma once

#include "kernel/lib/panic.h"
#include "kernel/vimage/vimage.h"

VIMAGE_SUBSYS_DECLARE(vnet);

#define VNET_DEFINE(type, name)		VIMAGE_DEFINE(vnet, type, name)
#define VNET_DEFINE_STATIC(type, name)	VIMAGE_DEFINE_STATIC(vnet, type, name)
#define VNET_DECLARE(type, name)	VIMAGE_DECLARE(vnet, type, name)
#define VNET(name)			VIMAGE_VAR(vnet, name)
#define VNET_VNET(img, name)		VIMAGE_OF(img, vnet, name)
#define curvnet				image_current(VIMAGE_SLOT(vnet))
#define CURVNET_SET(img)		VIMAGE_SET(vnet, img)
#define CURVNET_SET_QUIET(img)		VIMAGE_SET_QUIET(vnet, img)
#define CURVNET_RESTORE()		VIMAGE_RESTORE(vnet)
#define VNET_ALLOC(size, flags)		VIMAGE_ALLOC(vnet, size, flags)

/*
 * A part of the network stack (interfaces, routes, IP, UDP...) that needs
 * making and ending in each stack: phases and layers order them within the
 * vnet image.  Same contract as struct vimage_subsys callbacks.
 */
struct vnet_part {
	const char *vp_name;		/* [I] */
	enum init_phase vp_phase;	/* [I] */
	int vp_layer;			/* [I] by the build */
	int (*vp_create)(void);		/* [I] or NULL; errno */
	void (*vp_shutdown)(void);	/* [I] or NULL */
	void (*vp_destroy)(void);	/* [I] or NULL */
};
#define VNET_PART(name, phase, create, shutdown, destroy)		\
	static const struct vnet_part vnet_part_##name = {		\
		#name, phase, LAYER, create, shutdown, destroy		\
	};								\
	SET_ENTRY(vnet_part, vnet_part_##name)

/* Has the part been made, and not been destroyed, in the current stack? */
int	vnet_part_made(const struct vnet_part *vp);
/* The n-th of all in the order of making, or NULL.  For the debugger. */
const struct vnet_part *vnet_part_turn(int n);
/* The base system's stack: there before any other, never ends. */
struct image *vnet_base(void);
/* All stacks, in any state; fn under the list's spinlock. */
int	vnet_foreach(int (*fn)(struct image *img, void *arg), void *arg);
/* A sysctl over an instanced variable of the stack; never negative. */
#define SYSCTL_VNET_INT(id, name, var, descr)				\
	SYSCTL_VNET_INT_RANGE(id, name, var, 0, INT32_MAX, descr)
#define SYSCTL_VNET_INT_RANGE(id, name, var, min, max, descr)		\
	SYSCTL_VIMAGE_INT_RANGE(id, name, SYSCTL_RW | SYSCTL_JAILWR,	\
	    vnet, var, min, max, descr)
