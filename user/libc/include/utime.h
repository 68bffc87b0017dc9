// SPDX-License-Identifier: BSD-2-Clause
/* utime - a file's times, in seconds. */
#pragma once

#include <sys/types.h>

struct utimbuf {
	time_t actime;
	time_t modtime;
};

int	utime(const char *, const struct utimbuf *);
