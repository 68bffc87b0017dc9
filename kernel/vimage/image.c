// SPDX-License-Identifier: BSD-2-Clause
/*
 * image - one instance of a subsystem, from allocation to nothing left.
 *
 * An image is on its subsystem's list from the moment it exists until it is
 * freed, so that a debugger sees one that hangs half made.  Its state moves
 * one way; walkers that set images take references on LIVE ones only, so
 * from SHUTDOWN on the count of references only falls and waiting for zero
 * must end.
 *
 * Locks: [i] vss_lock: list and states.  Never held over a callback.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_db.h"
#include "kernel/vimage/vimage_priv.h"

volatile int64_t vimage_leaked;
struct ledger *(*vimage_owner_ledger)(const struct jail *owner); /* [I] */

const char *const image_state_names[] = {
	"CREATING", "LIVE", "SHUTDOWN", "DYING", "DEAD"
};

static REF_KIND_OPS(ref_walk, "image walk", proc_db_print_thread, NULL);

/* Moves states; the last, DEAD, comes with leaving the list. */
static void
image_state_set(struct image *img, enum image_state state)
{
	struct vimage_subsys_state *vss = img->im_subsys->vs_state;

	spin_lock(&vss->vss_lock);
	KASSERT(state > img->im_state);
	img->im_state = state;
	spin_unlock(&vss->vss_lock);
}

/* Destroyer of the memory; the image is on no list and holds nothing. */
static void
image_free(struct image *img)
{
	ledger_destroy(&img->im_ledger);
	refs_destroy(&img->im_refs);
	kmem_free(img);
}

/*
 * Memory for a copy of the template, at the template's distance from a
 * cache line, with room for what modules have added so far and a little
 * more: all that the allocation happens to hold.
 */
static int
image_mem_alloc(struct image *img, size_t extent)
{
	const struct vimage_subsys *vs = img->im_subsys;
	size_t size = vs->vs_stop - vs->vs_start;
	uintptr_t at, end;

	img->im_mem = kmem_alloc(&img->im_ledger, size + extent +
	    VIMAGE_GRAIN - 16, KM_SLEEP);
	if (img->im_mem == NULL)
		return ENOMEM;
	at = (uintptr_t)img->im_mem;
	end = at + kmem_room(img->im_mem);
	at += ((uintptr_t)vs->vs_start - at) & (VIMAGE_GRAIN - 1);
	img->im_bias = at - (uintptr_t)vs->vs_start;
	img->im_room = (uint32_t)(end - at - size);
	return 0;
}

/*
 * Copy the template and join the list, in one step: what a module adds is
 * either in the template by then, or is put into the image by the list.
 * EAGAIN: it was added since the memory was chosen, and is too much for it.
 */
static int
image_list(struct image *img)
{
	const struct vimage_subsys *vs = img->im_subsys;
	struct vimage_subsys_state *vss = vs->vs_state;
	size_t size = vs->vs_stop - vs->vs_start;
	int error = EAGAIN;

	spin_lock(&vss->vss_lock);
	if (vss->vss_extent <= img->im_room) {
		memcpy((void *)((uintptr_t)vs->vs_start + img->im_bias),
		    vs->vs_start, size + vss->vss_extent);
		img->im_id = ++vss->vss_made;
		vss->vss_count++;
		list_insert_tail(&vss->vss_images, &img->im_link);
		error = 0;
	}
	spin_unlock(&vss->vss_lock);
	return error;
}

static int
image_copy(struct image *img)
{
	struct vimage_subsys_state *vss = img->im_subsys->vs_state;
	int error;

	do {
		kmem_free(img->im_mem);
		error = image_mem_alloc(img, vimage_extent_wanted(vss));
		if (error == 0)
			error = image_list(img);
	} while (error == EAGAIN);
	return error;
}

static void
image_unlist(struct image *img)
{
	struct vimage_subsys_state *vss = img->im_subsys->vs_state;

	spin_lock(&vss->vss_lock);
	img->im_state = IMAGE_DEAD;
	vss->vss_count--;
	list_remove(&img->im_link);
	spin_unlock(&vss->vss_lock);
}

int
image_alloc(const struct vimage_subsys *vs, const char *name,
    struct jail *owner, struct image **out)
{
	struct ledger *above = NULL;
	struct image *img;
	int error;

	if (owner != NULL && vimage_owner_ledger != NULL)
		above = vimage_owner_ledger(owner);
	img = kmem_zalloc(above, sizeof(*img), KM_SLEEP);
	if (img == NULL)
		return ENOMEM;
	img->im_subsys = vs;
	img->im_owner = owner;
	img->im_state = IMAGE_CREATING;
	strlcpy(img->im_name, name, sizeof(img->im_name));
	ledger_init(&img->im_ledger, vs->vs_name, above);
	refs_init(&img->im_refs, vs->vs_name);
	list_init(&img->im_link);
	error = image_copy(img);
	if (error != 0) {
		image_free(img);
		return error;
	}
	*out = img;
	return 0;
}

/* Run one callback with img current in its slot. */
static void
image_call(struct image *img, void (*func)(void))
{
	unsigned slot = vimage_slot(img->im_subsys);
	struct image *old;

	if (func == NULL)
		return;
	old = image_switch(slot, img, NULL, 0);
	func();
	KASSERT(image_current(slot) == img);
	image_switch(slot, old, NULL, 0);
}

int
image_construct(struct image *img, struct image *parent)
{
	const struct vimage_subsys *vs = img->im_subsys;
	unsigned slot = vimage_slot(vs);
	uint64_t began = cpu_tsc();
	struct image *old;
	int error = 0;

	if (fault_constructor_due(vs->vs_name))
		return ENOMEM;
	if (vs->vs_create != NULL) {
		old = image_switch(slot, img, NULL, 0);
		error = vs->vs_create(parent);
		KASSERT(image_current(slot) == img);
		image_switch(slot, old, NULL, 0);
	}
	vimage_meter_note(vs, "subsystem", vs->vs_name, cpu_tsc() - began,
	    img->im_ledger.ld_bytes);
	return error;
}

int
image_create(const struct vimage_subsys *vs, struct image *parent,
    const char *name, struct jail *owner, struct image **out)
{
	uint64_t began = cpu_tsc();
	struct image *img;
	int error;

	error = image_alloc(vs, name, owner, &img);
	if (error != 0)
		return error;
	error = image_construct(img, parent);
	if (error != 0) {
		/* The way down takes half-built images, like any other. */
		image_shutdown(img);
		image_wait(img, WQ_FOREVER);
		image_destroy(img);
		return error;
	}
	img->im_cycles = cpu_tsc() - began;
	img->im_bytes = img->im_ledger.ld_bytes;
	*out = img;
	return 0;
}

void
image_publish(struct image *img)
{
	image_state_set(img, IMAGE_LIVE);
}

void
image_shutdown(struct image *img)
{
	if (img->im_subsys->vs_shutdown != NULL) {
		image_state_set(img, IMAGE_SHUTDOWN);
		image_call(img, img->im_subsys->vs_shutdown);
	}
	image_state_set(img, IMAGE_DYING);
}

int
image_wait(struct image *img, uint64_t deadline_ns)
{
	return refs_wait(&img->im_refs, deadline_ns);
}

static int
holder_log(const struct ref *rf, void *arg)
{
	struct image *img = arg;

	kprintf("vimage: %s %s is held by %s %p, taken at %p\n",
	    img->im_name, img->im_subsys->vs_name, rf->rf_kind->rk_name,
	    rf->rf_holder, (void *)rf->rf_where);
	return 0;
}

int
image_log_holders(struct image *img)
{
	refs_foreach(&img->im_refs, holder_log, img);
	return (int)img->im_refs.rs_count;
}

static void
leak_log(const struct ledger_entry *le, void *arg)
{
	struct image *img = arg;

	kprintf("vimage: %s %s leaked %lld bytes in %lld objects, "
	    "%s:%d %s\n", img->im_name, img->im_subsys->vs_name,
	    (long long)le->le_bytes, (long long)le->le_objects,
	    le->le_site->as_file, le->le_site->as_line,
	    le->le_site->as_func);
	atomic_add(&vimage_leaked, le->le_bytes);
}

void
image_destroy(struct image *img)
{
	KASSERT(img->im_state == IMAGE_DYING);
	KASSERT(img->im_refs.rs_count == 0);
	image_call(img, img->im_subsys->vs_destroy);
	image_unlist(img);
	kmem_free(img->im_mem);
	img->im_mem = NULL;
	if (ledger_report(&img->im_ledger, leak_log, img) != 0)
		return;
	image_free(img);
}

int
image_foreach(const struct vimage_subsys *vs,
    int (*fn)(struct image *img, void *arg), void *arg)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	struct image *img;
	int r = 0;

	spin_lock(&vss->vss_lock);
	LIST_FOREACH(img, &vss->vss_images, im_link) {
		r = fn(img, arg);
		if (r != 0)
			break;
	}
	spin_unlock(&vss->vss_lock);
	return r;
}

/*
 * The first LIVE image after prev, with a reference.  prev itself is held
 * by one, hence still on the list, hence its link is good.
 */
static struct image *
image_next_held(struct vimage_subsys_state *vss, struct image *prev,
    struct ref *ref)
{
	struct list *l = prev != NULL ? &prev->im_link : &vss->vss_images;
	struct image *img = NULL;

	spin_lock(&vss->vss_lock);
	for (l = l->next; l != &vss->vss_images; l = l->next) {
		img = LIST_ENTRY(l, struct image, im_link);
		if (img->im_state == IMAGE_LIVE) {
			ref_take(&img->im_refs, ref, &ref_walk, curthread);
			break;
		}
		img = NULL;
	}
	spin_unlock(&vss->vss_lock);
	return img;
}

struct image *
image_walk_next(struct image_walk *iw)
{
	struct image *prev = iw->iw_image;

	iw->iw_image = image_next_held(iw->iw_subsys->vs_state, prev,
	    &iw->iw_ref[!iw->iw_which]);
	if (prev != NULL)
		ref_drop(&prev->im_refs, &iw->iw_ref[iw->iw_which]);
	iw->iw_which = !iw->iw_which;
	return iw->iw_image;
}

void
image_walk_end(struct image_walk *iw)
{
	if (iw->iw_image != NULL)
		ref_drop(&iw->iw_image->im_refs, &iw->iw_ref[iw->iw_which]);
	iw->iw_image = NULL;
}

void
image_foreach_set(const struct vimage_subsys *vs, void (*fn)(void *arg),
    void *arg)
{
	struct image_walk iw = { .iw_subsys = vs };
	unsigned slot = vimage_slot(vs);
	struct image *img, *old;

	while ((img = image_walk_next(&iw)) != NULL) {
		old = image_switch(slot, img, NULL, 0);
		fn(arg);
		image_switch(slot, old, NULL, 0);
	}
}
