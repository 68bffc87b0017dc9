// SPDX-License-Identifier: BSD-2-Clause
/*
 * pidns - a space of process numbers for a jail, parameter "pid".
 *
 * kernel/proc/pid.c has the numbers; an image here is no more than the
 * space that those who enter the jail are counted in.
 */
#include <sys/errno.h>
#include "kernel/proc/pid.h"
#include "kernel/proc/proc.h"
#include "kernel/vimage/vimage.h"

VIMAGE_DEFINE(pidns, struct pidspace *, pid_space);	/* [I] */
VIMAGE_SUBSYS_DECLARE(pidns);
#define V_pid_space	VIMAGE_VAR(pidns, pid_space)

static int
pidns_create(struct image *parent)
{
	if (parent == NULL) {
		V_pid_space = pidspace_hold(&pidspace_base);
		return 0;
	}
	return pidspace_create(VIMAGE_OF(parent, pidns, pid_space),
	    &V_pid_space);
}

/* Zombies that a parent outside has not waited for still hold the space. */
static void
pidns_destroy(void)
{
	pidspace_drop(V_pid_space);
	V_pid_space = NULL;
}

/* The process is about to have these images. */
static int
pidns_attach(struct proc *p, struct image *const *images)
{
	struct image *img = images[VIMAGE_SLOT(pidns)];

	return proc_space_move(p, VIMAGE_OF(img, pidns, pid_space));
}

static const struct proc_hook pidns_hook = {
	.ph_attach = pidns_attach
};
PROC_HOOK(pidns_hook);

VIMAGE_SUBSYS_PARAM(pidns, PHASE_FRAMEWORK, pidns_create, NULL,
    pidns_destroy, "process numbers", "pid", 0);
