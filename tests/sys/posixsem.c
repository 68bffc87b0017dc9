// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixsem - POSIX semaphores, named and in shared memory.
 */
#include "tests/sys/check.h"

#include <semaphore.h>
#include <signal.h>
#include <sys/mman.h>

#define NAME	"/posixsem"
#define TURNS	1000

static sem_t *sem;
static unsigned *shared;	/* a page that children see */

static int
value(sem_t *s)
{
	int v = -1;

	return sem_getvalue(s, &v) == 0 ? v : -1;
}

static void
names(void)
{
	char name[400];

	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[sizeof(name) - 1] = '\0';
	WANT(sem_open(name, 0) == SEM_FAILED && errno == ENAMETOOLONG);
	WANT(sem_open("x", 0) == SEM_FAILED && errno == EINVAL);
	WANT(sem_open(NAME, 0) == SEM_FAILED && errno == ENOENT);
	WANT_ERRNO(sem_unlink(NAME), ENOENT);
	WANT(sem_open(NAME, O_CREAT, 0600, -1) == SEM_FAILED &&
	    errno == EINVAL);
	sem = sem_open(NAME, O_CREAT | O_EXCL, 0600, 3);
	WANT(sem != SEM_FAILED && value(sem) == 3);
	WANT(sem_open(NAME, O_CREAT | O_EXCL, 0600, 1) == SEM_FAILED &&
	    errno == EEXIST);
	WANT(sem_open(NAME, O_CREAT, 0600, 9) == sem && value(sem) == 3);
	WANT(sem_close(sem) == 0 && sem_unlink(NAME) == 0);
	/* The first opening is still there, without a name. */
	WANT(value(sem) == 3 && sem_post(sem) == 0);
	WANT_ERRNO(sem_destroy(sem), EINVAL);
	WANT(sem_close(sem) == 0);
	WANT_ERRNO(sem_close(sem), EINVAL);
}

static void
counting(void)
{
	sem_t s;

	WANT_ERRNO(sem_init(&s, 0, -1), EINVAL);
	WANT(sem_init(&s, 0, 1) == 0 && sem_wait(&s) == 0);
	WANT_ERRNO(sem_trywait(&s), EAGAIN);
	WANT(sem_post(&s) == 0 && sem_post(&s) == 0 && value(&s) == 2);
	WANT(sem_trywait(&s) == 0 && sem_destroy(&s) == 0);
	WANT_ERRNO(sem_post(&s), EINVAL);
	WANT(sem_init(&s, 1, SEM_VALUE_MAX) == 0);
	WANT_ERRNO(sem_post(&s), EOVERFLOW);
}

static void
timed(void)
{
	struct timespec past = { 1, 0 }, bad = { 1, 1000000000 };
	sem_t s;

	WANT(sem_init(&s, 0, 1) == 0 && sem_timedwait(&s, &bad) == 0);
	WANT_ERRNO(sem_timedwait(&s, &bad), EINVAL);
	WANT_ERRNO(sem_timedwait(&s, &past), ETIMEDOUT);
	past.tv_sec = 0;
	WANT_ERRNO(sem_clockwait(&s, CLOCK_MONOTONIC, &past), ETIMEDOUT);
	past.tv_nsec = 1000000;
	WANT_ERRNO(sem_clockwait_np(&s, CLOCK_MONOTONIC, 0, &past, NULL),
	    ETIMEDOUT);
	WANT(value(&s) == 0 && sem_destroy(&s) == 0);
}

static int
waiter(void)
{
	return sem_wait(sem) != 0 ? errno : 0;
}

static void
on_signal(int sig)
{
	(void)sig;
}

static int
interrupted(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &sa, NULL);
	return waiter();
}

static void
waiting(void)
{
	pid_t a, b;

	sem = sem_open(NAME, O_CREAT, 0600, 0);
	WANT(sem != SEM_FAILED && sem_unlink(NAME) == 0);
	a = check_child(waiter);
	b = check_child(waiter);
	check_asleep(a, "umtx");
	check_asleep(b, "umtx");
	WANT(sem_post(sem) == 0 && sem_post(sem) == 0);
	WANT(check_wait(a) == 0 && check_wait(b) == 0 && value(sem) == 0);
	a = check_child(interrupted);
	check_asleep(a, "umtx");
	WANT(kill(a, SIGUSR1) == 0 && check_wait(a) == EINTR << 8);
	/* One that is killed asleep takes nothing with it. */
	a = check_child(waiter);
	check_asleep(a, "umtx");
	WANT(kill(a, SIGKILL) == 0 && check_wait(a) == SIGKILL);
	WANT(sem_post(sem) == 0 && value(sem) == 1 && sem_close(sem) == 0);
}

/* Add to a plain number, one at a time. */
static int
adder(void)
{
	sem_t *s = sem_open(NAME, 0);
	int i;

	if (s == SEM_FAILED)
		return 1;
	for (i = 0; i < TURNS; i++) {
		if (sem_wait(s) != 0)
			return 2;
		*(volatile unsigned *)shared += 1;
		sem_post(s);
	}
	return 0;
}

static void
exclusion(void)
{
	pid_t pid[4];
	int i;

	sem = sem_open(NAME, O_CREAT, 0600, 1);
	*shared = 0;
	for (i = 0; i < 4; i++)
		pid[i] = check_child(adder);
	for (i = 0; i < 4; i++)
		WANT(check_wait(pid[i]) == 0);
	WANT(*shared == 4 * TURNS && value(sem) == 1);
	WANT(sem_close(sem) == 0 && sem_unlink(NAME) == 0);
}

static int
partner(void)
{
	sem_t *s = (sem_t *)shared;
	int i;

	for (i = 0; i < TURNS; i++)
		if (sem_wait(&s[0]) != 0 || sem_post(&s[1]) != 0)
			return 1;
	return 0;
}

static void
process_shared(void)
{
	sem_t *s = (sem_t *)shared;
	pid_t pid;
	int i;

	WANT(sem_init(&s[0], 1, 0) == 0 && sem_init(&s[1], 1, 0) == 0);
	pid = check_child(partner);
	for (i = 0; i < TURNS; i++)
		WANT(sem_post(&s[0]) == 0 && sem_wait(&s[1]) == 0);
	WANT(check_wait(pid) == 0);
	WANT(sem_destroy(&s[0]) == 0 && sem_destroy(&s[1]) == 0);
}

int
main(void)
{
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED |
	    MAP_ANON, -1, 0);
	RUN(names);
	RUN(counting);
	RUN(timed);
	RUN(waiting);
	RUN(exclusion);
	RUN(process_shared);
	return 0;
}
