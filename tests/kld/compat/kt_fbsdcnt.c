// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fbsdcnt - a counter as a FreeBSD module has it, by vnet(9)'s names.
 */
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

#include "kernel/kld/module.h"

struct fbsdstat {
	uint64_t fs_hits;		/* [a] */
	uint64_t fs_setups;		/* [a] */
};

VNET_PCPUSTAT_DEFINE(struct fbsdstat, fbsdstat);
VNET_PCPUSTAT_SYSINIT(fbsdstat);
VNET_PCPUSTAT_SYSUNINIT(fbsdstat);

VNET_DEFINE_STATIC(int, fbsd_limit) = 10;	/* [a] */
#define V_fbsd_limit	VNET(fbsd_limit)
VNET_DEFINE_STATIC(char, fbsd_name[16]) = "fresh";	/* [a] */
#define V_fbsd_name	VNET(fbsd_name)

SYSCTL_INT(_net_inet, OID_AUTO, fbsd_limit, CTLFLAG_VNET | CTLFLAG_RW,
    &VNET_NAME(fbsd_limit), 0, "a limit for each stack");
SYSCTL_STRING(_net_inet, OID_AUTO, fbsd_name, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsd_name), sizeof(V_fbsd_name), "a name for each stack");
SYSCTL_VNET_PCPUSTAT(_net_inet, OID_AUTO, fbsd_stats, struct fbsdstat,
    fbsdstat, "counters of each stack");

static int fbsd_walked;			/* [t] the loading thread */
SYSCTL_INT(_net_inet, OID_AUTO, fbsd_walked, CTLFLAG_RD, &fbsd_walked, 0,
    "stacks seen when it was loaded");

static void
fbsd_vnet_init(const void *unused)
{
	(void)unused;
	CURVNET_ASSERT_SET();
	VNET_PCPUSTAT_ADD(struct fbsdstat, fbsdstat, fs_setups, 1);
	V_fbsd_limit += 5;
	V_fbsd_name[0] = 'F';
}
VNET_SYSINIT(fbsd_vnet_init, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY,
    fbsd_vnet_init, NULL);

static void
fbsd_vnet_uninit(const void *unused)
{
	(void)unused;
	VNET_ASSERT(VNET_PCPUSTAT_FETCH(struct fbsdstat, fbsdstat,
	    fs_setups) == 1, ("set up twice"));
}
VNET_SYSUNINIT(fbsd_vnet_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY,
    fbsd_vnet_uninit, NULL);

/* Each stack that is there, and the caller's own by its credential. */
static int
fbsd_load(void)
{
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET_QUIET(vnet_iter);
		VNET_PCPUSTAT_ADD(struct fbsdstat, fbsdstat, fs_hits, 1);
		fbsd_walked++;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
	return TD_TO_VNET(curthread) != NULL &&
	    CRED_TO_VNET(curthread->td_cred) == TD_TO_VNET(curthread) ?
	    0 : EINVAL;
}

MODULE(kt_fbsdcnt, fbsd_load, NULL, "a counter by vnet(9)'s names");
