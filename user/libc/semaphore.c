// SPDX-License-Identifier: BSD-2-Clause
/*
 * semaphore - POSIX semaphores: a count that atomic instructions move, and
 * the kernel only where somebody has to sleep.
 *
 * Who finds the count at zero enters himself as a waiter and sleeps while it
 * is zero; who posts wakes one if there are waiters.  Each side writes its
 * word before it reads the other's, so one of both sees the other.  A waiter
 * that is killed stays entered: later posts then call the kernel in vain,
 * and nothing worse.
 */
#include <errno.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/umtx.h>
#include <unistd.h>

#define TIMER_ABS	1	/* TIMER_ABSTIME of sem_clockwait_np */

int	__ksem_open(const char *, int, mode_t, unsigned);

/* A named one this process has open: the same page for each opening. */
struct open_sem {
	struct open_sem *next;
	sem_t *sem;
	ino_t ino;
	int opens;
};

static struct open_sem *open_sems;
static int open_lock;

static void
list_lock(void)
{
	while (__atomic_exchange_n(&open_lock, 1, __ATOMIC_ACQUIRE) != 0)
		_umtx_op(&open_lock, UMTX_OP_WAIT_UINT_PRIVATE, 1, NULL,
		    NULL);
}

static void
list_unlock(void)
{
	__atomic_store_n(&open_lock, 0, __ATOMIC_RELEASE);
	_umtx_op(&open_lock, UMTX_OP_WAKE_PRIVATE, 1, NULL, NULL);
}

static int
fail(int error)
{
	errno = error;
	return -1;
}

static int
is_sem(const sem_t *sem)
{
	return sem != NULL && sem->_magic == SEM_MAGIC;
}

int
sem_init(sem_t *sem, int shared, unsigned value)
{
	if (value > SEM_VALUE_MAX)
		return fail(EINVAL);
	*sem = (sem_t){ ._magic = SEM_MAGIC, ._count = value,
	    ._flags = shared != 0 ? SEM_SHARED : 0 };
	return 0;
}

int
sem_destroy(sem_t *sem)
{
	if (!is_sem(sem) || (sem->_flags & SEM_NAMED) != 0)
		return fail(EINVAL);
	if (sem->_waiters != 0)
		return fail(EBUSY);
	sem->_magic = 0;
	return 0;
}

/* The page behind fd, mapped once a process; the list is locked. */
static sem_t *
sem_map(int fd)
{
	struct open_sem *os;
	struct stat st;
	void *page;

	if (fstat(fd, &st) != 0)
		return SEM_FAILED;
	for (os = open_sems; os != NULL; os = os->next) {
		if (os->ino == st.st_ino) {
			os->opens++;
			return os->sem;
		}
	}
	os = malloc(sizeof(*os));
	if (os == NULL)
		return SEM_FAILED;
	page = mmap(NULL, sizeof(sem_t), PROT_READ | PROT_WRITE, MAP_SHARED,
	    fd, 0);
	if (page == MAP_FAILED) {
		free(os);
		return SEM_FAILED;
	}
	*os = (struct open_sem){ open_sems, page, st.st_ino, 1 };
	open_sems = os;
	return page;
}

sem_t *
sem_open(const char *name, int flags, ...)
{
	unsigned value = 0;
	mode_t mode = 0;
	sem_t *sem;
	va_list ap;
	int fd, error;

	if ((flags & O_CREAT) != 0) {
		va_start(ap, flags);
		mode = va_arg(ap, mode_t);
		value = va_arg(ap, unsigned);
		va_end(ap);
	}
	fd = __ksem_open(name, flags, mode, value);
	if (fd < 0)
		return SEM_FAILED;
	list_lock();
	sem = sem_map(fd);
	error = errno;
	list_unlock();
	close(fd);
	errno = error;
	return sem;
}

int
sem_close(sem_t *sem)
{
	struct open_sem **at, *os;

	list_lock();
	for (at = &open_sems; *at != NULL && (*at)->sem != sem; )
		at = &(*at)->next;
	os = *at;
	if (os != NULL && --os->opens == 0) {
		*at = os->next;
		munmap(sem, sizeof(sem_t));
		free(os);
	}
	list_unlock();
	return os != NULL ? 0 : fail(EINVAL);
}

/* Take one if there is one. */
static int
sem_take(sem_t *sem)
{
	uint32_t n = __atomic_load_n(&sem->_count, __ATOMIC_RELAXED);

	while (n > 0)
		if (__atomic_compare_exchange_n(&sem->_count, &n, n - 1, 0,
		    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
			return 1;
	return 0;
}

int
sem_trywait(sem_t *sem)
{
	if (!is_sem(sem))
		return fail(EINVAL);
	return sem_take(sem) ? 0 : fail(EAGAIN);
}

/* Sleep until one comes; ut NULL: for ever. */
static int
sem_sleep(sem_t *sem, struct _umtx_time *ut)
{
	int op = (sem->_flags & SEM_SHARED) != 0 ? UMTX_OP_WAIT_UINT :
	    UMTX_OP_WAIT_UINT_PRIVATE;
	int r = 0, got;

	__atomic_add_fetch(&sem->_waiters, 1, __ATOMIC_SEQ_CST);
	while ((got = sem_take(sem)) == 0 && r == 0)
		r = _umtx_op(&sem->_count, op, 0, (void *)sizeof(*ut), ut);
	__atomic_sub_fetch(&sem->_waiters, 1, __ATOMIC_SEQ_CST);
	return got ? 0 : -1;
}

int
sem_wait(sem_t *sem)
{
	if (!is_sem(sem))
		return fail(EINVAL);
	return sem_take(sem) ? 0 : sem_sleep(sem, NULL);
}

/* What is left of so long a time that began at start. */
static void
time_left(const struct timespec *len, const struct timespec *start,
    struct timespec *left)
{
	struct timespec now;
	long ns;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ns = (len->tv_sec + start->tv_sec - now.tv_sec) * 1000000000L +
	    len->tv_nsec + start->tv_nsec - now.tv_nsec;
	if (ns < 0)
		ns = 0;
	*left = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	errno = EINTR;
}

int
sem_clockwait_np(sem_t *restrict sem, clockid_t clock, int flags,
    const struct timespec *when, struct timespec *left)
{
	struct _umtx_time ut = { ._timeout = *when, ._clockid = clock,
	    ._flags = flags == TIMER_ABS ? UMTX_ABSTIME : 0 };
	struct timespec start;
	int r;

	if (!is_sem(sem))
		return fail(EINVAL);
	if (sem_take(sem))
		return 0;
	clock_gettime(CLOCK_MONOTONIC, &start);
	r = sem_sleep(sem, &ut);
	if (r != 0 && errno == EINTR && left != NULL && flags != TIMER_ABS)
		time_left(when, &start, left);
	return r;
}

int
sem_clockwait(sem_t *restrict sem, clockid_t clock,
    const struct timespec *restrict until)
{
	return sem_clockwait_np(sem, clock, TIMER_ABS, until, NULL);
}

int
sem_timedwait(sem_t *restrict sem, const struct timespec *restrict until)
{
	return sem_clockwait_np(sem, CLOCK_REALTIME, TIMER_ABS, until, NULL);
}

int
sem_post(sem_t *sem)
{
	uint32_t n, flags;

	if (!is_sem(sem))
		return fail(EINVAL);
	/* Once it is counted another may destroy it: look before. */
	flags = sem->_flags;
	n = __atomic_load_n(&sem->_count, __ATOMIC_RELAXED);
	do {
		if (n >= SEM_VALUE_MAX)
			return fail(EOVERFLOW);
	} while (!__atomic_compare_exchange_n(&sem->_count, &n, n + 1, 0,
	    __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
	if (__atomic_load_n(&sem->_waiters, __ATOMIC_SEQ_CST) != 0)
		_umtx_op(&sem->_count, (flags & SEM_SHARED) != 0 ?
		    UMTX_OP_WAKE : UMTX_OP_WAKE_PRIVATE, 1, NULL, NULL);
	return 0;
}

int
sem_getvalue(sem_t *restrict sem, int *restrict value)
{
	if (!is_sem(sem))
		return fail(EINVAL);
	*value = (int)sem->_count;
	return 0;
}
