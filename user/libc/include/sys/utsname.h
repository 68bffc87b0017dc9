// SPDX-License-Identifier: BSD-2-Clause
/* sys/utsname - the kernel's names, and their call. */
#pragma once

#include_next <sys/utsname.h>

int	uname(struct utsname *);
