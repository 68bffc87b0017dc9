// SPDX-License-Identifier: BSD-2-Clause
/*
 * arp - show and change the table of link addresses (RFC 826).
 *
 * The table is read from the sysctl net.route.lldump; changes are routing
 * messages with RTF_LLDATA.  With -j it first enters the jail.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/if_types.h>
#include <net/route.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "user/libnet/libnet.h"
#include "user/libkvm/attach.h"

static const char *only_if;	/* -i */

static void
usage(void)
{
	fprintf(stderr,
	    "usage: arp [-n] [-i interface] [-j jail] hostname\n"
	    "       arp [-n] [-i interface] [-j jail] -a\n"
	    "       arp [-i interface] [-j jail] -d hostname\n"
	    "       arp [-i interface] [-j jail] -d -a\n"
	    "       arp [-j jail] -s hostname ether_addr [temp]\n");
	exit(1);
}

static uint64_t
uptime_s(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec;
}

static void
show_entry(const struct rt_msghdr *rtm, const struct net_addrs *na,
    const char *ifname)
{
	const struct sockaddr_dl *sdl =
	    (const struct sockaddr_dl *)na->na[RTAX_GATEWAY];
	uint64_t expire = rtm->rtm_rmx.rmx_expire, now = uptime_s();

	printf("? (%s) at ", net_addr_text(na->na[RTAX_DST]));
	if (sdl != NULL && sdl->sdl_alen > 0)
		printf("%s", net_mac_text(LLADDR(sdl), sdl->sdl_alen));
	else
		printf("(incomplete)");
	printf(" on %s", ifname);
	if (expire == 0)
		printf(" permanent");
	else if (expire > now)
		printf(" expires in %llu seconds",
		    (unsigned long long)(expire - now));
	else
		printf(" expired");
	printf(" [ethernet]\n");
}

static int
send_message(int type, struct in_addr addr, const unsigned char *mac,
    int flags)
{
	struct {
		struct rt_msghdr rtm;
		struct sockaddr_in dst;
		union {
			struct sockaddr_dl sdl;
			char pad[RTM_SA_SIZE(sizeof(struct sockaddr_dl))];
		} gw;
	} m;
	int s, result;

	memset(&m, 0, sizeof(m));
	m.rtm.rtm_msglen = sizeof(m);
	m.rtm.rtm_version = RTM_VERSION;
	m.rtm.rtm_type = (uint8_t)type;
	m.rtm.rtm_flags = RTF_HOST | RTF_LLDATA | flags;
	m.rtm.rtm_addrs = RTA_DST | RTA_GATEWAY;
	m.rtm.rtm_seq = 1;
	net_sockaddr(&m.dst, addr);
	m.gw.sdl.sdl_len = sizeof(m.gw.sdl);
	m.gw.sdl.sdl_family = AF_LINK;
	m.gw.sdl.sdl_type = IFT_ETHER;
	if (mac != NULL) {
		m.gw.sdl.sdl_alen = 6;
		memcpy(LLADDR(&m.gw.sdl), mac, 6);
	}
	s = socket(PF_ROUTE, SOCK_RAW, 0);
	if (s < 0)
		err(1, "socket");
	result = write(s, &m, sizeof(m)) < 0 ? -1 : 0;
	close(s);
	return result;
}

/*
 * Walk the table; show or delete what matches (NULL: all).  Returns how
 * many did.
 */
static int
walk(const struct in_addr *want, int delete)
{
	size_t len;
	char *buf = net_table("net.route.lldump", &len), *p;
	char ifname[IF_NAMESIZE];
	struct net_addrs na;
	int found = 0;

	for (p = buf; p + sizeof(struct rt_msghdr) <= buf + len;) {
		struct rt_msghdr *rtm = (struct rt_msghdr *)p;
		const struct sockaddr_in *sin;

		if (rtm->rtm_msglen == 0)
			break;
		p += rtm->rtm_msglen;
		net_addrs_find(&na, rtm->rtm_addrs, rtm + 1, p);
		sin = (const struct sockaddr_in *)na.na[RTAX_DST];
		if (sin == NULL ||
		    (want != NULL && want->s_addr != sin->sin_addr.s_addr))
			continue;
		if (if_indextoname(rtm->rtm_index, ifname) == NULL)
			snprintf(ifname, sizeof(ifname), "link#%u",
			    rtm->rtm_index);
		if (only_if != NULL && strcmp(only_if, ifname) != 0)
			continue;
		found++;
		if (!delete)
			show_entry(rtm, &na, ifname);
		else if (send_message(RTM_DELETE, sin->sin_addr, NULL, 0) < 0)
			warn("%s", inet_ntoa(sin->sin_addr));
		else
			printf("%s (%s) deleted\n", inet_ntoa(sin->sin_addr),
			    inet_ntoa(sin->sin_addr));
	}
	free(buf);
	return found;
}

static struct in_addr
host(const char *s)
{
	struct in_addr a;

	if (inet_pton(AF_INET, s, &a) != 1)
		errx(1, "%s: Unknown host", s);
	return a;
}

static int
set_entry(int argc, char **argv)
{
	unsigned char mac[6];
	int temp = argc == 3 && strcmp(argv[2], "temp") == 0;

	if (argc < 2 || argc > 3 || (argc == 3 && !temp))
		usage();
	if (net_parse_mac(argv[1], mac) < 0)
		errx(1, "invalid link-level address '%s'", argv[1]);
	if (send_message(RTM_ADD, host(argv[0]), mac,
	    temp ? 0 : RTF_STATIC) < 0)
		err(1, "%s", argv[0]);
	return 0;
}

int
main(int argc, char **argv)
{
	int ch, all = 0, delete = 0, set = 0;
	struct in_addr a;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "adi:j:ns")) != -1) {
		switch (ch) {
		case 'a':
			all = 1;
			break;
		case 'd':
			delete = 1;
			break;
		case 'i':
			only_if = optarg;
			break;
		case 'j':
			net_attach_jail(optarg);
			break;
		case 'n':
			break;	/* names are never looked up */
		case 's':
			set = 1;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	if (set)
		return set_entry(argc, argv);
	if (all) {
		if (argc > 0)
			usage();
		walk(NULL, delete);
		return 0;
	}
	if (argc != 1)
		usage();
	a = host(argv[0]);
	if (walk(&a, delete) > 0)
		return 0;
	if (delete)
		errx(1, "%s: no entry", argv[0]);
	printf("%s (%s) -- no entry\n", argv[0], argv[0]);
	return 1;
}
