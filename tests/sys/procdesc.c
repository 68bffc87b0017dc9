// SPDX-License-Identifier: BSD-2-Clause
/*
 * procdesc - descriptors of processes: they tell the end, signal the right
 * process or none, and end theirs when they are closed.
 */
#include <poll.h>
#include <signal.h>
#include <sys/procdesc.h>
#include <sys/stat.h>
#include "check.h"

#define ROUNDS	200

static void
forever(void)
{
	for (;;)
		pause();
}

static int
poll_for(int fd, int ms)
{
	struct pollfd p = { fd, POLLIN, 0 };
	int n = poll(&p, 1, ms);

	return n == 1 ? p.revents : n;
}

static void
told(void)
{
	int fd = -1, status;
	pid_t pid = pdfork(&fd, 0), number;

	if (pid == 0)
		forever();
	WANT(pid > 0 && fd >= 0);
	WANT(pdgetpid(fd, &number) == 0 && number == pid);
	WANT(poll_for(fd, 0) == 0);
	WANT(pdkill(fd, 0) == 0 && pdkill(fd, SIGTERM) == 0);
	WANT(poll_for(fd, -1) == POLLHUP);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGTERM);
	/* The number may be another's now; the descriptor is nobody's. */
	WANT(poll_for(fd, 0) == POLLHUP);
	WANT_ERRNO(pdkill(fd, SIGTERM), ESRCH);
	WANT_ERRNO(pdgetpid(fd, &number), ESRCH);
	WANT(close(fd) == 0);
}

/* A poll under way while the process ends, again and again. */
static void
races(void)
{
	int fd, i, status;
	pid_t pid;

	for (i = 0; i < ROUNDS; i++) {
		pid = pdfork(&fd, PD_CLOEXEC);
		if (pid == 0)
			_exit(i % 100);
		WANT(pid > 0 && poll_for(fd, -1) == POLLHUP);
		WANT(waitpid(pid, &status, 0) == pid &&
		    WEXITSTATUS(status) == i % 100);
		WANT(close(fd) == 0);
	}
}

static void
closed(void)
{
	int fd, two, status;
	pid_t pid = pdfork(&fd, 0);

	if (pid == 0)
		forever();
	two = dup(fd);
	WANT(close(fd) == 0 && waitpid(pid, &status, WNOHANG) == 0);
	WANT(close(two) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
	pid = pdfork(&fd, PD_DAEMON);
	if (pid == 0)
		forever();
	WANT(close(fd) == 0 && kill(pid, 0) == 0 &&
	    waitpid(pid, &status, WNOHANG) == 0);
	WANT(kill(pid, SIGTERM) == 0 && waitpid(pid, &status, 0) == pid);
}

static void
wrong(void)
{
	struct stat st;
	pid_t number;
	int fd;

	WANT_ERRNO(pdfork(&fd, 1 << 20), EINVAL);
	WANT_ERRNO(pdfork(check_pointer(8), 0), EFAULT);
	WANT_ERRNO(pdkill(0, 0), EBADF);
	WANT_ERRNO(pdkill(77, 0), EBADF);
	WANT_ERRNO(pdgetpid(77, &number), EBADF);
	WANT_ERRNO(waitpid(-1, NULL, WNOHANG), ECHILD);
	if (pdfork(&fd, 0) == 0)
		_exit(0);
	WANT_ERRNO(pdkill(fd, 1000), EINVAL);
	WANT_ERRNO(pdgetpid(fd, check_pointer(8)), EFAULT);
	WANT(fstat(fd, &st) == 0 && (st.st_mode & S_IRUSR) != 0);
	WANT(close(fd) == 0 && wait(NULL) > 0);
}

int
main(void)
{
	RUN(told);
	RUN(races);
	RUN(closed);
	RUN(wrong);
	return 0;
}
