// SPDX-License-Identifier: BSD-2-Clause
/*
 * vimage - instanced globals: subsystems, slots, and the current image.
 *
 * Theory.  A global variable lives at one address, so a kernel has one of
 * it.  To have one for each container, without touching the code that uses
 * it, three things are separated:
 *
 *	template  the section vimage_X the linker gathers: where the compiler
 *		  thinks the variables are, and what each copy starts with
 *	image	  a copy of that section, anywhere in kernel memory
 *	bias	  the distance between the two; it never changes in the
 *		  image's life, so pointers into an image stay good
 *
 * The compiler emits template addresses; the V_ macro adds the bias of the
 * running thread's image.  A subsystem's slot is its index into the thread's
 * table of biases and into the copy of that table in struct percpu that the
 * context switch keeps.  The linker script starts section vimage_slot, where
 * each record puts one 8-byte symbol, at the offset of pc_image in struct
 * percpu.  Hence &vimage_slot_X is both the number of the slot and, with the
 * GS prefix, the place of its bias: V_x is one load more than x.
 *
 * Invariants:
 *  I1  For the running thread, pc_image[s] == td_image_bias[s] for all s.
 *      image_switch writes the thread first, then the mirror, in one
 *      instruction; a preemption between the two reloads the mirror.
 *  I2  td_image[s] is NULL exactly when td_image_bias[s] is the poison of s.
 *      An access then faults in a range nothing else uses, and
 *      vimage_poison_trap says which variable it was.
 *  I3  The base system has images like everybody else.  They exist from
 *      phase FRAMEWORK on (CREATING) and are constructed at the very end of
 *      phase PROTO.  So an INITCALL of phases up to PROTO prepares what all
 *      images share (caches, tables) and may not use V_ names, and every
 *      vs_create, of the base or of a jail, finds that done.
 *  I4  Nothing here knows what owns an image or what a subsystem does.
 *
 * Locks: [i] vss_lock of a subsystem, over its list of images (image.c).
 */
#include "kernel/vimage/vimage.h"

#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/pmap/pmap.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/cred/cred.h"
#include "kernel/debug/db.h"
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "kernel/vimage/vimage_priv.h"

SET_DECLARE_JOIN(vimage_subsys, const struct vimage_subsys, subsys_join,
    subsys_leave);

const struct vimage_subsys *vimage_sorted[IMAGE_SLOTS];
unsigned vimage_nsubsys;
int (*vimage_owner_join)(const struct vimage_subsys *vs);	/* [I] */
void (*vimage_owner_leave)(const struct vimage_subsys *vs);	/* [I] */
/* Held to change the order, or to look for one's way in it. */
static struct spinlock order_lock = SPIN_INITIALIZER("vimage_order");

static const struct vimage_subsys *vimage_slots[IMAGE_SLOTS];	/* [I] */

/* ------------------------------------------------------- subsystems */

static int
subsys_compare(const struct vimage_subsys *a, const struct vimage_subsys *b)
{
	if (a->vs_phase != b->vs_phase)
		return a->vs_phase < b->vs_phase ? -1 : 1;
	if (a->vs_layer != b->vs_layer)
		return a->vs_layer < b->vs_layer ? -1 : 1;
	return strcmp(a->vs_name, b->vs_name);
}

/* Insertion into the sorted table: there are a handful. */
static void
subsys_insert(const struct vimage_subsys *vs)
{
	unsigned i;

	KASSERT(vimage_nsubsys < IMAGE_SLOTS);
	spin_init(&vs->vs_state->vss_lock, "image_list");
	list_init(&vs->vs_state->vss_images);
	spin_lock(&order_lock);
	for (i = vimage_nsubsys++; i > 0; i--) {
		if (subsys_compare(vimage_sorted[i - 1], vs) < 0)
			break;
		vimage_sorted[i] = vimage_sorted[i - 1];
	}
	vimage_sorted[i] = vs;
	vimage_slots[vimage_slot(vs)] = vs;
	spin_unlock(&order_lock);
}

static void
subsys_remove(const struct vimage_subsys *vs)
{
	unsigned i, n = 0;

	spin_lock(&order_lock);
	for (i = 0; i < vimage_nsubsys; i++)
		if (vimage_sorted[i] != vs)
			vimage_sorted[n++] = vimage_sorted[i];
	vimage_nsubsys = n;
	vimage_slots[vimage_slot(vs)] = NULL;
	spin_unlock(&order_lock);
}

unsigned
vimage_order(uint32_t slots, uint8_t *order)
{
	unsigned i, slot, n = 0;

	spin_lock(&order_lock);
	for (i = 0; i < vimage_nsubsys; i++) {
		slot = vimage_slot(vimage_sorted[i]);
		if (slots >> slot & 1)
			order[n++] = (uint8_t)slot;
	}
	spin_unlock(&order_lock);
	return n;
}

const struct vimage_subsys *
vimage_by_slot(unsigned slot)
{
	return vimage_slots[slot];
}

/* The base image and its end; the way down takes half-built ones. */
static void
base_destroy(const struct vimage_subsys *vs)
{
	struct image *base = vs->vs_state->vss_base;

	image_shutdown(base);
	image_wait(base, WQ_FOREVER);
	image_destroy(base);
	subsys_remove(vs);
}

/* A module's: its base image, then one for whoever owns images. */
static int
subsys_join(const struct vimage_subsys *vs)
{
	struct vimage_subsys_state *vss = vs->vs_state;
	int error;

	if (vimage_find(vs->vs_name) != NULL)
		return EEXIST;
	if (vimage_slot(vs) >= IMAGE_SLOTS ||
	    vimage_slots[vimage_slot(vs)] != NULL)
		return EINVAL;
	subsys_insert(vs);
	error = image_alloc(vs, "base", NULL, &vss->vss_base);
	if (error != 0) {
		subsys_remove(vs);
		return error;
	}
	error = image_construct(vss->vss_base, NULL);
	if (error != 0) {
		base_destroy(vs);
		return error;
	}
	image_publish(vss->vss_base);
	error = vimage_owner_join(vs);
	if (error != 0)
		subsys_leave(vs);
	return error;
}

static void
subsys_leave(const struct vimage_subsys *vs)
{
	vimage_owner_leave(vs);
	base_destroy(vs);
}

static uint32_t slots_taken;			/* [kernel/kld] by modules */

int
vimage_slots_take(unsigned n, unsigned *first)
{
	unsigned i, run = 0;

	for (i = 0; i < IMAGE_SLOTS; i++) {
		run = vimage_slots[i] != NULL || slots_taken >> i & 1 ? 0 :
		    run + 1;
		if (run != n)
			continue;
		*first = i + 1 - n;
		slots_taken |= ((1u << n) - 1) << *first;
		return 0;
	}
	return ENOSPC;
}

void
vimage_slots_give(unsigned first, unsigned n)
{
	slots_taken &= ~(((1u << n) - 1) << first);
}

const struct vimage_subsys *
vimage_find(const char *name)
{
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++)
		if (strcmp(vimage_sorted[i]->vs_name, name) == 0)
			return vimage_sorted[i];
	return NULL;
}

struct image *
vimage_base(const struct vimage_subsys *vs)
{
	return vs->vs_state->vss_base;
}

int
vimage_param_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	static const char kind[] = "E,jailsys c";

	(void)so;
	return sysctl_out(req, kind, sizeof(kind));
}

int
vimage_own_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct thread *td = req->sr_td;
	struct image *img = td->td_image[VIMAGE_SLOT_OF(so->so_slot)];
	int own = img != NULL && img->im_owner != NULL &&
	    td->td_cred != NULL && img->im_owner == td->td_cred->cr_jail;

	return sysctl_out(req, &own, sizeof(own));
}

/* ------------------------------------------------- the current image */

/* I1: one store, which cannot be split by a move to another CPU. */
static void
mirror_store(unsigned slot, uintptr_t bias)
{
	__asm__ volatile("movq %0, %%gs:%c1(,%2,8)"
	    : : "r"(bias), "i"(PC_IMAGE), "r"((uintptr_t)slot) : "memory");
}

static uintptr_t
bias_of(unsigned slot, const struct image *img)
{
	return img != NULL ? img->im_bias : IMAGE_POISON(slot);
}

struct image *
image_switch(unsigned slot, struct image *img, const char *func, int line)
{
	struct thread *td = curthread;
	struct image *old = td->td_image[slot];
	uintptr_t bias = bias_of(slot, img);

	if (func != NULL && old != NULL && old != img && vimage_recursion)
		vimage_recursion_note(slot, func, line);
	td->td_image[slot] = img;
	td->td_image_bias[slot] = bias;
	mirror_store(slot, bias);
	return old;
}

void
vimage_thread_load(struct thread *td, struct image *const *images)
{
	unsigned slot;

	/* All slots, whatever comes or goes with a module meanwhile. */
	for (slot = 0; slot < IMAGE_SLOTS; slot++) {
		td->td_image[slot] = images[slot];
		td->td_image_bias[slot] = bias_of(slot, images[slot]);
		if (td == curthread)
			mirror_store(slot, td->td_image_bias[slot]);
	}
}

/* --------------------------------------------------- no image is set */

/*
 * I2: an access through a poisoned slot.  The address gives back slot and
 * template address, and the symbol there the variable's name.
 */
static enum trap_claim
vimage_poison_trap(struct trapframe *tf)
{
	uintptr_t addr = cpu_cr2_read(), off;
	const char *name = "?";
	unsigned slot;

	(void)tf;
	if (panicking || addr < IMAGE_POISON_BASE ||
	    addr >= IMAGE_POISON_BASE + ((uintptr_t)IMAGE_SLOTS << 32))
		return TRAP_PASS;
	slot = (addr - IMAGE_POISON_BASE) >> 32;
	if (vimage_slots[slot] == NULL)
		return TRAP_PASS;
	db_sym_find(addr - IMAGE_POISON(slot), &name, &off);
	if (strncmp(name, "vimage_entry_", 13) == 0)
		name += 13;
	panic("V_%s of %s used with no image set", name,
	    vimage_slots[slot]->vs_name);
}

TRAP_HANDLER(T_PAGE, vimage_poison_trap);

/* ------------------------------------------------------- the base */

/* Threads made before this phase know no poison. */
static int
thread_poison(struct thread *td, void *arg)
{
	unsigned slot;

	(void)arg;
	for (slot = 0; slot < IMAGE_SLOTS; slot++)
		if (td->td_image[slot] == NULL)
			td->td_image_bias[slot] = IMAGE_POISON(slot);
	return 0;
}

static void
vimage_init(void)
{
	const struct vimage_subsys *const *p;
	unsigned slot;

	SET_FOREACH(p, vimage_subsys) {
		subsys_insert(*p);
		if (image_alloc(*p, "base", NULL, &(*p)->vs_state->vss_base))
			panic("no memory for the base image of %s",
			    (*p)->vs_name);
	}
	thread_foreach(thread_poison, NULL);
	for (slot = 0; slot < IMAGE_SLOTS; slot++)
		image_switch(slot, NULL, NULL, 0);
}

INITCALL(PHASE_FRAMEWORK, vimage_init);

/*
 * The linker lays all templates side by side, on pages of their own: from
 * now on nobody writes to them by mistake.
 */
static void
templates_protect(void)
{
	uintptr_t start = UINTPTR_MAX, stop = 0;
	unsigned i;

	for (i = 0; i < vimage_nsubsys; i++) {
		if ((uintptr_t)vimage_sorted[i]->vs_start < start)
			start = (uintptr_t)vimage_sorted[i]->vs_start;
		if ((uintptr_t)vimage_sorted[i]->vs_stop > stop)
			stop = (uintptr_t)vimage_sorted[i]->vs_stop +
			    VIMAGE_RESERVE;
	}
	if (stop > start)
		pmap_kernel_protect(trunc_page(start), round_page(stop),
		    PMAP_R);
}

/* I3. */
static void
vimage_base_construct(void)
{
	struct image *base;
	unsigned i;
	int error;

	for (i = 0; i < vimage_nsubsys; i++) {
		base = vimage_base(vimage_sorted[i]);
		error = image_construct(base, NULL);
		if (error != 0)
			panic("base image of %s: error %d",
			    vimage_sorted[i]->vs_name, error);
		image_publish(base);
	}
	templates_protect();
}

/* After every other call of the phase, which no layer number says. */
static const struct initcall vimage_base_call = {
	PHASE_PROTO, 1 << 20, "vimage_base_construct", vimage_base_construct
};
SET_ENTRY(initcall, vimage_base_call);
