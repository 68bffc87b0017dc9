// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_allow - the parameters allow.NAME of every ALLOW record.
 *
 * Invariant: a jail's flags are a part of those of the jail above.  Setting
 * one is refused if it is not set there; clearing one clears it in all jails
 * below.  Both happen under jail_lock; those who look take no lock.
 *
 * The parameters are made from records when first asked for, each in the
 * place of its bit, so that a flag that comes with a module has one too.
 *
 * Locks: [j] jail_lock.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/atomic.h"

static struct jail_param allow_params[ALLOW_MAX];	/* [a] same each time */

static uint64_t
param_bit(const struct jail_param *jp)
{
	return 1ul << (jp - allow_params);
}

static int
allow_param_check(struct jail_set_ctx *ctx, const struct jail_param *jp,
    const struct jail_value *v)
{
	const struct bounds *up = &jail_ctx_parent(ctx)->j_bounds;

	if (*(const int *)v->v != 0 && (up->bn_allow & param_bit(jp)) == 0)
		return jail_error(ctx, EPERM,
		    "%s: the jail above does not have it", jp->jp_name);
	return 0;
}

static void
allow_param_commit(struct jail *j, const struct jail_param *jp,
    const struct jail_value *v)
{
	struct jail *d;

	MUTEX_ASSERT(&jail_lock);
	if (*(const int *)v->v != 0) {
		atomic_or(&j->j_bounds.bn_allow, param_bit(jp));
		return;
	}
	for (d = j; d != NULL; d = jail_next(j, d))
		atomic_and(&d->j_bounds.bn_allow, ~param_bit(jp));
}

static void
allow_param_get(struct jail *j, const struct jail_param *jp, void *buf,
    size_t *len)
{
	*(int *)buf = (j->j_bounds.bn_allow & param_bit(jp)) != 0;
	*len = sizeof(int);
}

static const struct jail_family allow_family = {
	allow_param_check, allow_param_commit, allow_param_get
};

const struct jail_param *
jail_allow_find(const char *name)
{
	struct allow *al = allow_find(name);
	uint64_t bit = al != NULL ? allow_bit(al) : 0;
	struct jail_param *jp;

	if (bit == 0)
		return NULL;
	jp = &allow_params[__builtin_ctzl(bit)];
	jp->jp_type = JP_BOOL;
	jp->jp_size = sizeof(int);
	jp->jp_family = &allow_family;
	atomic_store(&jp->jp_name, al->al_param);
	return jp;
}

uint64_t
jail_allow_start(const struct jail *parent)
{
	return parent->j_bounds.bn_allow & allow_defaults();
}
