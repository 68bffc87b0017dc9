// SPDX-License-Identifier: BSD-2-Clause
/*
 * recursion - which places set an image while another one was set.
 *
 * Setting over another image is legal, and often a sign that work for one
 * container is done in the middle of another's.  With the sysctl
 * debug.vimage_recursion at 1 each such place is noted once and logged;
 * "show vimage recursions" lists them.
 *
 * Locks: [r] nesting_lock.
 */
#include "kernel/debug/cons.h"
#include "kernel/vimage/vimage_priv.h"

int vimage_recursion;

struct vimage_nesting vimage_nestings[VIMAGE_NESTINGS];

static struct spinlock nesting_lock = SPIN_INITIALIZER("image_list");

/* The entry of a place, a free one, or NULL when the table is full. */
static struct vimage_nesting *
nesting_find(unsigned slot, const char *func, int line)
{
	struct vimage_nesting *vn;

	for (vn = vimage_nestings; vn < vimage_nestings + VIMAGE_NESTINGS; vn++)
		if (vn->vn_func == NULL || (vn->vn_func == func &&
		    vn->vn_line == line && vn->vn_slot == slot))
			return vn;
	return NULL;
}

void
vimage_recursion_note(unsigned slot, const char *func, int line)
{
	struct vimage_nesting *vn;
	uint64_t count = 0;

	spin_lock(&nesting_lock);
	vn = nesting_find(slot, func, line);
	if (vn != NULL) {
		vn->vn_func = func;
		vn->vn_line = line;
		vn->vn_slot = slot;
		count = ++vn->vn_count;
	}
	spin_unlock(&nesting_lock);
	if (count == 1)
		kprintf("vimage: %s() line %d sets slot %u over another "
		    "image\n", func, line, slot);
}

SYSCTL_INT_RANGE(vimage_recursion, "debug.vimage_recursion", SYSCTL_RW,
    vimage_recursion, 0, 1, "log sets of an image over another, once a place");
