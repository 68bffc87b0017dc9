// SPDX-License-Identifier: BSD-2-Clause
/*
 * pthread - POSIX threads, the common part (IEEE 1003.1-2017).
 *
 * One thread of the program is one of the kernel's.  Functions return 0 or
 * an error number and leave errno alone.  Not there: priorities, robust
 * mutexes, asynchronous cancellation (it is treated as deferred).
 */
#pragma once

#include <sched.h>
#include <signal.h>
#include <sys/_pthreadtypes.h>
#include <time.h>

#define PTHREAD_MUTEX_INITIALIZER	{ 0 }
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER { .m_type = 2 }
#define PTHREAD_COND_INITIALIZER	{ 0 }
#define PTHREAD_RWLOCK_INITIALIZER	{ .rw_holders = 0 }
#define PTHREAD_ONCE_INIT		{ 0 }

#define PTHREAD_MUTEX_NORMAL		0
#define PTHREAD_MUTEX_ERRORCHECK	1
#define PTHREAD_MUTEX_RECURSIVE		2
#define PTHREAD_MUTEX_DEFAULT		PTHREAD_MUTEX_NORMAL

#define PTHREAD_PROCESS_PRIVATE		0
#define PTHREAD_PROCESS_SHARED		1
#define PTHREAD_CREATE_JOINABLE		0
#define PTHREAD_CREATE_DETACHED		1
#define PTHREAD_CANCEL_ENABLE		0
#define PTHREAD_CANCEL_DISABLE		1
#define PTHREAD_CANCEL_DEFERRED		0
#define PTHREAD_CANCEL_ASYNCHRONOUS	1
#define PTHREAD_CANCELED		((void *)-1)
#define PTHREAD_BARRIER_SERIAL_THREAD	(-1)

#define PTHREAD_KEYS_MAX		128
#define PTHREAD_DESTRUCTOR_ITERATIONS	4
#define PTHREAD_STACK_MIN		16384

int	pthread_create(pthread_t *, const pthread_attr_t *,
	    void *(*)(void *), void *);
void	pthread_exit(void *) __attribute__((noreturn));
int	pthread_join(pthread_t, void **);
int	pthread_detach(pthread_t);
pthread_t pthread_self(void);
int	pthread_equal(pthread_t, pthread_t);
int	pthread_kill(pthread_t, int);
int	pthread_sigmask(int, const sigset_t *, sigset_t *);
int	pthread_atfork(void (*)(void), void (*)(void), void (*)(void));
int	pthread_setname_np(pthread_t, const char *);

int	pthread_attr_init(pthread_attr_t *);
int	pthread_attr_destroy(pthread_attr_t *);
int	pthread_attr_setdetachstate(pthread_attr_t *, int);
int	pthread_attr_getdetachstate(const pthread_attr_t *, int *);
int	pthread_attr_setstacksize(pthread_attr_t *, size_t);
int	pthread_attr_getstacksize(const pthread_attr_t *, size_t *);
int	pthread_attr_setstack(pthread_attr_t *, void *, size_t);
int	pthread_attr_getstack(const pthread_attr_t *, void **, size_t *);
int	pthread_attr_setguardsize(pthread_attr_t *, size_t);
int	pthread_attr_getguardsize(const pthread_attr_t *, size_t *);

int	pthread_cancel(pthread_t);
void	pthread_testcancel(void);
int	pthread_setcancelstate(int, int *);
int	pthread_setcanceltype(int, int *);

struct pthread_cleanup {
	struct pthread_cleanup *cl_next;
	void (*cl_func)(void *);
	void *cl_arg;
};
void	__pthread_cleanup_push(struct pthread_cleanup *);
void	__pthread_cleanup_pop(int);
#define pthread_cleanup_push(func, arg) {				\
	struct pthread_cleanup __cl = { 0, (func), (arg) };		\
	__pthread_cleanup_push(&__cl);
#define pthread_cleanup_pop(run)	__pthread_cleanup_pop(run); }

int	pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *);
int	pthread_mutex_destroy(pthread_mutex_t *);
int	pthread_mutex_lock(pthread_mutex_t *);
int	pthread_mutex_trylock(pthread_mutex_t *);
int	pthread_mutex_timedlock(pthread_mutex_t *, const struct timespec *);
int	pthread_mutex_unlock(pthread_mutex_t *);
int	pthread_mutexattr_init(pthread_mutexattr_t *);
int	pthread_mutexattr_destroy(pthread_mutexattr_t *);
int	pthread_mutexattr_settype(pthread_mutexattr_t *, int);
int	pthread_mutexattr_gettype(const pthread_mutexattr_t *, int *);
int	pthread_mutexattr_setpshared(pthread_mutexattr_t *, int);
int	pthread_mutexattr_getpshared(const pthread_mutexattr_t *, int *);

int	pthread_cond_init(pthread_cond_t *, const pthread_condattr_t *);
int	pthread_cond_destroy(pthread_cond_t *);
int	pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *);
int	pthread_cond_timedwait(pthread_cond_t *, pthread_mutex_t *,
	    const struct timespec *);
int	pthread_cond_signal(pthread_cond_t *);
int	pthread_cond_broadcast(pthread_cond_t *);
int	pthread_condattr_init(pthread_condattr_t *);
int	pthread_condattr_destroy(pthread_condattr_t *);
int	pthread_condattr_setclock(pthread_condattr_t *, clockid_t);
int	pthread_condattr_getclock(const pthread_condattr_t *, clockid_t *);
int	pthread_condattr_setpshared(pthread_condattr_t *, int);
int	pthread_condattr_getpshared(const pthread_condattr_t *, int *);

int	pthread_rwlock_init(pthread_rwlock_t *,
	    const pthread_rwlockattr_t *);
int	pthread_rwlock_destroy(pthread_rwlock_t *);
int	pthread_rwlock_rdlock(pthread_rwlock_t *);
int	pthread_rwlock_tryrdlock(pthread_rwlock_t *);
int	pthread_rwlock_wrlock(pthread_rwlock_t *);
int	pthread_rwlock_trywrlock(pthread_rwlock_t *);
int	pthread_rwlock_unlock(pthread_rwlock_t *);
int	pthread_rwlockattr_init(pthread_rwlockattr_t *);
int	pthread_rwlockattr_destroy(pthread_rwlockattr_t *);

int	pthread_barrier_init(pthread_barrier_t *,
	    const pthread_barrierattr_t *, unsigned);
int	pthread_barrier_destroy(pthread_barrier_t *);
int	pthread_barrier_wait(pthread_barrier_t *);

int	pthread_once(pthread_once_t *, void (*)(void));
int	pthread_key_create(pthread_key_t *, void (*)(void *));
int	pthread_key_delete(pthread_key_t);
int	pthread_setspecific(pthread_key_t, const void *);
void	*pthread_getspecific(pthread_key_t);
