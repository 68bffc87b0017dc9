// SPDX-License-Identifier: BSD-2-Clause
/*
 * fuzz - network calls with any arguments, from four processes at once in
 * a jail with a stack of its own.  Whatever the answers, the machine goes
 * on, and nothing is left when the jail has ended.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FUZZERS	4
#define STEPS	8000
#define FDS	12

static uint32_t seed;
static int fd[FDS];
static union {
	struct sockaddr_in sin;
	struct ifreq ifr;
	struct ifaliasreq ifra;
	struct ifgroupreq ifgr;
	struct rt_msghdr rtm;
	struct msghdr mh;
	uint8_t byte[2048];
} arg;

static uint32_t
rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* Mostly a good buffer, at times none. */
static void *
pointer(void)
{
	static void *const bad[] = { NULL, (void *)0x1000,
	    (void *)0xffffffff80100000ul, (void *)0x7ffffffffff0ul,
	    (void *)-1ul };

	return rnd(8) == 0 ? bad[rnd(5)] : &arg;
}

static size_t
length(void)
{
	static const size_t odd[] = { 0, 1, 15, 16, 28, 128, 129, 1500,
	    65507, 65536, (size_t)-1, (size_t)1 << 31 };

	return rnd(2) ? rnd(sizeof(arg)) : odd[rnd(12)];
}

static void
scramble(void)
{
	size_t i, n = rnd(24);

	for (i = 0; i < n; i++)
		arg.byte[rnd(160)] = (uint8_t)rnd(256);
}

static void
fill_address(void)
{
	static const uint32_t to[] = { 0x0a000001, 0x0a000002, 0x7f000001,
	    0x0a0000ff, 0xffffffff, 0xe0000001, 0, 0x08080808 };

	memset(&arg, 0, sizeof(arg.sin));
	arg.sin.sin_len = sizeof(arg.sin);
	arg.sin.sin_family = AF_INET;
	arg.sin.sin_port = htons(5000 + rnd(4));
	arg.sin.sin_addr.s_addr = htonl(to[rnd(8)]);
}

static void
step_socket(int s)
{
	static const int domains[] = { AF_INET, AF_INET, AF_ROUTE, AF_UNIX,
	    77 };
	static const int types[] = { SOCK_DGRAM, SOCK_RAW, SOCK_STREAM, 9 };
	static const int numbers[] = { 0, IPPROTO_ICMP, IPPROTO_UDP, 253, 300 };

	close(fd[s]);
	fd[s] = socket(domains[rnd(5)], types[rnd(4)] | SOCK_NONBLOCK,
	    numbers[rnd(5)]);
}

static void
step_address(int s)
{
	socklen_t len = (socklen_t)length();

	fill_address();
	if (rnd(4) == 0)
		scramble();
	switch (rnd(5)) {
	case 0:
		bind(fd[s], pointer(), rnd(3) ? 16 : length());
		break;
	case 1:
		connect(fd[s], pointer(), rnd(3) ? 16 : length());
		break;
	case 2:
		getsockname(fd[s], pointer(), &len);
		break;
	case 3:
		getpeername(fd[s], pointer(), pointer());
		break;
	default:
		shutdown(fd[s], (int)rnd(5) - 1);
	}
}

static void
step_send(int s)
{
	static char data[4000];

	fill_address();
	if (rnd(4) == 0)
		scramble();
	sendto(fd[s], rnd(4) ? data : pointer(), rnd(2) ? rnd(4000) :
	    length(), (int)rnd(256), pointer(), rnd(3) ? 16 : length());
}

static void
step_receive(int s)
{
	socklen_t len = (socklen_t)length();

	if (rnd(2))
		recvfrom(fd[s], pointer(), length(),
		    (int)rnd(256) | MSG_DONTWAIT, pointer(), &len);
	else
		recvmsg(fd[s], pointer(), MSG_DONTWAIT);
}

static void
step_option(int s)
{
	static const int levels[] = { SOL_SOCKET, IPPROTO_IP, IPPROTO_UDP };
	socklen_t len = (socklen_t)length();
	int level = levels[rnd(3)];
	int name = rnd(2) ? (int)(1u << rnd(14)) : (int)(0x1000 + rnd(24));

	if (level == IPPROTO_IP)
		name = (int)rnd(80);
	if (rnd(2))
		setsockopt(fd[s], level, name, pointer(), rnd(2) ? 4 : len);
	else
		getsockopt(fd[s], level, name, pointer(), &len);
}

static void
step_ioctl(int s)
{
	static const unsigned long cmds[] = { SIOCSIFFLAGS, SIOCGIFFLAGS,
	    SIOCAIFADDR, SIOCDIFADDR, SIOCGIFADDR, SIOCSIFMTU, SIOCSIFNAME,
	    SIOCSIFLLADDR, SIOCIFCREATE, SIOCIFDESTROY, SIOCGIFGROUP,
	    SIOCSIFDESCR, SIOCGIFDESCR, SIOCSIFVNET, SIOCSIFRVNET,
	    SIOCGIFINDEX, SIOCSIFMETRIC };
	static const char *const names[] = { "lo0", "epair", "epair0a",
	    "epair1a", "epair2b", "lo1", "lo", "x" };

	fill_address();
	memmove(arg.ifra.ifra_name + IFNAMSIZ, &arg, sizeof(arg.sin));
	memset(arg.ifra.ifra_name, 0, IFNAMSIZ);
	strcpy(arg.ifra.ifra_name, names[rnd(8)]);
	if (rnd(3) == 0)
		scramble();
	ioctl(fd[s], cmds[rnd(17)], pointer());
}

static void
step_route(int s)
{
	uint8_t *p = arg.byte + sizeof(arg.rtm);
	int i;

	memset(&arg, 0, 256);
	arg.rtm.rtm_version = RTM_VERSION;
	arg.rtm.rtm_type = (uint8_t)(1 + rnd(5));
	arg.rtm.rtm_flags = (int)rnd(0x2000);
	arg.rtm.rtm_addrs = RTA_DST | RTA_GATEWAY | RTA_NETMASK;
	arg.rtm.rtm_msglen = sizeof(arg.rtm) + 48;
	for (i = 0; i < 3; i++, p += 16) {
		p[0] = 16;
		p[1] = AF_INET;
		p[4] = 10;
		p[7] = (uint8_t)rnd(4);
	}
	if (rnd(2))
		scramble();
	write(fd[s], &arg, rnd(4) ? arg.rtm.rtm_msglen : length() % 2048);
}

static void
step_look(int s)
{
	static const char *const tables[] = { "net.route.dump",
	    "net.route.iflist", "net.route.lldump", "net.inet.udp.pcblist",
	    "net.inet.raw.pcblist", "net.inet.ip.stats" };
	struct pollfd pfd = { .fd = fd[s], .events = (short)rnd(65536) };
	size_t len = length();

	if (rnd(2))
		sysctlbyname(tables[rnd(6)], pointer(), &len, NULL, 0);
	else
		poll(&pfd, 1, 0);
}

static void
fuzz(uint32_t with)
{
	static void (*const steps[])(int) = { step_socket, step_address,
	    step_send, step_receive, step_option, step_ioctl, step_route,
	    step_look };
	int i;

	seed = with;
	for (i = 0; i < FDS; i++)
		fd[i] = -1;
	for (i = 0; i < STEPS; i++)
		steps[rnd(8)]((int)rnd(FDS));
	_exit(0);
}

static void
in_jail(void)
{
	int i, status, bad = 0;

	signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < FUZZERS; i++) {
		if (fork() == 0)
			fuzz(1000u + (uint32_t)i);
	}
	while (wait(&status) > 0)
		bad |= status;
	_exit(bad != 0);
}

static int
number(const char *name)
{
	int64_t n = 0;
	size_t len = sizeof(n);

	return sysctlbyname(name, &n, &len, NULL, 0) < 0 ? -1 : (int)n;
}

/* With an argument it is the one inside. */
int
main(int argc, char **argv)
{
	char command[200];

	if (argc > 1)
		in_jail();
	if (system("jail -q -c name=nfuzz persist vnet path=/ && "
	    "jexec nfuzz ifconfig epair create && "
	    "jexec nfuzz ifconfig lo0 127.0.0.1/8") != 0)
		printf("not ok setup\n");
	snprintf(command, sizeof(command), "jexec nfuzz %s inside", argv[0]);
	printf("%s calls\n", system(command) == 0 ? "ok" : "not ok");
	printf("%s removed\n", system("jail -q -r nfuzz") == 0 ? "ok" :
	    "not ok");
	printf("%s leaked %d\n", number("vimage.leaked") == 0 ? "ok" :
	    "not ok", number("vimage.leaked"));
	return system("[ \"$(ifconfig -l)\" = lo0 ]") != 0;
}
