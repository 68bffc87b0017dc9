// SPDX-License-Identifier: BSD-2-Clause
/*
 * cred - credentials and privileges.
 *
 * A credential is written only by the thread that made it, before anybody
 * else can see it; after that it is shared and never changes, so reading
 * needs no lock.  Changing who one is means: cred_dup, write, install.
 *
 * What lies above (jails) takes part through records: hooks keep the
 * opaque slot's references, policies may refuse what uid 0 would have.
 * A policy can never grant.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"

SET_DECLARE(cred_hook, const struct cred_hook);
SET_DECLARE(cred_policy, const struct cred_policy);

struct cred *
cred_create(void)
{
	struct cred *cr;

	cr = kmem_zalloc(NULL, sizeof(*cr), KM_SLEEP);
	if (cr == NULL)
		return NULL;
	cr->cr_refs = 1;
	return cr;
}

struct cred *
cred_dup(const struct cred *cr)
{
	const struct cred_hook *const *hook;
	struct cred *copy;

	copy = kmem_alloc(NULL, sizeof(*copy), KM_SLEEP);
	if (copy == NULL)
		return NULL;
	*copy = *cr;
	copy->cr_refs = 1;
	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_dup != NULL)
			(*hook)->ch_dup(copy);
	}
	return copy;
}

struct cred *
cred_hold(struct cred *cr)
{
	atomic_add(&cr->cr_refs, 1);
	return cr;
}

void
cred_drop(struct cred *cr)
{
	const struct cred_hook *const *hook;

	if (cr == NULL)
		return;
	KASSERT(cr->cr_refs > 0);
	if (atomic_sub(&cr->cr_refs, 1) != 0)
		return;
	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_drop != NULL)
			(*hook)->ch_drop(cr);
	}
	kmem_free(cr);
}

int
cred_ingroup(const struct cred *cr, uint32_t gid)
{
	uint32_t i;

	if (cr->cr_gid == gid)
		return 1;
	for (i = 0; i < cr->cr_ngroups; i++) {
		if (cr->cr_groups[i] == gid)
			return 1;
	}
	return 0;
}

int
priv_check(const struct cred *cr, enum priv priv)
{
	const struct cred_policy *const *policy;
	int error;

	if (cr->cr_uid != 0)
		return EPERM;
	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_priv == NULL)
			continue;
		error = (*policy)->cp_priv(cr, priv);
		if (error != 0)
			return error;
	}
	return 0;
}

int
cred_cansee(const struct cred *a, const struct cred *b)
{
	const struct cred_policy *const *policy;

	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_see != NULL && (*policy)->cp_see(a, b) != 0)
			return ESRCH;
	}
	return 0;
}

int
cred_owns_image(const struct cred *cr, unsigned slot)
{
	const struct cred_policy *const *policy;

	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_image != NULL &&
		    (*policy)->cp_image(cr, slot) != 0)
			return EPERM;
	}
	return 0;
}

void
cred_enter(struct thread *td)
{
	const struct cred_hook *const *hook;

	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_enter != NULL)
			(*hook)->ch_enter(td);
	}
}
