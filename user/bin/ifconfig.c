// SPDX-License-Identifier: BSD-2-Clause
/*
 * ifconfig - create, show, configure, move and destroy interfaces.
 *
 * Every change is one ioctl on a socket (sys/sockio.h); words are looked up
 * in one table, each with a function and a count of arguments.  Showing is
 * libnet's.  With -j it first enters the jail.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "user/libnet/libnet.h"
#include "user/libkvm/attach.h"

static int sock;
static char name[IFNAMSIZ];	/* interface being worked on */

static void
usage(void)
{
	fprintf(stderr,
	    "usage: ifconfig [-j jail] [-a] [-l] [-u | -d]\n"
	    "       ifconfig [-j jail] interface create | destroy\n"
	    "       ifconfig [-j jail] interface [inet addr[/len] "
	    "[netmask mask] [broadcast addr]\n"
	    "           [alias | -alias | delete]] [up | down] [mtu n] "
	    "[metric n] [ether mac]\n"
	    "           [name newname] [description text] "
	    "[vnet jail | -vnet jail]\n");
	exit(1);
}

static void
request(struct ifreq *ifr)
{
	memset(ifr, 0, sizeof(*ifr));
	strcpy(ifr->ifr_name, name);
}

static void
do_ioctl(unsigned long cmd, const char *cmdname, void *arg)
{
	if (ioctl(sock, cmd, arg) == 0)
		return;
	if (errno == ENXIO && cmd != SIOCSIFVNET && cmd != SIOCSIFRVNET)
		errx(1, "interface %s does not exist", name);
	err(1, "ioctl %s (%s)", cmdname, name);
}

/* ---- what each word does; args follow the word ---- */

static void
change_flags(int set, int clear)
{
	struct ifreq ifr;
	int flags;

	request(&ifr);
	do_ioctl(SIOCGIFFLAGS, "SIOCGIFFLAGS", &ifr);
	flags = (ifr.ifr_flags & 0xffff) | ifr.ifr_flagshigh << 16;
	flags = (flags | set) & ~clear;
	ifr.ifr_flags = (short)flags;
	ifr.ifr_flagshigh = (short)(flags >> 16);
	do_ioctl(SIOCSIFFLAGS, "SIOCSIFFLAGS", &ifr);
}

static void
word_up(char **args)
{
	(void)args;
	change_flags(IFF_UP, 0);
}

static void
word_down(char **args)
{
	(void)args;
	change_flags(0, IFF_UP);
}

static void
word_arp(char **args)
{
	(void)args;
	change_flags(0, IFF_NOARP);
}

static void
word_noarp(char **args)
{
	(void)args;
	change_flags(IFF_NOARP, 0);
}

static void
word_promisc(char **args)
{
	(void)args;
	change_flags(IFF_PPROMISC, 0);
}

static void
word_nopromisc(char **args)
{
	(void)args;
	change_flags(0, IFF_PPROMISC);
}

static long
number(const char *what, const char *s, long low, long high)
{
	char *end;
	long n = strtol(s, &end, 0);

	if (*s == '\0' || *end != '\0' || n < low || n > high)
		errx(1, "%s: bad value '%s' (allowed: %ld to %ld)", what, s,
		    low, high);
	return n;
}

static void
word_mtu(char **args)
{
	struct ifreq ifr;

	request(&ifr);
	ifr.ifr_mtu = (int)number("mtu", args[0], 72, 65535);
	do_ioctl(SIOCSIFMTU, "SIOCSIFMTU", &ifr);
}

static void
word_metric(char **args)
{
	struct ifreq ifr;

	request(&ifr);
	ifr.ifr_metric = (int)number("metric", args[0], 0, 255);
	do_ioctl(SIOCSIFMETRIC, "SIOCSIFMETRIC", &ifr);
}

static void
word_ether(char **args)
{
	struct ifreq ifr;

	request(&ifr);
	ifr.ifr_addr.sa_len = 6;
	ifr.ifr_addr.sa_family = AF_LINK;
	if (net_parse_mac(args[0], (unsigned char *)ifr.ifr_addr.sa_data) < 0)
		errx(1, "ether: bad address '%s'", args[0]);
	do_ioctl(SIOCSIFLLADDR, "SIOCSIFLLADDR", &ifr);
}

static void
word_name(char **args)
{
	struct ifreq ifr;

	if (strlen(args[0]) >= IFNAMSIZ)
		errx(1, "name: '%s' is longer than %d", args[0],
		    IFNAMSIZ - 1);
	request(&ifr);
	ifr.ifr_data = args[0];
	do_ioctl(SIOCSIFNAME, "SIOCSIFNAME", &ifr);
	strcpy(name, args[0]);
	printf("%s\n", name);
}

static void
word_description(char **args)
{
	struct ifreq ifr;

	request(&ifr);
	ifr.ifr_buffer.buffer = args[0];
	ifr.ifr_buffer.length = strlen(args[0]) + 1;
	do_ioctl(SIOCSIFDESCR, "SIOCSIFDESCR", &ifr);
}

static void
move(unsigned long cmd, const char *cmdname, const char *jail)
{
	struct ifreq ifr;

	request(&ifr);
	ifr.ifr_jid = jail_getid(jail);
	if (ifr.ifr_jid < 0)
		errx(1, "jail \"%s\" not found", jail);
	do_ioctl(cmd, cmdname, &ifr);
}

static void
word_vnet(char **args)
{
	move(SIOCSIFVNET, "SIOCSIFVNET", args[0]);
}

static void
word_novnet(char **args)
{
	move(SIOCSIFRVNET, "SIOCSIFRVNET", args[0]);
}

static void
word_destroy(char **args)
{
	struct ifreq ifr;

	(void)args;
	request(&ifr);
	do_ioctl(SIOCIFDESTROY, "SIOCIFDESTROY", &ifr);
}

static const struct word {
	const char *w_name;
	int w_args;
	void (*w_func)(char **args);
} words[] = {
	{ "up", 0, word_up }, { "down", 0, word_down },
	{ "arp", 0, word_arp }, { "-arp", 0, word_noarp },
	{ "promisc", 0, word_promisc }, { "-promisc", 0, word_nopromisc },
	{ "mtu", 1, word_mtu }, { "metric", 1, word_metric },
	{ "ether", 1, word_ether }, { "lladdr", 1, word_ether },
	{ "name", 1, word_name }, { "description", 1, word_description },
	{ "descr", 1, word_description }, { "vnet", 1, word_vnet },
	{ "-vnet", 1, word_novnet }, { "destroy", 0, word_destroy },
};

/* ---- inet: an address with its own words ---- */

static void
parse_addr(const char *what, const char *s, struct sockaddr *sa)
{
	struct in_addr a;

	if (inet_pton(AF_INET, s, &a) != 1)
		errx(1, "%s: bad value '%s'", what, s);
	net_sockaddr((struct sockaddr_in *)sa, a);
}

/* The class of an address gives its mask when none is said. */
static int
default_bits(struct in_addr a)
{
	uint32_t h = ntohl(a.s_addr);

	return IN_CLASSA(h) ? 8 : IN_CLASSB(h) ? 16 : 24;
}

/*
 * args[0] is the address; returns how many words were used.  One address is
 * one request: SIOCAIFADDR, or SIOCDIFADDR to take it away.
 */
static int
inet(char **args)
{
	struct ifaliasreq ra;
	struct ifreq ifr;
	struct in_addr a;
	int used = 1, bits, delete = 0;

	if (args[0] == NULL || net_parse_prefix(args[0], &a, &bits) < 0)
		errx(1, "%s: bad value", args[0] == NULL ? "inet" : args[0]);
	memset(&ra, 0, sizeof(ra));
	strcpy(ra.ifra_name, name);
	net_sockaddr((struct sockaddr_in *)&ra.ifra_addr, a);
	net_sockaddr((struct sockaddr_in *)&ra.ifra_mask,
	    net_mask_of(bits < 0 ? default_bits(a) : bits));
	for (; args[used] != NULL; used++) {
		const char *w = args[used];

		if (strcmp(w, "alias") == 0 || strcmp(w, "add") == 0)
			continue;
		if (strcmp(w, "-alias") == 0 || strcmp(w, "delete") == 0 ||
		    strcmp(w, "remove") == 0)
			delete = 1;
		else if (strcmp(w, "netmask") == 0 && args[used + 1] != NULL)
			parse_addr(w, args[++used], &ra.ifra_mask);
		else if (strcmp(w, "broadcast") == 0 &&
		    args[used + 1] != NULL)
			parse_addr(w, args[++used], &ra.ifra_broadaddr);
		else
			break;
	}
	if (!delete) {
		do_ioctl(SIOCAIFADDR, "SIOCAIFADDR", &ra);
		return used;
	}
	request(&ifr);
	ifr.ifr_addr = ra.ifra_addr;
	do_ioctl(SIOCDIFADDR, "SIOCDIFADDR", &ifr);
	return used;
}

static void
configure(char **argv)
{
	size_t i;

	while (*argv != NULL) {
		if (strcmp(*argv, "inet") == 0) {
			argv += 1 + inet(argv + 1);
			continue;
		}
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (strcmp(*argv, words[i].w_name) == 0)
				break;
		if (i == sizeof(words) / sizeof(words[0])) {
			argv += inet(argv);	/* a bare address */
			continue;
		}
		if (words[i].w_args == 1 && argv[1] == NULL)
			errx(1, "'%s' requires an argument", *argv);
		words[i].w_func(argv + 1);
		argv += 1 + words[i].w_args;
	}
}

/* "epair" or "epair3": the kernel completes the name, which is printed. */
static int
create(char **rest)
{
	struct ifreq ifr;
	char given[IFNAMSIZ];

	strcpy(given, name);
	request(&ifr);
	if (ioctl(sock, SIOCIFCREATE, &ifr) < 0) {
		if (errno == EINVAL)
			errx(1, "create: bad value");
		err(1, "ioctl SIOCIFCREATE (%s)", name);
	}
	strcpy(name, ifr.ifr_name);
	configure(rest);
	if (strcmp(given, name) != 0)
		printf("%s\n", name);
	return 0;
}

int
main(int argc, char **argv)
{
	int ch, names_only = 0, all = 0, want = 0, hide = 0;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "+adj:lu")) != -1) {
		switch (ch) {
		case 'a':
			all = 1;
			break;
		case 'd':
			hide = IFF_UP;
			break;
		case 'j':
			net_attach_jail(optarg);
			break;
		case 'l':
			names_only = 1;
			break;
		case 'u':
			want = IFF_UP;
			break;
		default:
			usage();
		}
	}
	argc -= optind;
	argv += optind;
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	if (sock < 0)
		err(1, "socket");
	if (argc == 0 || all || names_only) {
		net_show_interfaces(NULL, names_only, want, hide);
		return 0;
	}
	if (strlen(argv[0]) >= IFNAMSIZ)
		errx(1, "interface %s does not exist", argv[0]);
	strcpy(name, argv[0]);
	if (argc == 1) {
		if (net_show_interfaces(argv[0], 0, want, hide) == 0)
			errx(1, "interface %s does not exist", argv[0]);
		return 0;
	}
	if (strcmp(argv[1], "create") == 0 || strcmp(argv[1], "plumb") == 0)
		return create(argv + 2);
	configure(argv + 1);
	return 0;
}
