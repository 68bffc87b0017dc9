// SPDX-License-Identifier: BSD-2-Clause
/*
 * compat_test - code as a FreeBSD subsystem has it, using vnet(9) by
 * FreeBSD's names, compiled unchanged but for the paths of its headers.
 */
#include "kernel/compat/include/net/vnet.h"
#include "kernel/compat/include/sys/kernel.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"

VNET_DEFINE_STATIC(int, compat_count) = 7;	/* [a] */
#define V_compat_count	VNET(compat_count)
VNET_DEFINE_STATIC(char, compat_text[16]) = "template";	/* [I] */
#define V_compat_text	VNET(compat_text)

static volatile int compat_alive;		/* [a] stacks set up */

static void
compat_init(const void *unused)
{
	(void)unused;
	CURVNET_ASSERT_SET();
	V_compat_count++;
	atomic_add(&compat_alive, 1);
}

static void
compat_uninit(const void *unused)
{
	(void)unused;
	atomic_sub(&compat_alive, 1);
}

VNET_SYSINIT(compat_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY, compat_init,
    NULL);
VNET_SYSUNINIT(compat_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY,
    compat_uninit, NULL);

/* Every living stack was set up once, and is found by the walk. */
KTEST(compat_foreach)
{
	int seen = 0, bad = 0;
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET(vnet_iter);
		bad += V_compat_count != 8 || V_compat_text[0] != 't';
		seen++;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
	KT_ASSERT(seen >= 1 && bad == 0);
	KT_ASSERT(seen <= compat_alive);
}

KTEST(compat_stacks)
{
	const struct vimage_subsys *vs = vimage_base(
	    vimage_find("vnet"))->im_subsys;
	int alive = compat_alive;
	struct image *v;

	KT_ASSERT(IS_DEFAULT_VNET(vnet0));
	KT_ASSERT(image_create(vs, vnet0, "compat", NULL, &v) == 0);
	KT_ASSERT(!IS_DEFAULT_VNET(v));
	KT_ASSERT(compat_alive == alive + 1);
	KT_ASSERT(VNET_VNET(v, compat_count) == 8);
	VNET_VNET(v, compat_count) = 99;
	KT_ASSERT(VNET_VNET(vnet0, compat_count) == 8);
	KT_ASSERT(*VNET_VNET_PTR(v, compat_count) == 99);
	image_shutdown(v);
	KT_ASSERT(image_wait(v, WQ_FOREVER) == 0);
	image_destroy(v);
	KT_ASSERT(compat_alive == alive);
}
