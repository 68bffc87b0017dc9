// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_word - sleeping on words, and the lock made of one.
 *
 * The lock's word is 0 when free, 1 when held, and 2 when held and somebody
 * may be asleep; so neither taking a free one nor giving back one nobody
 * waits for needs a system call.
 */
#include <errno.h>
#include "user/libc/thread.h"

int
__thread_wait(volatile unsigned *word, unsigned val, int shared,
    clockid_t clock, const struct timespec *until)
{
	int op = shared ? UMTX_OP_WAIT_UINT : UMTX_OP_WAIT_UINT_PRIVATE;
	struct _umtx_time ut;

	if (until == NULL)
		return umtx(word, op, val, 0, NULL);
	if (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)
		return EINVAL;
	if (until->tv_sec < 0)
		return ETIMEDOUT;
	ut._timeout = *until;
	ut._flags = UMTX_ABSTIME;
	ut._clockid = (uint32_t)clock;
	return umtx(word, op, val, sizeof(ut), &ut);
}

void
__thread_wake(volatile unsigned *word, int n, int shared)
{
	(void)umtx(word, shared ? UMTX_OP_WAKE : UMTX_OP_WAKE_PRIVATE,
	    (unsigned long)n, 0, NULL);
}

/* The lock is held by another: wait for it. */
static int
word_lock_slow(volatile unsigned *word, int shared,
    const struct timespec *until)
{
	struct pthread *self = thread_self();
	int error = 0;

	/* A signal that cancels must not take us out of here. */
	self->t_cancel_busy++;
	while (__atomic_exchange_n(word, 2, __ATOMIC_ACQUIRE) != 0) {
		error = __thread_wait(word, 2, shared, CLOCK_REALTIME, until);
		if (error == ETIMEDOUT || error == EINVAL)
			break;
		error = 0;
	}
	self->t_cancel_busy--;
	return error;
}

int
__word_lock(volatile unsigned *word, int shared,
    const struct timespec *until)
{
	unsigned free = 0;

	if (__atomic_compare_exchange_n(word, &free, 1, 0, __ATOMIC_ACQUIRE,
	    __ATOMIC_RELAXED))
		return 0;
	return word_lock_slow(word, shared, until);
}

void
__word_unlock(volatile unsigned *word, int shared)
{
	if (__atomic_exchange_n(word, 0, __ATOMIC_RELEASE) == 2)
		__thread_wake(word, 1, shared);
}
