// SPDX-License-Identifier: BSD-2-Clause
/*
 * route - add, delete, change and ask for routes.
 *
 * Speaks to the kernel by routing messages (net/route.h).  Destinations are
 * "default", an address (a host) or a prefix; -net and -host decide where
 * that is ambiguous.  With -j it first enters the jail.
 */
#include <sys/types.h>
#include <sys/socket.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/libnet/libnet.h"
#include "user/libkvm/attach.h"

static int quiet;

/* What the words of one command said. */
struct request {
	int rq_type;			/* RTM_* */
	int rq_flags;			/* RTF_* */
	struct in_addr rq_dst;
	int rq_bits;			/* of the prefix */
	int rq_have_gw;
	struct in_addr rq_gw;
	const char *rq_ifname;		/* -interface */
	unsigned long rq_mtu;
	const char *rq_dst_word, *rq_gw_word;
};

struct message {
	struct rt_msghdr m_rtm;
	char m_space[512];
};

static void
usage(const char *word)
{
	if (word != NULL)
		fprintf(stderr, "route: bad keyword: %s\n", word);
	fprintf(stderr, "usage: route [-j jail] [-nqv] command "
	    "[-net | -host] destination [gateway]\n"
	    "           [-interface if] [-netmask mask] [-mtu n] "
	    "[-blackhole | -reject] [-static]\n"
	    "       commands: add change delete flush get monitor show\n");
	exit(64);
}

static const struct { const char *name; int flag; } flag_names[] = {
	{ "UP", RTF_UP }, { "GATEWAY", RTF_GATEWAY }, { "HOST", RTF_HOST },
	{ "REJECT", RTF_REJECT }, { "DYNAMIC", RTF_DYNAMIC },
	{ "DONE", RTF_DONE }, { "STATIC", RTF_STATIC },
	{ "BLACKHOLE", RTF_BLACKHOLE }, { "PINNED", RTF_PINNED },
	{ "LOCAL", RTF_LOCAL }, { "BROADCAST", RTF_BROADCAST },
	{ "LLINFO", RTF_LLINFO },
};

static void
print_flags(int flags)
{
	const char *comma = "";
	size_t i;

	printf("<");
	for (i = 0; i < sizeof(flag_names) / sizeof(flag_names[0]); i++) {
		if ((flags & flag_names[i].flag) == 0)
			continue;
		printf("%s%s", comma, flag_names[i].name);
		comma = ",";
	}
	printf(">");
}

static void
append(struct message *m, int bit, const void *sa, size_t len)
{
	memcpy((char *)m + m->m_rtm.rtm_msglen, sa, len);
	m->m_rtm.rtm_msglen += (uint16_t)RTM_SA_SIZE(len);
	m->m_rtm.rtm_addrs |= bit;
}

static void
append_inet(struct message *m, int bit, struct in_addr a)
{
	struct sockaddr_in sin;

	net_sockaddr(&sin, a);
	append(m, bit, &sin, sizeof(sin));
}

static void
append_link(struct message *m, int bit, const char *ifname)
{
	struct sockaddr_dl sdl;
	unsigned index = if_nametoindex(ifname);

	if (index == 0)
		errx(68, "interface %s does not exist", ifname);
	memset(&sdl, 0, sizeof(sdl));
	sdl.sdl_len = sizeof(sdl);
	sdl.sdl_family = AF_LINK;
	sdl.sdl_index = (uint16_t)index;
	append(m, bit, &sdl, sizeof(sdl));
}

static void
build(struct message *m, const struct request *rq)
{
	memset(m, 0, sizeof(*m));
	m->m_rtm.rtm_msglen = sizeof(m->m_rtm);
	m->m_rtm.rtm_version = RTM_VERSION;
	m->m_rtm.rtm_type = (uint8_t)rq->rq_type;
	m->m_rtm.rtm_flags = rq->rq_flags | RTF_UP;
	m->m_rtm.rtm_seq = 1;
	m->m_rtm.rtm_pid = getpid();
	m->m_rtm.rtm_rmx.rmx_mtu = rq->rq_mtu;
	append_inet(m, RTA_DST, rq->rq_dst);
	if (rq->rq_ifname != NULL)
		append_link(m, RTA_GATEWAY, rq->rq_ifname);
	else if (rq->rq_have_gw)
		append_inet(m, RTA_GATEWAY, rq->rq_gw);
	if ((rq->rq_flags & RTF_HOST) == 0)
		append_inet(m, RTA_NETMASK, net_mask_of(rq->rq_bits));
}

static void
show_get(const struct message *m, const struct request *rq)
{
	struct net_addrs na;
	char ifname[IF_NAMESIZE];
	const struct sockaddr *gw;

	net_addrs_find(&na, m->m_rtm.rtm_addrs, &m->m_rtm + 1,
	    (const char *)m + m->m_rtm.rtm_msglen);
	gw = na.na[RTAX_GATEWAY];
	printf("   route to: %s\n", rq->rq_dst_word);
	printf("destination: %s\n", net_addr_text(na.na[RTAX_DST]));
	if (na.na[RTAX_NETMASK] != NULL)
		printf("       mask: %s\n",
		    net_addr_text(na.na[RTAX_NETMASK]));
	if (gw != NULL && gw->sa_family == AF_INET)
		printf("    gateway: %s\n", net_addr_text(gw));
	if (if_indextoname(m->m_rtm.rtm_index, ifname) != NULL)
		printf("  interface: %s\n", ifname);
	printf("      flags: ");
	print_flags(m->m_rtm.rtm_flags);
	printf("\n       mtu: %llu\n",
	    (unsigned long long)m->m_rtm.rtm_rmx.rmx_mtu);
}

static const char *
error_text(int error)
{
	switch (error) {
	case EEXIST:
		return "route already in table";
	case ESRCH:
		return "not in table";
	case ENETUNREACH:
		return "gateway not in a directly connected network";
	default:
		return strerror(error);
	}
}

static int
execute(const struct request *rq, const char *command)
{
	struct message m;
	int s = socket(PF_ROUTE, SOCK_RAW, AF_INET), failed;
	ssize_t n;

	if (s < 0)
		err(71, "socket");
	build(&m, rq);
	failed = write(s, &m, m.m_rtm.rtm_msglen) < 0 ? errno : 0;
	if (rq->rq_type == RTM_GET) {
		if (failed != 0)
			errx(1, "route has not been found: %s",
			    strerror(failed));
		do {
			n = read(s, &m, sizeof(m));
		} while (n > 0 && (m.m_rtm.rtm_pid != getpid() ||
		    m.m_rtm.rtm_seq != 1));
		if (n < (ssize_t)sizeof(m.m_rtm))
			err(1, "read from routing socket");
		show_get(&m, rq);
		close(s);
		return 0;
	}
	close(s);
	if (!quiet || failed) {
		printf("%s %s %s", command,
		    rq->rq_flags & RTF_HOST ? "host" : "net",
		    rq->rq_dst_word);
		if (rq->rq_gw_word != NULL)
			printf(": gateway %s", rq->rq_gw_word);
		if (failed)
			printf(" fib 0: %s", error_text(failed));
		printf("\n");
	}
	return failed ? 1 : 0;
}

/* Delete every route somebody set; those of addresses stay. */
static int
flush(void)
{
	size_t len;
	char *buf = net_table("net.route.dump", &len), *p;
	struct net_addrs na;
	struct request rq;
	int bad = 0;

	for (p = buf; p + sizeof(struct rt_msghdr) <= buf + len;) {
		struct rt_msghdr *rtm = (struct rt_msghdr *)p;

		if (rtm->rtm_msglen == 0)
			break;
		p += rtm->rtm_msglen;
		if ((rtm->rtm_flags & (RTF_GATEWAY | RTF_BLACKHOLE |
		    RTF_REJECT)) == 0)
			continue;
		net_addrs_find(&na, rtm->rtm_addrs, rtm + 1, p);
		if (na.na[RTAX_DST] == NULL)
			continue;
		memset(&rq, 0, sizeof(rq));
		rq.rq_type = RTM_DELETE;
		rq.rq_flags = rtm->rtm_flags & RTF_HOST;
		rq.rq_dst = ((const struct sockaddr_in *)
		    na.na[RTAX_DST])->sin_addr;
		rq.rq_bits = net_mask_bits(na.na[RTAX_NETMASK]);
		rq.rq_dst_word = net_dst_text(na.na[RTAX_DST],
		    na.na[RTAX_NETMASK]);
		bad |= execute(&rq, "delete");
	}
	free(buf);
	return bad;
}

static const char *
message_name(int type)
{
	switch (type) {
	case RTM_ADD:
		return "RTM_ADD";
	case RTM_DELETE:
		return "RTM_DELETE";
	case RTM_CHANGE:
		return "RTM_CHANGE";
	case RTM_GET:
		return "RTM_GET";
	case RTM_NEWADDR:
		return "RTM_NEWADDR";
	case RTM_DELADDR:
		return "RTM_DELADDR";
	case RTM_IFINFO:
		return "RTM_IFINFO";
	default:
		return "unknown";
	}
}

/* Interfaces and addresses have headers of their own. */
static void
show_message(const struct message *m)
{
	const struct if_msghdr *ifm = (const struct if_msghdr *)m;
	const struct ifa_msghdr *ifam = (const struct ifa_msghdr *)m;
	const char *end = (const char *)m + m->m_rtm.rtm_msglen;
	struct net_addrs na;

	printf("got message of size %u: %s: ", m->m_rtm.rtm_msglen,
	    message_name(m->m_rtm.rtm_type));
	switch (m->m_rtm.rtm_type) {
	case RTM_IFINFO:
		printf("if# %u, link %s, flags 0x%x\n", ifm->ifm_index,
		    ifm->ifm_data.ifi_link_state == LINK_STATE_DOWN ?
		    "down" : "up", (unsigned)ifm->ifm_flags);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		net_addrs_find(&na, ifam->ifam_addrs, ifam + 1, end);
		printf("if# %u, address %s\n", ifam->ifam_index,
		    net_addr_text(na.na[RTAX_IFA]));
		break;
	default:
		net_addrs_find(&na, m->m_rtm.rtm_addrs, &m->m_rtm + 1, end);
		print_flags(m->m_rtm.rtm_flags);
		printf(" %s\n", net_dst_text(na.na[RTAX_DST],
		    na.na[RTAX_NETMASK]));
	}
	fflush(stdout);
}

/* Print messages about changes as they come, until interrupted. */
static int
monitor(void)
{
	int s = socket(PF_ROUTE, SOCK_RAW, 0);
	struct message m;
	ssize_t n;

	if (s < 0)
		err(71, "socket");
	while ((n = read(s, &m, sizeof(m))) > 0) {
		if (m.m_rtm.rtm_msglen == n)
			show_message(&m);
	}
	err(1, "routing socket");
}

static void
parse_dst(struct request *rq, const char *word, int force)
{
	rq->rq_dst_word = word;
	if (strcmp(word, "default") == 0) {
		rq->rq_bits = 0;
		return;
	}
	if (net_parse_prefix(word, &rq->rq_dst, &rq->rq_bits) < 0)
		errx(68, "bad address: %s", word);
	if (force == 'h' || (force == 0 && rq->rq_bits < 0) ||
	    rq->rq_bits == 32) {
		rq->rq_flags |= RTF_HOST;
		rq->rq_bits = 32;
	} else if (rq->rq_bits < 0) {
		rq->rq_bits = 24;
	}
}

static void
parse_netmask(struct request *rq, const char *word)
{
	struct sockaddr_in sin;
	struct in_addr a;

	if (inet_pton(AF_INET, word, &a) != 1)
		errx(68, "bad netmask: %s", word);
	net_sockaddr(&sin, a);
	rq->rq_bits = net_mask_bits((struct sockaddr *)&sin);
	if (rq->rq_bits < 0)
		errx(68, "netmask is not contiguous: %s", word);
	rq->rq_flags &= ~RTF_HOST;
}

static char *
value(char ***argv)
{
	if ((*argv)[1] == NULL)
		usage(**argv);
	return *++*argv;
}

/* Words after the command. */
static void
parse(struct request *rq, char **argv)
{
	int force = 0, ndst = 0;

	for (; *argv != NULL; argv++) {
		if (strcmp(*argv, "-net") == 0)
			force = 'n';
		else if (strcmp(*argv, "-host") == 0)
			force = 'h';
		else if (strcmp(*argv, "-inet") == 0)
			continue;
		else if (strcmp(*argv, "-interface") == 0 ||
		    strcmp(*argv, "-iface") == 0)
			rq->rq_ifname = rq->rq_gw_word = value(&argv);
		else if (strcmp(*argv, "-netmask") == 0)
			parse_netmask(rq, value(&argv));
		else if (strcmp(*argv, "-mtu") == 0)
			rq->rq_mtu = strtoul(value(&argv), NULL, 10);
		else if (strcmp(*argv, "-blackhole") == 0)
			rq->rq_flags |= RTF_BLACKHOLE;
		else if (strcmp(*argv, "-reject") == 0)
			rq->rq_flags |= RTF_REJECT;
		else if (strcmp(*argv, "-static") == 0)
			rq->rq_flags |= RTF_STATIC;
		else if (**argv == '-')
			usage(*argv);
		else if (ndst++ == 0)
			parse_dst(rq, *argv, force);
		else if (inet_pton(AF_INET, *argv, &rq->rq_gw) != 1)
			errx(68, "bad address: %s", *argv);
		else {
			rq->rq_have_gw = 1;
			rq->rq_flags |= RTF_GATEWAY;
			rq->rq_gw_word = *argv;
		}
	}
	if (ndst == 0)
		usage(NULL);
	if (rq->rq_type == RTM_ADD) {
		rq->rq_flags |= RTF_STATIC;
		if (!rq->rq_have_gw && rq->rq_ifname == NULL &&
		    (rq->rq_flags & (RTF_BLACKHOLE | RTF_REJECT)) == 0)
			usage(NULL);
	}
}

int
main(int argc, char **argv)
{
	static const struct { const char *name; int type; } commands[] = {
		{ "add", RTM_ADD }, { "delete", RTM_DELETE },
		{ "del", RTM_DELETE }, { "change", RTM_CHANGE },
		{ "get", RTM_GET }, { "show", RTM_GET },
	};
	struct request rq = { 0 };
	size_t i;
	int ch;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "+j:nqv")) != -1) {
		if (ch == 'j')
			net_attach_jail(optarg);
		else if (ch == 'q')
			quiet = 1;
		else if (ch == '?')
			usage(NULL);
	}
	argv += optind;
	if (*argv == NULL)
		usage(NULL);
	if (strcmp(*argv, "flush") == 0)
		return flush();
	if (strcmp(*argv, "monitor") == 0)
		return monitor();
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(*argv, commands[i].name) != 0)
			continue;
		rq.rq_type = commands[i].type;
		parse(&rq, argv + 1);
		return execute(&rq, *argv);
	}
	usage(*argv);
}
