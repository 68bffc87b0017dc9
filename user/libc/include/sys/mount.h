// SPDX-License-Identifier: BSD-2-Clause
/* sys/mount - the kernel's mounts, and their calls. */
#pragma once

#include_next <sys/mount.h>
#include <sys/uio.h>

int	nmount(struct iovec *, u_int, int);
int	unmount(const char *, int);
int	statfs(const char *, struct statfs *);
int	fstatfs(int, struct statfs *);
int	getfsstat(struct statfs *, long, int);
