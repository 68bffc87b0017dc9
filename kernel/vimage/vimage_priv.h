// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage_priv - what the files of kernel/vimage share among themselves.
 */
#pragma once

#include "kernel/vimage/vimage.h"

/*
 * A listed, CREATING image with a copy of the template; vs_create has not
 * run.  0 or ENOMEM.
 */
int	image_alloc(const struct vimage_subsys *vs, const char *name,
	    struct jail *owner, struct image **out);
/* Run vs_create in img.  Its errno, or ENOMEM by debug.fault.constructor. */
int	image_construct(struct image *img, struct image *parent);

/* Bytes of the reserve that a new image should have room for (extend.c). */
size_t	vimage_extent_wanted(const struct vimage_subsys_state *vss);

/* Log a set over another image, once a place (recursion.c). */
extern int vimage_recursion;	/* [a] sysctl debug.vimage_recursion */
void	vimage_recursion_note(unsigned slot, const char *func, int line);

/* One place that set an image while another was set. */
struct vimage_nesting {
	const char *vn_func;	/* [r] NULL: free */
	int vn_line;		/* [r] */
	unsigned vn_slot;	/* [r] */
	uint64_t vn_count;	/* [r] times seen */
};
#define VIMAGE_NESTINGS	64
extern struct vimage_nesting vimage_nestings[VIMAGE_NESTINGS];
extern const char *const image_state_names[];	/* [I] by enum image_state */

/* For the debugger: the image of vs whose owner has that name, or NULL. */
struct image *vimage_db_image(const struct vimage_subsys *vs,
	    const char *name);

/* $db_NAME: the image V_ names are taken in; NULL: the current one. */
struct image *vimage_db_chosen(const struct vimage_subsys *vs);
