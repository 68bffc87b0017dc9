// SPDX-License-Identifier: BSD-2-Clause
/* sys/reboot - the kernel's flags, and the call. */
#pragma once

#include_next <sys/reboot.h>

int	reboot(int);
