// SPDX-License-Identifier: BSD-2-Clause
/*
 * netstat - what a network stack holds and has counted.
 *
 * Routes (-r), interfaces (-i), counters (-s), buffers (-m), end points
 * (default, -a).  Every view is one sysctl; with -j the tool first enters
 * the jail, so the view is that jail's own stack.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/mbuf_stat.h>
#include <sys/sysctl.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet/in_pcb.h>
#include <netinet/tcp.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "user/libnet/libnet.h"
#include "user/libnet/netcount.h"
#include "user/libkvm/attach.h"

static int show_all;		/* -a: unconnected end points too */
static int show_bytes;		/* -b */
static int show_drops;		/* -d */
static const char *only_if;	/* -I */
static const char *only_proto;	/* -p */

static void
usage(void)
{
	fprintf(stderr, "usage: netstat [-j jail] [-an] [-f inet] [-p proto]\n"
	    "       netstat [-j jail] -i [-bdn] [-I interface]\n"
	    "       netstat [-j jail] -m\n"
	    "       netstat [-j jail] -r [-n] [-f inet]\n"
	    "       netstat [-j jail] -s[s] [-p proto]\n");
	exit(1);
}

/* ---- routes ---- */

static const char *
route_flags(int flags)
{
	static const struct { int flag; char c; } letters[] = {
		{ RTF_UP, 'U' }, { RTF_GATEWAY, 'G' }, { RTF_HOST, 'H' },
		{ RTF_REJECT, 'R' }, { RTF_DYNAMIC, 'D' },
		{ RTF_MODIFIED, 'M' }, { RTF_STATIC, 'S' },
		{ RTF_BLACKHOLE, 'B' }, { RTF_BROADCAST, 'b' },
		{ RTF_LLINFO, 'L' }, { RTF_PROTO1, '1' },
		{ RTF_PROTO2, '2' }, { RTF_PROTO3, '3' },
	};
	static char buf[20];
	size_t i, n = 0;

	for (i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (flags & letters[i].flag)
			buf[n++] = letters[i].c;
	buf[n] = '\0';
	return buf;
}

static void
show_route(const struct rt_msghdr *rtm, const char *end)
{
	struct net_addrs na;
	char ifname[IF_NAMESIZE] = "-";

	net_addrs_find(&na, rtm->rtm_addrs, rtm + 1, end);
	if_indextoname(rtm->rtm_index, ifname);
	printf("%-18s ", net_dst_text(na.na[RTAX_DST],
	    rtm->rtm_flags & RTF_HOST ? NULL : na.na[RTAX_NETMASK]));
	printf("%-18s %-6s %8s\n", net_addr_text(na.na[RTAX_GATEWAY]),
	    route_flags(rtm->rtm_flags), ifname);
}

static void
routes(void)
{
	size_t len;
	char *buf = net_table("net.route.dump", &len), *p;

	printf("Routing tables\n\nInternet:\n");
	printf("%-18s %-18s %-6s %8s %s\n", "Destination", "Gateway", "Flags",
	    "Netif", "Expire");
	for (p = buf; p + sizeof(struct rt_msghdr) <= buf + len;) {
		struct rt_msghdr *rtm = (struct rt_msghdr *)p;

		if (rtm->rtm_msglen == 0)
			break;
		p += rtm->rtm_msglen;
		show_route(rtm, p);
	}
	free(buf);
}

/* ---- interfaces ---- */

static void
show_counts(const struct if_data *d)
{
	printf(" %8llu %5llu %5llu", (unsigned long long)d->ifi_ipackets,
	    (unsigned long long)d->ifi_ierrors,
	    (unsigned long long)d->ifi_iqdrops);
	if (show_bytes)
		printf(" %10llu", (unsigned long long)d->ifi_ibytes);
	printf(" %8llu %5llu", (unsigned long long)d->ifi_opackets,
	    (unsigned long long)d->ifi_oerrors);
	if (show_bytes)
		printf(" %10llu", (unsigned long long)d->ifi_obytes);
	printf(" %5llu", (unsigned long long)d->ifi_collisions);
	if (show_drops)
		printf(" %5llu", (unsigned long long)d->ifi_oqdrops);
	printf("\n");
}

static int name_width = 5;	/* of netstat -i's first column */

static void
show_if_addr(const struct ifa_msghdr *ifam, const char *end,
    const char *name, const struct if_data *d)
{
	struct net_addrs na;
	const struct sockaddr_in *sin, *mask;
	struct sockaddr_in net;

	net_addrs_find(&na, ifam->ifam_addrs, ifam + 1, end);
	sin = (const struct sockaddr_in *)na.na[RTAX_IFA];
	mask = (const struct sockaddr_in *)na.na[RTAX_NETMASK];
	if (sin == NULL || mask == NULL)
		return;
	net = *sin;
	net.sin_addr.s_addr &= mask->sin_addr.s_addr;
	printf("%-*s     - ", name_width, name);
	printf("%-13s ", net_dst_text((struct sockaddr *)&net,
	    (const struct sockaddr *)mask));
	printf("%-17s", net_addr_text((const struct sockaddr *)sin));
	show_counts(d);
}

static void
if_header(void)
{
	printf("%-*s %5s %-13s %-17s %8s %5s %5s", name_width, "Name", "Mtu",
	    "Network", "Address", "Ipkts", "Ierrs", "Idrop");
	if (show_bytes)
		printf(" %10s", "Ibytes");
	printf(" %8s %5s", "Opkts", "Oerrs");
	if (show_bytes)
		printf(" %10s", "Obytes");
	printf(" %5s%s\n", "Coll", show_drops ? "  Drop" : "");
}

static char *
show_if(char *p, char *limit)
{
	struct if_msghdr *ifm = (struct if_msghdr *)p;
	struct net_addrs na;
	const struct sockaddr_dl *sdl;
	char name[IFNAMSIZ + 1], link[16], plain[IFNAMSIZ];
	int wanted;

	net_addrs_find(&na, ifm->ifm_addrs, ifm + 1, p + ifm->ifm_msglen);
	sdl = (const struct sockaddr_dl *)na.na[RTAX_IFP];
	if (ifm->ifm_msglen == 0 || sdl == NULL)
		return limit;
	snprintf(plain, sizeof(plain), "%.*s", sdl->sdl_nlen, sdl->sdl_data);
	snprintf(name, sizeof(name), "%s%s", plain,
	    ifm->ifm_flags & IFF_UP ? "" : "*");
	wanted = only_if == NULL || strcmp(only_if, plain) == 0;
	snprintf(link, sizeof(link), "<Link#%u>", ifm->ifm_index);
	if (wanted) {
		printf("%-*s %5u %-13s %-17s", name_width, name,
		    ifm->ifm_data.ifi_mtu, link, sdl->sdl_alen == 0 ? plain :
		    net_mac_text(LLADDR(sdl), sdl->sdl_alen));
		show_counts(&ifm->ifm_data);
	}
	for (p += ifm->ifm_msglen; p < limit;) {
		struct ifa_msghdr *ifam = (struct ifa_msghdr *)p;

		if (ifam->ifam_type != RTM_NEWADDR || ifam->ifam_msglen == 0)
			break;
		p += ifam->ifam_msglen;
		if (wanted)
			show_if_addr(ifam, p, name, &ifm->ifm_data);
	}
	return p;
}

/* The names' column is as wide as the longest, with its star. */
static void
names_measure(const char *p, const char *limit)
{
	const struct if_msghdr *ifm;
	struct net_addrs na;
	const struct sockaddr_dl *sdl;
	int n;

	for (; p + 4 <= limit; p += ifm->ifm_msglen) {
		ifm = (const struct if_msghdr *)p;
		if (ifm->ifm_msglen == 0)
			break;
		if (ifm->ifm_type != RTM_IFINFO)
			continue;
		net_addrs_find(&na, ifm->ifm_addrs, ifm + 1,
		    p + ifm->ifm_msglen);
		sdl = (const struct sockaddr_dl *)na.na[RTAX_IFP];
		n = sdl == NULL ? 0 : sdl->sdl_nlen +
		    !(ifm->ifm_flags & IFF_UP);
		if (n > name_width)
			name_width = n;
	}
}

static void
interfaces(void)
{
	size_t len;
	char *buf = net_table("net.route.iflist", &len), *p = buf;

	names_measure(buf, buf + len);
	if_header();
	while (p + sizeof(struct if_msghdr) <= buf + len)
		p = show_if(p, buf + len);
	free(buf);
}

/* ---- end points ---- */

static const char *
endpoint(struct in_addr a, in_port_t port)
{
	static char buf[32];
	char host[INET_ADDRSTRLEN];

	if (a.s_addr == INADDR_ANY)
		strcpy(host, "*");
	else
		inet_ntop(AF_INET, &a, host, sizeof(host));
	if (port == 0)
		snprintf(buf, sizeof(buf), "%s.*", host);
	else
		snprintf(buf, sizeof(buf), "%s.%u", host, ntohs(port));
	return buf;
}

static const char *
state_name(const struct xinpcb *xi)
{
	static const char *const names[TCP_NSTATES] = {
		"CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED",
		"CLOSE_WAIT", "FIN_WAIT_1", "CLOSING", "LAST_ACK",
		"FIN_WAIT_2", "TIME_WAIT"
	};

	if (xi->xi_proto != IPPROTO_TCP || xi->xi_state >= TCP_NSTATES)
		return "";
	return names[xi->xi_state];
}

static void
endpoints_of(const char *proto, const char *label)
{
	char sysctl_name[40];
	const struct xinpcb *xi;
	size_t len, i;
	void *buf;

	if (only_proto != NULL && strcmp(only_proto, proto) != 0)
		return;
	snprintf(sysctl_name, sizeof(sysctl_name), "net.inet.%s.pcblist",
	    proto);
	if (sysctlbyname(sysctl_name, NULL, &len, NULL, 0) < 0)
		return;		/* a stack without this protocol */
	buf = net_table(sysctl_name, &len);
	for (xi = buf, i = 0; i < len / sizeof(*xi); i++, xi++) {
		if (!show_all && xi->xi_faddr.s_addr == INADDR_ANY)
			continue;
		printf("%-5s %6u %6u ", label, xi->xi_recvq, xi->xi_sendq);
		printf("%-22s ", endpoint(xi->xi_laddr, xi->xi_lport));
		printf("%-22s %s\n", endpoint(xi->xi_faddr, xi->xi_fport),
		    state_name(xi));
	}
	free(buf);
}

static void
endpoints(void)
{
	printf("Active Internet connections%s\n",
	    show_all ? " (including servers)" : "");
	printf("%-5s %6s %6s %-22s %-22s %s\n", "Proto", "Recv-Q", "Send-Q",
	    "Local Address", "Foreign Address", "(state)");
	endpoints_of("tcp", "tcp4");
	endpoints_of("udp", "udp4");
	endpoints_of("raw", "icm4");
}

static void
buffers(void)
{
	struct mbstat ms;
	size_t len = sizeof(ms);

	if (sysctlbyname("kern.ipc.mbstat", &ms, &len, NULL, 0) < 0)
		err(1, "sysctl kern.ipc.mbstat");
	printf("%llu mbufs in use\n%llu mbuf clusters in use\n"
	    "%llu requests for mbufs denied\n",
	    (unsigned long long)ms.ms_mbufs,
	    (unsigned long long)ms.ms_clusters,
	    (unsigned long long)ms.ms_denied);
}

int
main(int argc, char **argv)
{
	int ch, view = 0, nonzero = 0;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "abdf:I:ij:mnp:rs")) != -1) {
		switch (ch) {
		case 'a':
			show_all = 1;
			break;
		case 'b':
			show_bytes = 1;
			break;
		case 'd':
			show_drops = 1;
			break;
		case 'f':
			if (strcmp(optarg, "inet") != 0)
				errx(1, "%s: unknown address family", optarg);
			break;
		case 'I':
			only_if = optarg;
			view = 'i';
			break;
		case 'j':
			net_attach_jail(optarg);
			break;
		case 'n':
			break;	/* names are never looked up */
		case 'p':
			only_proto = optarg;
			break;
		case 'i':
		case 'm':
		case 'r':
		case 's':
			nonzero += ch == 's' && view == 's';
			view = ch;
			break;
		default:
			usage();
		}
	}
	if (argc > optind)
		usage();
	if (view == 'r')
		routes();
	else if (view == 'i')
		interfaces();
	else if (view == 'm')
		buffers();
	else if (view == 's')
		net_show_counters(only_proto, nonzero);
	else
		endpoints();
	return 0;
}
