// SPDX-License-Identifier: BSD-2-Clause
/* sys/resource - the kernel's limits, and their functions. */
#pragma once

#include_next <sys/resource.h>

int	getpriority(int, int);
int	setpriority(int, int, int);
int	getrusage(int, struct rusage *);
int	getrlimit(int, struct rlimit *);
int	setrlimit(int, const struct rlimit *);
