// SPDX-License-Identifier: BSD-2-Clause
/* sys/sysctl - the kernel's tree, and its calls. */
#pragma once

#include_next <sys/sysctl.h>

int	sysctl(const int *, u_int, void *, size_t *, const void *, size_t);
int	sysctlbyname(const char *, void *, size_t *, const void *, size_t);
int	sysctlnametomib(const char *, int *, size_t *);
