// SPDX-License-Identifier: BSD-2-Clause
/* sys/jail - the kernel's flags, and the calls. */
#pragma once

#include_next <sys/jail.h>
#include <sys/uio.h>

int	jail_set(struct iovec *, u_int, int);
int	jail_get(struct iovec *, u_int, int);
int	jail_attach(int);
int	jail_remove(int);
int	jail_attach_jd(int);
int	jail_remove_jd(int);
