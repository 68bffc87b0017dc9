// SPDX-License-Identifier: BSD-2-Clause
/* sys/mman - protections and flags of mmap. */
#pragma once

#include <sys/types.h>

#define PROT_NONE	0x00
#define PROT_READ	0x01
#define PROT_WRITE	0x02
#define PROT_EXEC	0x04

#define MAP_SHARED	0x0001
#define MAP_PRIVATE	0x0002
#define MAP_FIXED	0x0010
#define MAP_STACK	0x0400		/* grows down on demand */
#define MAP_ANON	0x1000
#define MAP_ANONYMOUS	MAP_ANON
#define MAP_GUARD	0x2000
#define MAP_EXCL	0x4000		/* with MAP_FIXED: replace nothing */
#define MAP_FAILED	((void *)-1)

/* Instead of a name for shm_open: memory that only the descriptor names. */
#define SHM_ANON	((char *)1)
#define SHM_RENAME_NOREPLACE	0x1
#define SHM_RENAME_EXCHANGE	0x2

#define MCL_CURRENT	0x0001		/* mlockall: what is mapped now */
#define MCL_FUTURE	0x0002		/* what will be */

#define MS_SYNC		0x0000
#define MS_ASYNC	0x0001
#define MS_INVALIDATE	0x0002
