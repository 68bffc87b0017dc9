// SPDX-License-Identifier: BSD-2-Clause
/*
 * sockets - the socket calls, over loopback.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>

#include "tests/sys/check.h"

#define KERNEL_ADDRESS	((void *)0xffffffff80100000ul)
#define UNMAPPED	((void *)0x1000)

static struct sockaddr_in
address(uint32_t host, unsigned port)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(host);
	sin.sin_port = htons(port);
	return sin;
}

static int
udp_on(unsigned port)
{
	struct sockaddr_in sin = address(INADDR_LOOPBACK, port);
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	if (s >= 0 && bind(s, (struct sockaddr *)&sin, sizeof(sin)) < 0) {
		close(s);
		return -1;
	}
	return s;
}

static void
create(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	WANT(s >= 0);
	WANT(close(s) == 0);
	WANT_ERRNO(socket(99, SOCK_DGRAM, 0), EAFNOSUPPORT);
	WANT(socket(AF_INET, 77, 0) == -1);
	WANT(socket(AF_INET, SOCK_DGRAM, 200) == -1);
	WANT((s = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) >= 0);
	WANT(fcntl(s, F_GETFD) == FD_CLOEXEC);
	WANT(close(s) == 0);
}

static void
datagrams(void)
{
	struct sockaddr_in to = address(INADDR_LOOPBACK, 5001), from;
	socklen_t len = sizeof(from);
	char buf[64];
	int a = udp_on(5001), b = udp_on(5002);

	WANT(a >= 0 && b >= 0);
	WANT(sendto(b, "hello", 5, 0, (struct sockaddr *)&to,
	    sizeof(to)) == 5);
	WANT(recvfrom(a, buf, sizeof(buf), 0, (struct sockaddr *)&from,
	    &len) == 5);
	WANT(memcmp(buf, "hello", 5) == 0);
	WANT(len == sizeof(from) && ntohs(from.sin_port) == 5002);
	WANT(sendto(b, "", 0, 0, (struct sockaddr *)&to, sizeof(to)) == 0);
	WANT(recv(a, buf, sizeof(buf), 0) == 0);
	WANT_ERRNO(recv(a, buf, sizeof(buf), MSG_DONTWAIT), EAGAIN);
	WANT_ERRNO(send(a, "x", 1, 0), EDESTADDRREQ);
	close(a);
	close(b);
}

static void
peek_truncate(void)
{
	struct sockaddr_in to = address(INADDR_LOOPBACK, 5003);
	struct iovec iov[2];
	struct msghdr mh;
	char one[4], two[4];
	int a = udp_on(5003);

	WANT(a >= 0);
	WANT(sendto(a, "0123456789", 10, 0, (struct sockaddr *)&to,
	    sizeof(to)) == 10);
	WANT(recv(a, one, sizeof(one), MSG_PEEK) == 4);
	memset(&mh, 0, sizeof(mh));
	iov[0].iov_base = one;
	iov[0].iov_len = 4;
	iov[1].iov_base = two;
	iov[1].iov_len = 4;
	mh.msg_iov = iov;
	mh.msg_iovlen = 2;
	WANT(recvmsg(a, &mh, 0) == 8);
	WANT(mh.msg_flags == MSG_TRUNC);
	WANT(memcmp(one, "0123", 4) == 0 && memcmp(two, "4567", 4) == 0);
	WANT_ERRNO(recv(a, one, 4, MSG_DONTWAIT), EAGAIN);
	close(a);
}

static void
names(void)
{
	struct sockaddr_in sin = address(INADDR_LOOPBACK, 5004), got;
	socklen_t len = sizeof(got);
	int s = socket(AF_INET, SOCK_DGRAM, 0);

	WANT_ERRNO(getpeername(s, (struct sockaddr *)&got, &len), ENOTCONN);
	WANT(connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0);
	WANT(getpeername(s, (struct sockaddr *)&got, &len) == 0);
	WANT(ntohs(got.sin_port) == 5004);
	WANT(getsockname(s, (struct sockaddr *)&got, &len) == 0);
	WANT(got.sin_addr.s_addr == htonl(INADDR_LOOPBACK));
	WANT(got.sin_port != 0);
	WANT_ERRNO(sendto(s, "x", 1, 0, (struct sockaddr *)&sin,
	    sizeof(sin)), EISCONN);
	WANT(write(s, "x", 1) == 1);
	/* nobody there: told by the next call */
	WANT_ERRNO(recv(s, &got, sizeof(got), 0), ECONNREFUSED);
	close(s);
}

static void
ports(void)
{
	struct sockaddr_in sin = address(0x08080808, 1);
	int a = udp_on(5005), s = socket(AF_INET, SOCK_DGRAM, 0);

	WANT(a >= 0);
	WANT(udp_on(5005) == -1 && errno == EADDRINUSE);
	WANT_ERRNO(bind(s, (struct sockaddr *)&sin, sizeof(sin)),
	    EADDRNOTAVAIL);
	sin.sin_family = 99;
	WANT_ERRNO(bind(s, (struct sockaddr *)&sin, sizeof(sin)),
	    EAFNOSUPPORT);
	WANT_ERRNO(bind(s, (struct sockaddr *)&sin, 1), EINVAL);
	WANT_ERRNO(bind(s, (struct sockaddr *)&sin, 200), ENAMETOOLONG);
	WANT_ERRNO(bind(a, (struct sockaddr *)&sin, sizeof(sin)),
	    EAFNOSUPPORT);
	WANT_ERRNO(listen(a, 5), EOPNOTSUPP);
	WANT_ERRNO(accept(a, NULL, NULL), EOPNOTSUPP);
	close(s);
	close(a);
}

static void
options(void)
{
	int s = socket(AF_INET, SOCK_DGRAM, 0), v;
	struct timeval tv = { 0, 30000 };
	socklen_t len = sizeof(v);

	WANT(getsockopt(s, SOL_SOCKET, SO_TYPE, &v, &len) == 0);
	WANT(v == SOCK_DGRAM && len == sizeof(v));
	v = 20000;
	WANT(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, sizeof(v)) == 0);
	v = 0;
	WANT(getsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, &len) == 0);
	WANT(v == 20000);
	v = -1;
	WANT_ERRNO(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, sizeof(v)),
	    EINVAL);
	WANT_ERRNO(setsockopt(s, SOL_SOCKET, 0x40000000, &v, sizeof(v)),
	    ENOPROTOOPT);
	WANT_ERRNO(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, 1), EINVAL);
	WANT_ERRNO(setsockopt(s, SOL_SOCKET, SO_RCVBUF, &v, 100000), EINVAL);
	v = 7;
	WANT(setsockopt(s, IPPROTO_IP, IP_TTL, &v, sizeof(v)) == 0);
	WANT(getsockopt(s, IPPROTO_IP, IP_TTL, &v, &len) == 0 && v == 7);
	v = 256;
	WANT_ERRNO(setsockopt(s, IPPROTO_IP, IP_TTL, &v, sizeof(v)), EINVAL);
	WANT(setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) == 0);
	WANT_ERRNO(recv(s, &v, sizeof(v), 0), EAGAIN);
	close(s);
}

static void
hostile_pointers(void)
{
	struct sockaddr_in to = address(INADDR_LOOPBACK, 5006);
	int a = udp_on(5006);
	struct msghdr mh;
	struct iovec iov;
	char c;

	WANT(a >= 0);
	WANT_ERRNO(bind(a, KERNEL_ADDRESS, 16), EFAULT);
	WANT_ERRNO(bind(a, UNMAPPED, 16), EFAULT);
	WANT_ERRNO(sendto(a, KERNEL_ADDRESS, 10, 0, (struct sockaddr *)&to,
	    sizeof(to)), EFAULT);
	WANT_ERRNO(sendto(a, "x", (size_t)-1, 0, (struct sockaddr *)&to,
	    sizeof(to)), EMSGSIZE);
	WANT_ERRNO(sendto(a, "x", 70000, 0, (struct sockaddr *)&to,
	    sizeof(to)), EMSGSIZE);
	WANT(sendto(a, "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1);
	WANT_ERRNO(recv(a, KERNEL_ADDRESS, 10, 0), EFAULT);
	WANT_ERRNO(recvmsg(a, UNMAPPED, 0), EFAULT);
	memset(&mh, 0, sizeof(mh));
	iov.iov_base = &c;
	iov.iov_len = (size_t)-1;
	mh.msg_iov = &iov;
	mh.msg_iovlen = 1;
	WANT_ERRNO(sendmsg(a, &mh, 0), EINVAL);
	mh.msg_iovlen = -1;
	WANT_ERRNO(sendmsg(a, &mh, 0), EMSGSIZE);
	mh.msg_iovlen = 2000;
	WANT_ERRNO(sendmsg(a, &mh, 0), EMSGSIZE);
	WANT_ERRNO(getsockname(a, UNMAPPED, UNMAPPED), EFAULT);
	WANT_ERRNO(ioctl(a, 0xc0206999, UNMAPPED), EFAULT);
	WANT_ERRNO(send(0, "x", 1, 0), ENOTSOCK);
	WANT_ERRNO(send(99, "x", 1, 0), EBADF);
	close(a);
}

static void
polling(void)
{
	struct sockaddr_in to = address(INADDR_LOOPBACK, 5007);
	struct pollfd pfd;
	int a = udp_on(5007), status, n;
	pid_t pid;
	char c;

	WANT(a >= 0);
	pfd.fd = a;
	pfd.events = POLLIN;
	WANT(poll(&pfd, 1, 0) == 0);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		sendto(a, "x", 1, 0, (struct sockaddr *)&to, sizeof(to));
		_exit(0);
	}
	WANT(poll(&pfd, 1, 10000) == 1);
	WANT(pfd.revents == POLLIN);
	WANT(ioctl(a, FIONREAD, &n) == 0 && n == 1);
	WANT(recv(a, &c, 1, 0) == 1);
	WANT(waitpid(pid, &status, 0) == pid);
	WANT(fcntl(a, F_SETFL, O_NONBLOCK) == 0);
	WANT_ERRNO(read(a, &c, 1), EAGAIN);
	close(a);
}

static volatile int signals;

static void
on_alarm(int sig)
{
	(void)sig;
	signals++;
}

/* A signal without SA_RESTART breaks the sleep. */
static void
interrupted(void)
{
	struct sigaction sa;
	int a = udp_on(5008);
	char c;

	WANT(a >= 0);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_alarm;
	WANT(sigaction(SIGALRM, &sa, NULL) == 0);
	alarm(1);
	WANT_ERRNO(recv(a, &c, 1, 0), EINTR);
	close(a);
}

/* Shut for sending: EPIPE, with the signal or without. */
static void
shut(void)
{
	struct sockaddr_in to = address(INADDR_LOOPBACK, 5009);
	int s = socket(AF_INET, SOCK_DGRAM, 0);
	struct sigaction sa;

	WANT_ERRNO(shutdown(s, SHUT_WR), ENOTCONN);
	WANT_ERRNO(shutdown(s, 3), EINVAL);
	WANT(connect(s, (struct sockaddr *)&to, sizeof(to)) == 0);
	WANT(shutdown(s, SHUT_RDWR) == 0);
	WANT_ERRNO(send(s, "x", 1, MSG_NOSIGNAL), EPIPE);
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = on_alarm;
	WANT(sigaction(SIGPIPE, &sa, NULL) == 0);
	signals = 0;
	WANT_ERRNO(send(s, "x", 1, 0), EPIPE);
	WANT(signals == 1);
	WANT_ERRNO(write(s, "x", 1), EPIPE);
	WANT(signals == 2);
	WANT(recv(s, &sa, 1, 0) == 0);
	close(s);
}

static void
raw(void)
{
	int s = socket(AF_INET, SOCK_RAW, 253);
	struct sockaddr_in to = address(INADDR_LOOPBACK, 0);
	unsigned char buf[64];

	WANT(s >= 0);
	WANT(sendto(s, "abc", 3, 0, (struct sockaddr *)&to,
	    sizeof(to)) == 3);
	WANT(recv(s, buf, sizeof(buf), 0) == 23);
	WANT(buf[0] == 0x45 && buf[9] == 253 &&
	    memcmp(buf + 20, "abc", 3) == 0);
	close(s);
}

int
main(void)
{
	int up = system("ifconfig lo0 127.0.0.1/8 up");

	if (up != 0)
		printf("not ok loopback\n");
	RUN(create);
	RUN(datagrams);
	RUN(peek_truncate);
	RUN(names);
	RUN(ports);
	RUN(options);
	RUN(hostile_pointers);
	RUN(polling);
	RUN(interrupted);
	RUN(shut);
	RUN(raw);
	return 0;
}
