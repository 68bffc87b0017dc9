// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_mutex - mutexes of the three POSIX types, timed and shared.
 *
 * The word says whether it is held; the other types also keep who holds
 * it.  Only the holder can find itself there, so reading that needs no
 * lock.
 */
#include <errno.h>
#include <string.h>
#include "user/libc/thread.h"

int
pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *ma)
{
	memset(m, 0, sizeof(*m));
	if (ma != NULL) {
		m->m_type = (unsigned)ma->ma_type;
		m->m_shared = (unsigned)ma->ma_shared;
	}
	return 0;
}

int
pthread_mutex_destroy(pthread_mutex_t *m)
{
	return m->m_word != 0 ? EBUSY : 0;
}

/* The caller has it already: 0 counted, or the error. */
static int
mutex_again(pthread_mutex_t *m, int error)
{
	if (m->m_type == PTHREAD_MUTEX_ERRORCHECK)
		return error;
	m->m_count++;
	return 0;
}

static int
mutex_is_mine(const pthread_mutex_t *m)
{
	return m->m_type != PTHREAD_MUTEX_NORMAL &&
	    m->m_owner == thread_self();
}

int
pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *until)
{
	int error;

	if (mutex_is_mine(m))
		return mutex_again(m, EDEADLK);
	error = __word_lock(&m->m_word, (int)m->m_shared, until);
	if (error == 0 && m->m_type != PTHREAD_MUTEX_NORMAL)
		m->m_owner = thread_self();
	return error;
}

int
pthread_mutex_lock(pthread_mutex_t *m)
{
	return pthread_mutex_timedlock(m, NULL);
}

int
pthread_mutex_trylock(pthread_mutex_t *m)
{
	unsigned free = 0;

	if (mutex_is_mine(m))
		return mutex_again(m, EBUSY);
	if (!__atomic_compare_exchange_n(&m->m_word, &free, 1, 0,
	    __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return EBUSY;
	if (m->m_type != PTHREAD_MUTEX_NORMAL)
		m->m_owner = thread_self();
	return 0;
}

int
pthread_mutex_unlock(pthread_mutex_t *m)
{
	if (m->m_type != PTHREAD_MUTEX_NORMAL) {
		if (m->m_owner != thread_self())
			return EPERM;
		if (m->m_count > 0) {
			m->m_count--;
			return 0;
		}
		m->m_owner = NULL;
	}
	__word_unlock(&m->m_word, (int)m->m_shared);
	return 0;
}

/* ----------------------------------------------------------- attributes */

int
pthread_mutexattr_init(pthread_mutexattr_t *ma)
{
	memset(ma, 0, sizeof(*ma));
	return 0;
}

int
pthread_mutexattr_destroy(pthread_mutexattr_t *ma)
{
	(void)ma;
	return 0;
}

int
pthread_mutexattr_settype(pthread_mutexattr_t *ma, int type)
{
	if (type < PTHREAD_MUTEX_NORMAL || type > PTHREAD_MUTEX_RECURSIVE)
		return EINVAL;
	ma->ma_type = type;
	return 0;
}

int
pthread_mutexattr_gettype(const pthread_mutexattr_t *ma, int *type)
{
	*type = ma->ma_type;
	return 0;
}

int
pthread_mutexattr_setpshared(pthread_mutexattr_t *ma, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	ma->ma_shared = shared;
	return 0;
}

int
pthread_mutexattr_getpshared(const pthread_mutexattr_t *ma, int *shared)
{
	*shared = ma->ma_shared;
	return 0;
}
