// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/vnet - FreeBSD's name of subsys/net/vnet.h, for code written to
 * vnet(9), with those spellings that our own code has no use for.  What is
 * struct vnet there is struct image here.
 *
 * VNET_SYSINIT and VNET_SYSUNINIT take a phase (see sys/kernel.h here) and
 * ignore the order within it: layers give that.  Their functions cannot
 * fail, for FreeBSD's return nothing; new code uses VNET_PART.
 */
#pragma once

#include <stddef.h>

#include "kernel/jail/jail.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "subsys/net/vnet.h"

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
#define VNET_PCPUSTAT_SYSINIT(name)	struct name##_needs_no_init
#define VNET_PCPUSTAT_SYSUNINIT(name)	struct name##_needs_no_uninit

#define VNET_SYSINIT(ident, subsystem, order, func, arg)		\
	static int							\
	vnet_init_##ident(void)						\
	{								\
		func(arg);						\
		return 0;						\
	}								\
	VNET_PART(ident, subsystem, vnet_init_##ident, NULL, NULL)
#define VNET_SYSUNINIT(ident, subsystem, order, func, arg)		\
	static void							\
	vnet_uninit_##ident(void)					\
	{								\
		func(arg);						\
	}								\
	VNET_PART(ident##_un, subsystem, NULL, NULL, vnet_uninit_##ident)
