// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_clone - interfaces made by name.
 *
 * A name is a cloner's, then perhaps a decimal unit; the cloner does the
 * rest and gives the interface its final name.
 *
 * Most cloners are records, the same for every stack.  One may also be made
 * at run time for one stack alone, and is found there only.
 *
 * A module's cloner takes all interfaces it made with it, wherever they were
 * lent.  Locks: [c] if_config_lock, over finding one as over its leaving.
 */
#include <sys/errno.h>
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "subsys/net/if_priv.h"

#define IF_UNIT_MAX	32767	/* keeps names short */

SET_DECLARE_JOIN(if_clone, const struct if_clone, if_clone_join,
    if_clone_leave);

VNET_DEFINE(struct list, if_cloners);

/* Unit behind a cloner's name: -1 if there is none.  0 or EINVAL. */
static int
if_clone_unit(const char *digits, int *unit)
{
	unsigned long n;
	char *end;

	*unit = -1;
	if (*digits == '\0')
		return 0;
	if (*digits < '0' || *digits > '9')
		return EINVAL;
	n = strtoul(digits, &end, 10);
	if (*end != '\0' || n > IF_UNIT_MAX)
		return EINVAL;
	*unit = (int)n;
	return 0;
}

static int
if_clone_is(const struct if_clone *ic, const char *name, int *unit)
{
	size_t len = strlen(ic->ic_name);

	return strncmp(ic->ic_name, name, len) == 0 &&
	    if_clone_unit(name + len, unit) == 0;
}

/* The cloner that makes name in the current stack, or NULL.  [c] held. */
static const struct if_clone *
if_clone_find(const char *name, int *unit)
{
	const struct if_clone *const *p;
	const struct if_clone *ic;

	SET_FOREACH(p, if_clone) {
		if (if_clone_is(*p, name, unit))
			return *p;
	}
	LIST_FOREACH(ic, &V_if_cloners, ic_link) {
		if (if_clone_is(ic, name, unit))
			return ic;
	}
	return NULL;
}

int
if_clone_create(char *name, size_t size)
{
	const struct if_clone *ic;
	struct ifnet *ifp;
	int unit, error;

	mutex_lock(&if_config_lock);
	ic = if_clone_find(name, &unit);
	if (ic == NULL)
		error = EINVAL;
	else if (fault_constructor_due(ic->ic_name))
		error = ENOMEM;
	else
		error = ic->ic_create(ic, unit, &ifp);
	if (error == 0)
		strlcpy(name, ifp->if_xname, size);
	mutex_unlock(&if_config_lock);
	return error;
}

/* ------------------------------------------------------------ modules */

/* Lists change under [c] only, so they hold still although no list lock is. */
struct clone_query {
	const struct if_clone *cq_clone;	/* [t] */
	struct ifnet *cq_found;			/* [t] */
};

static int
clone_look(struct image *img, void *arg)
{
	struct clone_query *cq = arg;
	struct ifnet *ifp;

	if (VNET_VNET(img, ifnet).next == NULL)
		return 0;		/* the list was never made */
	LIST_FOREACH(ifp, &VNET_VNET(img, ifnet), if_vlink) {
		if (ifp->if_clone != cq->cq_clone)
			continue;
		cq->cq_found = ifp;
		return 1;
	}
	return 0;
}

static int
if_clone_join(const struct if_clone *ic)
{
	int unit, error;

	mutex_lock(&if_config_lock);
	error = if_clone_find(ic->ic_name, &unit) != NULL ? EEXIST : 0;
	mutex_unlock(&if_config_lock);
	return error;
}

void
if_clone_purge(const struct if_clone *ic)
{
	struct clone_query cq = { .cq_clone = ic };

	MUTEX_ASSERT(&if_config_lock);
	while (vnet_foreach(clone_look, &cq) != 0) {
		CURVNET_SET_QUIET(cq.cq_found->if_vnet);
		ic->ic_leave(cq.cq_found);
		CURVNET_RESTORE();
	}
}

int
if_clone_enter(struct if_clone *ic)
{
	int unit;

	MUTEX_ASSERT(&if_config_lock);
	if (if_clone_find(ic->ic_name, &unit) != NULL)
		return EEXIST;
	list_insert_tail(&V_if_cloners, &ic->ic_link);
	return 0;
}

/* Off the list first: what it made cannot come again. */
void
if_clone_remove(struct if_clone *ic)
{
	MUTEX_ASSERT(&if_config_lock);
	list_remove(&ic->ic_link);
	if_clone_purge(ic);
}

static void
if_clone_leave(const struct if_clone *ic)
{
	mutex_lock(&if_config_lock);
	if_clone_purge(ic);
	mutex_unlock(&if_config_lock);
}

/* Interfaces that are in a stack; those in none are somebody's memory. */
static int
stack_look(struct image *img, void *arg)
{
	struct module_use *mu = arg;
	struct ifnet *ifp;

	if (VNET_VNET(img, ifnet).next == NULL)
		return 0;
	LIST_FOREACH(ifp, &VNET_VNET(img, ifnet), if_vlink)
		if (module_has(mu, (uintptr_t)ifp->if_ops) ||
		    module_has(mu, (uintptr_t)ifp->if_clone))
			module_note(mu, "%s", ifp->if_xname);
	return 0;
}

static void
if_users(struct module_use *mu)
{
	mutex_lock(&if_config_lock);
	vnet_foreach(stack_look, mu);
	mutex_unlock(&if_config_lock);
}

MODULE_USER("interfaces", 0, if_users);
