// SPDX-License-Identifier: BSD-2-Clause
/* sys/kdb - one debugger command, and the kernel's log. */
#pragma once

#include <sys/types.h>

/* Run command; its text goes to out.  The text's length, or -1. */
ssize_t	kdb(const char *, char *, size_t);
/* The end of the kernel's log, at most len bytes.  Its length, or -1. */
ssize_t	getmsgbuf(char *, size_t);
