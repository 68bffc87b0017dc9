// SPDX-License-Identifier: BSD-2-Clause
/* sys/umtx - sleeping on a word of memory. */
#pragma once

#include_next <sys/umtx.h>

/* 0, or a wake's count of those woken; ETIMEDOUT, EINTR, EFAULT, EINVAL. */
int	_umtx_op(void *, int, unsigned long, void *, void *);
