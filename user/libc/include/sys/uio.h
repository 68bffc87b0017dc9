// SPDX-License-Identifier: BSD-2-Clause
/* sys/uio - the kernel's struct iovec, and its functions. */
#pragma once

#include_next <sys/uio.h>

ssize_t	readv(int, const struct iovec *, int);
ssize_t	writev(int, const struct iovec *, int);
