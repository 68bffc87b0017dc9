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

static int
rts_ifaddrs(struct sysctl_req *req, const struct ifnet *ifp)
{
	struct in_addr_info ai;
	struct rtmsg rm;
	unsigned n;
	int error = 0;

	for (n = 0; error == 0 && in_addr_nth(ifp, n, &ai) == 0; n++) {
		rtmsg_ifaddr(&rm, RTM_NEWADDR, ifp, &ai);
		error = rtmsg_out(req, &rm);
	}
	return error;
}

static int
rts_ifinfo(struct sysctl_req *req, const struct ifnet *ifp)
{
	struct rtmsg rm;
	int error;

	rtmsg_ifinfo(&rm, ifp);
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
