// SPDX-License-Identifier: BSD-2-Clause
/*
 * local - sockets of AF_UNIX: streams, datagrams, names, and what messages
 * carry: open files, credentials, and sockets that hold one another.
 */
#include <sys/types.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>

#include "tests/sys/check.h"

#define NAME	"/tmp/local.sock"
#define BULK	(1024 * 1024)

static char buf[65536];

static struct sockaddr_un
address(const char *path)
{
	struct sockaddr_un sun;

	memset(&sun, 0, sizeof(sun));
	sun.sun_family = AF_UNIX;
	strcpy(sun.sun_path, path);
	sun.sun_len = SUN_LEN(&sun);
	return sun;
}

static int
bound(int type, const char *path)
{
	struct sockaddr_un sun = address(path);
	int s = socket(AF_UNIX, type, 0);

	unlink(path);
	if (bind(s, (struct sockaddr *)&sun, sun.sun_len) < 0) {
		close(s);
		return -1;
	}
	return s;
}

static int
connect_to(int s, const char *path)
{
	struct sockaddr_un sun = address(path);

	return connect(s, (struct sockaddr *)&sun, sun.sun_len);
}

/* fd, if not -1, and credentials if creds, with one byte. */
static ssize_t
send_with(int s, int fd, int creds)
{
	struct iovec iov = { .iov_base = "x", .iov_len = 1 };
	char ctl[CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(struct cmsgcred))];
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl };
	struct cmsghdr *ch = (struct cmsghdr *)ctl;

	memset(ctl, 0, sizeof(ctl));
	if (fd >= 0) {
		ch->cmsg_len = CMSG_LEN(sizeof(fd));
		ch->cmsg_level = SOL_SOCKET;
		ch->cmsg_type = SCM_RIGHTS;
		memcpy(CMSG_DATA(ch), &fd, sizeof(fd));
		mh.msg_controllen += CMSG_SPACE(sizeof(fd));
		ch = (struct cmsghdr *)(ctl + CMSG_SPACE(sizeof(fd)));
	}
	if (creds) {
		ch->cmsg_len = CMSG_LEN(sizeof(struct cmsgcred));
		ch->cmsg_level = SOL_SOCKET;
		ch->cmsg_type = SCM_CREDS;
		mh.msg_controllen += CMSG_SPACE(sizeof(struct cmsgcred));
	}
	return sendmsg(s, &mh, 0);
}

/* One byte, the file that came with it (or -1) and its flags. */
static ssize_t
receive_with(int s, int *fd, struct cmsgcred *cred, size_t room, int *flags)
{
	char c, ctl[256];
	struct iovec iov = { .iov_base = &c, .iov_len = 1 };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1,
	    .msg_control = ctl, .msg_controllen = (socklen_t)room };
	struct cmsghdr *ch;
	ssize_t n = recvmsg(s, &mh, 0);

	*fd = -1;
	*flags = mh.msg_flags;
	for (ch = CMSG_FIRSTHDR(&mh); n >= 0 && ch != NULL;
	    ch = CMSG_NXTHDR(&mh, ch)) {
		if (ch->cmsg_type == SCM_RIGHTS)
			memcpy(fd, CMSG_DATA(ch), sizeof(*fd));
		else if (ch->cmsg_type == SCM_CREDS && cred != NULL)
			memcpy(cred, CMSG_DATA(ch), sizeof(*cred));
	}
	return n;
}

static void
pairs(void)
{
	int so[2];
	struct pollfd pfd;

	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
	WANT(write(so[0], "hello", 5) == 5);
	WANT(write(so[0], " you", 4) == 4);
	WANT(read(so[1], buf, 3) == 3 && memcmp(buf, "hel", 3) == 0);
	WANT(recv(so[1], buf, 6, MSG_PEEK) >= 2 && buf[0] == 'l');
	WANT(read(so[1], buf, 100) == 6 && memcmp(buf, "lo you", 6) == 0);
	WANT_ERRNO(recv(so[1], buf, 1, MSG_DONTWAIT), EAGAIN);
	pfd = (struct pollfd){ .fd = so[0], .events = POLLOUT | POLLIN };
	WANT(poll(&pfd, 1, 0) == 1 && pfd.revents == POLLOUT);
	WANT(shutdown(so[0], SHUT_WR) == 0);
	WANT(read(so[1], buf, 1) == 0);
	WANT(write(so[1], "back", 4) == 4);
	WANT(close(so[1]) == 0);
	WANT(read(so[0], buf, 100) == 4);
	WANT(read(so[0], buf, 100) == 0);
	close(so[0]);
	WANT_ERRNO(socketpair(AF_INET, SOCK_STREAM, 0, so), EOPNOTSUPP);
}

static void
broken(void)
{
	int so[2];

	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
	close(so[1]);
	signal(SIGPIPE, SIG_IGN);
	WANT_ERRNO(write(so[0], "x", 1), EPIPE);
	signal(SIGPIPE, SIG_DFL);
	close(so[0]);
}

/* A megabyte through a smaller buffer, the writer being slowed down. */
static void
bulk(void)
{
	int so[2], status;
	size_t got = 0;
	ssize_t n;
	pid_t pid;

	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
	pid = fork();
	if (pid == 0) {
		size_t sent = 0;

		close(so[0]);
		while (sent < BULK && (n = write(so[1], buf,
		    sizeof(buf))) > 0)
			sent += (size_t)n;
		_exit(sent == BULK ? 0 : 1);
	}
	close(so[1]);
	while ((n = read(so[0], buf, 5000)) > 0)
		got += (size_t)n;
	WANT(got == BULK);
	WANT(waitpid(pid, &status, 0) == pid && status == 0);
	close(so[0]);
}

static void
named(void)
{
	struct sockaddr_un sun;
	socklen_t len = sizeof(sun);
	struct stat st;
	int l, s = socket(AF_UNIX, SOCK_STREAM, 0), a;

	WANT_ERRNO(connect_to(s, "/tmp/no.sock"), ENOENT);
	WANT_ERRNO(connect_to(s, "/tmp"), ENOTSOCK);
	WANT((l = bound(SOCK_STREAM, NAME)) >= 0);
	WANT(stat(NAME, &st) == 0 && S_ISSOCK(st.st_mode));
	WANT_ERRNO(connect_to(s, NAME), ECONNREFUSED);
	WANT(listen(l, 2) == 0);
	WANT(connect_to(s, NAME) == 0);
	WANT(write(s, "early", 5) == 5);
	WANT((a = accept(l, NULL, NULL)) >= 0);
	WANT(read(a, buf, 100) == 5 && memcmp(buf, "early", 5) == 0);
	WANT(getpeername(s, (struct sockaddr *)&sun, &len) == 0);
	WANT(strcmp(sun.sun_path, NAME) == 0);
	WANT(write(a, "late", 4) == 4 && read(s, buf, 100) == 4);
	WANT_ERRNO(bound(SOCK_STREAM, "/nowhere/x"), ENOENT);
	close(s);
	WANT(read(a, buf, 1) == 0);
	close(a);

	/* turned away with the listener */
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	WANT(connect_to(s, NAME) == 0);
	close(l);
	WANT(read(s, buf, 1) == 0);
	close(s);
	s = socket(AF_UNIX, SOCK_STREAM, 0);
	WANT_ERRNO(connect_to(s, NAME), ECONNREFUSED);
	close(s);
	unlink(NAME);
}

static void
datagrams(void)
{
	struct sockaddr_un sun = address(NAME);
	socklen_t len = sizeof(sun);
	int r, s;

	WANT((r = bound(SOCK_DGRAM, NAME)) >= 0);
	WANT((s = bound(SOCK_DGRAM, "/tmp/local2.sock")) >= 0);
	WANT(sendto(s, "one", 3, 0, (struct sockaddr *)&sun,
	    sun.sun_len) == 3);
	WANT(connect_to(s, NAME) == 0);
	WANT(write(s, "three", 5) == 5);
	WANT(recvfrom(r, buf, 100, 0, (struct sockaddr *)&sun, &len) == 3);
	WANT(strcmp(sun.sun_path, "/tmp/local2.sock") == 0);
	WANT(read(r, buf, 2) == 2);
	WANT_ERRNO(recv(r, buf, 2, MSG_DONTWAIT), EAGAIN);
	close(r);
	WANT_ERRNO(write(s, "x", 1), ECONNRESET);
	close(s);
	unlink(NAME);
	unlink("/tmp/local2.sock");
}

static void
rights(void)
{
	int so[2], fd[2], got, flags;
	struct cmsgcred cred;

	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0 && pipe(fd) == 0);
	WANT(send_with(so[0], fd[1], 1) == 1);
	WANT(write(so[0], "behind", 6) == 6);
	close(fd[1]);
	memset(&cred, 0, sizeof(cred));
	WANT(receive_with(so[1], &got, &cred, 256, &flags) == 1);
	WANT(got >= 0 && flags == 0);
	WANT(cred.cmcred_pid == getpid() && cred.cmcred_euid == getuid());
	WANT(write(got, "pipe", 4) == 4 && read(fd[0], buf, 100) == 4);
	close(got);
	WANT(read(fd[0], buf, 1) == 0);
	WANT(read(so[1], buf, 100) == 6);

	/* no room: cut off, and closed */
	WANT(pipe(fd) == 0 && send_with(so[0], fd[1], 0) == 1);
	close(fd[1]);
	WANT(receive_with(so[1], &got, NULL, 0, &flags) == 1);
	WANT(got == -1 && flags & MSG_CTRUNC);
	WANT(read(fd[0], buf, 1) == 0);
	close(fd[0]);
	WANT_ERRNO(send_with(so[0], 99, 0), EBADF);
	close(so[0]);
	close(so[1]);
}

/* A pipe's end goes into sockets that only hold each other: it closes. */
static void
cycles(void)
{
	int so[2], other[2], fd[2], i;

	for (i = 0; i < 3; i++) {
		WANT(pipe(fd) == 0);
		WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
		WANT(socketpair(AF_UNIX, SOCK_DGRAM, 0, other) == 0);
		WANT(send_with(so[0], so[1], 0) == 1);
		WANT(send_with(so[0], other[0], 0) == 1);
		WANT(send_with(other[1], so[1], 0) == 1);
		WANT(send_with(so[0], fd[1], 0) == 1);
		close(fd[1]);
		close(so[0]);
		close(other[0]);
		close(other[1]);
		close(so[1]);
		WANT(read(fd[0], buf, 1) == 0);	/* waits for the collector */
		close(fd[0]);
	}
}

/* A thousand deep: closing must not need a stack as deep. */
static void
chain(void)
{
	int so[2], next[2], fd[2], i;

	WANT(pipe(fd) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
	WANT(send_with(so[0], fd[1], 0) == 1);
	close(fd[1]);
	close(so[0]);
	for (i = 0; i < 1000; i++) {
		WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, next) == 0);
		WANT(send_with(next[0], so[1], 0) == 1);
		close(so[1]);
		close(next[0]);
		so[1] = next[1];
	}
	close(so[1]);
	WANT(read(fd[0], buf, 1) == 0);
	close(fd[0]);
}

/* A collector must leave alone what somebody can still receive. */
static void
kept(void)
{
	int so[2], other[2], got, again, flags;

	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, so) == 0);
	WANT(socketpair(AF_UNIX, SOCK_STREAM, 0, other) == 0);
	WANT(send_with(other[0], so[1], 0) == 1);
	WANT(send_with(so[0], other[1], 0) == 1);
	WANT(write(so[0], "kept", 4) == 4);
	close(so[1]);
	close(socket(AF_UNIX, SOCK_DGRAM, 0));	/* sets it off */
	WANT(receive_with(other[1], &got, NULL, 256, &flags) == 1);
	WANT(receive_with(got, &again, NULL, 256, &flags) == 1 && again >= 0);
	WANT(read(got, buf, 10) == 4);
	close(got);
	close(again);
	close(so[0]);
	close(other[0]);
	close(other[1]);
}

int
main(void)
{
	RUN(pairs);
	RUN(broken);
	RUN(bulk);
	RUN(named);
	RUN(datagrams);
	RUN(rights);
	RUN(cycles);
	RUN(chain);
	RUN(kept);
	return 0;
}
