// SPDX-License-Identifier: BSD-2-Clause
/* sys/ipc - the kernel's keys, and where keys come from. */
#pragma once

#include_next <sys/ipc.h>

key_t	ftok(const char *, int);
