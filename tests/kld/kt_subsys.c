// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_subsys - a module with a subsystem of its own, which each jail has.
 */
#include <sys/errno.h>

#include "kernel/kld/module.h"
#include "kernel/lib/atomic.h"
#include "kernel/vimage/vimage.h"

VIMAGE_SUBSYS_DECLARE(ktsub);
VIMAGE_DEFINE_STATIC(ktsub, int, ktsub_number) = 5;	/* [I] once made */
#define V_ktsub_number	VIMAGE_VAR(ktsub, ktsub_number)
VIMAGE_DEFINE_STATIC(ktsub, void *, ktsub_memory);	/* [I] once made */
#define V_ktsub_memory	VIMAGE_VAR(ktsub, ktsub_memory)

static volatile int ktsub_images;		/* [a] */

static int
ktsub_create(struct image *parent)
{
	V_ktsub_memory = VIMAGE_ALLOC(ktsub, 100, KM_SLEEP);
	if (V_ktsub_memory == NULL)
		return ENOMEM;
	V_ktsub_number = parent == NULL ? 1 :
	    VIMAGE_OF(parent, ktsub, ktsub_number) + 1;
	atomic_add(&ktsub_images, 1);
	return 0;
}

static void
ktsub_destroy(void)
{
	if (V_ktsub_memory == NULL)
		return;
	kmem_free(V_ktsub_memory);
	atomic_sub(&ktsub_images, 1);
}

VIMAGE_SUBSYS_PARAM(ktsub, PHASE_USER, ktsub_create, NULL, ktsub_destroy,
    "a number for each jail", "ktsub", VS_OWN);
SYSCTL_VIMAGE_INT(ktsub_number, "kern.ktsub.number", SYSCTL_RD, ktsub,
    ktsub_number, "depth of the jail, from 1");
SYSCTL_NODE_(ktsub_images, "debug.ktsub_images", SYSCTL_T_INT, SYSCTL_RD,
    (void *)(uintptr_t)&ktsub_images, sizeof(int), NULL, NULL,
    "images there are");
MODULE(kt_subsys, NULL, NULL, "a subsystem, with an image in each jail");
