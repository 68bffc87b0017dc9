// SPDX-License-Identifier: BSD-2-Clause
/*
 * vnet - one network stack per jail.
 *
 * The stack is a single instanced subsystem made of parts (VNET_PART):
 * interfaces, routes, protocols, sockets.  Parts are made in order of
 * phase, layer and name, and end in the reverse: sockets first, interfaces
 * last.  V_parts_made says which were made, so that ending takes a stack in
 * any state of completion, twice if need be.
 *
 * Destruction silences the interfaces before the first part goes: from
 * then on no packet can meet a table that is being freed.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/sched/waitq.h"
#include "subsys/net/if.h"
#include "subsys/net/vnet.h"

#define VNET_PARTS_MAX	64	/* bits in a mask */

SET_DECLARE_JOIN(vnet_part, const struct vnet_part, part_join, part_leave);

/*
 * Each part has a bit, the index of its place.  A module's parts come and
 * go; a stack's masks say which of them it has.  Locks: [p] parts_lock.
 */
static struct spinlock parts_lock = SPIN_INITIALIZER("vnet_parts");
static struct waitq parts_wait = {	/* [p] some stack's V_parts_busy fell */
	LIST_INITIALIZER(parts_wait.wq_sleepers), "vnetpart"
};
static const struct vnet_part *vnet_parts[VNET_PARTS_MAX];	/* [p] */
static uint8_t parts_order[VNET_PARTS_MAX];	/* [p] places in turn */
static int parts_count;				/* [p] of parts_order */
static int parts_waiting;			/* [p] sleepers of parts_wait */
static uint64_t parts_leaving;		/* [p] not to be made any more */
static uint64_t parts_known;		/* [p] bits of vnet_parts */
static uint64_t parts_shut;		/* [p] of those with a vp_shutdown */
static int parts_mixed;				/* [p] places are not in turn */

VNET_DEFINE_STATIC(uint64_t, parts_made);	/* [p] to be destroyed */
#define V_parts_made	VNET(parts_made)
VNET_DEFINE_STATIC(uint64_t, parts_up);		/* [p] to be shut down */
#define V_parts_up	VNET(parts_up)
VNET_DEFINE_STATIC(uint64_t, parts_busy);	/* [p] a callback runs */
#define V_parts_busy	VNET(parts_busy)

static int
vnet_part_before(const struct vnet_part *a, const struct vnet_part *b)
{
	if (a->vp_phase != b->vp_phase)
		return a->vp_phase < b->vp_phase;
	if (a->vp_layer != b->vp_layer)
		return a->vp_layer < b->vp_layer;
	return strcmp(a->vp_name, b->vp_name) < 0;
}

/* The first (or last) part by order of those in mask; -1: none. */
static int
part_pick(uint64_t mask, int last)
{
	int n, i;

	mask &= parts_known;
	if (mask == 0)
		return -1;
	/* Those of the kernel have their places in turn; modules' may not. */
	if (!parts_mixed)
		return last ? 63 - __builtin_clzl(mask) :
		    __builtin_ctzl(mask);
	for (n = 0; n < parts_count; n++) {
		i = parts_order[last ? parts_count - 1 - n : n];
		if (mask >> i & 1)
			return i;
	}
	return -1;
}

/* What follows from parts and their order, once either has changed. */
static void
parts_note(void)
{
	int n;

	parts_known = parts_shut = 0;
	parts_mixed = 0;
	for (n = 0; n < parts_count; n++) {
		parts_known |= 1ul << parts_order[n];
		if (vnet_parts[parts_order[n]]->vp_shutdown != NULL)
			parts_shut |= 1ul << parts_order[n];
		if (n > 0 && parts_order[n] < parts_order[n - 1])
			parts_mixed = 1;
	}
}

/* Give a part its place and its turn: insertion into what is sorted. */
static void
part_enter(const struct vnet_part *vp, int place)
{
	int n;

	vnet_parts[place] = vp;
	for (n = parts_count++; n > 0; n--) {
		if (!vnet_part_before(vp, vnet_parts[parts_order[n - 1]]))
			break;
		parts_order[n] = parts_order[n - 1];
	}
	parts_order[n] = (uint8_t)place;
	parts_note();
}

static void
part_forget(int place)
{
	int n = 0;

	while (parts_order[n] != place)
		n++;
	parts_count--;
	memmove(&parts_order[n], &parts_order[n + 1],
	    (size_t)(parts_count - n));
	vnet_parts[place] = NULL;
	parts_note();
}

/* Until some part is done with; nobody is woken who has not been counted. */
static void
parts_sleep_locked(void)
{
	SPIN_ASSERT(&parts_lock);
	parts_waiting++;
	waitq_sleep(&parts_wait, &parts_lock, 0, WQ_FOREVER);
	parts_waiting--;
}

/* The callback of the current stack's part i has returned; none if -1. */
static void
part_done_locked(int i)
{
	SPIN_ASSERT(&parts_lock);
	if (i < 0)
		return;
	V_parts_busy &= ~(1ul << i);
	if (parts_waiting > 0)
		waitq_wake_all(&parts_wait);
}

/*
 * Be done with the part taken before, if any, and take the last part of
 * *which (V_parts_up or V_parts_made) among those in wanted out of it, to
 * call it: it is busy until the next turn.  Waits while somebody else calls
 * it.  -1: none is left.
 */
static int
part_take(uint64_t *which, uint64_t wanted, int done)
{
	int i;

	spin_lock(&parts_lock);
	part_done_locked(done);
	while ((i = part_pick((*which | V_parts_busy) & wanted, 1)) >= 0 &&
	    (V_parts_busy >> i & 1) != 0)
		parts_sleep_locked();
	if (i >= 0) {
		*which &= ~(1ul << i);
		V_parts_busy |= 1ul << i;
	}
	spin_unlock(&parts_lock);
	return i;
}

static void
parts_shutdown(uint64_t wanted)
{
	int i = -1;

	/* Others' bits stay: nothing else asks for them. */
	wanted &= parts_shut;
	while ((i = part_take(&V_parts_up, wanted, i)) >= 0)
		vnet_parts[i]->vp_shutdown();
}

static void
parts_destroy(uint64_t wanted)
{
	int i = -1;

	while ((i = part_take(&V_parts_made, wanted, i)) >= 0)
		if (vnet_parts[i]->vp_destroy != NULL)
			vnet_parts[i]->vp_destroy();
}

/*
 * Be done with the part made before, if any, and choose the next: -1 if
 * there is none, or if the last one failed.
 */
static int
part_make_next(uint64_t wanted, int done, int error)
{
	int i = -1;

	spin_lock(&parts_lock);
	if (done >= 0 && error == 0) {
		V_parts_made |= 1ul << done;
		V_parts_up |= 1ul << done;
	}
	part_done_locked(done);
	if (error == 0)
		i = part_pick(wanted & ~(V_parts_made | V_parts_busy |
		    parts_leaving), 0);
	if (i >= 0)
		V_parts_busy |= 1ul << i;
	spin_unlock(&parts_lock);
	return i;
}

static int
part_make(const struct vnet_part *vp)
{
	const struct ledger *ld = &curvnet->im_ledger;
	int64_t bytes = ld->ld_bytes;
	uint64_t began;
	int error;

	if (vp->vp_create == NULL)
		return 0;
	if (!vimage_metered())
		return vp->vp_create();
	began = cpu_tsc();
	error = vp->vp_create();
	vimage_meter_note(vp, "part", vp->vp_name, cpu_tsc() - began,
	    ld->ld_bytes - bytes);
	return error;
}

/* Make the current stack's parts among those wanted, up to an error. */
static int
parts_make(uint64_t wanted)
{
	const struct vnet_part *vp;
	int i = -1, error = 0;

	while ((i = part_make_next(wanted, i, error)) >= 0) {
		vp = vnet_parts[i];
		error = part_make(vp);
		/* Many parts cannot fail: as if what follows one did. */
		if (error == 0 && fault_constructor_due(vp->vp_name)) {
			part_make_next(0, i, 0);
			return ENOMEM;
		}
	}
	return error;
}

int
vnet_part_made(const struct vnet_part *vp)
{
	int i;

	for (i = 0; V_parts_made >> i != 0; i++) {
		if ((V_parts_made >> i & 1) != 0 && vnet_parts[i] == vp)
			return 1;
		if (i == VNET_PARTS_MAX - 1)
			break;
	}
	return 0;
}

static void
vnet_shutdown(void)
{
	parts_shutdown(~0ul);
}

static void
vnet_destroy(void)
{
	/* A module's part may have been made since the shutdown. */
	parts_shutdown(~0ul);
	V_parts_up = 0;
	if_silence_all();
	parts_destroy(~0ul);
}

/* Once, when the base stack is made: nobody else runs. */
static void
vnet_parts_collect(void)
{
	const struct vnet_part *turn[VNET_PARTS_MAX];
	const struct vnet_part *const *p;
	int i = 0;

	SET_FOREACH(p, vnet_part) {
		KASSERT(i < VNET_PARTS_MAX);
		part_enter(*p, i++);
	}
	/* As nothing has been made yet, places may become what turns are. */
	for (i = 0; i < parts_count; i++)
		turn[i] = vnet_parts[parts_order[i]];
	for (i = 0; i < parts_count; i++) {
		vnet_parts[i] = turn[i];
		parts_order[i] = (uint8_t)i;
	}
	parts_note();
}

/*
 * A part that fails to be made cleans up after itself; those before it are
 * ended here, so that the framework may or may not call destroy.
 */
static int
vnet_create(struct image *parent)
{
	int error;

	(void)parent;			/* a new stack starts from nothing */
	if (parts_count == 0)
		vnet_parts_collect();
	error = parts_make(~0ul);
	if (error != 0)
		vnet_destroy();
	return error;
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

/* -------------------------------------------------- parts of modules */

/* Nonzero: some stack, in whatever state, still has the part. */
static int
stack_has(struct image *img, void *arg)
{
	uint64_t bit = *(const uint64_t *)arg;

	return ((VNET_VNET(img, parts_made) | VNET_VNET(img, parts_busy)) &
	    bit) != 0;
}

/*
 * Stacks that are alive lose the part here, those that are ending by
 * themselves; new ones do not get it.  Then it is nobody's.
 */
static void
part_withdraw(int i)
{
	struct image_walk iw = { .iw_subsys = &vimage_subsys_vnet };
	uint64_t bit = 1ul << i;
	struct image *img;

	vimage_gate_close();
	spin_lock(&parts_lock);
	parts_leaving |= bit;
	spin_unlock(&parts_lock);
	vimage_gate_open();
	while ((img = image_walk_next(&iw)) != NULL) {
		CURVNET_SET_QUIET(img);
		parts_shutdown(bit);
		parts_destroy(bit);
		CURVNET_RESTORE();
	}
	spin_lock(&parts_lock);
	while (image_foreach(&vimage_subsys_vnet, stack_has, &bit) != 0)
		parts_sleep_locked();
	part_forget(i);
	parts_leaving &= ~bit;
	spin_unlock(&parts_lock);
}

/* Show the part to those who make stacks from now on. */
static int
part_place(const struct vnet_part *vp)
{
	int i;

	vimage_gate_close();
	spin_lock(&parts_lock);
	for (i = 0; i < VNET_PARTS_MAX && vnet_parts[i] != NULL; i++)
		continue;
	if (i < VNET_PARTS_MAX)
		part_enter(vp, i);
	spin_unlock(&parts_lock);
	vimage_gate_open();
	return i;
}

/* Make a module's part in each stack, or in none. */
static int
part_join(const struct vnet_part *vp)
{
	struct image_walk iw = { .iw_subsys = &vimage_subsys_vnet };
	struct image *img;
	int i = part_place(vp), error = 0;

	if (i == VNET_PARTS_MAX)
		return ENOSPC;
	while (error == 0 && (img = image_walk_next(&iw)) != NULL) {
		CURVNET_SET_QUIET(img);
		error = parts_make(1ul << i);
		CURVNET_RESTORE();
	}
	image_walk_end(&iw);
	if (error != 0)
		part_withdraw(i);
	return error;
}

static void
part_leave(const struct vnet_part *vp)
{
	int i;

	for (i = 0; i < VNET_PARTS_MAX; i++)
		if (vnet_parts[i] == vp)
			part_withdraw(i);
}

const struct vnet_part *
vnet_part_turn(int n)
{
	return n >= 0 && n < parts_count ? vnet_parts[parts_order[n]] : NULL;
}

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
