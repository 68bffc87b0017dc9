// SPDX-License-Identifier: BSD-2-Clause
/*
 * pair - two jails joined by an epair, and a jail that ends with
 * connections.  linux/veth.c makes the same of name spaces.
 */
#include <sys/types.h>
#include <sys/jail.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../bench.h"
#include "../jail.h"
#include "../net.h"

static int pair_jid[2];

/* Give fd to who reads the other end of s. */
static void
fd_send(int s, int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "", c = 0;
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	struct cmsghdr *ch = CMSG_FIRSTHDR(&mh);

	ch->cmsg_level = SOL_SOCKET;
	ch->cmsg_type = SCM_RIGHTS;
	ch->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(ch), &fd, sizeof(fd));
	if (sendmsg(s, &mh, 0) != 1)
		err(1, "sendmsg");
}

static int
fd_receive(int s)
{
	char control[CMSG_SPACE(sizeof(int))], c;
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = control, .msg_controllen = sizeof(control) };
	int fd;

	if (recvmsg(s, &mh, 0) != 1 || CMSG_FIRSTHDR(&mh) == NULL)
		errx(1, "no descriptor");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&mh)), sizeof(fd));
	return fd;
}

/* A socket stays in the stack it was made in, whoever has it. */
static int
jail_socket(int end, int type)
{
	int s[2], fd;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, s) != 0)
		err(1, "socketpair");
	pid = fork();
	if (pid == 0) {
		if (jail_attach(pair_jid[end]) != 0)
			err(1, "jail_attach");
		fd = socket(AF_INET, type, 0);
		if (fd < 0)
			err(1, "socket");
		fd_send(s[1], fd);
		_exit(0);
	}
	fd = fd_receive(s[0]);
	waitpid(pid, NULL, 0);
	close(s[0]);
	close(s[1]);
	return fd;
}

static void
say(const char *format, int end, int number)
{
	char command[128], jid[12];

	snprintf(jid, sizeof(jid), "%d", pair_jid[end]);
	setenv("JID", jid, 1);
	snprintf(command, sizeof(command), format, "ab"[end], number);
	if (system(command) != 0)
		errx(1, "%s", command);
}

const struct net_path *
net_pair_open(void)
{
	static struct net_path path = { { 0, 0 }, jail_socket };
	int end;

	if (system("ifconfig epair77 create >/dev/null") != 0)
		errx(1, "epair");
	for (end = 0; end < 2; end++) {
		pair_jid[end] = bench_jail_make();
		say("ifconfig epair77%c vnet %d", end, pair_jid[end]);
		say("ifconfig -j $JID epair77%c inet 10.9.0.%d/24 up", end,
		    end + 1);
	}
	path.np_addr[0] = inet_addr("10.9.0.1");
	path.np_addr[1] = inet_addr("10.9.0.2");
	return &path;
}

void
net_pair_close(void)
{
	bench_jail_end(pair_jid[0]);
	bench_jail_end(pair_jid[1]);
}

uint64_t
net_container_end_ns(int n)
{
	int jid = bench_jail_make(), up[2];
	uint64_t start;
	pid_t pid;
	char c;

	if (pipe(up) != 0)
		err(1, "pipe");
	pid = fork();
	if (pid == 0) {
		if (jail_attach(jid) != 0)
			err(1, "jail_attach");
		if (system("ifconfig lo0 inet 127.0.0.1/8 up") != 0)
			errx(1, "lo0");
		net_load_open(n);
		if (write(up[1], "", 1) == 1)
			for (;;)
				pause();
		_exit(1);
	}
	close(up[1]);
	if (read(up[0], &c, 1) != 1)
		errx(1, "no load");
	close(up[0]);
	start = bench_now_ns();
	bench_jail_end(jid);
	start = bench_now_ns() - start;
	waitpid(pid, NULL, 0);
	return start;
}
