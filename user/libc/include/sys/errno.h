// SPDX-License-Identifier: BSD-2-Clause
/* sys/errno - the kernel's numbers, and newlib's errno. */
#pragma once

#include_next <sys/errno.h>
#include <sys/reent.h>

#ifndef _REENT_ONLY
#define errno	(*__errno())
int	*__errno(void);
#endif

#define __errno_r(ptr)	((ptr)->_errno)
#define __ELASTERROR	2000	/* newlib: own numbers start here */
