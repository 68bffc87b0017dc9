// SPDX-License-Identifier: BSD-2-Clause
/*
 * linux - our C library's system calls on the host, for the tools there.
 *
 * The tools are the guest's, compiled by the same compiler with the same
 * library; only the few calls that reading a file and printing take are
 * done by Linux here.  What asks about a kernel goes to a dump by
 * user/libkvm/attach.c, and is an error before one is opened.
 */
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>

#include "user/libkvm/attach.h"

/* Linux's numbers. */
enum { L_READ = 0, L_WRITE = 1, L_OPEN = 2, L_CLOSE = 3, L_FSTAT = 5,
    L_LSEEK = 8, L_MMAP = 9, L_MUNMAP = 11, L_BRK = 12, L_PREAD = 17,
    L_GETPID = 39, L_EXIT = 231, L_ARCH_PRCTL = 158, L_CLOCK_GETTIME = 228 };

#define L_SET_FS	0x1002
#define L_O_CREAT	0x40
#define L_O_TRUNC	0x200
#define L_O_APPEND	0x400
#define L_MAP_ANON	0x20

static long
linux_call(long number, unsigned long a, unsigned long b, unsigned long c,
    unsigned long d, unsigned long e, unsigned long f)
{
	register unsigned long r10 __asm__("r10") = d;
	register unsigned long r8 __asm__("r8") = e;
	register unsigned long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "0"(number), "D"(a),
	    "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
	    : "rcx", "r11", "memory");
	return ret;
}

/* Up to 34 the numbers are those of the first Unix. */
static long
linux_error(long ret)
{
	if (ret >= 0 || ret < -4095 || ret >= -34)
		return ret;
	return ret == -38 ? -ENOSYS : ret == -36 ? -ENAMETOOLONG :
	    ret == -40 ? -ELOOP : -EIO;
}

static unsigned long
linux_open_flags(unsigned long flags)
{
	unsigned long f = flags & 3;

	f |= (flags & O_CREAT) != 0 ? L_O_CREAT : 0;
	f |= (flags & O_TRUNC) != 0 ? L_O_TRUNC : 0;
	f |= (flags & O_APPEND) != 0 ? L_O_APPEND : 0;
	return f;
}

static long
linux_fstat(unsigned long fd, struct stat *st)
{
	struct {
		uint64_t dev, ino, nlink;
		uint32_t mode, uid, gid, pad;
		uint64_t rdev, size, blksize, blocks, times[6], spare[3];
	} l;
	long ret = linux_call(L_FSTAT, fd, (unsigned long)&l, 0, 0, 0, 0);

	if (ret < 0)
		return ret;
	memset(st, 0, sizeof(*st));
	st->st_mode = (mode_t)l.mode;
	st->st_size = (off_t)l.size;
	st->st_blksize = (blksize_t)l.blksize;
	return 0;
}

/* The break moves up by that much; returns where it was. */
static long
linux_sbrk(unsigned long by)
{
	unsigned long was = (unsigned long)linux_call(L_BRK, 0, 0, 0, 0, 0,
	    0);

	if ((unsigned long)linux_call(L_BRK, was + by, 0, 0, 0, 0, 0) !=
	    was + by)
		return -ENOMEM;
	return (long)was;
}

static long
linux_mmap(const unsigned long *a)
{
	unsigned long flags = (a[3] & 0x13) |
	    ((a[3] & 0x1000) != 0 ? L_MAP_ANON : 0);

	return linux_call(L_MMAP, a[0], a[1], a[2], flags, a[4], a[5]);
}

static long
host_do(int number, const unsigned long *a)
{
	switch (number) {
	case SYS_exit:
		return linux_call(L_EXIT, a[0], 0, 0, 0, 0, 0);
	case SYS_read:
		return linux_call(L_READ, a[0], a[1], a[2], 0, 0, 0);
	case SYS_write:
		return linux_call(L_WRITE, a[0], a[1], a[2], 0, 0, 0);
	case SYS_open:
		return linux_call(L_OPEN, a[0], linux_open_flags(a[1]), a[2],
		    0, 0, 0);
	case SYS_close:
		return linux_call(L_CLOSE, a[0], 0, 0, 0, 0, 0);
	case SYS_fstat:
		return linux_fstat(a[0], (struct stat *)a[1]);
	case SYS_lseek:
		return linux_call(L_LSEEK, a[0], a[1], a[2], 0, 0, 0);
	case SYS_pread:
		return linux_call(L_PREAD, a[0], a[1], a[2], a[3], 0, 0);
	case SYS_mmap:
		return linux_mmap(a);
	case SYS_munmap:
		return linux_call(L_MUNMAP, a[0], a[1], 0, 0, 0, 0);
	case SYS_sbrk:
		return linux_sbrk(a[0]);
	case SYS_sysarch:
		return linux_call(L_ARCH_PRCTL, L_SET_FS,
		    *(unsigned long *)a[1], 0, 0, 0, 0);
	case SYS_clock_gettime:
		return linux_call(L_CLOCK_GETTIME, 0, a[1], 0, 0, 0, 0);
	case SYS_getpid:
		return linux_call(L_GETPID, 0, 0, 0, 0, 0, 0);
	case SYS_ioctl:
		return -ENOTTY;
	case SYS_issetugid: case SYS_sigprocmask: case SYS_sigaction:
		return 0;
	default:
		return -ENOSYS;
	}
}

static long
host_call(int number, const unsigned long *args)
{
	return linux_error(host_do(number, args));
}

long (*__syscall_other)(int, const unsigned long *) = host_call;
