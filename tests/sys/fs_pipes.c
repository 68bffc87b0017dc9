// SPDX-License-Identifier: BSD-2-Clause
/*
 * fs_pipes - pipes, FIFOs, poll and select.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include "check.h"

#define PIPE_ROOM	4096
#define WRITERS		4
#define RECORDS		300
#define RECORD		100
#define ROUNDS		5000
#define FIFO		"/tmp/fs_pipes.fifo"

static int fds[2];
static char buf[PIPE_ROOM * 4];

static void
close_both(void)
{
	close(fds[0]);
	close(fds[1]);
}

static void
pipe_plain(void)
{
	struct stat st;
	int n;

	WANT(pipe(fds) == 0);
	WANT(write(fds[1], "hello", 5) == 5);
	WANT(ioctl(fds[0], FIONREAD, &n) == 0 && n == 5);
	WANT(read(fds[0], buf, 2) == 2 && read(fds[0], buf, 100) == 3);
	WANT_ERRNO(write(fds[0], "x", 1), EBADF);
	WANT_ERRNO(read(fds[1], buf, 1), EBADF);
	WANT_ERRNO(lseek(fds[0], 0, SEEK_SET), ESPIPE);
	WANT(fstat(fds[0], &st) == 0 && S_ISFIFO(st.st_mode));
	WANT(write(fds[1], "", 0) == 0);
	close(fds[1]);
	WANT(read(fds[0], buf, 1) == 0);
	close(fds[0]);
}

static void
pipe_broken(void)
{
	WANT(pipe(fds) == 0);
	close(fds[0]);
	signal(SIGPIPE, SIG_IGN);
	WANT_ERRNO(write(fds[1], "x", 1), EPIPE);
	signal(SIGPIPE, SIG_DFL);
	close(fds[1]);
}

static int
die_of_sigpipe(void)
{
	if (pipe(fds) != 0)
		return 1;
	close(fds[0]);
	(void)!write(fds[1], "x", 1);
	return 2;
}

static void
pipe_sigpipe(void)
{
	int status = check_status(die_of_sigpipe);

	WANT(WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE);
}

static void
pipe_nonblocking(void)
{
	WANT(pipe(fds) == 0);
	WANT(fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0 &&
	    fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0);
	WANT_ERRNO(read(fds[0], buf, 1), EAGAIN);
	WANT(write(fds[1], buf, sizeof(buf)) == PIPE_ROOM);
	WANT_ERRNO(write(fds[1], buf, 1), EAGAIN);
	WANT(read(fds[0], buf, 100) == 100);
	/* Up to PIPE_BUF it is all or nothing. */
	WANT_ERRNO(write(fds[1], buf, 101), EAGAIN);
	WANT(write(fds[1], buf, 100) == 100);
	close_both();
}

static int
write_records(void)
{
	char record[RECORD];
	int i;

	memset(record, 'a' + getpid() % 26, RECORD);
	for (i = 0; i < RECORDS; i++)
		if (write(fds[1], record, RECORD) != RECORD)
			return 1;
	return 0;
}

static ssize_t
read_full(int fd, char *to, size_t len)
{
	size_t got = 0;
	ssize_t n;

	while (got < len && (n = read(fd, to + got, len - got)) > 0)
		got += (size_t)n;
	return (ssize_t)got;
}

/* Records of several writers arrive whole. */
static void
pipe_atomic(void)
{
	char record[RECORD], want[RECORD];
	pid_t pid[WRITERS];
	int i, n = 0;

	WANT(pipe(fds) == 0);
	for (i = 0; i < WRITERS; i++)
		pid[i] = check_child(write_records);
	close(fds[1]);
	while (read_full(fds[0], record, RECORD) == RECORD) {
		memset(want, record[0], RECORD);
		WANT(memcmp(record, want, RECORD) == 0);
		n++;
	}
	WANT(n == WRITERS * RECORDS);
	for (i = 0; i < WRITERS; i++)
		WANT(check_wait(pid[i]) == 0);
	close(fds[0]);
}

static void
poll_pipe(void)
{
	struct pollfd pfd[3];

	WANT(pipe(fds) == 0);
	pfd[0] = (struct pollfd){ fds[0], POLLIN, 0 };
	pfd[1] = (struct pollfd){ fds[1], POLLOUT, 0 };
	pfd[2] = (struct pollfd){ -1, POLLIN, 0 };
	WANT(poll(pfd, 3, 0) == 1 && pfd[0].revents == 0 &&
	    pfd[1].revents == POLLOUT && pfd[2].revents == 0);
	WANT(write(fds[1], "x", 1) == 1);
	WANT(poll(pfd, 1, -1) == 1 && pfd[0].revents == POLLIN);
	WANT(read(fds[0], buf, 10) == 1);
	WANT(poll(pfd, 1, 20) == 0);
	pfd[2].fd = 99;
	WANT(poll(pfd, 3, 0) == 2 && pfd[2].revents == POLLNVAL);
	close(fds[1]);
	WANT(poll(pfd, 1, -1) == 1 && (pfd[0].revents & POLLHUP));
	close(fds[0]);
}

static int
write_later(void)
{
	struct timespec ts = { 0, 50000000 };

	nanosleep(&ts, NULL);
	return write(fds[1], "late", 4) == 4 ? 0 : 1;
}

static void
poll_sleeps(void)
{
	struct pollfd pfd;
	pid_t pid;

	WANT(pipe(fds) == 0);
	pid = check_child(write_later);
	pfd = (struct pollfd){ fds[0], POLLIN, 0 };
	WANT(poll(&pfd, 1, 10000) == 1 && pfd.revents == POLLIN);
	WANT(check_wait(pid) == 0);
	close_both();
}

/* Many descriptors, beyond what poll keeps on its stack. */
static void
poll_many(void)
{
	struct pollfd pfd[60];
	pid_t pid;
	int i;

	WANT(pipe(fds) == 0);
	for (i = 0; i < 60; i++)
		pfd[i] = (struct pollfd){ fds[0], POLLIN, 0 };
	WANT(poll(pfd, 60, 10) == 0);
	pid = check_child(write_later);
	WANT(poll(pfd, 60, 10000) == 60);
	WANT(check_wait(pid) == 0);
	close_both();
}

/* Bytes go round through two pipes; whoever waits does so in poll. */
static int
pass_on(int from, int to, int rounds)
{
	struct pollfd pfd = { from, POLLIN, 0 };
	char c;

	while (rounds-- > 0) {
		if (poll(&pfd, 1, 20000) != 1 || read(from, &c, 1) != 1)
			return 1;
		c++;
		if (write(to, &c, 1) != 1)
			return 2;
	}
	return 0;
}

static int back[2];

static int
pass_back(void)
{
	return pass_on(fds[0], back[1], ROUNDS);
}

static void
poll_round_trips(void)
{
	pid_t pid;

	WANT(pipe(fds) == 0 && pipe(back) == 0);
	pid = check_child(pass_back);
	WANT(write(fds[1], "", 1) == 1);
	WANT(pass_on(back[0], fds[1], ROUNDS - 1) == 0);
	WANT(check_wait(pid) == 0);
	close_both();
	close(back[0]);
	close(back[1]);
}

static void
select_pipe(void)
{
	struct timeval tv = { 0, 10000 };
	fd_set in, out;

	WANT(pipe(fds) == 0);
	FD_ZERO(&in);
	FD_ZERO(&out);
	FD_SET(fds[0], &in);
	FD_SET(fds[1], &out);
	WANT(select(fds[1] + 1, &in, &out, NULL, NULL) == 1);
	WANT(!FD_ISSET(fds[0], &in) && FD_ISSET(fds[1], &out));
	FD_SET(fds[0], &in);
	WANT(select(fds[0] + 1, &in, NULL, NULL, &tv) == 0);
	WANT(!FD_ISSET(fds[0], &in));
	close_both();
	FD_SET(fds[0], &in);
	WANT_ERRNO(select(fds[0] + 1, &in, NULL, NULL, &tv), EBADF);
}

static int
fifo_writer(void)
{
	int fd = open(FIFO, O_WRONLY);

	return write(fd, "through", 7) == 7 ? 0 : 1;
}

static void
fifo(void)
{
	struct stat st;
	pid_t pid;
	int fd;

	unlink(FIFO);
	WANT(mkfifo(FIFO, 0600) == 0);
	WANT_ERRNO(mkfifo(FIFO, 0600), EEXIST);
	WANT(stat(FIFO, &st) == 0 && S_ISFIFO(st.st_mode));
	WANT_ERRNO(open(FIFO, O_WRONLY | O_NONBLOCK), ENXIO);
	pid = check_child(fifo_writer);
	fd = open(FIFO, O_RDONLY);
	WANT(fd >= 0);
	WANT(read_full(fd, buf, 100) == 7 && memcmp(buf, "through", 7) == 0);
	WANT(check_wait(pid) == 0);
	WANT(read(fd, buf, 1) == 0);
	close(fd);
	fd = open(FIFO, O_RDONLY | O_NONBLOCK);
	WANT(fd >= 0 && read(fd, buf, 1) == 0);
	close(fd);
	WANT(unlink(FIFO) == 0);
}

int
main(void)
{
	RUN(pipe_plain);
	RUN(pipe_broken);
	RUN(pipe_sigpipe);
	RUN(pipe_nonblocking);
	RUN(pipe_atomic);
	RUN(poll_pipe);
	RUN(poll_sleeps);
	RUN(poll_many);
	RUN(poll_round_trips);
	RUN(select_pipe);
	RUN(fifo);
	return 0;
}
