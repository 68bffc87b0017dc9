// SPDX-License-Identifier: BSD-2-Clause
/*
 * veth - two name spaces joined by a veth pair, and a container that ends
 * with connections.  lines/pair.c makes the same of jails.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../net.h"
#include "container.h"

static int home, space[2];

static int
ok(long value, const char *what)
{
	if (value < 0)
		err(1, "%s", what);
	return (int)value;
}

static int
space_socket(int end, int type)
{
	int fd;

	ok(setns(space[end], CLONE_NEWNET), "setns");
	fd = ok(socket(AF_INET, type, 0), "socket");
	ok(setns(home, CLONE_NEWNET), "setns");
	return fd;
}

static int
space_create(void)
{
	int fd;

	ok(unshare(CLONE_NEWNET), "unshare");
	fd = ok(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "ns");
	ok(setns(home, CLONE_NEWNET), "setns");
	return fd;
}

static struct rtattr *
attr_put(struct nlmsghdr *nh, int type, const void *data, int len)
{
	struct rtattr *rta = (void *)((char *)nh +
	    NLMSG_ALIGN(nh->nlmsg_len));

	rta->rta_type = (unsigned short)type;
	rta->rta_len = (unsigned short)RTA_LENGTH(len);
	memcpy(RTA_DATA(rta), data, (size_t)len);
	nh->nlmsg_len = NLMSG_ALIGN(nh->nlmsg_len) + RTA_ALIGN(rta->rta_len);
	return rta;
}

static void
attr_end(struct nlmsghdr *nh, struct rtattr *rta)
{
	rta->rta_len = (unsigned short)((char *)nh + nh->nlmsg_len -
	    (char *)rta);
}

/* va in the first space, vb in the second. */
static void
veth_create(void)
{
	static char message[512] __attribute__((aligned(8)));
	struct nlmsghdr *nh = (void *)message;
	struct ifinfomsg ifi = { .ifi_family = AF_UNSPEC };
	struct rtattr *info, *data, *peer;
	struct nlmsgerr *answer;
	char reply[4096];
	int fd;

	*nh = (struct nlmsghdr){ .nlmsg_len = NLMSG_LENGTH(sizeof(ifi)),
	    .nlmsg_type = RTM_NEWLINK, .nlmsg_flags = NLM_F_REQUEST |
	    NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK };
	ok(setns(space[0], CLONE_NEWNET), "setns");
	fd = ok(socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), "netlink");
	ok(setns(home, CLONE_NEWNET), "setns");
	attr_put(nh, IFLA_IFNAME, "va", 3);
	info = attr_put(nh, IFLA_LINKINFO, "", 0);
	attr_put(nh, IFLA_INFO_KIND, "veth", 5);
	data = attr_put(nh, IFLA_INFO_DATA, "", 0);
	peer = attr_put(nh, VETH_INFO_PEER, &ifi, sizeof(ifi));
	attr_put(nh, IFLA_IFNAME, "vb", 3);
	attr_put(nh, IFLA_NET_NS_FD, &space[1], sizeof(space[1]));
	attr_end(nh, peer);
	attr_end(nh, data);
	attr_end(nh, info);
	ok(send(fd, message, nh->nlmsg_len, 0), "netlink send");
	ok(recv(fd, reply, sizeof(reply), 0), "netlink recv");
	answer = NLMSG_DATA((struct nlmsghdr *)reply);
	errno = -answer->error;
	ok(answer->error, "veth");
	close(fd);
}

static void
if_up(int end, const char *name, in_addr_t addr)
{
	struct ifreq ifr = { .ifr_flags = 0 };
	struct sockaddr_in sin = { .sin_family = AF_INET,
	    .sin_addr.s_addr = addr };
	int fd = space_socket(end, SOCK_DGRAM);

	strcpy(ifr.ifr_name, name);
	memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
	ok(ioctl(fd, SIOCSIFADDR, &ifr), "SIOCSIFADDR");
	ifr.ifr_flags = IFF_UP;
	ok(ioctl(fd, SIOCSIFFLAGS, &ifr), "SIOCSIFFLAGS");
	close(fd);
}

const struct net_path *
net_pair_open(void)
{
	static struct net_path path = { { 0, 0 }, space_socket };
	int module = ok(open("/veth.ko", O_RDONLY), "veth.ko");

	if (syscall(SYS_finit_module, module, "", 0) < 0 && errno != EEXIST)
		err(1, "veth.ko");
	close(module);
	home = ok(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), "ns");
	space[0] = space_create();
	space[1] = space_create();
	path.np_addr[0] = inet_addr("10.9.0.1");
	path.np_addr[1] = inet_addr("10.9.0.2");
	veth_create();
	if_up(0, "va", path.np_addr[0]);
	if_up(1, "vb", path.np_addr[1]);
	container_settle();			/* carrier */
	return &path;
}

void
net_pair_close(void)
{
	close(space[0]);
	close(space[1]);
	close(home);
	container_settle();
}

static void
load_serve(void *arg)
{
	net_load_open(*(int *)arg);
}

/* Waiting costs too: as much without a container is taken off. */
static uint64_t
settle_busy_ns(void)
{
	uint64_t busy = container_busy_ns();

	container_settle();
	return container_busy_ns() - busy;
}

uint64_t
net_container_end_ns(int n)
{
	pid_t pid = container_start_with(load_serve, &n);
	uint64_t alone, busy;

	container_settle();
	alone = settle_busy_ns();
	busy = container_busy_ns();
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	container_settle();
	busy = container_busy_ns() - busy;
	return busy > alone ? busy - alone : 0;
}
