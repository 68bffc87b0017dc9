// SPDX-License-Identifier: BSD-2-Clause
/* sys/procdesc - descriptors of processes, which never mean another. */
#pragma once

#include_next <sys/procdesc.h>
#include <sys/types.h>

/* poll says POLLHUP when it has ended; the last close ends it. */
pid_t	pdfork(int *fdp, int flags);
int	pdkill(int fd, int sig);
int	pdgetpid(int fd, pid_t *pidp);
