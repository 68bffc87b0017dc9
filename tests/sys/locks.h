// SPDX-License-Identifier: BSD-2-Clause
/*
 * locks - what the tests of advisory locks share.
 *
 * What another process would be told is found out by one, try_other, made
 * for it; so each question also shows that a child inherits nothing.
 */
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include "check.h"

#define FILE_	"/tmp/locks.f"

static int fd;			/* FILE_, open for both */
static int told[2];		/* a child says that it is so far */

static inline int
lk(int f, int cmd, int type, off_t start, off_t len)
{
	struct flock fl = {
		.l_type = (short)type, .l_start = start, .l_len = len
	};

	return fcntl(f, cmd, &fl);
}

/* What another process gets that wants this now: 0 or errno. */
static inline int
try_other(int type, off_t start, off_t len)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(lk(fd, F_SETLK, type, start, len) == 0 ? 0 : errno);
	return WEXITSTATUS(check_wait(pid));
}

/* What it is told is in its way. */
static inline struct flock
ask_other(int type, off_t start, off_t len)
{
	struct flock fl = {
		.l_type = (short)type, .l_start = start, .l_len = len
	};
	int p[2];
	pid_t pid;

	(void)!pipe(p);
	pid = fork();
	if (pid == 0) {
		(void)fcntl(fd, F_GETLK, &fl);
		(void)!write(p[1], &fl, sizeof(fl));
		_exit(0);
	}
	(void)!read(p[0], &fl, sizeof(fl));
	check_wait(pid);
	close(p[0]);
	close(p[1]);
	return fl;
}

static inline void
tell(void)
{
	(void)!write(told[1], "x", 1);
}

static inline void
hear(void)
{
	char c;

	(void)!read(told[0], &c, 1);
}

/* A process that has this lock until it is killed. */
static inline pid_t
holder(int type, off_t start, off_t len)
{
	pid_t pid = fork();

	if (pid == 0) {
		if (lk(fd, F_SETLK, type, start, len) != 0)
			_exit(errno);
		tell();
		for (;;)
			pause();
	}
	hear();
	return pid;
}

static inline void
end(pid_t pid)
{
	kill(pid, SIGKILL);
	check_wait(pid);
}

/* One that waits for this lock, asleep; its exit value is what it got. */
static inline pid_t
waiter(int type, off_t start, off_t len)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(lk(fd, F_SETLKW, type, start, len) == 0 ? 0 : errno);
	check_asleep(pid, "lockf");
	return pid;
}

static inline void
locks_begin(void)
{
	fd = open(FILE_, O_RDWR | O_CREAT | O_TRUNC, 0600);
	(void)!pipe(told);
}

static inline void
locks_end(void)
{
	close(fd);
	unlink(FILE_);
}
