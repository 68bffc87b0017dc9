// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/umtx - sleeping on a word of memory, for libraries that make locks.
 *
 * _umtx_op(obj, op, val, size, timeout).  The waits sleep while the word at
 * obj still is val; the wakes wake at most val sleepers.  An op without
 * PRIVATE meets other processes through shared memory; a PRIVATE one is for
 * the threads of one process and cheaper.
 *
 * timeout may be NULL.  size says what it points to: a struct timespec
 * (relative), or a struct _umtx_time, whose size it then is.
 */
#pragma once

#include <sys/_timespec.h>
#include <sys/types.h>

#define UMTX_OP_WAIT			2	/* val: unsigned long */
#define UMTX_OP_WAKE			3
#define UMTX_OP_WAIT_UINT		11
#define UMTX_OP_WAIT_UINT_PRIVATE	15
#define UMTX_OP_WAKE_PRIVATE		16
/* obj: an array of val addresses of words; each one's sleepers are woken. */
#define UMTX_OP_NWAKE_PRIVATE		21

#define UMTX_NWAKE_MAX			128

#define UMTX_ABSTIME	0x01	/* _flags: until, not for */

struct _umtx_time {
	struct timespec _timeout;
	uint32_t _flags;		/* UMTX_* */
	uint32_t _clockid;		/* CLOCK_REALTIME or _MONOTONIC */
};
