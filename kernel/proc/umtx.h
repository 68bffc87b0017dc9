// SPDX-License-Identifier: BSD-2-Clause
/*
 * umtx - sleeping until a word of a program's memory changes.
 *
 * What user-level locks, semaphores and joins are made of: a program that
 * finds a word in its way sleeps while it keeps its value; who changes it
 * wakes.  A word is known by the object its page belongs to and the offset
 * there, so processes that share memory meet, wherever each maps it; a
 * private one, cheaper to find, by space and address.
 */
#pragma once

#include <stdint.h>
#include "kernel/vm/uio.h"

struct thread;

#define UMTX_PRIVATE	0x1	/* threads of one space only */
#define UMTX_LONG	0x2	/* the word has 64 bits, else 32 */

/*
 * Sleep while the word at addr, in the running thread's space, is val.
 * deadline_ns is absolute uptime or WQ_FOREVER.  0: woken, or it was
 * another value; EFAULT, EINTR, ETIMEDOUT.  May return 0 spuriously, so
 * callers look at the word again.
 */
int	umtx_wait(struct thread *td, uaddr_t addr, uint64_t val, int flags,
	    uint64_t deadline_ns);
/*
 * Wake up to n sleepers, longest first, after the word was changed; *woken
 * (may be NULL) counts them.  0 or EFAULT (nothing is mapped at addr).
 */
int	umtx_wake(struct thread *td, uaddr_t addr, int n, int flags,
	    int *woken);
