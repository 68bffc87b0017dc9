// SPDX-License-Identifier: BSD-2-Clause
/*
 * threads - threads of a program, by the library.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/thr.h>
#include <time.h>
#include "check.h"

#define MANY	8
#define ROUNDS	2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static volatile int flag, count;
static __thread int own = 5;
static __thread char own_zero[100];

static void *
give_back(void *arg)
{
	return arg;
}

static void
threads_join(void)
{
	pthread_t t;
	void *value;

	WANT(pthread_create(&t, NULL, give_back, &lock) == 0);
	WANT(pthread_join(t, &value) == 0 && value == &lock);
	WANT(pthread_join(pthread_self(), NULL) == EDEADLK);
}

static void *
count_up(void *arg)
{
	int i;

	for (i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		count = count + 1;
		pthread_mutex_unlock(&lock);
	}
	return arg;
}

static void
threads_mutex(void)
{
	pthread_t t[MANY];
	int i;

	count = 0;
	for (i = 0; i < MANY; i++)
		WANT(pthread_create(&t[i], NULL, count_up, NULL) == 0);
	for (i = 0; i < MANY; i++)
		WANT(pthread_join(t[i], NULL) == 0);
	WANT(count == MANY * ROUNDS);
}

static void
threads_mutex_types(void)
{
	pthread_mutexattr_t ma;
	pthread_mutex_t m;
	struct timespec past = { 1, 0 };

	pthread_mutexattr_init(&ma);
	WANT(pthread_mutexattr_settype(&ma, PTHREAD_MUTEX_RECURSIVE) == 0);
	WANT(pthread_mutex_init(&m, &ma) == 0);
	WANT(pthread_mutex_lock(&m) == 0 && pthread_mutex_lock(&m) == 0);
	WANT(pthread_mutex_unlock(&m) == 0 && pthread_mutex_unlock(&m) == 0);
	WANT(pthread_mutex_unlock(&m) == EPERM);
	WANT(pthread_mutexattr_settype(&ma, PTHREAD_MUTEX_ERRORCHECK) == 0);
	WANT(pthread_mutex_init(&m, &ma) == 0);
	WANT(pthread_mutex_lock(&m) == 0);
	WANT(pthread_mutex_lock(&m) == EDEADLK);
	WANT(pthread_mutex_trylock(&m) == EBUSY);
	WANT(pthread_mutex_unlock(&m) == 0);
	WANT(pthread_mutex_init(&m, NULL) == 0);
	WANT(pthread_mutex_lock(&m) == 0);
	WANT(pthread_mutex_timedlock(&m, &past) == ETIMEDOUT);
	WANT(pthread_mutexattr_settype(&ma, 9) == EINVAL);
}

static void *
tell(void *arg)
{
	pthread_mutex_lock(&lock);
	flag = 1;
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&lock);
	return arg;
}

static void
threads_cond(void)
{
	struct timespec ts;
	pthread_condattr_t ca;
	pthread_cond_t c;
	pthread_t t;

	flag = 0;
	pthread_mutex_lock(&lock);
	WANT(pthread_create(&t, NULL, tell, NULL) == 0);
	while (!flag)
		WANT(pthread_cond_wait(&cond, &lock) == 0);
	pthread_mutex_unlock(&lock);
	WANT(pthread_join(t, NULL) == 0);
	pthread_condattr_init(&ca);
	WANT(pthread_condattr_setclock(&ca, CLOCK_MONOTONIC) == 0);
	WANT(pthread_cond_init(&c, &ca) == 0);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	ts.tv_nsec += 1000000;
	if (ts.tv_nsec >= 1000000000) {
		ts.tv_nsec -= 1000000000;
		ts.tv_sec++;
	}
	pthread_mutex_lock(&lock);
	WANT(pthread_cond_timedwait(&c, &lock, &ts) == ETIMEDOUT);
	WANT(pthread_mutex_trylock(&lock) == EBUSY);
	pthread_mutex_unlock(&lock);
}

static void *
own_values(void *arg)
{
	static int bad;
	int i;

	if (own != 5 || own_zero[99] != 0)
		return &bad;
	own = 7;
	own_zero[99] = 1;
	errno = 77;
	for (i = 0; i < 10; i++)
		sched_yield();
	return own == 7 && errno == 77 ? arg : &bad;
}

static void
threads_own(void)
{
	pthread_t a, b;
	void *x, *y;

	own = 6;
	errno = 33;
	WANT(pthread_create(&a, NULL, own_values, NULL) == 0);
	WANT(pthread_create(&b, NULL, own_values, NULL) == 0);
	pthread_join(a, &x);
	pthread_join(b, &y);
	WANT(x == NULL && y == NULL && own == 6);
}

static pthread_key_t key;
static volatile int ended;

static void
key_end(void *value)
{
	ended += *(int *)value;
}

static void *
key_set(void *arg)
{
	return pthread_setspecific(key, arg) == 0 &&
	    pthread_getspecific(key) == arg ? NULL : arg;
}

static void
once_body(void)
{
	count++;
}

static void
threads_keys(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_t t;
	int three = 3;
	void *bad;

	WANT(pthread_key_create(&key, key_end) == 0);
	WANT(pthread_create(&t, NULL, key_set, &three) == 0);
	pthread_join(t, &bad);
	WANT(bad == NULL && ended == 3 && pthread_getspecific(key) == NULL);
	WANT(pthread_key_delete(key) == 0);
	count = 0;
	WANT(pthread_once(&once, once_body) == 0);
	WANT(pthread_once(&once, once_body) == 0 && count == 1);
}

static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;

static void *
rw_body(void *arg)
{
	int i, serial = pthread_barrier_wait(&barrier);

	for (i = 0; i < 200; i++) {
		pthread_rwlock_rdlock(&rw);
		(void)count;
		pthread_rwlock_unlock(&rw);
		pthread_rwlock_wrlock(&rw);
		count = count + 1;
		pthread_rwlock_unlock(&rw);
	}
	return serial == PTHREAD_BARRIER_SERIAL_THREAD ? &barrier : arg;
}

static void
threads_rwlock(void)
{
	pthread_t t[4];
	void *serial;
	int i, serials = 0;

	count = 0;
	WANT(pthread_barrier_init(&barrier, NULL, 4) == 0);
	for (i = 0; i < 4; i++)
		WANT(pthread_create(&t[i], NULL, rw_body, NULL) == 0);
	for (i = 0; i < 4; i++) {
		pthread_join(t[i], &serial);
		serials += serial != NULL;
	}
	WANT(count == 800 && serials == 1);
	WANT(pthread_rwlock_rdlock(&rw) == 0);
	WANT(pthread_rwlock_tryrdlock(&rw) == 0);
	WANT(pthread_rwlock_trywrlock(&rw) == EBUSY);
	WANT(pthread_rwlock_unlock(&rw) == 0);
	WANT(pthread_rwlock_unlock(&rw) == 0);
	WANT(pthread_rwlock_unlock(&rw) == EPERM);
}

static void *
blocked(void *arg)
{
	char c;

	pthread_mutex_lock(&lock);
	flag++;
	pthread_cond_signal(&cond);
	pthread_mutex_unlock(&lock);
	(void)read(*(int *)arg, &c, 1);
	return NULL;
}

/* A thread that sleeps in body, or is about to. */
static int
start_blocked(pthread_t *t, int fd[2])
{
	if (pipe(fd) != 0)
		return -1;
	flag = 0;
	pthread_mutex_lock(&lock);
	if (pthread_create(t, NULL, blocked, &fd[0]) != 0)
		return -1;
	while (flag == 0)
		pthread_cond_wait(&cond, &lock);
	pthread_mutex_unlock(&lock);
	return 0;
}

static void
cleanup_flag(void *arg)
{
	*(volatile int *)arg = 9;
}

static void *
cond_for_ever(void *arg)
{
	static pthread_cond_t never = PTHREAD_COND_INITIALIZER;

	(void)arg;
	pthread_mutex_lock(&lock);
	pthread_cleanup_push(cleanup_flag, (void *)&count);
	flag = 1;
	pthread_cond_signal(&cond);
	for (;;)
		pthread_cond_wait(&never, &lock);
	pthread_cleanup_pop(0);
	return NULL;
}

static void
threads_cancel(void)
{
	pthread_t t;
	void *value;
	int fd[2], i;

	for (i = 0; i < 20; i++) {
		WANT(start_blocked(&t, fd) == 0);
		WANT(pthread_cancel(t) == 0);
		WANT(pthread_join(t, &value) == 0);
		WANT(value == PTHREAD_CANCELED);
		close(fd[0]);
		close(fd[1]);
	}
	count = flag = 0;
	pthread_mutex_lock(&lock);
	WANT(pthread_create(&t, NULL, cond_for_ever, NULL) == 0);
	while (!flag)
		pthread_cond_wait(&cond, &lock);
	pthread_mutex_unlock(&lock);
	WANT(pthread_cancel(t) == 0);
	WANT(pthread_join(t, &value) == 0 && value == PTHREAD_CANCELED);
	/* It ended with the mutex locked, as it must, and cleaned up. */
	WANT(count == 9 && pthread_mutex_trylock(&lock) == EBUSY);
	pthread_mutex_unlock(&lock);
}

static volatile pthread_t handled_by;

static void
note_thread(int sig)
{
	(void)sig;
	handled_by = pthread_self();
}

static void
threads_kill(void)
{
	struct sigaction act = { .sa_flags = 0 };
	sigset_t set, old;
	pthread_t t;
	int fd[2];

	act.sa_handler = note_thread;
	WANT(sigaction(SIGUSR1, &act, NULL) == 0);
	handled_by = NULL;
	WANT(start_blocked(&t, fd) == 0);
	/* Ours to block, so the process's signal is the other's. */
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	WANT(pthread_sigmask(SIG_BLOCK, &set, &old) == 0);
	WANT(kill(getpid(), SIGUSR1) == 0);
	WANT(pthread_join(t, NULL) == 0 && handled_by == t);
	WANT(pthread_sigmask(SIG_SETMASK, &old, NULL) == 0);
	WANT(pthread_kill(pthread_self(), SIGUSR1) == 0);
	WANT(handled_by == pthread_self());
	WANT(pthread_kill(pthread_self(), 99) == EINVAL);
	WANT_ERRNO(thr_kill(1, SIGUSR1), ESRCH);
	signal(SIGUSR1, SIG_DFL);
}

static void
threads_hostile(void)
{
	struct thr_param tp = { .start_func = NULL };
	long tid;

	WANT_ERRNO(thr_new(&tp, 3), EINVAL);
	WANT_ERRNO(thr_new(check_pointer(8), sizeof(tp)), EFAULT);
	tp.tls_base = check_pointer(0xffff800000000000ul);
	WANT_ERRNO(thr_new(&tp, sizeof(tp)), EINVAL);
	tp.tls_base = NULL;
	tp.stack_base = check_pointer(0x7ffffffff000ul);
	tp.stack_size = 1ul << 60;
	WANT_ERRNO(thr_new(&tp, sizeof(tp)), EINVAL);
	tp.stack_base = NULL;
	tp.stack_size = 4096;
	tp.child_tid = check_pointer(16);
	WANT_ERRNO(thr_new(&tp, sizeof(tp)), EFAULT);
	WANT_ERRNO(thr_self(check_pointer(16)), EFAULT);
	WANT(thr_self(&tid) == 0 && tid > 99999);
}

int
main(void)
{
	RUN(threads_join);
	RUN(threads_mutex);
	RUN(threads_mutex_types);
	RUN(threads_cond);
	RUN(threads_own);
	RUN(threads_keys);
	RUN(threads_rwlock);
	RUN(threads_cancel);
	RUN(threads_kill);
	RUN(threads_hostile);
	return 0;
}
