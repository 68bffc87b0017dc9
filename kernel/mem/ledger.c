// SPDX-License-Identifier: BSD-2-Clause
/*
 * ledger - charging memory to images and call sites.
 *
 * An entry, once made, stays in its hash chain until the ledger dies, so
 * chains are read without the lock; ld_lock only orders those who add.
 * The base system's entries lie in the call sites themselves: charging the
 * base finds them at once, cannot fail, and touches nothing that all CPUs
 * share; its total is the sum over the record set of sites.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/ledger.h"
#include "kernel/mem/mem_priv.h"

SET_DECLARE_JOIN(alloc_site, const struct alloc_site, site_join, site_leave);

struct ledger ledger_base = {
	.ld_lock = SPIN_INITIALIZER("ledger"), .ld_name = "base",
};

static struct slab_cache *ledger_cache;		/* [I] of ledger_entry */
static int ledger_alone;			/* [a] that stand alone */
SYSCTL_INT(alone, "vm.ledgers", SYSCTL_RD, ledger_alone,
    "jails, living or dead, that memory is charged to");

static int
site_join(const struct alloc_site *site)
{
	site->as_base->le_ledger = &ledger_base;
	site->as_base->le_site = site;
	return 0;
}

/* Its module goes when it holds nothing any more: see kernel/kld. */
static void
site_leave(const struct alloc_site *site)
{
	(void)site;
}

void
ledger_cache_init(void)
{
	const struct alloc_site *const *site;

	ledger_cache = slab_create("ledger_entry",
	    sizeof(struct ledger_entry));
	if (ledger_cache == NULL)
		panic("ledger: no memory");
	SET_FOREACH(site, alloc_site)
		site_join(*site);
}

void
ledger_init(struct ledger *ld, const char *name, struct ledger *parent)
{
	memset(ld, 0, sizeof(*ld));
	spin_init(&ld->ld_lock, "ledger");
	ld->ld_name = name;
	ld->ld_parent = parent == &ledger_base ? NULL : parent;
	if (ld->ld_parent != NULL && ld->ld_parent->ld_alone)
		atomic_add(&ld->ld_parent->ld_objects, 1);
}

/* Free what hangs on ld; the lock goes with its memory. */
static void
ledger_empty(struct ledger *ld)
{
	struct ledger_entry *le, *next;
	int i;

	KASSERT(ld != &ledger_base);
	for (i = 0; i < LEDGER_HASH; i++) {
		if (ld->ld_hash[i] == NULL)
			continue;
		for (le = ld->ld_hash[i]; le != NULL; le = next) {
			next = le->le_next;
			slab_put(ledger_cache, le);
		}
		ld->ld_hash[i] = NULL;
	}
	spin_destroy(&ld->ld_lock);
}

/* One object less; the last takes a ledger that stands alone with it. */
static void
ledger_unhold(struct ledger *ld, int objects)
{
	struct ledger *up;

	while (ld != NULL && atomic_sub(&ld->ld_objects, objects) == 0 &&
	    ld->ld_alone) {
		up = ld->ld_parent;
		ledger_empty(ld);
		kmem_free(ld);
		atomic_sub(&ledger_alone, 1);
		objects = 1;
		ld = up != NULL && up->ld_alone ? up : NULL;
	}
}

void
ledger_destroy(struct ledger *ld)
{
	struct ledger *up = ld->ld_parent;

	ledger_empty(ld);
	if (up != NULL && up->ld_alone)
		ledger_unhold(up, 1);
}

struct ledger *
ledger_create(const char *name, struct ledger *parent)
{
	struct ledger *ld;

	ld = kmem_alloc(NULL, sizeof(*ld), KM_SLEEP);
	if (ld == NULL)
		return NULL;
	ledger_init(ld, name, parent);
	ld->ld_alone = 1;
	ld->ld_objects = 1;
	atomic_add(&ledger_alone, 1);
	return ld;
}

void
ledger_drop(struct ledger *ld)
{
	ledger_unhold(ld, 1);
}

static struct ledger_entry *
chain_find(struct ledger_entry *const *head, const struct alloc_site *site)
{
	struct ledger_entry *le;

	for (le = atomic_load(head); le != NULL; le = le->le_next) {
		if (le->le_site == site)
			return le;
	}
	return NULL;
}

/* First charge from site: make its entry, unless another CPU just did. */
static struct ledger_entry *
entry_add(struct ledger *ld, struct ledger_entry **head,
    const struct alloc_site *site)
{
	struct ledger_entry *le, *other;

	le = slab_take(ledger_cache, KM_NOSLEEP | KM_ZERO);
	if (le == NULL)
		return NULL;
	le->le_ledger = ld;
	le->le_site = site;
	spin_lock(&ld->ld_lock);
	other = chain_find(head, site);
	if (other == NULL) {
		le->le_next = *head;
		atomic_store(head, le);
	}
	spin_unlock(&ld->ld_lock);
	if (other == NULL)
		return le;
	slab_put(ledger_cache, le);
	return other;
}

/* Take bytes and so many objects off the totals from ld up to but not stop. */
static void
totals_sub(struct ledger *ld, const struct ledger *stop, int64_t bytes,
    int objects)
{
	struct ledger *up;

	for (; ld != stop; ld = up) {
		up = ld->ld_parent;
		atomic_sub(&ld->ld_bytes, bytes);
		ledger_unhold(ld, objects);
	}
}

/* Add to the totals of ld and those above; 0 if one is over its limit. */
static int
totals_add(struct ledger *ld, int64_t bytes, int objects)
{
	struct ledger *up;
	int64_t now, limit;

	for (up = ld; up != NULL; up = up->ld_parent) {
		now = atomic_add(&up->ld_bytes, bytes);
		atomic_add(&up->ld_objects, objects);
		limit = atomic_load_relaxed(&up->ld_limit);
		if (bytes > 0 && limit != 0 && now > limit) {
			totals_sub(ld, up->ld_parent, bytes, objects);
			return 0;
		}
	}
	return 1;
}

struct ledger_entry *
ledger_charge(struct ledger *ld, const struct alloc_site *site, int64_t bytes)
{
	struct ledger_entry **head, *le;

	if (ld == NULL || ld == &ledger_base) {
		le = site->as_base;
	} else {
		head = &ld->ld_hash[hash_u64((uintptr_t)site) % LEDGER_HASH];
		le = chain_find(head, site);
		if (le == NULL)
			le = entry_add(ld, head, site);
		if (le == NULL || !totals_add(ld, bytes, 1))
			return NULL;
	}
	atomic_add(&le->le_bytes, bytes);
	atomic_add(&le->le_objects, 1);
	return le;
}

void
ledger_release(struct ledger_entry *le, int64_t bytes)
{
	struct ledger *ld = le->le_ledger;

	/*
	 * The entry first: whoever sees the total reach zero may free it.
	 * Sites charged before ledger_cache_init have no ledger yet: base.
	 */
	atomic_sub(&le->le_bytes, bytes);
	atomic_sub(&le->le_objects, 1);
	if (ld != &ledger_base && ld != NULL)
		totals_sub(ld, NULL, bytes, 1);
}

int
ledger_resize(struct ledger_entry *le, int64_t bytes)
{
	struct ledger *ld = le->le_ledger;

	if (ld != &ledger_base && ld != NULL && !totals_add(ld, bytes, 0))
		return ENOMEM;
	atomic_add(&le->le_bytes, bytes);
	return 0;
}

void
ledger_uncount(struct ledger *ld, enum ledger_kind kind, int64_t n)
{
	for (; ld != NULL; ld = ld->ld_parent)
		atomic_sub(&ld->ld_count[kind], n);
}

int
ledger_count(struct ledger *ld, enum ledger_kind kind, int64_t n)
{
	int64_t now, max;
	struct ledger *up;

	for (up = ld; up != NULL; up = up->ld_parent) {
		now = atomic_add(&up->ld_count[kind], n);
		max = atomic_load_relaxed(&up->ld_count_max[kind]);
		if (max == 0 || now <= max)
			continue;
		for (; ld != up->ld_parent; ld = ld->ld_parent)
			atomic_sub(&ld->ld_count[kind], n);
		return 1;
	}
	return 0;
}

static int
entry_report(const struct ledger_entry *le,
    void (*fn)(const struct ledger_entry *le, void *arg), void *arg)
{
	if (le->le_bytes == 0 && le->le_objects == 0)
		return 0;
	fn(le, arg);
	return 1;
}

int
ledger_report(struct ledger *ld,
    void (*fn)(const struct ledger_entry *le, void *arg), void *arg)
{
	const struct alloc_site *const *site;
	const struct ledger_entry *le;
	int i, n = 0;

	if (ld == NULL || ld == &ledger_base) {
		SET_FOREACH(site, alloc_site)
			n += entry_report((*site)->as_base, fn, arg);
		return n;
	}
	for (i = 0; i < LEDGER_HASH; i++) {
		for (le = atomic_load(&ld->ld_hash[i]); le != NULL;
		    le = le->le_next)
			n += entry_report(le, fn, arg);
	}
	return n;
}

int
ledger_site_exists(const char *name)
{
	const struct alloc_site *const *site;

	SET_FOREACH(site, alloc_site)
		if (fault_site_is(*site, name))
			return 1;
	return 0;
}
