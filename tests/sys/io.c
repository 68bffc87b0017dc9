// SPDX-License-Identifier: BSD-2-Clause
/*
 * io - descriptors: pipes, poll, select, duplicates, vectors, flags.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include "check.h"

#define BULK	300000

static long
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int bulk_fd;

static int
write_bulk(void)
{
	static char buf[1000];
	int i, k;

	for (i = 0; i < BULK / 1000; i++) {
		for (k = 0; k < 1000; k++)
			buf[k] = (char)(i * 1000 + k);
		if (write(bulk_fd, buf, sizeof(buf)) != sizeof(buf))
			return 1;
	}
	return 0;
}

/* More than a pipe holds, in order. */
static void
io_pipe_bulk(void)
{
	char buf[777];
	int fd[2], total = 0;
	ssize_t n, i;
	pid_t pid;

	WANT(pipe(fd) == 0);
	bulk_fd = fd[1];
	pid = check_child(write_bulk);
	close(fd[1]);
	while ((n = read(fd[0], buf, sizeof(buf))) > 0) {
		for (i = 0; i < n; i++)
			WANT(buf[i] == (char)(total + i));
		total += n;
	}
	WANT(n == 0 && total == BULK);
	WANT(check_wait(pid) == 0 && close(fd[0]) == 0);
}

static void
io_pipe_nonblock(void)
{
	static char buf[4096];
	int fd[2], total = 0, why;
	ssize_t n;

	WANT(pipe2(fd, O_NONBLOCK | O_CLOEXEC) == 0);
	WANT(fcntl(fd[0], F_GETFD) == FD_CLOEXEC);
	WANT((fcntl(fd[0], F_GETFL) & O_NONBLOCK) != 0);
	WANT_ERRNO(read(fd[0], buf, 1), EAGAIN);
	while ((n = write(fd[1], buf, sizeof(buf))) > 0)
		total += n;
	why = errno;
	WANT(n == -1 && why == EAGAIN && total >= 4096);
	/* A small write is whole or nothing. */
	WANT(read(fd[0], buf, 100) == 100);
	WANT_ERRNO(write(fd[1], buf, 512), EAGAIN);
	WANT_ERRNO(read(fd[1], buf, 1), EBADF);
	WANT_ERRNO(write(fd[0], buf, 1), EBADF);
	WANT_ERRNO(lseek(fd[0], 0, SEEK_SET), ESPIPE);
	WANT_ERRNO(pread(fd[0], buf, 1, 0), ESPIPE);
	close(fd[0]);
	close(fd[1]);
}

static void
io_poll(void)
{
	int fd[2];
	struct pollfd p[3];
	long start;
	pid_t pid;

	WANT(pipe(fd) == 0);
	p[0] = (struct pollfd){ fd[0], POLLIN, 0 };
	p[1] = (struct pollfd){ fd[1], POLLOUT, 0 };
	p[2] = (struct pollfd){ 999, POLLIN, 0 };
	WANT(poll(p, 3, -1) == 2 && p[0].revents == 0 &&
	    p[1].revents == POLLOUT && p[2].revents == POLLNVAL);
	start = now_ms();
	WANT(poll(p, 1, 50) == 0 && now_ms() - start >= 49);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		write(fd[1], "x", 1);
		_exit(0);
	}
	WANT(poll(p, 1, 10000) == 1 && (p[0].revents & POLLIN) != 0);
	WANT(check_wait(pid) == 0);
	close(fd[1]);
	WANT(poll(p, 1, 0) == 1 && (p[0].revents & POLLHUP) != 0);
	p[0].fd = -1;
	WANT(poll(p, 1, 0) == 0 && p[0].revents == 0);
	close(fd[0]);
}

static void
io_select(void)
{
	struct timeval tv = { 0, 30000 };
	int fd[2];
	fd_set rd, wr;

	WANT(pipe(fd) == 0);
	FD_ZERO(&rd);
	FD_ZERO(&wr);
	FD_SET(fd[0], &rd);
	WANT(select(fd[0] + 1, &rd, NULL, NULL, &tv) == 0);
	WANT(!FD_ISSET(fd[0], &rd));
	WANT(write(fd[1], "x", 1) == 1);
	FD_SET(fd[0], &rd);
	FD_SET(fd[1], &wr);
	WANT(select(fd[1] + 1, &rd, &wr, NULL, NULL) == 2);
	WANT(FD_ISSET(fd[0], &rd) && FD_ISSET(fd[1], &wr));
	close(fd[0]);
	WANT_ERRNO(select(fd[0] + 1, &rd, NULL, NULL, NULL), EBADF);
	WANT_ERRNO(select(-1, NULL, NULL, NULL, NULL), EINVAL);
	tv.tv_usec = 1000000;
	WANT_ERRNO(select(0, NULL, NULL, NULL, &tv), EINVAL);
	close(fd[1]);
}

static volatile sig_atomic_t hits;

static void
on_signal(int sig)
{
	(void)sig;
	hits++;
}

/* The mask holds only during the call; a pending signal ends it. */
static void
io_ppoll_mask(void)
{
	struct timespec ts = { 5, 0 };
	sigset_t set, none, now;
	fd_set rd;

	signal(SIGUSR1, on_signal);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	WANT(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
	hits = 0;
	WANT(kill(getpid(), SIGUSR1) == 0 && hits == 0);
	FD_ZERO(&rd);
	WANT_ERRNO(pselect(0, &rd, NULL, NULL, &ts, &none), EINTR);
	WANT(hits == 1);
	WANT(sigprocmask(SIG_SETMASK, NULL, &now) == 0 &&
	    sigismember(&now, SIGUSR1));
	ts = (struct timespec){ 0, 1000 };
	WANT(pselect(0, &rd, NULL, NULL, &ts, &none) == 0);
	WANT(sigprocmask(SIG_SETMASK, &none, &now) == 0 &&
	    sigismember(&now, SIGUSR1));
	signal(SIGUSR1, SIG_DFL);
}

static void
io_dup(void)
{
	int fd = open("/tmp/io-test", O_RDWR | O_CREAT | O_TRUNC, 0600), d;
	char c;

	WANT(fd >= 0);
	d = dup(fd);
	WANT(d >= 0 && d != fd && write(fd, "abc", 3) == 3);
	WANT(lseek(d, 0, SEEK_CUR) == 3);
	WANT(lseek(d, 1, SEEK_SET) == 1 && read(fd, &c, 1) == 1 && c == 'b');
	WANT(fcntl(fd, F_DUPFD, 40) == 40 && close(40) == 0);
	WANT(fcntl(fd, F_SETFL, O_APPEND) == 0);
	WANT((fcntl(d, F_GETFL) & O_APPEND) != 0);
	WANT(lseek(fd, 0, SEEK_SET) == 0 && write(fd, "d", 1) == 1);
	WANT(lseek(fd, 0, SEEK_CUR) == 4);
	WANT(dup2(fd, d) == d && dup2(d, d) == d && close(d) == 0);
	WANT_ERRNO(dup2(d, 5), EBADF);
	WANT_ERRNO(close(d), EBADF);
	WANT_ERRNO(ioctl(fd, 0x12345), ENOTTY);
	close(fd);
	WANT(unlink("/tmp/io-test") == 0);
}

static void
io_vectors(void)
{
	char a[3], b[5], c[100];
	struct iovec out[3] = { { "one", 3 }, { NULL, 0 }, { "three", 5 } };
	struct iovec in[3] = { { a, 3 }, { b, 5 }, { c, 100 } };
	int fd[2];

	WANT(pipe(fd) == 0);
	WANT(writev(fd[1], out, 3) == 8);
	WANT(readv(fd[0], in, 3) == 8);
	WANT(memcmp(a, "one", 3) == 0 && memcmp(b, "three", 5) == 0);
	close(fd[0]);
	close(fd[1]);
}

static void
io_limits(void)
{
	int fd, n = 0, last = -1, why;

	while ((fd = open("/dev/null", O_RDONLY)) >= 0) {
		last = fd;
		n++;
	}
	why = errno;
	WANT(why == EMFILE && n > 20);
	WANT_ERRNO(dup(last), EMFILE);
	for (fd = 3; fd <= last; fd++)
		close(fd);
	WANT((fd = open("/dev/null", O_RDONLY)) == 3 && close(fd) == 0);
}

int
main(void)
{
	RUN(io_pipe_bulk);
	RUN(io_pipe_nonblock);
	RUN(io_poll);
	RUN(io_select);
	RUN(io_ppoll_mask);
	RUN(io_dup);
	RUN(io_vectors);
	RUN(io_limits);
	return 0;
}
