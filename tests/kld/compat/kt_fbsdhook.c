// SPDX-License-Identifier: BSD-2-Clause
/*
 * kt_fbsdhook - event handlers as a FreeBSD module has them: for as long as
 * the module is there, one a stack, one for all stacks, and an event of the
 * module's own.
 */
#include <sys/kernel.h>
#include <sys/eventhandler.h>
#include <sys/module.h>
#include <sys/sysctl.h>
#include <net/vnet.h>

VNET_DEFINE_STATIC(int, fbsd_arrived);	/* [a] */
#define V_fbsd_arrived	VNET(fbsd_arrived)
VNET_DEFINE_STATIC(int, fbsd_departed);	/* [a] */
#define V_fbsd_departed	VNET(fbsd_departed)
VNET_DEFINE_STATIC(int, fbsd_addrs);	/* [a] */
#define V_fbsd_addrs	VNET(fbsd_addrs)
VNET_DEFINE_STATIC(int, fbsd_updown);	/* [a] ups * 100 + downs */
#define V_fbsd_updown	VNET(fbsd_updown)
VNET_DEFINE_STATIC(int, fbsd_rang);	/* [a] */
#define V_fbsd_rang	VNET(fbsd_rang)
VNET_DEFINE_STATIC(int, fbsd_order);	/* [a] decimal digits, by call */
#define V_fbsd_order	VNET(fbsd_order)
VNET_DEFINE_STATIC(eventhandler_tag, fbsd_addr_tag);	/* [I] */
#define V_fbsd_addr_tag	VNET(fbsd_addr_tag)

static eventhandler_tag fbsd_ring_tag;	/* [I] the base stack's */

#define FBSD_COUNT(name, descr)						\
	SYSCTL_INT(_net_link, OID_AUTO, name,				\
	    CTLFLAG_VNET | CTLFLAG_RD, &VNET_NAME(name), 0, descr)
FBSD_COUNT(fbsd_arrived, "interfaces that came to the stack");
FBSD_COUNT(fbsd_departed, "interfaces that left the stack");
FBSD_COUNT(fbsd_addrs, "changes of addresses");
FBSD_COUNT(fbsd_updown, "100 times ups, and downs");
FBSD_COUNT(fbsd_rang, "what the stack heard of the bell");
FBSD_COUNT(fbsd_order, "who was called, in turn");

static void
fbsd_arrival(void *arg, struct ifnet *ifp)
{
	(void)arg;
	VNET_ASSERT(ifp->if_vnet == curvnet, ("another stack's event"));
	atomic_add(&V_fbsd_arrived, 1);
}
EVENTHANDLER_DEFINE(ifnet_arrival_event, fbsd_arrival, NULL,
    EVENTHANDLER_PRI_ANY);

static void
fbsd_departure(void *arg, struct ifnet *ifp)
{
	(void)arg;
	(void)ifp;
	atomic_add(&V_fbsd_departed, 1);
}
EVENTHANDLER_DEFINE(ifnet_departure_event, fbsd_departure, NULL,
    EVENTHANDLER_PRI_ANY);

static void
fbsd_event(void *arg, struct ifnet *ifp, int event)
{
	(void)arg;
	(void)ifp;
	atomic_add(&V_fbsd_updown, event == IFNET_EVENT_UP ? 100 : 1);
}
EVENTHANDLER_DEFINE(ifnet_event, fbsd_event, NULL, EVENTHANDLER_PRI_ANY);

/* One registration a stack: each is told of every stack's, and looks. */
static void
fbsd_addr(void *arg, struct ifnet *ifp)
{
	struct vnet *mine = arg;

	if (ifp->if_vnet != mine)
		return;
	VNET_ASSERT(curvnet == mine, ("event in another stack"));
	atomic_add(&V_fbsd_addrs, 1);
}

/* An event of the module's own, with arguments: write how often to ring. */
typedef void (*fbsd_bell_fn)(void *, int, const char *);
EVENTHANDLER_LIST_DEFINE(fbsd_bell);
EVENTHANDLER_DECLARE(fbsd_bell, fbsd_bell_fn);

static void
fbsd_ring(void *arg, int times, const char *word)
{
	if (arg == &fbsd_ring_tag && word[0] == 'd')
		atomic_add(&V_fbsd_rang, times);
}

static void
fbsd_late(void *arg, int times, const char *word)
{
	(void)arg;
	(void)times;
	(void)word;
	V_fbsd_order = V_fbsd_order * 10 + 2;
}
EVENTHANDLER_DEFINE(fbsd_bell, fbsd_late, NULL, EVENTHANDLER_PRI_LAST);

static eventhandler_tag fbsd_first_tag;	/* [t] */

/* It ends its own registration, as only this form may. */
static void
fbsd_once(void *arg, int times, const char *word)
{
	(void)arg;
	(void)times;
	(void)word;
	V_fbsd_order = V_fbsd_order * 10 + 1;
	EVENTHANDLER_DEREGISTER_NOWAIT(fbsd_bell, fbsd_first_tag);
}

static int
fbsd_bell(SYSCTL_HANDLER_ARGS)
{
	int error, times = 0;

	error = sysctl_handle_int(oidp, &times, 0, req);
	if (error != 0 || req->newptr == NULL)
		return error;
	(void)arg1;
	(void)arg2;
	fbsd_first_tag = EVENTHANDLER_REGISTER(fbsd_bell, fbsd_once, NULL,
	    EVENTHANDLER_PRI_FIRST);
	EVENTHANDLER_INVOKE(fbsd_bell, times, "dong");
	return 0;
}
SYSCTL_PROC(_net_link, OID_AUTO, fbsd_bell, CTLTYPE_INT | CTLFLAG_RW, NULL,
    0, fbsd_bell, "I", "ring it in each stack");

static void
fbsdhook_init(const void *unused)
{
	(void)unused;
	V_fbsd_addr_tag = EVENTHANDLER_REGISTER(ifaddr_event, fbsd_addr,
	    curvnet, EVENTHANDLER_PRI_ANY);
	VNET_GLOBAL_EVENTHANDLER_REGISTER_TAG(fbsd_ring_tag, fbsd_bell,
	    fbsd_ring, &fbsd_ring_tag, EVENTHANDLER_PRI_ANY);
}
VNET_SYSINIT(fbsdhook_init, SI_SUB_PROTO_IFATTACHDOMAIN, SI_ORDER_ANY,
    fbsdhook_init, NULL);

static void
fbsdhook_uninit(const void *unused)
{
	(void)unused;
	EVENTHANDLER_DEREGISTER(ifaddr_event, V_fbsd_addr_tag);
	if (IS_DEFAULT_VNET(curvnet))
		EVENTHANDLER_DEREGISTER(fbsd_bell, fbsd_ring_tag);
}
VNET_SYSUNINIT(fbsdhook_uninit, SI_SUB_PROTO_IFATTACHDOMAIN, SI_ORDER_ANY,
    fbsdhook_uninit, NULL);

static moduledata_t fbsdhook_mod = { "kt_fbsdhook", NULL, NULL };
DECLARE_MODULE(kt_fbsdhook, fbsdhook_mod, SI_SUB_PROTO_DOMAIN,
    SI_ORDER_ANY);
