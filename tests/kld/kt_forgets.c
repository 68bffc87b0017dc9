// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_forgets - a bad module: it arms a timer and does not stop it.  The
 * timer frees the memory that was forgotten as well, so that what keeps the
 * module ends after a while.
 */
#include <sys/errno.h>

#include "kernel/kld/module.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"

#define TICK_NS	4000000000ul	/* longer than an unload waits */

static struct callout forgets_timer;	/* [callout] */
static void *forgets_memory;		/* [t] */

static void
forgets_tick(void *arg)
{
	(void)arg;
	kmem_free(forgets_memory);
}

static int
forgets_load(void)
{
	forgets_memory = kmem_alloc(NULL, 200, KM_SLEEP);
	if (forgets_memory == NULL)
		return ENOMEM;
	callout_init(&forgets_timer, forgets_tick, NULL);
	callout_reset(&forgets_timer, TICK_NS);
	return 0;
}

MODULE(kt_forgets, forgets_load, NULL, "leaves a timer behind");
