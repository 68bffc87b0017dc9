// SPDX-License-Identifier: BSD-2-Clause
/* sys/select - the kernel's sets, and their functions. */
#pragma once

#include_next <sys/select.h>
#include <sys/_sigset.h>
#include <sys/timespec.h>

#ifndef _SIGSET_T_DECLARED
typedef unsigned long	sigset_t;
#define _SIGSET_T_DECLARED
#endif

int	select(int, fd_set *, fd_set *, fd_set *, struct timeval *);
int	pselect(int, fd_set *, fd_set *, fd_set *, const struct timespec *,
	    const sigset_t *);
