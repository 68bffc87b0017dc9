// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/fcntl - flags of open, commands of fcntl, flags of the *at calls.
 */
#pragma once

#include <sys/types.h>

#define O_RDONLY	0x000000
#define O_WRONLY	0x000001
#define O_RDWR		0x000002
#define O_ACCMODE	0x000003
#define O_APPEND	0x000008
#define O_ASYNC		0x000040
#define O_SHLOCK	0x000080
#define O_EXLOCK	0x000100
#define O_CREAT		0x000200
#define O_TRUNC		0x000400
#define O_EXCL		0x000800
#define O_SYNC		0x002000
#define O_FSYNC		O_SYNC
#define O_NONBLOCK	0x004000
#define O_NDELAY	O_NONBLOCK
#define O_NOCTTY	0x008000
#define O_CLOEXEC	0x040000
#define O_DIRECT	0x080000
#define O_NOFOLLOW	0x100000
#define O_DIRECTORY	0x200000
#define O_EXEC		0x400000
#define O_SEARCH	O_EXEC

/* The open mode plus one, as a file keeps it. */
#define FREAD		0x0001
#define FWRITE		0x0002
#define FFLAGS(oflags)	((oflags) + 1)
#define OFLAGS(fflags)	((fflags) - 1)
#define FAPPEND		O_APPEND
#define FASYNC		O_ASYNC
#define FNONBLOCK	O_NONBLOCK
#define FNDELAY		O_NONBLOCK

#define FD_CLOEXEC	1

#define F_DUPFD		0
#define F_GETFD		1
#define F_SETFD		2
#define F_GETFL		3
#define F_SETFL		4
#define F_GETOWN	5
#define F_SETOWN	6
#define F_GETLK		7
#define F_SETLK		8
#define F_SETLKW	9
#define F_DUPFD_CLOEXEC	14

#define F_RDLCK		1
#define F_WRLCK		2
#define F_UNLCK		3

struct flock {
	off_t l_start;
	off_t l_len;			/* 0: to the end */
	pid_t l_pid;
	short l_type;
	short l_whence;
};

#define AT_FDCWD		(-100)
#define AT_EACCESS		0x0100
#define AT_SYMLINK_NOFOLLOW	0x0200
#define AT_SYMLINK_FOLLOW	0x0400
#define AT_REMOVEDIR		0x0800

#define LOCK_SH		0x01
#define LOCK_EX		0x02
#define LOCK_NB		0x04
#define LOCK_UN		0x08

#ifndef SEEK_SET
#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2
#endif
