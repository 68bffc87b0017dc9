// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/vnet - FreeBSD's name of subsys/net/vnet.h, for code written to
 * vnet(9), with those spellings that our own code has no use for.
 *
 * struct vnet is struct image here: the word is replaced wherever it stands
 * alone, so what follows says vnet's own names in full.
 *
 * VNET_SYSINIT and VNET_SYSUNINIT take a place (see sys/kernel.h here); all
 * of a module come after the kernel's of the same phase.  Their functions
 * cannot fail, for FreeBSD's return nothing; new code uses VNET_PART.
 */
#pragma once

#include <stddef.h>

#include "kernel/jail/jail.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/proc/proc.h"
#include "subsys/net/vnet.h"
#include "kernel/compat/include/sys/eventhandler.h"
#include "kernel/compat/include/sys/kernel.h"

/*
 * The macros of subsys/net/vnet.h that hand the subsystem's name on are left
 * with the new word, by which the slot is known as well.
 */
extern uintptr_t vimage_slot_image __asm__("vimage_slot_vnet");
#undef VNET_DEFINE_STATIC
#define VNET_DEFINE_STATIC(type, name)	static VNET_DEFINE(type, name)
#define vnet	image

/* What a debugger of another system wants to know. */
#define VNET_SETNAME		"vimage_vnet"
#define VNET_SYMPREFIX		"vimage_entry_"
#define VNET_START	((uintptr_t)vnet_base()->im_subsys->vs_start)
#define VNET_STOP	((uintptr_t)vnet_base()->im_subsys->vs_stop)

#define VNET_NAME(name)		vimage_entry_##name
#define VNET_PTR(name)		(&VNET(name))
#define VNET_VNET_PTR(v, name)	(&VNET_VNET(v, name))

#define VNET_ASSERT(cond, msg)	do {					\
	if (!(cond))							\
		panic msg;						\
} while (0)
#define CURVNET_ASSERT_SET()						\
	VNET_ASSERT(curvnet != NULL, ("vnet is not set"))

#define CRED_TO_VNET(cr)						\
	jail_image(jail_of(cr), VIMAGE_SLOT(vnet))
#define TD_TO_VNET(td)		CRED_TO_VNET((td)->td_cred)
#define P_TO_VNET(p)		CRED_TO_VNET((p)->p_cred)
#define vnet0			vnet_base()
#define IS_DEFAULT_VNET(v)	((v) == vnet_base())

/* A walk holds the stack it is at, so there is no list to lock. */
#define VNET_ITERATOR_DECL(v)						\
	struct image *v;						\
	struct image_walk v##_walk					\
	    __attribute__((cleanup(image_walk_end))) = {		\
		.iw_subsys = vnet_base()->im_subsys			\
	}
#define VNET_FOREACH(v)							\
	while (((v) = image_walk_next(&v##_walk)) != NULL)
#define VNET_LIST_RLOCK()
#define VNET_LIST_RUNLOCK()
#define VNET_LIST_RLOCK_NOSLEEP()
#define VNET_LIST_RUNLOCK_NOSLEEP()

/*
 * Statistics: a structure of uint64_t in the image itself, so there is
 * nothing to allocate and nothing to forget.
 */
#define VNET_PCPUSTAT_DECLARE(type, name)	VNET_DECLARE(type, name)
#define VNET_PCPUSTAT_DEFINE(type, name)	VNET_DEFINE(type, name)
#define VNET_PCPUSTAT_ADD(type, name, field, v)				\
	atomic_add(&VNET(name).field, (v))
#define VNET_PCPUSTAT_FETCH(type, name, field)				\
	atomic_load(&VNET(name).field)
#define VNET_PCPUSTAT_FETCH_ADD(type, name, field, v)			\
	(atomic_add(&VNET(name).field, (v)) - (v))
#define VNET_PCPUSTAT_ALLOC(name, wait)	do { } while (0)
#define VNET_PCPUSTAT_FREE(name)	do { } while (0)
#define VNET_PCPUSTAT_SYSINIT(name)	struct name##_needs_no_init
#define VNET_PCPUSTAT_SYSUNINIT(name)	struct name##_needs_no_uninit

/* Its place orders a record among a module's own of the phase. */
#define VNET_PLACED_(ident, place, order, create, destroy)		\
	static const struct vnet_part vnet_part_##ident = {		\
		#ident, SI_PHASE(place),				\
		LAYER << 20 | SI_RANK(place) << 12 | (order),		\
		create, NULL, destroy					\
	};								\
	SET_ENTRY(vnet_part, vnet_part_##ident)
#define VNET_SYSINIT(ident, subsystem, order, func, arg)		\
	static int							\
	vnet_init_##ident(void)						\
	{								\
		func(arg);						\
		return 0;						\
	}								\
	VNET_PLACED_(ident, subsystem, order, vnet_init_##ident, NULL)
#define VNET_SYSUNINIT(ident, subsystem, order, func, arg)		\
	static void							\
	vnet_uninit_##ident(void)					\
	{								\
		func(arg);						\
	}								\
	VNET_PLACED_(ident##_un, subsystem, order, NULL,		\
	    vnet_uninit_##ident)

/*
 * A handler of all stacks, from a VNET_SYSINIT: registered by the base
 * system's alone, it runs once in each with that one current, and gets the
 * event's arguments.  The tag is left alone in the others.
 */
#define VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG(tag, name, func, arg,	\
    priority) do {							\
	if (IS_DEFAULT_VNET(curvnet))					\
		(tag) = eventhandler_register(#name,			\
		    EVENTHANDLER_FUNC_(name, func), arg, priority, 1);	\
} while (0)
#define VNET_GLOBAL_EVENTHANDLER_REGISTER(name, func, arg, priority) do { \
	if (IS_DEFAULT_VNET(curvnet))					\
		eventhandler_register(#name,				\
		    EVENTHANDLER_FUNC_(name, func), arg, priority, 1);	\
} while (0)
