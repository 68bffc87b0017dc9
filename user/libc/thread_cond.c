// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_cond - condition variables.
 *
 * A waiter notes the sequence number under the mutex and sleeps while it
 * stays; a signal changes it first and wakes then.  So a signal between the
 * mutex's release and the sleep is not lost.  Waking may be spurious, as
 * POSIX allows.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include "user/libc/thread.h"

int
pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *ca)
{
	memset(c, 0, sizeof(*c));
	if (ca != NULL) {
		c->c_clock = ca->ca_clock;
		c->c_shared = (unsigned)ca->ca_shared;
	}
	return 0;
}

int
pthread_cond_destroy(pthread_cond_t *c)
{
	return c->c_waiters != 0 ? EBUSY : 0;
}

/*
 * A place of cancellation, but only once the mutex is ours again, so the
 * signal that cancels does no more than end the sleep.
 */
int
pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m,
    const struct timespec *until)
{
	struct pthread *self = thread_self();
	clockid_t clock = c->c_clock == 0 ? CLOCK_REALTIME :
	    (clockid_t)c->c_clock;
	unsigned seq = c->c_seq;
	int error, again;

	pthread_testcancel();
	__atomic_add_fetch(&c->c_waiters, 1, __ATOMIC_SEQ_CST);
	self->t_cancel_busy++;
	error = pthread_mutex_unlock(m);
	if (error == 0) {
		error = self->t_cancel_now != 0 ? 0 : __thread_wait(&c->c_seq,
		    seq, (int)c->c_shared, clock, until);
		again = pthread_mutex_lock(m);
		if (error != ETIMEDOUT && error != EINVAL)
			error = again;
	}
	self->t_cancel_busy--;
	__atomic_sub_fetch(&c->c_waiters, 1, __ATOMIC_SEQ_CST);
	pthread_testcancel();
	return error;
}

int
pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m)
{
	return pthread_cond_timedwait(c, m, NULL);
}

static int
cond_wake(pthread_cond_t *c, int n)
{
	if (__atomic_load_n(&c->c_waiters, __ATOMIC_SEQ_CST) == 0)
		return 0;
	__atomic_add_fetch(&c->c_seq, 1, __ATOMIC_SEQ_CST);
	__thread_wake(&c->c_seq, n, (int)c->c_shared);
	return 0;
}

int
pthread_cond_signal(pthread_cond_t *c)
{
	return cond_wake(c, 1);
}

int
pthread_cond_broadcast(pthread_cond_t *c)
{
	return cond_wake(c, INT_MAX);
}

/* ----------------------------------------------------------- attributes */

int
pthread_condattr_init(pthread_condattr_t *ca)
{
	memset(ca, 0, sizeof(*ca));
	return 0;
}

int
pthread_condattr_destroy(pthread_condattr_t *ca)
{
	(void)ca;
	return 0;
}

int
pthread_condattr_setclock(pthread_condattr_t *ca, clockid_t clock)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	ca->ca_clock = (int)clock;
	return 0;
}

int
pthread_condattr_getclock(const pthread_condattr_t *ca, clockid_t *clock)
{
	*clock = ca->ca_clock == 0 ? CLOCK_REALTIME : (clockid_t)ca->ca_clock;
	return 0;
}

int
pthread_condattr_setpshared(pthread_condattr_t *ca, int shared)
{
	if (shared != PTHREAD_PROCESS_PRIVATE &&
	    shared != PTHREAD_PROCESS_SHARED)
		return EINVAL;
	ca->ca_shared = shared;
	return 0;
}

int
pthread_condattr_getpshared(const pthread_condattr_t *ca, int *shared)
{
	*shared = ca->ca_shared;
	return 0;
}
