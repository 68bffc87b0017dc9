// SPDX-License-Identifier: BSD-2-Clause
/* sys/uio - scattered buffers. */
#pragma once

#include <sys/types.h>

struct iovec {
	void *iov_base;
	size_t iov_len;
};

#define UIO_MAXIOV	1024
