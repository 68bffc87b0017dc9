// SPDX-License-Identifier: BSD-2-Clause
/* poll - the kernel's events, and their functions. */
#pragma once

#include <sys/poll.h>
#include <sys/signal.h>
#include <sys/_timespec.h>

int	poll(struct pollfd *, nfds_t, int);
int	ppoll(struct pollfd *, nfds_t, const struct timespec *,
	    const sigset_t *);
