// SPDX-License-Identifier: BSD-2-Clause
/*
 * if_compat - cloners and interfaces as FreeBSD's drivers make them.
 *
 * FreeBSD's if_attach cannot fail, so it is called here only where it will
 * not: if_config_lock is held from before the stack is seen alive and the
 * name free until the interface is attached.
 *
 * A program may not destroy those that a cloner keeps from its start
 * (minifs): they have a second record for their cloner, which says so.
 *
 * Locks: [c] if_config_lock.
 */
#include <sys/errno.h>
#include "kernel/compat/include/net/if_clone.h"
#include "kernel/compat/include/net/if_var.h"
#include "kernel/lib/module_user.h"
#include "kernel/lib/string.h"
#include "subsys/net/netisr.h"
#include "subsys/net/vnet.h"

/* ---------------------------------------------------------- interfaces */

struct compat_if {
	struct ifnet ci_if;		/* first: an ifnet is its compat_if */
	void *ci_softc;			/* [I] once attached */
	if_transmit_fn_t ci_transmit;	/* [I] once attached */
};

static int
compat_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct compat_if *ci = (struct compat_if *)ifp;

	if (ci->ci_transmit != NULL)
		return ci->ci_transmit(ifp, m);
	m_freem(m);
	return ENETDOWN;
}

static void
compat_input(struct ifnet *ifp, struct mbuf *m)
{
	netisr_dispatch(m->m_proto, ifp, m);
}

static void
compat_free(struct ifnet *ifp)
{
	kmem_free(ifp);
}

static const struct if_ops compat_raw_ops = {
	.io_transmit = compat_transmit,
	.io_input = compat_input,
	.io_free = compat_free,
};
static const struct if_ops compat_ether_ops = {
	.io_transmit = compat_transmit,
	.io_input = ether_input,
	.io_free = compat_free,
};

/* It may move between stacks, so its memory is the base system's. */
struct ifnet *
if_alloc(uint8_t type)
{
	struct compat_if *ci = kmem_zalloc(NULL, sizeof(*ci), KM_SLEEP);

	if (ci == NULL)
		return NULL;
	if_init(&ci->ci_if, type == IFT_ETHER ? &compat_ether_ops :
	    &compat_raw_ops);
	ci->ci_if.if_type = type;
	ci->ci_if.if_mtu = ETHERMTU;
	ci->ci_if.if_flags = IFF_RUNNING;
	return &ci->ci_if;
}

void
if_free(struct ifnet *ifp)
{
	if_drop(ifp);
}

void
if_initname(struct ifnet *ifp, const char *name, int unit)
{
	snprintf(ifp->if_xname, sizeof(ifp->if_xname), "%s%d", name, unit);
}

void
if_setsoftc(struct ifnet *ifp, void *softc)
{
	((struct compat_if *)ifp)->ci_softc = softc;
}

void *
if_getsoftc(const struct ifnet *ifp)
{
	return ((const struct compat_if *)ifp)->ci_softc;
}

void
if_settransmitfn(struct ifnet *ifp, if_transmit_fn_t fn,
    if_qflush_fn_t qflush)
{
	(void)qflush;
	((struct compat_if *)ifp)->ci_transmit = fn;
}

/* ------------------------------------------------------------- cloners */

/* A unit that is taken, and by whom. */
struct clone_unit {
	struct list cu_link;		/* [c] cc_units */
	struct ifnet *cu_ifp;		/* [I] */
	unsigned cu_unit;		/* [I] */
};

struct compat_clone {
	struct if_clone cc_clone;	/* [c] first: what drivers see */
	struct if_clone cc_kept;	/* [I] of the minifs first ones */
	char cc_name[IFNAMSIZ];		/* [I] */
	struct list cc_link;		/* [c] compat_clones */
	struct list cc_units;		/* [c] by cu_unit */
	unsigned cc_minifs;		/* [I] */
	unsigned cc_maxunit;		/* [I] */
	ifcs_create_t *cc_simple;	/* [I] this pair.. */
	ifcs_destroy_t *cc_simple_end;	/* [I] */
	ifc_create_f *cc_create;	/* [I] ..or this one */
	ifc_destroy_f *cc_destroy;	/* [I] */
};

/* All of all stacks, for the question whose functions they have. */
static struct list compat_clones = LIST_INITIALIZER(compat_clones);  /* [c] */

static struct compat_clone *
clone_of(const struct ifnet *ifp)
{
	struct if_clone *ic = (struct if_clone *)ifp->if_clone;

	if (ic->ic_destroy == NULL)
		return LIST_ENTRY(ic, struct compat_clone, cc_kept);
	return LIST_ENTRY(ic, struct compat_clone, cc_clone);
}

static int
name_is_free(const struct compat_clone *cc, unsigned unit)
{
	char name[IFNAMSIZ];
	struct ifnet *ifp;

	snprintf(name, sizeof(name), "%s%u", cc->cc_name, unit);
	ifp = if_find(name);
	if_drop(ifp);
	return ifp == NULL;
}

/* Deal unit, or the lowest that is free for -1: before the taken one next. */
static int
unit_choose(struct compat_clone *cc, int wanted, unsigned *unit,
    struct list **next)
{
	struct clone_unit *cu;
	unsigned n = wanted < 0 ? 0 : (unsigned)wanted;

	*next = &cc->cc_units;
	LIST_FOREACH(cu, &cc->cc_units, cu_link) {
		while (wanted < 0 && n < cu->cu_unit && !name_is_free(cc, n))
			n++;
		*next = &cu->cu_link;
		if (n < cu->cu_unit)
			break;
		*next = &cc->cc_units;
		if (n == cu->cu_unit && wanted >= 0)
			return EEXIST;
		if (n == cu->cu_unit)
			n++;
	}
	while (wanted < 0 && n <= cc->cc_maxunit && !name_is_free(cc, n))
		n++;
	*unit = n;
	if (n > cc->cc_maxunit)
		return wanted < 0 ? ENOSPC : EINVAL;
	return name_is_free(cc, n) ? 0 : EEXIST;
}

/* Let the driver make it; what it attached by that name is it. */
static int
driver_create(struct compat_clone *cc, unsigned unit, struct ifnet **out)
{
	struct ifc_data ifd = { .flags = IFC_F_AUTOUNIT, .unit = unit };
	struct ifnet *made = NULL;
	char name[IFNAMSIZ];
	int error;

	snprintf(name, sizeof(name), "%s%u", cc->cc_name, unit);
	if (cc->cc_simple != NULL)
		error = cc->cc_simple(&cc->cc_clone, (int)unit, NULL);
	else
		error = cc->cc_create(&cc->cc_clone, name, sizeof(name),
		    &ifd, &made);
	if (error != 0)
		return error;
	*out = if_find(name);
	if_drop(*out);			/* [c] keeps it */
	return *out != NULL ? 0 : ENXIO;
}

static int
clone_create(const struct if_clone *ic, int wanted, struct ifnet **out)
{
	struct compat_clone *cc = (struct compat_clone *)ic;
	struct clone_unit *cu;
	struct list *next;
	unsigned unit;
	int error;

	/* A stack is seen to end before it refuses interfaces under [c]. */
	if (curvnet->im_state >= IMAGE_SHUTDOWN)
		return ENETDOWN;
	error = unit_choose(cc, wanted, &unit, &next);
	if (error != 0)
		return error;
	cu = VNET_ALLOC(sizeof(*cu), KM_SLEEP);
	if (cu == NULL)
		return ENOMEM;
	error = driver_create(cc, unit, out);
	if (error != 0) {
		kmem_free(cu);
		return error;
	}
	/* if_attach took it for a device, whose home is where it begins. */
	(*out)->if_home_vnet = NULL;
	(*out)->if_clone = unit < cc->cc_minifs ? &cc->cc_kept :
	    &cc->cc_clone;
	cu->cu_ifp = *out;
	cu->cu_unit = unit;
	list_insert_tail(next, &cu->cu_link);
	return 0;
}

static void
unit_give(struct compat_clone *cc, const struct ifnet *ifp)
{
	struct clone_unit *cu;

	LIST_FOREACH(cu, &cc->cc_units, cu_link) {
		if (cu->cu_ifp == ifp) {
			list_remove(&cu->cu_link);
			kmem_free(cu);
			return;
		}
	}
}

/* The driver ends it, in the stack it is in; if it does not, we do. */
static void
clone_destroy(struct ifnet *ifp)
{
	struct compat_clone *cc = clone_of(ifp);

	unit_give(cc, ifp);
	if_hold(ifp);
	{
		CURVNET_SET_QUIET(ifp->if_vnet);
		if (cc->cc_simple != NULL)
			cc->cc_simple_end(ifp);
		else
			cc->cc_destroy(&cc->cc_clone, ifp, 0);
		if (ifp->if_vnet != NULL)
			if_detach(ifp);
		CURVNET_RESTORE();
	}
	if_drop(ifp);
}

/* All that it made, wherever that is, then the cloner.  [c] held. */
static void
clone_end(struct compat_clone *cc)
{
	struct clone_unit *cu;

	while ((cu = LIST_FIRST(&cc->cc_units, struct clone_unit,
	    cu_link)) != NULL)
		clone_destroy(cu->cu_ifp);
	if_clone_remove(&cc->cc_clone);
	list_remove(&cc->cc_link);
	kmem_free(cc);
}

/* Make cc, which has its functions, known.  It, or NULL: it is freed. */
static struct if_clone *
clone_start(struct compat_clone *cc)
{
	struct ifnet *ifp;
	unsigned n;
	int error;

	mutex_lock(&if_config_lock);
	error = if_clone_enter(&cc->cc_clone);
	if (error != 0) {
		mutex_unlock(&if_config_lock);
		kmem_free(cc);
		return NULL;
	}
	list_insert_tail(&compat_clones, &cc->cc_link);
	for (n = 0; n < cc->cc_minifs && error == 0; n++)
		error = clone_create(&cc->cc_clone, (int)n, &ifp);
	if (error != 0)
		clone_end(cc);
	mutex_unlock(&if_config_lock);
	return error == 0 ? &cc->cc_clone : NULL;
}

static struct compat_clone *
clone_alloc(const char *name)
{
	struct compat_clone *cc = VNET_ALLOC(sizeof(*cc), KM_SLEEP | KM_ZERO);

	if (cc == NULL)
		return NULL;
	strlcpy(cc->cc_name, name, sizeof(cc->cc_name));
	cc->cc_maxunit = IF_MAXUNIT;
	list_init(&cc->cc_units);
	cc->cc_clone.ic_name = cc->cc_name;
	cc->cc_clone.ic_create = clone_create;
	cc->cc_clone.ic_destroy = clone_destroy;
	cc->cc_clone.ic_leave = clone_destroy;
	cc->cc_kept = cc->cc_clone;
	cc->cc_kept.ic_destroy = NULL;
	return cc;
}

struct if_clone *
if_clone_simple(const char *name, ifcs_create_t *create,
    ifcs_destroy_t *destroy, unsigned minifs)
{
	struct compat_clone *cc = clone_alloc(name);

	if (cc == NULL)
		return NULL;
	cc->cc_simple = create;
	cc->cc_simple_end = destroy;
	cc->cc_minifs = minifs;
	return clone_start(cc);
}

struct if_clone *
if_clone_addreq(const char *name, size_t ifi_size,
    struct if_clone_addreq *req)
{
	struct compat_clone *cc;

	(void)ifi_size;
	if (req->match_f != NULL || !(req->flags & IFC_F_AUTOUNIT) ||
	    req->maxunit > IF_MAXUNIT)
		return NULL;
	cc = clone_alloc(name);
	if (cc == NULL)
		return NULL;
	cc->cc_create = req->create_f;
	cc->cc_destroy = req->destroy_f;
	if (req->maxunit != 0)
		cc->cc_maxunit = req->maxunit;
	return clone_start(cc);
}

void
if_clone_detach(struct if_clone *ifc)
{
	if (ifc == NULL)
		return;
	mutex_lock(&if_config_lock);
	clone_end((struct compat_clone *)ifc);
	mutex_unlock(&if_config_lock);
}

/* Cloners that a module made and forgot keep it in memory. */
static void
cloner_users(struct module_use *mu)
{
	struct compat_clone *cc;

	mutex_lock(&if_config_lock);
	LIST_FOREACH(cc, &compat_clones, cc_link)
		if (module_has(mu, (uintptr_t)cc->cc_simple) ||
		    module_has(mu, (uintptr_t)cc->cc_create))
			module_note(mu, "%s", cc->cc_name);
	mutex_unlock(&if_config_lock);
}

MODULE_USER("cloners", 0, cloner_users);
