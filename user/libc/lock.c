// SPDX-License-Identifier: BSD-2-Clause
/*
 * lock - newlib's retargetable locks, on words.
 *
 * All of them may be recursive.  While a program has one thread they do
 * nothing; the second is made by a thread that holds none of them.
 */
#include <stdlib.h>
#include <sys/lock.h>
#include "user/libc/thread.h"

struct __lock {
	volatile unsigned l_word;	/* [a] */
	unsigned l_count;		/* [x] the holder's, beyond the first */
	struct pthread *volatile l_owner;	/* [x] */
};

/* The names are newlib's. */
struct __lock __lock___sinit_recursive_mutex;
struct __lock __lock___sfp_recursive_mutex;
struct __lock __lock___atexit_recursive_mutex;
struct __lock __lock___at_quick_exit_mutex;
struct __lock __lock___malloc_recursive_mutex;
struct __lock __lock___env_recursive_mutex;
struct __lock __lock___tz_mutex;
struct __lock __lock___dd_hash_mutex;
struct __lock __lock___arc4random_mutex;

/* Without memory a file goes unlocked: NULL is a lock that does nothing. */
void
__retarget_lock_init_recursive(_LOCK_T *lock)
{
	*lock = calloc(1, sizeof(**lock));
}

void
__retarget_lock_init(_LOCK_T *lock)
{
	__retarget_lock_init_recursive(lock);
}

void
__retarget_lock_close_recursive(_LOCK_T lock)
{
	free(lock);
}

void
__retarget_lock_close(_LOCK_T lock)
{
	free(lock);
}

void
__retarget_lock_acquire_recursive(_LOCK_T lock)
{
	struct pthread *self;

	if (!__isthreaded || lock == NULL)
		return;
	self = thread_self();
	if (lock->l_owner == self) {
		lock->l_count++;
		return;
	}
	(void)__word_lock(&lock->l_word, 0, NULL);
	lock->l_owner = self;
}

void
__retarget_lock_acquire(_LOCK_T lock)
{
	__retarget_lock_acquire_recursive(lock);
}

int
__retarget_lock_try_acquire_recursive(_LOCK_T lock)
{
	unsigned free = 0;

	if (!__isthreaded || lock == NULL)
		return 1;
	if (lock->l_owner == thread_self()) {
		lock->l_count++;
		return 1;
	}
	if (!__atomic_compare_exchange_n(&lock->l_word, &free, 1, 0,
	    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return 0;
	lock->l_owner = thread_self();
	return 1;
}

int
__retarget_lock_try_acquire(_LOCK_T lock)
{
	return __retarget_lock_try_acquire_recursive(lock);
}

void
__retarget_lock_release_recursive(_LOCK_T lock)
{
	/* Not held: it was taken when there was one thread. */
	if (!__isthreaded || lock == NULL || lock->l_owner != thread_self())
		return;
	if (lock->l_count > 0) {
		lock->l_count--;
		return;
	}
	lock->l_owner = NULL;
	__word_unlock(&lock->l_word, 0);
}

void
__retarget_lock_release(_LOCK_T lock)
{
	__retarget_lock_release_recursive(lock);
}
