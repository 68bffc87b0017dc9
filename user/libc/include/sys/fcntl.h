// SPDX-License-Identifier: BSD-2-Clause
/* sys/fcntl - the kernel's flags, and their functions. */
#pragma once

#include_next <sys/fcntl.h>
#include <sys/stat.h>

int	open(const char *, int, ...);
int	openat(int, const char *, int, ...);
int	creat(const char *, mode_t);
int	fcntl(int, int, ...);
int	flock(int, int);
