// SPDX-License-Identifier: BSD-2-Clause
/*
 * net/if_clone - FreeBSD's way to make cloners: for the stack that is
 * current, by a call.
 *
 * A cloner ends before its stack does, in a VNET_SYSUNINIT, and takes all it
 * made with it.  Units are dealt here; one is taken for as long as its
 * interface exists, in whatever stack.  The driver's functions run with
 * if_config_lock held.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "subsys/net/if.h"

typedef char *caddr_t;

#define IFC_F_AUTOUNIT	0x0008	/* units are dealt here: must be given */
#define IFC_F_NOGROUP	0x0001	/* nothing: a group is the cloner's name */
#define IF_MAXUNIT	0x7fff

typedef int ifcs_create_t(struct if_clone *, int unit, caddr_t params);
typedef void ifcs_destroy_t(struct ifnet *);

struct ifc_data {
	uint32_t flags;			/* [t] */
	uint32_t unit;			/* [t] */
	void *params;			/* [t] always NULL */
};

typedef int ifc_match_f(struct if_clone *, const char *);
typedef int ifc_create_f(struct if_clone *, char *name, size_t maxlen,
	    struct ifc_data *, struct ifnet **);
typedef int ifc_destroy_f(struct if_clone *, struct ifnet *, uint32_t flags);

struct if_clone_addreq {
	uint16_t version;		/* [t] 0 */
	uint16_t spare;			/* [t] 0 */
	uint32_t flags;			/* [t] IFC_F_* */
	uint32_t maxunit;		/* [t] 0: IF_MAXUNIT */
	ifc_match_f *match_f;		/* [t] must be NULL */
	ifc_create_f *create_f;		/* [t] */
	ifc_destroy_f *destroy_f;	/* [t] */
};

/*
 * "name0", "name1".. by create, the first minifs of them now and for as long
 * as the cloner is there.  NULL: no memory, the name is taken, one of the
 * minifs could not be made.  Thread context, sleeps, no locks.
 */
struct if_clone *if_clone_simple(const char *name, ifcs_create_t *create,
	    ifcs_destroy_t *destroy, unsigned minifs);
/* By the functions of req; NULL also for what req must not ask. */
struct if_clone *if_clone_addreq(const char *name, size_t ifi_size,
	    struct if_clone_addreq *req);
/* NULL is nobody. */
void	if_clone_detach(struct if_clone *ifc);
