// SPDX-License-Identifier: BSD-2-Clause
/*
 * ifshow - interfaces as ifconfig shows them.
 *
 * One pass over the sysctl net.route.iflist; descriptions and groups, which
 * are not in it, are asked for one by one.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>

#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_types.h>
#include <net/route.h>
#include <netinet/in.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/libnet/libnet.h"

static int sock;
static char name[IFNAMSIZ];	/* interface being shown; "" none */

static const struct { const char *name; int flag; } flag_names[] = {
	{ "UP", IFF_UP }, { "BROADCAST", IFF_BROADCAST },
	{ "DEBUG", IFF_DEBUG }, { "LOOPBACK", IFF_LOOPBACK },
	{ "POINTOPOINT", IFF_POINTOPOINT }, { "RUNNING", IFF_RUNNING },
	{ "NOARP", IFF_NOARP }, { "PROMISC", IFF_PROMISC },
	{ "ALLMULTI", IFF_ALLMULTI }, { "SIMPLEX", IFF_SIMPLEX },
	{ "MULTICAST", IFF_MULTICAST }, { "LOWER_UP", IFF_LOWER_UP },
};

static void
show_description(void)
{
	char descr[64];
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, name);
	ifr.ifr_buffer.buffer = descr;
	ifr.ifr_buffer.length = sizeof(descr);
	descr[0] = '\0';
	if (ioctl(sock, SIOCGIFDESCR, &ifr) == 0 && descr[0] != '\0')
		printf("\tdescription: %s\n", descr);
}

static void
show_groups(void)
{
	struct ifg_req groups[8];
	struct ifgroupreq req;
	unsigned i, shown = 0;

	memset(&req, 0, sizeof(req));
	strcpy(req.ifgr_name, name);
	req.ifgr_len = sizeof(groups);
	req.ifgr_groups = groups;
	if (ioctl(sock, SIOCGIFGROUP, &req) < 0)
		return;
	for (i = 0; i < req.ifgr_len / sizeof(groups[0]) && i < 8; i++) {
		if (strcmp(groups[i].ifgrq_group, "all") == 0)
			continue;
		printf("%s %s", shown++ ? "" : "\tgroups:",
		    groups[i].ifgrq_group);
	}
	if (shown)
		printf("\n");
}

static void
show_head(const struct if_msghdr *ifm, const struct sockaddr_dl *sdl)
{
	int flags = ifm->ifm_flags;
	const char *comma = "";
	size_t i;

	printf("%s: flags=%x<", name, flags);
	for (i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		if ((flags & flag_names[i].flag) == 0)
			continue;
		printf("%s%s", comma, flag_names[i].name);
		comma = ",";
	}
	printf("> metric %u mtu %u\n", ifm->ifm_data.ifi_metric,
	    ifm->ifm_data.ifi_mtu);
	show_description();
	if (sdl->sdl_alen > 0)
		printf("\tether %s\n", net_mac_text(LLADDR(sdl),
		    sdl->sdl_alen));
}

static void
show_tail(const struct if_msghdr *ifm)
{
	show_groups();
	if (ifm->ifm_data.ifi_type != IFT_ETHER)
		return;
	printf("\tmedia: Ethernet 10Gbase-T (10Gbase-T <full-duplex>)\n");
	printf("\tstatus: %s\n",
	    ifm->ifm_data.ifi_link_state == LINK_STATE_DOWN ?
	    "no carrier" : "active");
}

static void
show_addr(const struct ifa_msghdr *ifam, const char *end, int loopback)
{
	struct net_addrs na;
	const struct sockaddr_in *mask;

	net_addrs_find(&na, ifam->ifam_addrs, ifam + 1, end);
	mask = (const struct sockaddr_in *)na.na[RTAX_NETMASK];
	if (na.na[RTAX_IFA] == NULL)
		return;
	printf("\tinet %s", net_addr_text(na.na[RTAX_IFA]));
	if (mask != NULL)
		printf(" netmask 0x%08x",
		    (unsigned)ntohl(mask->sin_addr.s_addr));
	if (!loopback && na.na[RTAX_BRD] != NULL)
		printf(" broadcast %s", net_addr_text(na.na[RTAX_BRD]));
	printf("\n");
}

/* The interface whose messages begin at p; returns where the next does. */
static char *
show_one(char *p, char *limit)
{
	struct if_msghdr *ifm = (struct if_msghdr *)p;

	for (p += ifm->ifm_msglen; p < limit; ) {
		struct ifa_msghdr *ifam = (struct ifa_msghdr *)p;

		if (ifam->ifam_type != RTM_NEWADDR || ifam->ifam_msglen == 0)
			break;
		p += ifam->ifam_msglen;
		if (name[0] != '\0')
			show_addr(ifam, p, ifm->ifm_flags & IFF_LOOPBACK);
	}
	if (name[0] != '\0')
		show_tail(ifm);
	return p;
}

int
net_show_interfaces(const char *only, int names_only, int want, int hide)
{
	size_t len;
	char *buf = net_table("net.route.iflist", &len), *p = buf;
	struct net_addrs na;
	int shown = 0;

	sock = socket(AF_INET, SOCK_DGRAM, 0);
	if (sock < 0)
		err(1, "socket");
	while (p + sizeof(struct if_msghdr) <= buf + len) {
		struct if_msghdr *ifm = (struct if_msghdr *)p;
		const struct sockaddr_dl *sdl;

		net_addrs_find(&na, ifm->ifm_addrs, ifm + 1,
		    p + ifm->ifm_msglen);
		sdl = (const struct sockaddr_dl *)na.na[RTAX_IFP];
		if (ifm->ifm_msglen == 0 || sdl == NULL)
			break;
		snprintf(name, sizeof(name), "%.*s", sdl->sdl_nlen,
		    sdl->sdl_data);
		if ((only != NULL && strcmp(only, name) != 0) ||
		    (ifm->ifm_flags & want) != want ||
		    (ifm->ifm_flags & hide) != 0)
			name[0] = '\0';	/* skip, addresses too */
		else if (names_only)
			printf("%s%s", shown++ ? " " : "", name);
		else
			show_head(ifm, sdl), shown++;
		if (names_only)
			name[0] = '\0';
		p = show_one(p, buf + len);
	}
	if (names_only && shown)
		printf("\n");
	free(buf);
	close(sock);
	return shown;
}
