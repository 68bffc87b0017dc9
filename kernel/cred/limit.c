// SPDX-License-Identifier: BSD-2-Clause
/*
 * limit - counting what jails have against what they may.
 *
 * Each level is added to first and looked at after: two who charge at once
 * can then both be refused, but never both be let through.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/ledger.h"

SET_DECLARE_FIXED(limit, const struct limit);

unsigned
limit_count(void)
{
	const struct limit *const *li;
	unsigned n = 0;

	SET_FOREACH(li, limit)
		n++;
	KASSERT(n <= LIMIT_MAX);
	return n;
}

const struct limit *
limit_record(unsigned i)
{
	const struct limit *const *li;

	SET_FOREACH(li, limit)
		if (i-- == 0)
			return *li;
	return NULL;
}

unsigned
limit_index(const struct limit *which)
{
	const struct limit *const *li;
	unsigned i = 0;

	SET_FOREACH(li, limit) {
		if (*li == which)
			break;
		i++;
	}
	KASSERT(i < LIMIT_MAX);
	return i;
}

const struct limit *
limit_find(const char *name)
{
	const struct limit *const *li;

	SET_FOREACH(li, limit)
		if (strcmp((*li)->li_set, name) == 0 ||
		    strcmp((*li)->li_use, name) == 0)
			return *li;
	return NULL;
}

/* The host's top has no ledger of its own, and no limits. */
static int
limit_is_nowhere(const struct limits *ls, const struct limit *li)
{
	return li->li_by != LIMIT_BY_CHARGE && ls->ls_ledger == NULL;
}

int64_t
limit_use(const struct limits *ls, const struct limit *li)
{
	if (limit_is_nowhere(ls, li))
		return 0;
	if (li->li_by == LIMIT_BY_BYTES)
		return atomic_load(&ls->ls_ledger->ld_bytes);
	if (li->li_by == LIMIT_BY_KIND)
		return atomic_load(&ls->ls_ledger->ld_count[li->li_kind]);
	return atomic_load(&ls->ls_use[limit_index(li)]);
}

int64_t
limit_max(const struct limits *ls, const struct limit *li)
{
	if (limit_is_nowhere(ls, li))
		return 0;
	if (li->li_by == LIMIT_BY_BYTES)
		return atomic_load(&ls->ls_ledger->ld_limit);
	if (li->li_by == LIMIT_BY_KIND)
		return atomic_load(&ls->ls_ledger->ld_count_max[li->li_kind]);
	return atomic_load(&ls->ls_max[limit_index(li)]);
}

void
limit_set(struct limits *ls, const struct limit *li, int64_t max)
{
	if (limit_is_nowhere(ls, li))
		return;
	if (li->li_by == LIMIT_BY_BYTES)
		atomic_store(&ls->ls_ledger->ld_limit, max);
	else if (li->li_by == LIMIT_BY_KIND)
		atomic_store(&ls->ls_ledger->ld_count_max[li->li_kind], max);
	else
		atomic_store(&ls->ls_max[limit_index(li)], max);
}

void
limit_release_below(struct limits *ls, const struct limits *stop,
    const struct limit *li, int64_t n)
{
	unsigned i = limit_index(li);

	for (; ls != stop; ls = ls->ls_parent) {
		KASSERT(ls->ls_use[i] >= n);
		atomic_sub(&ls->ls_use[i], n);
	}
}

int
limit_charge_below(struct limits *ls, const struct limits *stop,
    const struct limit *li, int64_t n)
{
	unsigned i = limit_index(li);
	struct limits *up;
	int64_t now, max;

	for (up = ls; up != stop; up = up->ls_parent) {
		now = atomic_add(&up->ls_use[i], n);
		max = up->ls_max[i];
		if (max != 0 && now > max) {
			limit_release_below(ls, up->ls_parent, li, n);
			return li->li_errno;
		}
	}
	return 0;
}

int
limit_charge(const struct cred *cr, const struct limit *li, int64_t n)
{
	return limit_charge_below(cr->cr_limits, NULL, li, n);
}

void
limit_release(const struct cred *cr, const struct limit *li, int64_t n)
{
	limit_release_below(cr->cr_limits, NULL, li, n);
}

int
limit_peek(const struct cred *cr, const struct limit *li)
{
	const struct limits *up;
	int64_t max;

	for (up = cr->cr_limits; up != NULL; up = up->ls_parent) {
		max = limit_max(up, li);
		if (max != 0 && limit_use(up, li) >= max)
			return li->li_errno;
	}
	return 0;
}

struct ledger *
cred_ledger(const struct cred *cr)
{
	return cr->cr_limits != NULL ? cr->cr_limits->ls_ledger : NULL;
}

LIMIT_BY(memory, ENOMEM, LIMIT_BY_BYTES, 0, "bytes of memory");
