// SPDX-License-Identifier: BSD-2-Clause
/*
 * streams - TCP by the socket calls, over loopback.
 */
#include <sys/types.h>
#include <sys/ioctl.h>
#include <sys/filio.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>

#include "tests/sys/check.h"

#define TOTAL	(10 * 1024 * 1024)
#define MANY	200

static char buf[32768];

static struct sockaddr_in
address(unsigned port)
{
	struct sockaddr_in sin;

	memset(&sin, 0, sizeof(sin));
	sin.sin_len = sizeof(sin);
	sin.sin_family = AF_INET;
	sin.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	sin.sin_port = htons(port);
	return sin;
}

static int
listen_on(unsigned port, int backlog)
{
	struct sockaddr_in sin = address(port);
	int s = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on,
	    sizeof(on)) < 0 || bind(s, (struct sockaddr *)&sin,
	    sizeof(sin)) < 0 || listen(s, backlog) < 0)
		return -1;
	return s;
}

static int
connect_to(unsigned port)
{
	struct sockaddr_in sin = address(port);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(s, (struct sockaddr *)&sin, sizeof(sin)) < 0) {
		close(s);
		return -1;
	}
	return s;
}

/* Both ends of a connection; 0 or -1. */
static int
pair(int so[2])
{
	int l = listen_on(6000, 1);

	if (l < 0)
		return -1;
	so[0] = connect_to(6000);
	so[1] = accept(l, NULL, NULL);
	close(l);
	return so[0] < 0 || so[1] < 0 ? -1 : 0;
}

static void
talk(void)
{
	int so[2], n;

	WANT(pair(so) == 0);
	WANT(send(so[0], "hello", 5, 0) == 5);
	WANT(recv(so[1], buf, 3, MSG_PEEK) == 3);
	WANT(recv(so[1], buf, 5, MSG_WAITALL) == 5);
	WANT(memcmp(buf, "hello", 5) == 0);
	WANT_ERRNO(recv(so[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	WANT(write(so[1], "abc", 3) == 3);
	WANT(read(so[0], buf, 1) == 1);
	WANT(ioctl(so[0], FIONREAD, &n) == 0 && n == 2);
	WANT(close(so[0]) == 0 && close(so[1]) == 0);
}

static void
names(void)
{
	struct sockaddr_in a, b;
	socklen_t len = sizeof(a);
	int so[2];

	WANT(pair(so) == 0);
	WANT(getsockname(so[0], (struct sockaddr *)&a, &len) == 0);
	WANT(getpeername(so[1], (struct sockaddr *)&b, &len) == 0);
	WANT(a.sin_port == b.sin_port &&
	    a.sin_addr.s_addr == b.sin_addr.s_addr);
	WANT(getpeername(so[0], (struct sockaddr *)&b, &len) == 0);
	WANT(ntohs(b.sin_port) == 6000);
	WANT_ERRNO(connect(so[0], (struct sockaddr *)&b, len), EISCONN);
	close(so[0]);
	close(so[1]);
}

static void
refused(void)
{
	struct sockaddr_in sin = address(6009);
	int s = socket(AF_INET, SOCK_STREAM, 0);

	WANT_ERRNO(connect(s, (struct sockaddr *)&sin, sizeof(sin)),
	    ECONNREFUSED);
	WANT_ERRNO(send(s, "x", 1, MSG_NOSIGNAL), EPIPE);
	close(s);
	s = socket(AF_INET, SOCK_STREAM, 0);
	WANT_ERRNO(send(s, "x", 1, MSG_NOSIGNAL), ENOTCONN);
	WANT_ERRNO(recv(s, buf, 1, 0), ENOTCONN);
	WANT_ERRNO(accept(s, NULL, NULL), EINVAL);
	close(s);
}

static void
half_close(void)
{
	int so[2];

	WANT(pair(so) == 0);
	WANT(shutdown(so[0], SHUT_WR) == 0);
	WANT(read(so[1], buf, 1) == 0);
	WANT(write(so[1], "late", 4) == 4);
	WANT(read(so[0], buf, 8) == 4);
	signal(SIGPIPE, SIG_IGN);
	WANT_ERRNO(write(so[0], "x", 1), EPIPE);
	close(so[1]);
	WANT(read(so[0], buf, 1) == 0);
	close(so[0]);
}

/* What the peer did not read, and a linger of zero, are resets. */
static void
reset(void)
{
	struct linger l = { 1, 0 };
	int so[2];

	WANT(pair(so) == 0);
	WANT(setsockopt(so[0], SOL_SOCKET, SO_LINGER, &l, sizeof(l)) == 0);
	close(so[0]);
	WANT_ERRNO(read(so[1], buf, 1), ECONNRESET);
	WANT(read(so[1], buf, 1) == 0);
	close(so[1]);
	WANT(pair(so) == 0);
	WANT(write(so[0], "x", 1) == 1);
	WANT(recv(so[1], buf, 1, MSG_PEEK) == 1);
	close(so[1]);
	WANT_ERRNO(read(so[0], buf, 1), ECONNRESET);
	close(so[0]);
}

static void
nonblocking(void)
{
	struct sockaddr_in sin = address(6001);
	int s = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), a, error;
	int l = listen_on(6001, 1);
	struct pollfd pfd = { .fd = s, .events = POLLOUT };
	socklen_t len = sizeof(error);
	ssize_t n;

	WANT(fcntl(l, F_SETFL, O_NONBLOCK) == 0);
	WANT_ERRNO(accept(l, NULL, NULL), EAGAIN);
	WANT(connect(s, (struct sockaddr *)&sin, sizeof(sin)) == 0 ||
	    errno == EINPROGRESS);
	WANT(poll(&pfd, 1, 5000) == 1 && pfd.revents == POLLOUT);
	WANT(getsockopt(s, SOL_SOCKET, SO_ERROR, &error, &len) == 0);
	WANT(error == 0);
	pfd = (struct pollfd){ .fd = l, .events = POLLIN };
	WANT(poll(&pfd, 1, 5000) == 1 && pfd.revents == POLLIN);
	WANT((a = accept(l, NULL, NULL)) >= 0);
	do
		n = write(s, buf, sizeof(buf));
	while (n > 0);
	WANT_ERRNO(write(s, buf, sizeof(buf)), EAGAIN);
	while (recv(a, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
	pfd = (struct pollfd){ .fd = s, .events = POLLOUT };
	WANT(poll(&pfd, 1, 5000) == 1 && pfd.revents == POLLOUT);
	close(a);
	close(s);
	close(l);
}

/* Echo until the end; the exit value of a child. */
static int
echo(int s)
{
	ssize_t n;

	while ((n = read(s, buf, sizeof(buf))) > 0) {
		if (write(s, buf, (size_t)n) != n)
			return 1;
	}
	return n != 0;
}

static uint32_t
fill(uint32_t x)
{
	size_t i;

	for (i = 0; i < sizeof(buf); i++) {
		x = x * 1664525 + 1013904223;
		buf[i] = (char)(x >> 24);
	}
	return x;
}

/* What comes back is checked by a second run of the generator. */
static int
check_back(int s)
{
	static char back[sizeof(buf)];
	uint32_t x = 1;
	size_t i;

	for (i = 0; i < TOTAL / sizeof(buf); i++) {
		if (recv(s, back, sizeof(back), MSG_WAITALL) != sizeof(back))
			return 1;
		x = fill(x);
		if (memcmp(back, buf, sizeof(buf)) != 0)
			return 2;
	}
	return recv(s, back, 1, 0) != 0;
}

static void
both_ways(void)
{
	uint32_t x = 1;
	pid_t server, reader;
	size_t i;
	int so[2];

	WANT(pair(so) == 0);
	server = fork();
	if (server == 0) {
		close(so[0]);
		_exit(echo(so[1]));
	}
	close(so[1]);
	reader = fork();
	if (reader == 0)
		_exit(check_back(so[0]));
	for (i = 0; i < TOTAL / sizeof(buf); i++) {
		x = fill(x);
		WANT(write(so[0], buf, sizeof(buf)) == sizeof(buf));
	}
	WANT(shutdown(so[0], SHUT_WR) == 0);
	WANT(check_wait(server) == 0);
	WANT(check_wait(reader) == 0);
	close(so[0]);
}

/* One after another, then a queue that is full. */
static void
many(void)
{
	int l = listen_on(6002, 5), i, s, a;

	for (i = 0; i < MANY; i++) {
		WANT((s = connect_to(6002)) >= 0);
		WANT((a = accept(l, NULL, NULL)) >= 0);
		WANT(write(s, "x", 1) == 1 && read(a, buf, 1) == 1);
		close(s);
		close(a);
	}
	close(l);
	WANT(connect_to(6002) == -1);
}

static int
option(int s, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	return getsockopt(s, IPPROTO_TCP, name, &value, &len) == 0 ? value :
	    -1;
}

static int
set_option(int s, int name, int value)
{
	return setsockopt(s, IPPROTO_TCP, name, &value, sizeof(value));
}

static void
options(void)
{
	struct tcp_info ti;
	socklen_t len = sizeof(ti);
	int so[2], l = listen_on(6003, 1);
	struct pollfd pfd;

	WANT(set_option(l, TCP_KEEPIDLE, 33) == 0);
	so[0] = connect_to(6003);
	so[1] = accept(l, NULL, NULL);
	WANT(so[0] >= 0 && so[1] >= 0);
	WANT(option(so[1], TCP_KEEPIDLE) == 33);
	WANT_ERRNO(set_option(so[0], TCP_KEEPCNT, 0), EINVAL);
	WANT(set_option(so[0], TCP_MAXSEG, 500) == 0);
	WANT(option(so[0], TCP_MAXSEG) == 500);
	WANT_ERRNO(set_option(so[0], TCP_MAXSEG, 501), EINVAL);
	WANT(getsockopt(so[0], IPPROTO_TCP, TCP_INFO, &ti, &len) == 0);
	WANT(len == sizeof(ti) && ti.tcpi_state == TCPS_ESTABLISHED);
	WANT(ti.tcpi_snd_mss == 500 && ti.tcpi_options & TCPI_OPT_WSCALE);

	/* held back until it may go */
	WANT(set_option(so[0], TCP_NOPUSH, 1) == 0);
	WANT(write(so[0], "half", 4) == 4);
	pfd = (struct pollfd){ .fd = so[1], .events = POLLIN };
	WANT(poll(&pfd, 1, 100) == 0);
	WANT(set_option(so[0], TCP_NOPUSH, 0) == 0);
	WANT(read(so[1], buf, 10) == 4);
	close(so[0]);
	close(so[1]);
	close(l);
}

/* Close waits until the peer has it all, as long as the option says. */
static void
linger(void)
{
	struct linger li = { .l_onoff = 1, .l_linger = 20 };
	struct timeval before, after;
	int so[2], fd[2];
	char c;

	WANT(pair(so) == 0 && pipe(fd) == 0);
	WANT(setsockopt(so[0], SOL_SOCKET, SO_LINGER, &li, sizeof(li)) == 0);
	fcntl(so[0], F_SETFL, O_NONBLOCK);
	while (write(so[0], buf, sizeof(buf)) > 0)
		;
	if (fork() == 0) {
		close(so[0]);
		write(fd[1], "", 1);
		while (read(so[1], buf, sizeof(buf)) > 0)
			;
		_exit(0);
	}
	close(so[1]);
	WANT(read(fd[0], &c, 1) == 1);	/* ours is the last now */
	gettimeofday(&before, NULL);
	close(so[0]);
	gettimeofday(&after, NULL);
	WANT(after.tv_sec - before.tv_sec < 15);
	wait(NULL);
	close(fd[0]);
	close(fd[1]);
}

int
main(void)
{
	if (system("ifconfig lo0 127.0.0.1/8 up") != 0)
		printf("not ok loopback\n");
	RUN(talk);
	RUN(names);
	RUN(refused);
	RUN(half_close);
	RUN(reset);
	RUN(nonblocking);
	RUN(both_ways);
	RUN(many);
	RUN(options);
	RUN(linger);
	return 0;
}
