// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_rwlock - many readers or one writer; and barriers.
 *
 * Both are a mutex and condition variables.  A writer that waits keeps new
 * readers out, so that readers who come and go cannot starve it.
 */
#include <errno.h>
#include <string.h>
#include "user/libc/thread.h"

int
pthread_rwlock_init(pthread_rwlock_t *rw, const pthread_rwlockattr_t *ra)
{
	memset(rw, 0, sizeof(*rw));
	if (ra != NULL && ra->ra_shared != 0)
		rw->rw_lock.m_shared = rw->rw_readable.c_shared =
		    rw->rw_writable.c_shared = PTHREAD_PROCESS_SHARED;
	return 0;
}

int
pthread_rwlock_destroy(pthread_rwlock_t *rw)
{
	return rw->rw_holders != 0 ? EBUSY : 0;
}

/* Waiting for one is no place of cancellation. */
static int
rwlock_wait(pthread_rwlock_t *rw, pthread_cond_t *c)
{
	int off, error;

	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &off);
	error = pthread_cond_wait(c, &rw->rw_lock);
	(void)pthread_setcancelstate(off, NULL);
	return error;
}

static int
rwlock_read(pthread_rwlock_t *rw, int wait)
{
	int error = 0;

	(void)pthread_mutex_lock(&rw->rw_lock);
	if (rw->rw_holders < 0 && rw->rw_owner == thread_self() && wait)
		error = EDEADLK;
	while (error == 0 && (rw->rw_holders < 0 || rw->rw_writers > 0))
		error = wait ? rwlock_wait(rw, &rw->rw_readable) : EBUSY;
	if (error == 0)
		rw->rw_holders++;
	(void)pthread_mutex_unlock(&rw->rw_lock);
	return error;
}

static int
rwlock_write(pthread_rwlock_t *rw, int wait)
{
	int error = 0;

	(void)pthread_mutex_lock(&rw->rw_lock);
	if (rw->rw_holders < 0 && rw->rw_owner == thread_self() && wait)
		error = EDEADLK;
	rw->rw_writers++;
	while (error == 0 && rw->rw_holders != 0)
		error = wait ? rwlock_wait(rw, &rw->rw_writable) : EBUSY;
	rw->rw_writers--;
	if (error == 0) {
		rw->rw_holders = -1;
		rw->rw_owner = thread_self();
	}
	(void)pthread_mutex_unlock(&rw->rw_lock);
	return error;
}

int
pthread_rwlock_rdlock(pthread_rwlock_t *rw)
{
	return rwlock_read(rw, 1);
}

int
pthread_rwlock_tryrdlock(pthread_rwlock_t *rw)
{
	return rwlock_read(rw, 0);
}

int
pthread_rwlock_wrlock(pthread_rwlock_t *rw)
{
	return rwlock_write(rw, 1);
}

int
pthread_rwlock_trywrlock(pthread_rwlock_t *rw)
{
	return rwlock_write(rw, 0);
}

int
pthread_rwlock_unlock(pthread_rwlock_t *rw)
{
	int error = 0;

	(void)pthread_mutex_lock(&rw->rw_lock);
	if (rw->rw_holders == 0)
		error = EPERM;
	else if (rw->rw_holders > 0)
		rw->rw_holders--;
	else
		rw->rw_holders = 0;
	if (error == 0 && rw->rw_holders == 0) {
		if (rw->rw_writers > 0)
			(void)pthread_cond_signal(&rw->rw_writable);
		else
			(void)pthread_cond_broadcast(&rw->rw_readable);
	}
	(void)pthread_mutex_unlock(&rw->rw_lock);
	return error;
}

int
pthread_rwlockattr_init(pthread_rwlockattr_t *ra)
{
	ra->ra_shared = 0;
	return 0;
}

int
pthread_rwlockattr_destroy(pthread_rwlockattr_t *ra)
{
	(void)ra;
	return 0;
}

/* -------------------------------------------------------------- barriers */

int
pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *ba,
    unsigned count)
{
	if (count == 0)
		return EINVAL;
	memset(b, 0, sizeof(*b));
	b->b_count = count;
	if (ba != NULL && ba->ba_shared != 0)
		b->b_lock.m_shared = b->b_all.c_shared =
		    PTHREAD_PROCESS_SHARED;
	return 0;
}

int
pthread_barrier_destroy(pthread_barrier_t *b)
{
	return b->b_here != 0 ? EBUSY : 0;
}

int
pthread_barrier_wait(pthread_barrier_t *b)
{
	unsigned round;
	int off, last;

	(void)pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &off);
	(void)pthread_mutex_lock(&b->b_lock);
	round = b->b_round;
	last = ++b->b_here == b->b_count;
	if (last) {
		b->b_here = 0;
		b->b_round++;
		(void)pthread_cond_broadcast(&b->b_all);
	}
	while (round == b->b_round)
		(void)pthread_cond_wait(&b->b_all, &b->b_lock);
	(void)pthread_mutex_unlock(&b->b_lock);
	(void)pthread_setcancelstate(off, NULL);
	return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}
