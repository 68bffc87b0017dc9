// SPDX-License-Identifier: BSD-2-Clause
/*
 * badptr - every system call with addresses it must not touch.
 *
 * Each call is made in a child with each bad address in each place.  The
 * kernel may answer as it likes, if only it answers: what is tested is that
 * the system is still there, and that calls which look at memory say
 * EFAULT.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysctl.h>
#include <sys/uio.h>
#include <poll.h>
#include <time.h>
#include "check.h"
#include "tests/sys/rawcall.h"

#define KERNEL	0xffffffff80100000ul
#define DIRECT	0xffff800000001000ul
#define HOLE	0x0000600000000000ul
#define EDGE	0x00007ffffffff000ul
#define ODD	0x0000800000000000ul

static const unsigned long bad[] = { 8, KERNEL, DIRECT, HOLE, EDGE - 8, ODD,
	~0ul, ~0ul - 4095 };
#define NBAD	(sizeof(bad) / sizeof(bad[0]))

/* Where the library would look at the argument itself. */
static long
call3(long number, unsigned long a, unsigned long b, unsigned long c)
{
	const unsigned long arg[6] = { a, b, c };

	return call(number, arg);
}

/* Calls that end, replace, stop or hold the caller, or the machine. */
static int
is_left_out(int number)
{
	switch (number) {
	case SYS_exit: case SYS_fork: case SYS_vfork: case SYS_reboot:
	case SYS_sigreturn: case SYS_sigsuspend: case SYS_kill:
	case SYS_wait4: case SYS_sbrk: case SYS_chroot:
	case SYS_settimeofday: case SYS_clock_settime: case SYS_unmount:
		return 1;
	default:
		return 0;
	}
}

static int victim;

/* All places, one bad address at a time, then all at once. */
static int
pound(void)
{
	unsigned long arg[6];
	unsigned i, k, mask;

	alarm(2);
	close(0);
	open("/dev/null", O_RDWR);
	for (i = 0; i < NBAD; i++) {
		for (mask = 1; mask < 64; mask = mask * 2 + 1) {
			for (k = 0; k < 6; k++)
				arg[k] = (mask >> k & 1) ? bad[i] : k == 2 ?
				    64 : 0;
			call(victim, arg);
			for (k = 0; k < 6; k++)
				arg[k] = (mask >> k & 1) ? k == 2 ? 64 : 0 :
				    bad[i];
			call(victim, arg);
		}
	}
	return 0;
}

static void
badptr_all_calls(void)
{
	for (victim = 0; victim < SYS_MAXSYSCALL + 8; victim++) {
		if (!is_left_out(victim))
			WANT(check_status(pound) != -1);
	}
	WANT_ERRNO(wait(NULL), ECHILD);
}

/* Calls that certainly look: fd 0 is a pipe's end with data in it. */
static void
badptr_efault(void)
{
	int fd[2];
	unsigned i;

	WANT(pipe(fd) == 0);
	for (i = 0; i < NBAD; i++) {
		void *p = check_pointer(bad[i]);

		WANT_ERRNO(write(fd[1], p, 64), EFAULT);
		WANT(write(fd[1], "0123456789", 10) == 10);
		WANT_ERRNO(read(fd[0], p, 10), EFAULT);
		WANT_ERRNO(open(p, O_RDONLY), EFAULT);
		WANT_ERRNO(stat("/", p), EFAULT);
		WANT(call3(SYS_pipe2, bad[i], 0, 0) == -EFAULT);
		WANT_ERRNO(mkdir(p, 0755), EFAULT);
		WANT_ERRNO(readlink("/bin/sh", p, 8), EFAULT);
		WANT_ERRNO(poll(p, 1, 0), EFAULT);
		WANT_ERRNO(clock_gettime(CLOCK_MONOTONIC, p), EFAULT);
		WANT_ERRNO(nanosleep(p, NULL), EFAULT);
		WANT(call3(SYS_sigaction, SIGUSR1, bad[i], 0) == -EFAULT);
		WANT(call3(SYS_sigaction, SIGUSR1, 0, bad[i]) == -EFAULT);
		WANT(call3(SYS_sigprocmask, SIG_SETMASK, bad[i], 0) ==
		    -EFAULT);
		WANT_ERRNO(readv(fd[0], p, 2), EFAULT);
		WANT_ERRNO(sysctlbyname("kern.ostype", p, p, NULL, 0),
		    EFAULT);
		WANT_ERRNO(execve(p, NULL, NULL), EFAULT);
	}
	close(fd[0]);
	close(fd[1]);
}

/* A buffer whose second page is missing: what fits is moved. */
static void
badptr_half(void)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANON, -1, 0);
	int fd = open("/tmp/badptr", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char path[8];

	WANT(p != MAP_FAILED && munmap(p + 4096, 4096) == 0);
	WANT_ERRNO(write(fd, p + 4090, 4096), EFAULT);
	memcpy(p + 4092, "/dev", 4);
	WANT_ERRNO(open(p + 4092, O_RDONLY), EFAULT);
	memcpy(p + 4091, "/dev", 5);
	WANT(access(p + 4091, F_OK) == 0);
	WANT_ERRNO(open(p + 4096, O_RDONLY), EFAULT);
	memset(path, 0, sizeof(path));
	WANT_ERRNO(open(path, O_RDONLY), ENOENT);
	WANT(munmap(p, 4096) == 0 && close(fd) == 0);
	WANT(unlink("/tmp/badptr") == 0);
}

static void
badptr_counts(void)
{
	struct iovec iov[2] = { { (void *)8, 1ul << 63 }, { (void *)8, 8 } };
	char c;

	WANT_ERRNO(read(0, &c, (size_t)-1), EINVAL);
	WANT_ERRNO(readv(0, iov, 2), EINVAL);
	WANT_ERRNO(readv(0, iov, 0), EINVAL);
	WANT_ERRNO(readv(0, iov, 100000), EINVAL);
	iov[0].iov_len = (1ul << 63) - 1;
	WANT_ERRNO(readv(0, iov, 2), EINVAL);
	WANT_ERRNO(read(-1, &c, 1), EBADF);
	WANT_ERRNO(read(1 << 30, &c, 1), EBADF);
	WANT_ERRNO(poll(NULL, (nfds_t)-1, 0), EINVAL);
	WANT_ERRNO(dup2(0, -1), EBADF);
	WANT_ERRNO(dup2(0, 1 << 30), EBADF);
	WANT_ERRNO(fcntl(0, F_DUPFD, -1), EINVAL);
}

int
main(void)
{
	RUN(badptr_efault);
	RUN(badptr_half);
	RUN(badptr_counts);
	RUN(badptr_all_calls);
	return 0;
}
