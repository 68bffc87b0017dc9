// SPDX-License-Identifier: BSD-2-Clause
/* sys/stat - the kernel's file status, and its functions. */
#pragma once

#include_next <sys/stat.h>
#include <time.h>

/* Names newlib's own sources use. */
#define _IFMT		S_IFMT
#define _IFDIR		S_IFDIR
#define _IFCHR		S_IFCHR
#define _IFREG		S_IFREG

int	chmod(const char *, mode_t);
int	fchmod(int, mode_t);
int	fchmodat(int, const char *, mode_t, int);
int	fstat(int, struct stat *);
int	fstatat(int, const char *restrict, struct stat *restrict, int);
int	futimens(int, const struct timespec *);
int	lstat(const char *restrict, struct stat *restrict);
int	mkdir(const char *, mode_t);
int	mkdirat(int, const char *, mode_t);
int	mkfifo(const char *, mode_t);
int	mkfifoat(int, const char *, mode_t);
int	mknodat(int, const char *, mode_t, dev_t);
int	stat(const char *restrict, struct stat *restrict);
mode_t	umask(mode_t);
int	utimensat(int, const char *, const struct timespec *, int);
