// SPDX-License-Identifier: BSD-2-Clause
/* sys/ioctl - the kernel's commands, and the call. */
#pragma once

#include_next <sys/ioctl.h>

int	ioctl(int, unsigned long, ...);
