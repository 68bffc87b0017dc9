// SPDX-License-Identifier: BSD-2-Clause
/*
 * rtsock_sysctl - the tables of a stack as streams of messages: routes,
 * ARP entries, interfaces with their addresses.
 *
 * Each entry is copied under its table's lock and handed out without it:
 * a table that changes meanwhile may be seen half old, half new, but each
 * entry is whole.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/rtmsg.h"

static int
rtmsg_out(struct sysctl_req *req, const struct rtmsg *rm)
{
	return sysctl_out(req, rm->rm_buf, rm->rm_len);
}

static int
rts_dump(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct route_info ri = ROUTE_BEGIN;
	struct rtmsg rm;
	int error = 0;

	(void)node;
	while (error == 0 && route_next(&ri) == 0) {
		rtmsg_route(&rm, RTM_GET, &ri);
		error = rtmsg_out(req, &rm);
	}
	return error;
}

static int
rts_lldump(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct arp_info an = { .an_addr = 0 };
	struct rtmsg rm;
	int error = 0;

	(void)node;
	while (error == 0 && arp_next(&an) == 0) {
		rtmsg_arp(&rm, &an);
		error = rtmsg_out(req, &rm);
	}
	return error;
}

static void
rts_ifdata(const struct ifnet *ifp, struct if_data *ifd)
{
	const struct if_counters *ic = &ifp->if_count;

	ifd->ifi_type = ifp->if_type;
	ifd->ifi_addrlen = ifp->if_addrlen;
	ifd->ifi_hdrlen = ifp->if_hdrlen;
	ifd->ifi_link_state = ifp->if_link_state;
	ifd->ifi_datalen = sizeof(*ifd);
	ifd->ifi_mtu = ifp->if_mtu;
	ifd->ifi_metric = ifp->if_metric;
	ifd->ifi_ipackets = ic->ic_ipackets;
	ifd->ifi_ierrors = ic->ic_ierrors;
	ifd->ifi_opackets = ic->ic_opackets;
	ifd->ifi_oerrors = ic->ic_oerrors;
	ifd->ifi_ibytes = ic->ic_ibytes;
	ifd->ifi_obytes = ic->ic_obytes;
	ifd->ifi_imcasts = ic->ic_imcasts;
	ifd->ifi_omcasts = ic->ic_omcasts;
	ifd->ifi_iqdrops = ic->ic_iqdrops;
	ifd->ifi_noproto = ic->ic_noproto;
}

static int
rts_ifaddrs(struct sysctl_req *req, const struct ifnet *ifp)
{
	struct in_addr_info ai;
	struct rtmsg rm;
	unsigned n;
	int error = 0;

	for (n = 0; error == 0 && in_addr_nth(ifp, n, &ai) == 0; n++) {
		rtmsg_begin(&rm, RTM_NEWADDR, sizeof(rm.rm_ifam));
		rm.rm_ifam.ifam_index = (uint16_t)ifp->if_index;
		rtmsg_inet(&rm, &rm.rm_ifam.ifam_addrs, RTA_NETMASK,
		    ai.ai_mask);
		rtmsg_inet(&rm, &rm.rm_ifam.ifam_addrs, RTA_IFA, ai.ai_addr);
		if (ai.ai_bcast != 0)
			rtmsg_inet(&rm, &rm.rm_ifam.ifam_addrs, RTA_BRD,
			    ai.ai_bcast);
		error = rtmsg_out(req, &rm);
	}
	return error;
}

static int
rts_ifinfo(struct sysctl_req *req, const struct ifnet *ifp)
{
	struct rtmsg rm;
	int error;

	rtmsg_begin(&rm, RTM_IFINFO, sizeof(rm.rm_ifm));
	rm.rm_ifm.ifm_flags = (int)ifp->if_flags;
	rm.rm_ifm.ifm_index = (uint16_t)ifp->if_index;
	rts_ifdata(ifp, &rm.rm_ifm.ifm_data);
	rtmsg_link(&rm, &rm.rm_ifm.ifm_addrs, RTA_IFP, ifp->if_index,
	    ifp->if_xname, ifp->if_lladdr, ifp->if_addrlen);
	error = rtmsg_out(req, &rm);
	return error ? error : rts_ifaddrs(req, ifp);
}

static int
rts_iflist(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct ifnet *ifp;
	uint32_t index = 0;
	int error = 0;

	(void)node;
	while (error == 0 && (ifp = if_next(&index)) != NULL) {
		error = rts_ifinfo(req, ifp);
		if_drop(ifp);
	}
	return error;
}

SYSCTL_PROC(rts_dump, "net.route.dump", SYSCTL_RD, rts_dump,
    "routes, as messages (net/route.h)");
SYSCTL_PROC(rts_lldump, "net.route.lldump", SYSCTL_RD, rts_lldump,
    "ARP entries, as messages");
SYSCTL_PROC(rts_iflist, "net.route.iflist", SYSCTL_RD, rts_iflist,
    "interfaces and their addresses, as messages");
