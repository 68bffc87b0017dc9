// SPDX-License-Identifier: BSD-2-Clause
/* sys/wait - the kernel's statuses, and their functions. */
#pragma once

#include_next <sys/wait.h>
#include <sys/types.h>

struct rusage;

pid_t	wait(int *);
pid_t	waitpid(pid_t, int *, int);
pid_t	wait3(int *, int, struct rusage *);
pid_t	wait4(pid_t, int *, int, struct rusage *);
