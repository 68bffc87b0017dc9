// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fbsdcnt - a counter as a FreeBSD module has it, by vnet(9)'s names.
 */
#include <sys/errno.h>
#include <sys/kernel.h>
#include <sys/module.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

struct fbsdstat {
	uint64_t fs_hits;		/* [a] */
	uint64_t fs_setups;		/* [a] */
};

VNET_PCPUSTAT_DECLARE(struct fbsdstat, fbsdstat);
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

/* A branch of one's own, with each type and both ways to say a handler. */
SYSCTL_DECL(_net_inet);
SYSCTL_NODE(_net_inet, OID_AUTO, fbsd, CTLFLAG_RW, 0, "test variables");
SYSCTL_NODE(_net_inet_fbsd, OID_AUTO, old, CTLFLAG_RW, 0, "older ways");

VNET_DEFINE_STATIC(u_int, fbsd_uint) = 4000000000u;	/* [a] */
VNET_DEFINE_STATIC(long, fbsd_long) = -5000000000;	/* [a] */
VNET_DEFINE_STATIC(u_long, fbsd_ulong) = 5000000000;	/* [a] */
VNET_DEFINE_STATIC(uint64_t, fbsd_u64) = 6000000000;	/* [a] */
VNET_DEFINE_STATIC(struct fbsdstat, fbsd_pair) = { 7, 8 };	/* [I] */
VNET_DEFINE_STATIC(int, fbsd_percent) = 50;	/* [a] */
VNET_DEFINE_STATIC(int, fbsd_turns);		/* [I] digits, by call */
#define V_fbsd_turns	VNET(fbsd_turns)
SYSCTL_UINT(_net_inet_fbsd, OID_AUTO, uint, CTLFLAG_VNET | CTLFLAG_RW,
    &VNET_NAME(fbsd_uint), 0, "a u_int");
SYSCTL_LONG(_net_inet_fbsd, OID_AUTO, long, CTLFLAG_VNET | CTLFLAG_RW,
    &VNET_NAME(fbsd_long), 0, "a long");
SYSCTL_ULONG(_net_inet_fbsd, OID_AUTO, ulong, CTLFLAG_VNET | CTLFLAG_RW,
    &VNET_NAME(fbsd_ulong), 0, "a u_long");
SYSCTL_U64(_net_inet_fbsd, OID_AUTO, u64, CTLFLAG_VNET | CTLFLAG_RW,
    &VNET_NAME(fbsd_u64), 0, "a uint64_t");
SYSCTL_STRUCT(_net_inet_fbsd, OID_AUTO, pair, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsd_pair), fbsdstat, "two numbers");
SYSCTL_OPAQUE(_net_inet_fbsd, OID_AUTO, bytes, CTLFLAG_VNET | CTLFLAG_RD,
    &VNET_NAME(fbsd_pair), 8, "Q", "the first");
SYSCTL_VNET_INT(_net_inet_fbsd_old, OID_AUTO, limit, CTLFLAG_RW,
    &VNET_NAME(fbsd_limit), 0, "the limit again");
SYSCTL_VNET_UINT(_net_inet_fbsd_old, OID_AUTO, uint, CTLFLAG_RD,
    &VNET_NAME(fbsd_uint), 0, "the u_int again");
SYSCTL_VNET_STRING(_net_inet_fbsd_old, OID_AUTO, name, CTLFLAG_RD,
    &VNET_NAME(fbsd_name), sizeof(V_fbsd_name), "the name again");
SYSCTL_VNET_STRUCT(_net_inet_fbsd_old, OID_AUTO, pair, CTLFLAG_RD,
    &VNET_NAME(fbsd_pair), fbsdstat, "the two numbers again");
SYSCTL_VNET_INT(_net_inet_fbsd_old, OID_AUTO, turns, CTLFLAG_RD,
    &VNET_NAME(fbsd_turns), 0, "who was called, in turn");

/* arg1 is the stack's own variable already. */
static int
fbsd_percent_handler(SYSCTL_HANDLER_ARGS)
{
	int error, value = *(int *)arg1;

	error = sysctl_handle_int(oidp, &value, arg2, req);
	if (error != 0 || req->newptr == NULL)
		return error;
	if (value < 0 || value > 100)
		return EINVAL;
	*(int *)arg1 = value;
	return 0;
}
SYSCTL_PROC(_net_inet_fbsd, OID_AUTO, percent,
    CTLTYPE_INT | CTLFLAG_VNET | CTLFLAG_RW, &VNET_NAME(fbsd_percent), 0,
    fbsd_percent_handler, "I", "0 to 100");

/* The older way: the handler has to go there by itself. */
static int
fbsd_old_handler(SYSCTL_HANDLER_ARGS)
{
	VNET_SYSCTL_ARG(req, arg1);
	return fbsd_percent_handler(oidp, arg1, arg2, req);
}
SYSCTL_VNET_PROC(_net_inet_fbsd_old, OID_AUTO, percent,
    CTLTYPE_INT | CTLFLAG_RW, &VNET_NAME(fbsd_percent), 0,
    fbsd_old_handler, "I", "0 to 100");

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
	    fs_setups) <= 1, ("set up twice"));
}
VNET_SYSUNINIT(fbsd_vnet_uninit, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY,
    fbsd_vnet_uninit, NULL);

/* Within a place the order is the number's, whatever the names are. */
static void
fbsd_turn(const void *arg)
{
	V_fbsd_turns = V_fbsd_turns * 10 + *(const char *)arg - '0';
}
VNET_SYSINIT(fbsd_a, SI_SUB_PROTO_DOMAIN, SI_ORDER_MIDDLE + 1, fbsd_turn,
    "4");
VNET_SYSINIT(fbsd_b, SI_SUB_PROTO_DOMAIN, SI_ORDER_THIRD, fbsd_turn, "3");
VNET_SYSINIT(fbsd_c, SI_SUB_PROTO_DOMAIN, SI_ORDER_FIRST, fbsd_turn, "2");
VNET_SYSINIT(fbsd_d, SI_SUB_PROTO_DOMAININIT, SI_ORDER_ANY, fbsd_turn, "1");

/* Each stack that is there, and the caller's own by its credential. */
static int
fbsd_load(void)
{
	struct vnet *mine = TD_TO_VNET(curthread);
	VNET_ITERATOR_DECL(vnet_iter);

	VNET_LIST_RLOCK();
	VNET_FOREACH(vnet_iter) {
		CURVNET_SET_QUIET(vnet_iter);
		VNET_PCPUSTAT_ADD(struct fbsdstat, fbsdstat, fs_hits, 1);
		fbsd_walked++;
		CURVNET_RESTORE();
	}
	VNET_LIST_RUNLOCK();
	if ((uintptr_t)&VNET_NAME(fbsd_limit) < VNET_START)
		return ENXIO;
	return mine != NULL && mine == P_TO_VNET(curthread->td_proc) &&
	    CRED_TO_VNET(curthread->td_cred) == mine ? 0 : EINVAL;
}

static int
fbsd_modevent(module_t mod, int type, void *data)
{
	(void)mod;
	switch (type) {
	case MOD_LOAD:
		return fbsd_load();
	case MOD_QUIESCE:
		return *(int *)data > 100 ? EBUSY : 0;
	default:
		return 0;
	}
}

static moduledata_t fbsd_mod = { "kt_fbsdcnt", fbsd_modevent, &fbsd_walked };
DECLARE_MODULE(kt_fbsdcnt, fbsd_mod, SI_SUB_PROTO_DOMAIN, SI_ORDER_ANY);
MODULE_VERSION(kt_fbsdcnt, 1);
MODULE_DEPEND(kt_fbsdcnt, kernel, 1, 1, 1);
