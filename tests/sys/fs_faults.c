// SPDX-License-Identifier: BSD-2-Clause
/*
 * fs_faults - every allocation of each file operation fails in its turn;
 * the operation must say so, and leave nothing behind.
 */
#include <fcntl.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include "check.h"

#define PLACE	"/tmp/fs_faults"
#define MOST	400		/* allocations one operation may make */

static int (*operation)(void);
static long nth;

static int
fault_set(long after)
{
	return sysctlbyname("debug.fault.after", NULL, NULL, &after,
	    sizeof(after));
}

static long
fault_get(void)
{
	long after = 0;
	size_t len = sizeof(after);

	sysctlbyname("debug.fault.after", &after, &len, NULL, 0);
	return after;
}

static int
open_files(void)
{
	int n = -1;
	size_t len = sizeof(n);

	sysctlbyname("kern.openfiles", &n, &len, NULL, 0);
	return n;
}

/* 0 done, 1 refused for want of memory, 2 anything else. */
static int
outcome(int result)
{
	if (result >= 0)
		return 0;
	return errno == ENOMEM || errno == ENOSPC || errno == ENFILE ? 1 : 2;
}

static int
op_mkdir(void)
{
	return outcome(mkdir("d", 0755));
}

static int
op_write(void)
{
	static char data[10000];
	int fd = open("f", O_RDWR | O_CREAT, 0644);
	int result;

	if (fd < 0)
		return outcome(fd);
	result = (int)write(fd, data, sizeof(data));
	/* The page refused may be one of ours. */
	return result < 0 && errno == EFAULT ? 1 : outcome(result);
}

static int
op_link(void)
{
	return outcome(link("/tmp/fs_faults/base", "l"));
}

static int
op_symlink(void)
{
	return outcome(symlink("somewhere/else", "s"));
}

static int
op_rename(void)
{
	return outcome(rename("base", "r"));
}

static int
op_follow(void)
{
	return outcome(open("link", O_RDONLY));
}

static int
op_fifo(void)
{
	int result = mkfifo("p", 0600);

	if (result < 0)
		return outcome(result);
	return outcome(open("p", O_RDONLY | O_NONBLOCK));
}

static int
op_pipe(void)
{
	int fds[2];

	return outcome(pipe(fds));
}

static int
op_many_descriptors(void)
{
	int i, fd = 0;

	for (i = 0; i < 200 && fd >= 0; i++)
		fd = dup(0);
	return outcome(fd);
}

static int
op_poll(void)
{
	struct pollfd pfd[40];
	int i;

	for (i = 0; i < 40; i++)
		pfd[i] = (struct pollfd){ 0, POLLIN, 0 };
	return outcome(poll(pfd, 40, 0));
}

static int
op_getcwd(void)
{
	char buf[1024];

	return outcome(getcwd(buf, sizeof(buf)) != NULL ? 0 : -1);
}

static int
op_mount(void)
{
	static char *const pairs[] = {
		"fstype", "tmpfs", "fspath", PLACE "/m", "from", "tmpfs"
	};
	struct iovec iov[6];
	int i, result;

	for (i = 0; i < 6; i++) {
		iov[i].iov_base = pairs[i];
		iov[i].iov_len = strlen(pairs[i]) + 1;
	}
	result = outcome(nmount(iov, 6, 0));
	if (result == 0 && unmount(PLACE "/m", 0) != 0)
		return 2;
	return result;
}

/* With the nth allocation failing; 3 if there was no nth. */
static int
one_try(void)
{
	int result;
	long left;

	if (chdir(PLACE) != 0 || fault_set(nth) != 0)
		return 2;
	result = operation();
	left = fault_get();
	fault_set(0);		/* before our end costs anybody memory */
	if (left > 0)
		result = result == 0 ? 3 : 2;
	return result;
}

/*
 * A page the child needs may be what is refused: then it dies of that, and
 * the operation has not been asked.
 */
static int
try_each(int (*op)(void))
{
	int status, exit_value;

	operation = op;
	for (nth = 1; nth < MOST; nth++) {
		status = check_status(one_try);
		fault_set(0);
		(void)unlink(PLACE "/f");
		(void)unlink(PLACE "/l");
		(void)unlink(PLACE "/s");
		(void)unlink(PLACE "/p");
		(void)rmdir(PLACE "/d");
		(void)rename(PLACE "/r", PLACE "/base");
		if (!WIFEXITED(status))
			continue;
		exit_value = WEXITSTATUS(status);
		if (exit_value == 3)
			return 0;
		if (exit_value == 2)
			return 2;
	}
	return 4;
}

#define FAULT_TEST(op)							\
static void								\
fault_##op(void)							\
{									\
	int before = open_files();					\
									\
	WANT(try_each(op_##op) == 0);					\
	WANT(open_files() == before);					\
}

FAULT_TEST(mkdir)
FAULT_TEST(write)
FAULT_TEST(link)
FAULT_TEST(symlink)
FAULT_TEST(rename)
FAULT_TEST(follow)
FAULT_TEST(fifo)
FAULT_TEST(pipe)
FAULT_TEST(many_descriptors)
FAULT_TEST(poll)
FAULT_TEST(getcwd)
FAULT_TEST(mount)

int
main(void)
{
	if (mkdir(PLACE, 0755) != 0 || mkdir(PLACE "/m", 0755) != 0)
		return 1;
	close(open(PLACE "/base", O_RDWR | O_CREAT, 0644));
	if (symlink("base", PLACE "/link") != 0)
		return 1;
	RUN(fault_mkdir);
	RUN(fault_write);
	RUN(fault_link);
	RUN(fault_symlink);
	RUN(fault_rename);
	RUN(fault_follow);
	RUN(fault_fifo);
	RUN(fault_pipe);
	RUN(fault_many_descriptors);
	RUN(fault_poll);
	RUN(fault_getcwd);
	RUN(fault_mount);
	(void)unlink(PLACE "/base");
	(void)unlink(PLACE "/link");
	return rmdir(PLACE "/m") != 0 || rmdir(PLACE) != 0;
}
