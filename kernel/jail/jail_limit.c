// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_limit - the parameters limit.NAME and use.NAME of every LIMIT record.
 *
 * Two are made of each record at boot, so that a subsystem that counts
 * something needs no word about jails.  A limit below what is in use is no
 * error: nothing is taken away, but nothing is added either.
 *
 * The tables are written once at boot and only read after.
 */
#include <sys/errno.h>

#include "kernel/jail/jail_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"

static struct jail_param limit_params[2 * LIMIT_MAX];	/* [I] set, use */

static int
limit_check(struct jail_set_ctx *ctx, const struct jail_param *jp,
    const struct jail_value *v)
{
	if (*(const int64_t *)v->v < 0)
		return jail_error(ctx, EINVAL, "%s: out of range",
		    jp->jp_name);
	return 0;
}

static void
limit_commit(struct jail *j, const struct jail_param *jp,
    const struct jail_value *v)
{
	unsigned i = (unsigned)(jp - limit_params) / 2;

	limit_set(&j->j_limits, limit_record(i), *(const int64_t *)v->v);
}

static void
limit_get(struct jail *j, const struct jail_param *jp, void *buf,
    size_t *len)
{
	unsigned at = (unsigned)(jp - limit_params);
	const struct limit *li = limit_record(at / 2);

	*(int64_t *)buf = at % 2 == 0 ? limit_max(&j->j_limits, li) :
	    limit_use(&j->j_limits, li);
	*len = sizeof(int64_t);
}

static const struct jail_family limit_family = {
	limit_check, limit_commit, limit_get
};

static void
limit_param_make(struct jail_param *jp, const char *name, int flags)
{
	jp->jp_name = name;
	jp->jp_type = JP_LONG;
	jp->jp_size = sizeof(int64_t);
	jp->jp_flags = flags;
	jp->jp_family = &limit_family;
}

static void
jail_limit_init(void)
{
	unsigned i, n = limit_count();

	for (i = 0; i < n; i++) {
		limit_param_make(&limit_params[2 * i],
		    limit_record(i)->li_set, 0);
		limit_param_make(&limit_params[2 * i + 1],
		    limit_record(i)->li_use, JP_RDONLY);
	}
}

INITCALL(PHASE_FRAMEWORK, jail_limit_init);

const struct jail_param *
jail_limit_find(const char *name)
{
	const struct limit *li = limit_find(name);
	unsigned i;

	if (li == NULL)
		return NULL;
	i = 2 * limit_index(li) + (strcmp(name, li->li_use) == 0);
	return &limit_params[i];
}
