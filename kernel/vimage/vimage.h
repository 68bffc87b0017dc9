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
 * trap names the subsystem and the variable.
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
#include "kernel/lib/panic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/lock/spin.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/ledger.h"
#include "kernel/sched/thread.h"
#include "kernel/sync/refs.h"

struct image;
struct jail;

enum image_state {
	IMAGE_CREATING, IMAGE_LIVE, IMAGE_SHUTDOWN, IMAGE_DYING, IMAGE_DEAD
};

/*
 * Modules add variables to a subsystem: each template is followed by this
 * much address space for them, each image by as much room as is in use and
 * some more.  Dealt in grains, the largest alignment of a V_ variable.
 */
#define VIMAGE_RESERVE	8192
#define VIMAGE_GRAIN	64
#define VIMAGE_GRAINS	(VIMAGE_RESERVE / VIMAGE_GRAIN)

/* Where a subsystem's images are found: the part of a record that changes. */
struct vimage_subsys_state {
	struct spinlock vss_lock;	/* class "image_list" */
	struct list vss_images;		/* [vss_lock] im_link, oldest first */
	struct image *vss_base;		/* [I] after phase FRAMEWORK */
	uint32_t vss_count;		/* [vss_lock] images on the list */
	uint32_t vss_made;		/* [vss_lock] the newest's im_id */
	uint32_t vss_extent;		/* [vss_lock] bytes of the reserve */
	uint8_t vss_taken[VIMAGE_GRAINS];	/* [vss_lock] by a module */
};

#define VS_OWN		0x1	/* a jail gets one of its own unless told */
#define VS_DISABLE	0x2	/* NAME=disable: its calls answer ENOSYS */

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
	uintptr_t *vs_slot;		/* [I] its address is a GS offset */
	int (*vs_create)(struct image *parent);	/* [I] or NULL */
	void (*vs_shutdown)(void);	/* [I] or NULL */
	void (*vs_destroy)(void);	/* [I] or NULL */
	const char *vs_descr;		/* [I] one line, for jls and docs */
	const char *vs_param;		/* [I] parameter that asks for one */
	int vs_flags;			/* [I] VS_* */
	struct vimage_subsys_state *vs_state;	/* [I] list of images.. */
};

/*
 * The template: the linker sorts section .a, the variables' .v and .z, which
 * is the reserve for modules.
 */
#define VIMAGE_SECTION_(name)						\
	__asm__(".pushsection vimage_" #name ".a,\"aw\"\n.balign 64\n"	\
	    ".globl vimage_start_" #name "\n"				\
	    "vimage_start_" #name ":\n.popsection\n"			\
	    ".pushsection vimage_" #name ".z,\"aw\",@nobits\n"		\
	    ".balign 64\n.globl vimage_stop_" #name "\n"		\
	    "vimage_stop_" #name ":\n.zero 8192\n.popsection\n"	\
	    ".pushsection vimage_slot,\"aw\",@nobits\n"			\
	    ".globl vimage_slot_" #name "\n.balign 8\n"			\
	    ".type vimage_slot_" #name ",@object\n"			\
	    ".size vimage_slot_" #name ",8\n"				\
	    "vimage_slot_" #name ":\n.zero 8\n.popsection")

/*
 * VIMAGE_SUBSYS(vnet, PHASE_IFACE, vnet_create, vnet_shutdown, vnet_destroy,
 *     "network stack");
 * A jail asks for an image of its own by the parameter of the same name, or
 * by param in the longer form, whose flags are VS_*.
 */
#define VIMAGE_SUBSYS(name, phase, create, shutdown, destroy, descr)	\
	VIMAGE_SUBSYS_PARAM(name, phase, create, shutdown, destroy,	\
	    descr, #name, 0)
#define VIMAGE_SUBSYS_PARAM(name, phase, create, shutdown, destroy,	\
    descr, param, flags)						\
	extern const char vimage_start_##name[];			\
	extern const char vimage_stop_##name[];				\
	VIMAGE_SECTION_(name);						\
	VIMAGE_SUBSYS_DECLARE(name);					\
	static struct vimage_subsys_state vimage_state_##name;		\
	static const struct vimage_subsys vimage_subsys_##name = {	\
		#name, phase, LAYER, vimage_start_##name,		\
		vimage_stop_##name, &vimage_slot_##name, create,	\
		shutdown, destroy, descr, param, flags,			\
		&vimage_state_##name					\
	};								\
	SYSCTL_NODE_(vimage_##name, "security.jail.param." param,	\
	    SYSCTL_T_PROC, SYSCTL_RD | SYSCTL_AS_STRING, NULL, 0,	\
	    vimage_param_sysctl, NULL, descr);				\
	SYSCTL_NODE_(vimage_own_##name, "security.jail." param,	\
	    SYSCTL_T_PROC, SYSCTL_RD | SYSCTL_AS_INT, NULL, 0,	\
	    vimage_own_sysctl, &vimage_slot_##name,			\
	    "is the caller in a jail that has its own: " descr);	\
	SET_ENTRY(vimage_subsys, vimage_subsys_##name)

/* Needed in a file that uses the subsystem's variables. */
#define VIMAGE_SUBSYS_DECLARE(name)					\
	extern uintptr_t vimage_slot_##name

/*
 * VIMAGE_DEFINE(vnet, int, ip_ttl) = 64;	the initialiser is what each
 * image starts with.  Arrays: VIMAGE_DEFINE(uts, char, hostname[256]).
 * const is refused by the section's flags.
 */
#define VIMAGE_DEFINE(subsys, type, name)				\
	type vimage_entry_##name					\
	    __attribute__((used, section("vimage_" #subsys ".v")))
#define VIMAGE_DEFINE_STATIC(subsys, type, name)			\
	static VIMAGE_DEFINE(subsys, type, name)
#define VIMAGE_DECLARE(subsys, type, name)				\
	extern type vimage_entry_##name

/* Bias of subsys's current image: one GS-relative load. */
#define VIMAGE_BIAS(subsys)						\
	(*(uintptr_t __seg_gs *)(uintptr_t)&vimage_slot_##subsys)

/* In the current image: #define V_ip_ttl VIMAGE_VAR(vnet, ip_ttl) */
#define VIMAGE_VAR(subsys, name)					\
	(*(__typeof__(vimage_entry_##name) *)				\
	    (VIMAGE_BIAS(subsys) + (uintptr_t)&vimage_entry_##name))
/* The lvalue in a given image. */
#define VIMAGE_OF(img, subsys, name)					\
	(*(__typeof__(vimage_entry_##name) *)				\
	    (image_bias(img) + (uintptr_t)&vimage_entry_##name))

/* An instance.  [i] its subsystem's vss_lock. */
struct image {
	uintptr_t im_bias;		/* [I] first: read by VIMAGE_OF */
	const struct vimage_subsys *im_subsys;	/* [I] */
	struct list im_link;		/* [i] images of the subsystem */
	volatile uint32_t im_state;	/* [i] enum image_state, one way */
	uint32_t im_id;			/* [I] counts up, never reused */
	void *im_mem;			/* [I] memory that holds the copy */
	int im_orphan;			/* [kernel/jail] taken away */
	uint32_t im_room;		/* [I] bytes behind it for modules */
	struct jail *im_owner;		/* [I] opaque: whose it is */
	int im_disabled;		/* [I] once published: see VS_DISABLE */
	struct ledger im_ledger;	/* [x] its own lock */
	struct refs im_refs;		/* [x] its own lock */
	uint64_t im_cycles;		/* [I] of the TSC, to make it */
	int64_t im_bytes;		/* [I] charged to it when made */
	char im_name[32];		/* [I] owner's name, for reports */
};

static inline uintptr_t
image_bias(const struct image *img)
{
	return img->im_bias;
}

/* Slot number (index into td_image, pc_image) of a subsystem. */
#define VIMAGE_SLOT_OF(slot)						\
	((unsigned)(((uintptr_t)(slot) - PC_IMAGE) / 8))
#define VIMAGE_SLOT(subsys)	VIMAGE_SLOT_OF(&vimage_slot_##subsys)

static inline unsigned
vimage_slot(const struct vimage_subsys *vs)
{
	return VIMAGE_SLOT_OF(vs->vs_slot);
}

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
	image_switch(VIMAGE_SLOT(subsys), vimage_saved_##subsys, NULL, 0); \
} while (0)

/* Memory charged to the current image of subsys; freed by kmem_free. */
#define VIMAGE_ALLOC(subsys, size, flags)				\
	kmem_alloc(&image_current(VIMAGE_SLOT(subsys))->im_ledger,	\
	    (size), (flags))

/*
 * VIMAGE_SYSCALL(sysvmsg, SYS_msgget, 2, sys_msgget): a system call of a
 * subsystem with VS_DISABLE.  A jail that asked for none has an image like
 * any other, so that nothing of another's is ever current in it, and the
 * image says that calls get ENOSYS.
 */
#define VIMAGE_SYSCALL(subsys, number, nargs, func)			\
	static int							\
	func##_enabled(struct thread *td, struct syscall_args *sa)	\
	{								\
		return td->td_image[VIMAGE_SLOT(subsys)]->im_disabled ?	\
		    ENOSYS : func(td, sa);				\
	}								\
	static const struct syscall syscall_##func = {			\
		number, nargs, #func, func##_enabled			\
	};								\
	SET_ENTRY(syscall, syscall_##func)

/* A sysctl over an instanced variable: the caller's own copy is served. */
#define SYSCTL_VIMAGE_INT(id, name, flags, subsys, var, descr)		\
	SYSCTL_VIMAGE_INT_RANGE(id, name, flags, subsys, var, 0, 0, descr)
#define SYSCTL_VIMAGE_INT_RANGE(id, name, flags, subsys, var, min, max,	\
    descr)								\
	SYSCTL_RANGE_(id, name, SYSCTL_T_INT, (flags) | SYSCTL_IMAGE,	\
	    &vimage_entry_##var, sizeof(int), NULL,			\
	    &vimage_slot_##subsys, descr, min, max)
#define SYSCTL_VIMAGE_U64(id, name, flags, subsys, var, descr)		\
	SYSCTL_NODE_(id, name, SYSCTL_T_U64, (flags) | SYSCTL_IMAGE,	\
	    &vimage_entry_##var, sizeof(uint64_t), NULL,		\
	    &vimage_slot_##subsys, descr)
/* Reads "E,jailsys": what kind of parameter a subsystem's is. */
int	vimage_param_sysctl(const struct sysctl_node *so,
	    struct sysctl_req *req);

/* Reads 1 if the caller's image belongs to the caller's jail. */
int	vimage_own_sysctl(const struct sysctl_node *so,
	    struct sysctl_req *req);

/*
 * VIMAGE_PRIV(vnet, PRIV_NET_ROUTE): root of a jail that owns its image of the
 * subsystem has this privilege; root of one that shares it has not.
 */
struct vimage_priv {
	uintptr_t *vp_slot;		/* [I] the subsystem's */
	int vp_priv;			/* [I] enum priv */
};
#define VIMAGE_PRIV(subsys, priv)					\
	static const struct vimage_priv vimage_priv_##priv = {		\
		&vimage_slot_##subsys, priv				\
	};								\
	SET_ENTRY(vimage_priv, vimage_priv_##priv)

/*
 * Life, for kernel/jail.  Thread context, no locks held.
 *
 * image_create: allocate, list (CREATING), copy the template, run vs_create
 * with the image current; on failure everything is undone and an errno comes
 * back.  parent is the image that the creating jail has, or NULL for the
 * base; name (copied, cut) and owner serve reports.  image_publish commits:
 * CREATING -> LIVE.
 */
int	image_create(const struct vimage_subsys *vs, struct image *parent,
	    const char *name, struct jail *owner, struct image **out);
/* By kernel/jail: the ledger above those of owner's images; NULL: none. */
extern struct ledger *(*vimage_owner_ledger)(const struct jail *owner);
/*
 * By kernel/jail: a module's subsystem, whose base image lives, is given to
 * every owner, or given to none (errno); and taken from all, so that only
 * the base image is left.
 */
extern int (*vimage_owner_join)(const struct vimage_subsys *vs);
extern void (*vimage_owner_leave)(const struct vimage_subsys *vs);
void	image_publish(struct image *img);
/* CREATING or LIVE -> SHUTDOWN, vs_shutdown, -> DYING. */
void	image_shutdown(struct image *img);
/* Wait until nobody refers to a DYING image; 0 or ETIMEDOUT. */
int	image_wait(struct image *img, uint64_t deadline_ns);
/* Log who refers to img; returns how many. */
int	image_log_holders(struct image *img);
/*
 * DYING -> DEAD: vs_destroy; what the ledger still holds is logged with its
 * call sites and counted in vimage_leaked; then img is freed (or kept for
 * ever if it leaked, for late frees would write to its ledger).
 */
void	image_destroy(struct image *img);

/*
 * The gate of makers.  Who makes a set of images is inside meanwhile;
 * closing it waits for those inside and keeps others out, so that what all
 * images must have can be changed with none half made.  Sleeps.
 */
void	vimage_gate_enter(void);
void	vimage_gate_leave(void);
void	vimage_gate_close(void);
void	vimage_gate_open(void);

/*
 * Variables of a module in images of vs, for kernel/kld.  Deal addresses
 * behind the template: 0 or ENOSPC.  Then put their initial values into the
 * template and into all images, at once or not at all: 0, or ENOSPC with
 * the name of an image that has no room.  Retract gives addresses back.
 */
int	vimage_reserve(const struct vimage_subsys *vs, size_t size,
	    uintptr_t *addr);
int	vimage_extend(const struct vimage_subsys *vs, uintptr_t addr,
	    const void *values, size_t size, char *lacking, size_t len);
void	vimage_retract(const struct vimage_subsys *vs, uintptr_t addr,
	    size_t size);

/*
 * Numbers for n subsystems of a module, in a row: 0 or ENOSPC; and back.
 * Callers are serialised by kernel/kld.
 */
int	vimage_slots_take(unsigned n, unsigned *first);
void	vimage_slots_give(unsigned first, unsigned n);

/* Subsystems sorted by phase, layer, name; index 0..vimage_nsubsys-1. */
extern const struct vimage_subsys *vimage_sorted[IMAGE_SLOTS];	/* [I] */
extern unsigned vimage_nsubsys;					/* [I] */
const struct vimage_subsys *vimage_find(const char *name);	/* or NULL */
/*
 * The slots of those whose bits are set, in the order of making; returns how
 * many.  What changes many images goes by this: the sorted table moves under
 * a reader when a module's subsystem comes or goes.
 */
unsigned vimage_order(uint32_t slots, uint8_t *order);
const struct vimage_subsys *vimage_by_slot(unsigned slot);	/* or NULL */
/*
 * For show vimage sysinit and sysuninit.  By a subsystem made of parts: print
 * those of vs, in the order of making or of ending, each by a line from its
 * create, shutdown and destroy.
 */
extern void (*vimage_db_parts)(const struct vimage_subsys *vs, int ending);
void	vimage_db_turn(const char *name, int phase, int layer, int ending,
	    const uintptr_t *funcs);
/* The base image: exists from phase FRAMEWORK, LIVE at the end of PROTO. */
struct image *vimage_base(const struct vimage_subsys *vs);
/*
 * Give td, which is not running, or is the running thread, the image of each
 * slot in images[] (NULL: none).
 */
void	vimage_thread_load(struct thread *td, struct image *const *images);
/* Walk images of vs; list lock held around fn (spinlock: no sleep). */
int	image_foreach(const struct vimage_subsys *vs,
	    int (*fn)(struct image *img, void *arg), void *arg);
/*
 * Run fn with each LIVE image current in turn.  fn may sleep; the image it
 * runs in stays until it returns, others may come and go meanwhile.
 */
void	image_foreach_set(const struct vimage_subsys *vs,
	    void (*fn)(void *arg), void *arg);
/*
 * The same as a loop: image_walk_next gives the next LIVE image, which stays
 * until the next call or image_walk_end.  Belongs to the walking thread.
 */
struct image_walk {
	const struct vimage_subsys *iw_subsys;	/* [I] */
	struct image *iw_image;			/* [t] held, or NULL */
	struct ref iw_ref[2];			/* [t] its, and the next's */
	unsigned iw_which;			/* [t] */
};
struct image *image_walk_next(struct image_walk *iw);
void	image_walk_end(struct image_walk *iw);
/*
 * Asked before each constructor, of an image or of a part of one: nonzero,
 * it is to fail, for the user wants to see that (fault.c).
 */
int	fault_constructor_due(const char *name);
/*
 * Between begin and end, what the calling thread makes is added up in table,
 * of VIMAGE_METERS zeroed lines: by image_construct, by vnet's parts, and by
 * whoever else notes a constructor.  Cycles are the TSC's; bytes what its
 * ledger holds more.  One thread at a time.
 */
struct vimage_made {
	const void *vm_record;		/* [t] NULL: no line */
	const char *vm_kind;		/* [t] "subsystem", "part" */
	const char *vm_name;		/* [t] */
	uint32_t vm_times;		/* [t] it ran */
	uint64_t vm_cycles;		/* [t] */
	int64_t vm_bytes;		/* [t] */
};
#define VIMAGE_METERS	16

extern struct thread *volatile vimage_meter_thread;	/* [a] or NULL */
void	vimage_meter_begin(struct vimage_made *table);
void	vimage_meter_end(void);
void	vimage_meter_note(const void *record, const char *kind,
	    const char *name, uint64_t cycles, int64_t bytes);
static inline int
vimage_metered(void)
{
	return vimage_meter_thread == curthread;
}

/* Bytes leaked by dead images since boot: sysctl vimage.leaked. */
extern volatile int64_t vimage_leaked;		/* [a] */
