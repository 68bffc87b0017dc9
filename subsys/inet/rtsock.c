// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtsock - the routing socket: routes and ARP entries by messages.
 *
 * A message written is carried out at once; write returns its error.  The
 * message comes back, with RTF_DONE or rtm_errno, to every routing socket
 * of the stack, so that programs may watch.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/rtmsg.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/net/vnet.h"
#include "subsys/socket/socket.h"

#define RTS_SPACE	16384

struct rtpcb {
	struct list rp_link;		/* [r] V_rtpcbs */
	struct socket *rp_so;		/* [I] */
};

VNET_DEFINE_STATIC(struct spinlock, rts_lock);	/* class "rtsock" */
#define V_rts_lock	VNET(rts_lock)
VNET_DEFINE_STATIC(struct list, rtpcbs);	/* [r] V_rts_lock */
#define V_rtpcbs	VNET(rtpcbs)

static int
rts_attach(struct socket *so, int number, struct thread *td)
{
	struct rtpcb *rp;

	(void)number;
	(void)td;
	rp = VNET_ALLOC(sizeof(*rp), KM_SLEEP);
	if (rp == NULL)
		return ENOBUFS;
	rp->rp_so = so;
	so->so_pcb = (struct pcb *)rp;
	socket_reserve(so, RTMSG_MAX, RTS_SPACE);
	spin_lock(&V_rts_lock);
	list_insert_tail(&V_rtpcbs, &rp->rp_link);
	spin_unlock(&V_rts_lock);
	return 0;
}

static void
rts_detach(struct socket *so)
{
	struct rtpcb *rp = (struct rtpcb *)so->so_pcb;

	if (rp == NULL)
		return;
	spin_lock(&V_rts_lock);
	list_remove(&rp->rp_link);
	spin_unlock(&V_rts_lock);
	so->so_pcb = NULL;
	kmem_free(rp);
}

/* To all who listen; who has no room misses it. */
static void
rts_broadcast(const struct rtmsg *rm)
{
	struct rtpcb *rp;
	struct mbuf *m;

	spin_lock(&V_rts_lock);
	LIST_FOREACH(rp, &V_rtpcbs, rp_link) {
		m = m_getm(rm->rm_len, KM_NOSLEEP);
		if (m == NULL)
			break;
		if (m_copyback(m, 0, rm->rm_len, rm->rm_buf) != 0)
			m_freem(m);
		else
			(void)socket_deliver(rp->rp_so, NULL, m);
	}
	spin_unlock(&V_rts_lock);
}

/* Nobody listens, or the stack is too young or too old for anybody to. */
static int
rts_deserted(void)
{
	return V_rtpcbs.next == NULL || list_empty(&V_rtpcbs);
}

void
rts_address(int type, const struct ifnet *ifp, const struct in_addr_info *ai)
{
	struct rtmsg rm;

	if (rts_deserted())
		return;
	rtmsg_ifaddr(&rm, type, ifp, ai);
	rts_broadcast(&rm);
}

static void
rts_if_hook(struct ifnet *ifp, enum if_event ev)
{
	struct rtmsg rm;

	/* The message says what is now; addresses have their own. */
	if (ev == IF_EVENT_ADDR || rts_deserted())
		return;
	rtmsg_ifinfo(&rm, ifp);
	rts_broadcast(&rm);
}

/*
 * The interface of a new route: named by link address, or the one on which
 * the gateway is a neighbour.  Held in ri_ifp.
 */
static int
rts_interface(const struct rtmsg *rm, struct route_info *ri)
{
	const struct sockaddr *gw = rm->rm_addr[RTAX_GATEWAY];
	struct nexthop nh;
	int error;

	if (ri->ri_flags & (RTF_REJECT | RTF_BLACKHOLE)) {
		ri->ri_ifp = if_hold(if_loopback());
		return 0;
	}
	if (gw == NULL)
		return EINVAL;
	if (gw->sa_family == AF_LINK) {
		ri->ri_flags &= ~RTF_GATEWAY;
		ri->ri_ifp = if_find_index(
		    ((const struct sockaddr_dl *)(const void *)gw)->sdl_index);
		return ri->ri_ifp == NULL ? ENETUNREACH : 0;
	}
	ri->ri_gateway = rtmsg_addr(gw);
	ri->ri_flags |= RTF_GATEWAY;
	error = route_lookup(ri->ri_gateway, &nh);
	if (error != 0 || nh.nh_ifp == NULL || nh.nh_flags & RTF_GATEWAY) {
		nexthop_drop(&nh);
		return ENETUNREACH;
	}
	ri->ri_ifp = nh.nh_ifp;
	return 0;
}

static int
rts_add_change(const struct rtmsg *rm, struct route_info *ri)
{
	int error;

	error = rts_interface(rm, ri);
	if (error != 0)
		return error;
	ri->ri_src = in_addr_source(ri->ri_ifp, ri->ri_flags & RTF_GATEWAY ?
	    ri->ri_gateway : ri->ri_dst);
	error = rm->rm_rtm.rtm_type == RTM_ADD ? route_add(ri) :
	    route_change(ri);
	if_drop(ri->ri_ifp);
	return error;
}

/* The answer replaces the message, whose sender stays named. */
static int
rts_get(struct rtmsg *rm)
{
	struct rt_msghdr asked = rm->rm_rtm;
	struct route_info ri;
	struct ifnet *ifp;
	int error;

	error = route_get(rtmsg_addr(rm->rm_addr[RTAX_DST]), &ri);
	if (error != 0)
		return error;
	ifp = if_find_index(ri.ri_index);
	if (ri.ri_mtu == 0 && ifp != NULL)
		ri.ri_mtu = ifp->if_mtu;
	if_drop(ifp);
	rtmsg_route(rm, RTM_GET, &ri);
	rm->rm_rtm.rtm_pid = asked.rtm_pid;
	rm->rm_rtm.rtm_seq = asked.rtm_seq;
	return 0;
}

static int
rts_arp(const struct rtmsg *rm)
{
	const struct sockaddr *gw = rm->rm_addr[RTAX_GATEWAY];
	in_addr_t a = rtmsg_addr(rm->rm_addr[RTAX_DST]);
	const struct sockaddr_dl *sdl = (const void *)gw;

	if (rm->rm_rtm.rtm_type == RTM_DELETE)
		return arp_delete(a);
	if (rm->rm_rtm.rtm_type != RTM_ADD || gw == NULL ||
	    gw->sa_family != AF_LINK || sdl->sdl_alen != ETHER_ADDR_LEN ||
	    sdl->sdl_nlen + sdl->sdl_alen > (int)sizeof(sdl->sdl_data))
		return EINVAL;
	return arp_set(a, (const uint8_t *)LLADDR(sdl),
	    rm->rm_rtm.rtm_flags & RTF_STATIC);
}

/* What a program may set in a route's flags. */
#define RTS_FLAGS	(RTF_HOST | RTF_GATEWAY | RTF_STATIC | RTF_REJECT | \
			    RTF_BLACKHOLE | RTF_PROTO1 | RTF_PROTO2 |	\
			    RTF_PROTO3)

static int
rts_execute(struct rtmsg *rm, struct thread *td)
{
	const struct sockaddr *dst = rm->rm_addr[RTAX_DST];
	struct route_info ri = { .ri_plen = 0 };
	int plen, error;

	if (dst == NULL || dst->sa_family != AF_INET)
		return EINVAL;
	if (rm->rm_rtm.rtm_type == RTM_GET)
		return rts_get(rm);
	error = priv_check(td->td_cred, PRIV_NET_ROUTE);
	if (error != 0)
		return error;
	if (rm->rm_rtm.rtm_flags & RTF_LLDATA)
		return rts_arp(rm);
	plen = rtmsg_plen(rm);
	if (plen < 0)
		return EINVAL;
	ri.ri_plen = (uint8_t)plen;
	ri.ri_dst = rtmsg_addr(dst) & htonl(plen == 0 ? 0 :
	    0xffffffffU << (32 - plen));
	ri.ri_flags = rm->rm_rtm.rtm_flags & RTS_FLAGS;
	ri.ri_mtu = (uint32_t)rm->rm_rtm.rtm_rmx.rmx_mtu;
	switch (rm->rm_rtm.rtm_type) {
	case RTM_ADD:
	case RTM_CHANGE:
		return rts_add_change(rm, &ri);
	case RTM_DELETE:
		return route_delete(ri.ri_dst, ri.ri_plen);
	default:
		return EOPNOTSUPP;
	}
}

static int
rts_send(struct socket *so, struct mbuf *m, const struct sockaddr *sa,
    int flags, struct thread *td)
{
	struct rtmsg rm = { .rm_len = m->m_pktlen };
	int error = EINVAL;

	(void)so;
	(void)sa;
	(void)flags;
	if (rm.rm_len >= sizeof(rm.rm_rtm) && rm.rm_len <= RTMSG_MAX) {
		m_copydata(m, 0, rm.rm_len, rm.rm_buf);
		error = rtmsg_parse(&rm);
	}
	m_freem(m);
	if (error != 0)
		return error;
	error = rts_execute(&rm, td);
	if (error == 0)
		rm.rm_rtm.rtm_flags |= RTF_DONE;
	rm.rm_rtm.rtm_errno = error;
	rts_broadcast(&rm);
	return error;
}

static int
rts_create(void)
{
	spin_init(&V_rts_lock, "rtsock");
	list_init(&V_rtpcbs);
	return 0;
}

static const struct protocol route_protocol = {
	.pr_name = "route",
	.pr_domain = AF_ROUTE,
	.pr_type = SOCK_RAW,
	.pr_flags = PR_ATOMIC | PR_WILDCARD,
	.pr_attach = rts_attach,
	.pr_detach = rts_detach,
	.pr_send = rts_send,
};
PROTOCOL(route_protocol);
IF_HOOK(rts_if_hook);
VNET_PART(rtsock, PHASE_PROTO, rts_create, NULL, NULL);
