// SPDX-License-Identifier: BSD-2-Clause
/*
 * extend - variables of modules, in images that exist already.
 *
 * Theory.  The code of a module adds the bias of an image to the address the
 * linker gave the variable, like all code; so a variable of a module must lie
 * at the same distance from the template in each image.  Behind each template
 * lie VIMAGE_RESERVE bytes of address space for that.  kernel/kld deals a
 * piece of it, links the module to it, and then extends: the initial values
 * go into the template, for images made later, and into each image there is,
 * which nobody moves.  An image holds as much of the reserve as is in use
 * when it is made, vimage.spare bytes more, and whatever its memory happens
 * to have behind that.
 *
 * An image is listed and gets its copy of the template under the lock that
 * is held here over all, so none is missed; see image_list().
 *
 * Locks: [i] vss_lock of the subsystem.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"
#include "kernel/vimage/vimage_priv.h"

static int vimage_spare = VIMAGE_GRAIN;		/* [a] bytes */

size_t
vimage_extent_wanted(const struct vimage_subsys_state *vss)
{
	size_t spare = (size_t)vimage_spare, extent;

	if (vss->vss_base == NULL)		/* this is the base image */
		return VIMAGE_RESERVE;
	if (spare > VIMAGE_RESERVE)
		spare = VIMAGE_RESERVE;
	extent = *(const volatile uint32_t *)&vss->vss_extent + spare;
	return extent < VIMAGE_RESERVE ? extent : VIMAGE_RESERVE;
}

static unsigned
grains(size_t size)
{
	return (unsigned)((size + VIMAGE_GRAIN - 1) / VIMAGE_GRAIN);
}

/* First of n free grains in a row; VIMAGE_GRAINS if there are none. */
static unsigned
grains_find(const struct vimage_subsys_state *vss, unsigned n)
{
	unsigned i, run = 0;

	SPIN_ASSERT(&vss->vss_lock);
	for (i = 0; i < VIMAGE_GRAINS; i++) {
		run = vss->vss_taken[i] ? 0 : run + 1;
		if (run == n)
			return i + 1 - n;
	}
	return VIMAGE_GRAINS;
}

int
vimage_reserve(const struct vimage_subsys *vs, size_t size, uintptr_t *addr)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	unsigned first, n = grains(size);

	if (size == 0 || size > VIMAGE_RESERVE)
		return ENOSPC;
	spin_lock(&vss->vss_lock);
	first = grains_find(vss, n);
	if (first < VIMAGE_GRAINS)
		memset(vss->vss_taken + first, 1, n);
	spin_unlock(&vss->vss_lock);
	if (first == VIMAGE_GRAINS)
		return ENOSPC;
	*addr = (uintptr_t)vs->vs_stop + first * VIMAGE_GRAIN;
	return 0;
}

/* An image with less room than extent, or NULL. */
static struct image *
image_lacking(struct vimage_subsys_state *vss, size_t extent)
{
	struct image *img;

	SPIN_ASSERT(&vss->vss_lock);
	LIST_FOREACH(img, &vss->vss_images, im_link)
		if (img->im_room < extent)
			return img;
	return NULL;
}

/* The template is read-only at its own address: written by the other one. */
static void
template_write(uintptr_t addr, const void *values, size_t size)
{
	memcpy(pa_to_va(addr - KERNEL_BASE), values, size);
}

int
vimage_extend(const struct vimage_subsys *vs, uintptr_t addr,
    const void *values, size_t size, char *lacking, size_t len)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	size_t end = addr + size - (uintptr_t)vs->vs_stop;
	struct image *img;

	KASSERT(end <= VIMAGE_RESERVE);
	spin_lock(&vss->vss_lock);
	img = image_lacking(vss, end);
	if (img != NULL) {
		strlcpy(lacking, img->im_name, len);
	} else {
		template_write(addr, values, size);
		LIST_FOREACH(img, &vss->vss_images, im_link)
			memcpy((void *)(addr + img->im_bias), values, size);
		if (vss->vss_extent < end)
			vss->vss_extent = (uint32_t)end;
		img = NULL;
	}
	spin_unlock(&vss->vss_lock);
	return img == NULL ? 0 : ENOSPC;
}

/* The extent goes back to the end of the last piece still dealt. */
void
vimage_retract(const struct vimage_subsys *vs, uintptr_t addr, size_t size)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	unsigned first = (addr - (uintptr_t)vs->vs_stop) / VIMAGE_GRAIN;
	unsigned used = VIMAGE_GRAINS;

	spin_lock(&vss->vss_lock);
	memset(vss->vss_taken + first, 0, grains(size));
	while (used > 0 && !vss->vss_taken[used - 1])
		used--;
	if (vss->vss_extent > used * VIMAGE_GRAIN)
		vss->vss_extent = used * VIMAGE_GRAIN;
	spin_unlock(&vss->vss_lock);
}

SYSCTL_INT(vimage_spare, "vimage.spare", SYSCTL_RW, vimage_spare,
    "bytes for modules' variables that a new image has at least");
