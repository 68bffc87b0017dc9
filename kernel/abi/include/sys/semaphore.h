// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/semaphore - a POSIX semaphore in memory.
 *
 * The library does all of it with atomic instructions and, to sleep and to
 * wake, _umtx_op.  The kernel only writes a named one's first value.
 */
#pragma once

#include <sys/types.h>

#define SEM_MAGIC	0x53454d31	/* "SEM1"; else it is not one */
#define SEM_NAMED	0x1		/* _flags: made by sem_open */
#define SEM_SHARED	0x2		/* used by several processes */

typedef struct _sem {
	uint32_t _magic;
	uint32_t _count;		/* the value; sleepers wait on it */
	uint32_t _waiters;		/* who may be asleep */
	uint32_t _flags;
} sem_t;
