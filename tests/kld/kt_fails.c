// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fails - a part that cannot be made in the third stack: those made
 * before must end again.
 */
#include <sys/errno.h>

#include "kernel/kld/module.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "subsys/net/vnet.h"

static volatile int fails_made;		/* [a] */

static int
fails_create(void)
{
	if (fails_made == 2)
		return ENOMEM;
	atomic_add(&fails_made, 1);
	return 0;
}

static void
fails_destroy(void)
{
	atomic_sub(&fails_made, 1);
}

/* Never loaded: runs only on the way back, when all must be undone. */
static int
fails_unload(void)
{
	KASSERT(fails_made == 0);
	return 0;
}

VNET_PART(fails, PHASE_PROTO, fails_create, NULL, fails_destroy);
MODULE(kt_fails, NULL, fails_unload, "cannot be made in three stacks");
