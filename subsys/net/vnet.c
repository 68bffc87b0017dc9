// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnet - one network stack per jail.
 *
 * The stack is a single instanced subsystem made of parts (VNET_PART):
 * interfaces, routes, protocols, sockets.  Parts are made in order of
 * phase, layer and name, and end in the reverse: sockets first, interfaces
 * last.  V_parts_made says how far making came, so that ending takes a
 * stack in any state of completion, twice if need be.
 *
 * Destruction silences the interfaces before the first part goes: from
 * then on no packet can meet a table that is being freed.
 */
#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "subsys/net/if.h"
#include "subsys/net/vnet.h"

#define VNET_PARTS_MAX	32

SET_DECLARE(vnet_part, const struct vnet_part);

static const struct vnet_part *vnet_sorted[VNET_PARTS_MAX]; /* [I] sorted */
static unsigned vnet_nparts;		/* [I] after the base stack is made */

VNET_DEFINE_STATIC(unsigned, parts_made);	/* [I] once made */
#define V_parts_made	VNET(parts_made)
VNET_DEFINE_STATIC(unsigned, parts_up);		/* [t] not yet shut down */
#define V_parts_up	VNET(parts_up)

static int
vnet_part_before(const struct vnet_part *a, const struct vnet_part *b)
{
	if (a->vp_phase != b->vp_phase)
		return a->vp_phase < b->vp_phase;
	if (a->vp_layer != b->vp_layer)
		return a->vp_layer < b->vp_layer;
	return strcmp(a->vp_name, b->vp_name) < 0;
}

/* Insertion sort, once, when the base stack is made: nobody else runs. */
static void
vnet_parts_sort(void)
{
	const struct vnet_part *const *p;
	unsigned i;

	SET_FOREACH(p, vnet_part) {
		KASSERT(vnet_nparts < VNET_PARTS_MAX);
		for (i = vnet_nparts++; i > 0; i--) {
			if (!vnet_part_before(*p, vnet_sorted[i - 1]))
				break;
			vnet_sorted[i] = vnet_sorted[i - 1];
		}
		vnet_sorted[i] = *p;
	}
}

static void
vnet_shutdown(void)
{
	const struct vnet_part *vp;

	while (V_parts_up > 0) {
		vp = vnet_sorted[--V_parts_up];
		if (vp->vp_shutdown != NULL)
			vp->vp_shutdown();
	}
}

static void
vnet_destroy(void)
{
	const struct vnet_part *vp;

	V_parts_up = 0;
	if_silence_all();
	while (V_parts_made > 0) {
		vp = vnet_sorted[--V_parts_made];
		if (vp->vp_destroy != NULL)
			vp->vp_destroy();
	}
}

/*
 * A part that fails to be made cleans up after itself; those before it are
 * ended here, so that the framework may or may not call destroy.
 */
static int
vnet_create(struct image *parent)
{
	const struct vnet_part *vp;
	int error = 0;

	(void)parent;			/* a new stack starts from nothing */
	if (vnet_nparts == 0)
		vnet_parts_sort();
	while (V_parts_made < vnet_nparts) {
		vp = vnet_sorted[V_parts_made];
		if (vp->vp_create != NULL)
			error = vp->vp_create();
		if (error != 0) {
			vnet_shutdown();
			vnet_destroy();
			return error;
		}
		V_parts_up = ++V_parts_made;
	}
	return 0;
}

VIMAGE_SUBSYS(vnet, PHASE_IFACE, vnet_create, vnet_shutdown, vnet_destroy,
    "network stack");

/* What root of a jail with a stack of its own may do to it. */
VIMAGE_PRIV(vnet, PRIV_NET_IFCREATE);
VIMAGE_PRIV(vnet, PRIV_NET_HWIOCTL);
VIMAGE_PRIV(vnet, PRIV_NET_ADDIFADDR);
VIMAGE_PRIV(vnet, PRIV_NET_ROUTE);
VIMAGE_PRIV(vnet, PRIV_NET_SETIFVNET);
VIMAGE_PRIV(vnet, PRIV_NETINET_RAW);

struct image *
vnet_base(void)
{
	return vimage_base(&vimage_subsys_vnet);
}

int
vnet_foreach(int (*fn)(struct image *img, void *arg), void *arg)
{
	return image_foreach(&vimage_subsys_vnet, fn, arg);
}
