// SPDX-License-Identifier: BSD-2-Clause
/* sys/select - descriptor sets. */
#pragma once

#include <stddef.h>
#include <sys/_timespec.h>
#include <sys/_timeval.h>

#ifndef FD_SETSIZE
#define FD_SETSIZE	1024
#endif

typedef unsigned long	fd_mask;
#define NFDBITS		(sizeof(fd_mask) * 8)

typedef struct fd_set {
	fd_mask fds_bits[(FD_SETSIZE + NFDBITS - 1) / NFDBITS];
} fd_set;
#define _SYS_TYPES_FD_SET

#define FD_BIT(n)	(1UL << ((n) % NFDBITS))
#define FD_SET(n, p)	((p)->fds_bits[(n) / NFDBITS] |= FD_BIT(n))
#define FD_CLR(n, p)	((p)->fds_bits[(n) / NFDBITS] &= ~FD_BIT(n))
#define FD_ISSET(n, p)	(((p)->fds_bits[(n) / NFDBITS] & FD_BIT(n)) != 0)
#define FD_ZERO(p)	__builtin_memset((p), 0, sizeof(*(p)))
