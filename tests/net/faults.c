// SPDX-License-Identifier: BSD-2-Clause
/*
 * faults - the network without memory: each call with its 1st, 2nd.. Nth
 * allocation failing, until it succeeds.  A failure is a clean errno, and
 * what the base system's ledger holds is as before.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/sysctl.h>

#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FAULTS_MAX	200
#define BIG		5000

struct op {
	const char *op_name;
	int (*op_do)(void);	/* 0, or -1 and errno */
	void (*op_undo)(void);
};

static int sock;

static void
arm(int64_t n)
{
	sysctlbyname("debug.fault.after", NULL, NULL, &n, sizeof(n));
}

static int64_t
armed(void)
{
	int64_t n = 0;
	size_t len = sizeof(n);

	sysctlbyname("debug.fault.after", &n, &len, NULL, 0);
	return n;
}

static int64_t
objects(void)
{
	int64_t total[2] = { 0, 0 };
	size_t len = sizeof(total);

	sysctlbyname("vimage.base_ledger", total, &len, NULL, 0);
	return total[1];
}

static struct sockaddr_in
inet(uint32_t a, unsigned port)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(a);
	sin.sin_port = htons(port);
	return sin;
}

static int
named(unsigned long cmd, const char *name)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, name);
	return ioctl(sock, cmd, &ifr);
}

static int
create(void)
{
	return named(SIOCIFCREATE, "epair77");
}

static void
destroy(void)
{
	named(SIOCIFDESTROY, "epair77a");
}

static int
create_loop(void)
{
	return named(SIOCIFCREATE, "lo77");
}

static void
destroy_loop(void)
{
	named(SIOCIFDESTROY, "lo77");
}

static int
add(void)
{
	struct sockaddr_in a = inet(0x0a4d0001, 0), m = inet(0xffffff00, 0);
	struct ifaliasreq ra;

	memset(&ra, 0, sizeof(ra));
	strcpy(ra.ifra_name, "epair66a");
	memcpy(&ra.ifra_addr, &a, sizeof(a));
	memcpy(&ra.ifra_mask, &m, sizeof(m));
	return ioctl(sock, SIOCAIFADDR, &ra);
}

static void
delete(void)
{
	struct sockaddr_in a = inet(0x0a4d0001, 0);
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, "epair66a");
	memcpy(&ifr.ifr_addr, &a, sizeof(a));
	ioctl(sock, SIOCDIFADDR, &ifr);
}

static int
route(int type)
{
	struct {
		struct rt_msghdr rtm;
		struct sockaddr_in addr[3];
	} m;
	int s = socket(AF_ROUTE, SOCK_RAW, 0), result, error;

	if (s < 0)
		return -1;
	memset(&m, 0, sizeof(m));
	m.rtm.rtm_msglen = sizeof(m);
	m.rtm.rtm_version = RTM_VERSION;
	m.rtm.rtm_type = (uint8_t)type;
	m.rtm.rtm_flags = RTF_GATEWAY | RTF_STATIC;
	m.rtm.rtm_addrs = RTA_DST | RTA_GATEWAY | RTA_NETMASK;
	m.addr[0] = inet(0x0a630000, 0);
	m.addr[1] = inet(0x0a420002, 0);
	m.addr[2] = inet(0xffff0000, 0);
	result = write(s, &m, sizeof(m)) == sizeof(m) ? 0 : -1;
	error = errno;
	close(s);
	errno = error;
	return result;
}

static int
route_add(void)
{
	return route(RTM_ADD);
}

static void
route_delete(void)
{
	route(RTM_DELETE);
}

/* A packet may be lost on its way: that is no error of the sender's. */
static int
datagram(void)
{
	struct sockaddr_in to = inet(INADDR_LOOPBACK, 6001);
	static char data[BIG];
	int s = socket(AF_INET, SOCK_DGRAM, 0), result = -1, error;

	if (s < 0)
		return -1;
	if (bind(s, (struct sockaddr *)&to, sizeof(to)) == 0 &&
	    sendto(s, data, BIG, 0, (struct sockaddr *)&to,
	    sizeof(to)) == BIG)
		result = 0;
	error = errno;
	recv(s, data, BIG, MSG_DONTWAIT);
	close(s);
	errno = error;
	return result;
}

static void
nothing(void)
{
}

static const struct op ops[] = {
	{ "create", create, destroy },
	{ "create_loop", create_loop, destroy_loop },
	{ "address", add, delete },
	{ "route", route_add, route_delete },
	{ "datagram", datagram, nothing },
};

/* Packets under way end soon. */
static int64_t
objects_settled(int64_t want)
{
	int64_t n = objects();
	int tries;

	for (tries = 0; n != want && tries < 200; tries++) {
		usleep(5000);
		n = objects();
	}
	return n;
}

static void
walk(const struct op *op)
{
	int64_t before, after = 0, left;
	int n, result = -1, error = 0;

	op->op_do();			/* fills caches */
	op->op_undo();
	usleep(50000);
	before = objects();
	for (n = 1; n < FAULTS_MAX; n++) {
		arm(n);
		result = op->op_do();
		error = errno;
		left = armed();
		arm(0);
		if (result == 0)
			op->op_undo();
		after = objects_settled(before);
		if (after != before || (result == 0 && left > 0) ||
		    (result != 0 && error != ENOMEM && error != ENOBUFS))
			break;
	}
	if (result == 0 && after == before && n < FAULTS_MAX)
		printf("ok %s\n# %d faults\n", op->op_name, n - 1);
	else
		printf("not ok %s fault %d: result %d errno %d, objects %lld "
		    "before, %lld after\n", op->op_name, n, result, error,
		    (long long)before, (long long)after);
}

int
main(void)
{
	size_t i;

	if (system("ifconfig lo0 127.0.0.1/8 up && ifconfig epair66 create && "
	    "ifconfig epair66b inet 10.66.0.1/24 && "
	    "ifconfig epair66a up") != 0)
		printf("not ok setup\n");
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		walk(&ops[i]);
	close(sock);
	return system("ifconfig epair66a destroy") != 0;
}
