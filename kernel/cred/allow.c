// SPDX-License-Identifier: BSD-2-Clause
/*
 * allow - giving flags their bits, and looking at them.
 *
 * A bit belongs to a name and is never given to another: a module that goes
 * and comes back finds its flag as it was, and what was set for one flag can
 * not come to mean something else.
 *
 * Locks: [l] allow_lock, class "allow".
 */
#include "kernel/cred/allow.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"

SET_DECLARE(allow, struct allow);

static struct spinlock allow_lock;		/* class "allow" */
static char allow_names[ALLOW_MAX][40];		/* [l] by bit; "" free */

uint64_t
allow_bit(struct allow *al)
{
	uint64_t bit = atomic_load(&al->al_bit);
	unsigned i;

	if (bit != 0)
		return bit;
	spin_lock(&allow_lock);
	for (i = 0; i < ALLOW_MAX && allow_names[i][0] != '\0'; i++)
		if (strcmp(allow_names[i], al->al_param) == 0)
			break;
	if (i < ALLOW_MAX) {
		strlcpy(allow_names[i], al->al_param, sizeof(allow_names[i]));
		bit = 1ul << i;
		atomic_store(&al->al_bit, bit);
	}
	spin_unlock(&allow_lock);
	return bit;
}

struct allow *
allow_find(const char *param)
{
	struct allow *const *al;

	SET_FOREACH(al, allow)
		if (strcmp((*al)->al_param, param) == 0)
			return *al;
	return NULL;
}

uint64_t
allow_defaults(void)
{
	struct allow *const *al;
	uint64_t bits = 0;

	SET_FOREACH(al, allow)
		if ((*al)->al_default)
			bits |= allow_bit(*al);
	return bits;
}

int
allow_check(const struct cred *cr, struct allow *al)
{
	return cr->cr_bounds == NULL ||
	    (atomic_load(&cr->cr_bounds->bn_allow) & allow_bit(al)) != 0;
}

/* The kernel's own have theirs from the start: who looks takes no lock. */
static void
allow_init(void)
{
	struct allow *const *al;

	spin_init(&allow_lock, "allow");
	SET_FOREACH(al, allow)
		(void)allow_bit(*al);
}

INITCALL(PHASE_MEMORY, allow_init);
