// SPDX-License-Identifier: BSD-2-Clause
/*
 * umtx - sleeping on a word: when a wait ends, whom a wake meets, and what
 * both make of bad arguments.
 */
#include "tests/sys/check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/umtx.h>
#include <time.h>

static unsigned *word;		/* in memory shared with children */
static int handled;

static int
wait_for(const volatile void *at, unsigned val, int op, long ns)
{
	struct timespec ts = { .tv_sec = 0, .tv_nsec = ns };

	return _umtx_op((void *)at, op, val, (void *)sizeof(ts),
	    ns < 0 ? NULL : &ts);
}

static int
wake(const volatile void *at, unsigned long n)
{
	return _umtx_op((void *)at, UMTX_OP_WAKE, n, NULL, NULL);
}

static void
other_value(void)
{
	*word = 5;
	WANT(wait_for(word, 4, UMTX_OP_WAIT_UINT, -1) == 0);
	WANT(wait_for(word, 4, UMTX_OP_WAIT_UINT_PRIVATE, -1) == 0);
	word[1] = 1;
	WANT(_umtx_op(word, UMTX_OP_WAIT, 5, NULL, NULL) == 0);
	word[1] = 0;
}

static void
timeouts(void)
{
	struct _umtx_time ut = { ._flags = UMTX_ABSTIME };

	WANT_ERRNO(wait_for(word, 5, UMTX_OP_WAIT_UINT, 0), ETIMEDOUT);
	WANT_ERRNO(wait_for(word, 5, UMTX_OP_WAIT, 1000000), ETIMEDOUT);
	ut._clockid = CLOCK_REALTIME;
	WANT(clock_gettime(CLOCK_REALTIME, &ut._timeout) == 0);
	WANT_ERRNO(_umtx_op(word, UMTX_OP_WAIT_UINT, 5, (void *)sizeof(ut),
	    &ut), ETIMEDOUT);
	ut._clockid = CLOCK_MONOTONIC;
	ut._timeout.tv_sec = 0;
	WANT_ERRNO(_umtx_op(word, UMTX_OP_WAIT_UINT, 5, (void *)sizeof(ut),
	    &ut), ETIMEDOUT);
	ut._clockid = 99;
	WANT_ERRNO(_umtx_op(word, UMTX_OP_WAIT_UINT, 5, (void *)sizeof(ut),
	    &ut), EINVAL);
	WANT_ERRNO(wait_for(word, 5, UMTX_OP_WAIT_UINT, 1000000000), EINVAL);
}

static void
bad_arguments(void)
{
	WANT_ERRNO(wait_for(NULL, 0, UMTX_OP_WAIT_UINT, -1), EFAULT);
	WANT_ERRNO(wait_for(NULL, 0, UMTX_OP_WAIT_UINT_PRIVATE, -1), EFAULT);
	WANT_ERRNO(wait_for(check_pointer(-4096ul), 0, UMTX_OP_WAIT, -1),
	    EFAULT);
	WANT_ERRNO(wake(check_pointer(16), 1), EFAULT);
	WANT_ERRNO(_umtx_op(word, UMTX_OP_WAIT_UINT, 5, NULL,
	    check_pointer(16)), EFAULT);
	WANT_ERRNO(_umtx_op(word, 999, 0, NULL, NULL), EINVAL);
	WANT_ERRNO(_umtx_op(check_pointer(16), UMTX_OP_NWAKE_PRIVATE, 1,
	    NULL, NULL), EFAULT);
	WANT_ERRNO(_umtx_op(word, UMTX_OP_NWAKE_PRIVATE, -1ul, NULL, NULL),
	    EINVAL);
	WANT(wake(word, 0) == 0 && wake(word, -1ul) == 0);
}

static int
sleeper(void)
{
	return wait_for(word, 5, UMTX_OP_WAIT_UINT, -1) == 0 ? 0 : errno;
}

static void
wakes_so_many(void)
{
	pid_t pid[3];
	int i;

	*word = 5;
	for (i = 0; i < 3; i++) {
		pid[i] = check_child(sleeper);
		check_asleep(pid[i], "umtx");
	}
	WANT(wake(word + 1, 9) == 0);
	WANT(wake(word, 2) == 2);
	/* Who slept longest wakes first. */
	WANT(check_wait(pid[0]) == 0 && check_wait(pid[1]) == 0);
	WANT(wake(word, 9) == 1);
	WANT(check_wait(pid[2]) == 0 && wake(word, 9) == 0);
}

/* The same file mapped twice: two addresses of one word. */
static void
two_addresses(void)
{
	int fd = open("/tmp/umtx", O_RDWR | O_CREAT, 0600);
	unsigned *a, *was = word;
	pid_t pid;

	WANT(fd >= 0 && ftruncate(fd, 4096) == 0 && unlink("/tmp/umtx") == 0);
	a = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	WANT(close(fd) == 0 && a != MAP_FAILED && word != MAP_FAILED);
	*a = 5;
	pid = check_child(sleeper);
	check_asleep(pid, "umtx");
	WANT(munmap(word, 4096) == 0 && wake(a, 1) == 1);
	WANT(check_wait(pid) == 0 && munmap(a, 4096) == 0);
	word = was;
}

/* After a fork each has its own: no meeting, at whatever address. */
static void
own_memory(void)
{
	static unsigned mine = 5;
	unsigned *was = word;
	pid_t pid;

	word = &mine;
	pid = check_child(sleeper);
	check_asleep(pid, "umtx");
	WANT(wake(&mine, 9) == 0);
	WANT(kill(pid, SIGKILL) == 0 && check_wait(pid) == SIGKILL);
	word = was;
}

static void
on_signal(int sig)
{
	(void)sig;
	handled = 1;
}

static int
sleep_in_vain(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &sa, NULL);
	return wait_for(word, 5, UMTX_OP_WAIT_UINT, -1) == -1 &&
	    errno == EINTR && handled ? 0 : 1;
}

static int
sleep_on(void)
{
	struct sigaction sa = { .sa_handler = on_signal,
	    .sa_flags = SA_RESTART };

	sigaction(SIGUSR1, &sa, NULL);
	return wait_for(word, 5, UMTX_OP_WAIT_UINT, -1) == 0 && handled ? 0 :
	    1;
}

static void
signals(void)
{
	pid_t pid;

	*word = 5;
	pid = check_child(sleep_in_vain);
	check_asleep(pid, "umtx");
	WANT(kill(pid, SIGUSR1) == 0 && check_wait(pid) == 0);
	pid = check_child(sleep_on);
	check_asleep(pid, "umtx");
	*word = 6;
	WANT(kill(pid, SIGUSR1) == 0 && check_wait(pid) == 0);
	/* A dead sleeper is nobody. */
	*word = 5;
	pid = check_child(sleeper);
	check_asleep(pid, "umtx");
	WANT(kill(pid, SIGKILL) == 0 && check_wait(pid) == SIGKILL);
	WANT(wake(word, 9) == 0);
}

/* Two take turns; a lost wake-up would hang both. */
static int
partner(void)
{
	unsigned i;

	for (i = 0; i < 2000; i++) {
		while (__atomic_load_n(word, __ATOMIC_SEQ_CST) != 1)
			wait_for(word, 0, UMTX_OP_WAIT_UINT, -1);
		__atomic_store_n(word, 0, __ATOMIC_SEQ_CST);
		wake(word, 1);
	}
	return 0;
}

static void
turns(void)
{
	unsigned i;
	pid_t pid;

	*word = 0;
	pid = check_child(partner);
	for (i = 0; i < 2000; i++) {
		__atomic_store_n(word, 1, __ATOMIC_SEQ_CST);
		WANT(wake(word, 1) >= 0);
		while (__atomic_load_n(word, __ATOMIC_SEQ_CST) != 0)
			wait_for(word, 1, UMTX_OP_WAIT_UINT, -1);
	}
	WANT(check_wait(pid) == 0);
}

int
main(void)
{
	word = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANON,
	    -1, 0);
	RUN(other_value);
	RUN(timeouts);
	RUN(bad_arguments);
	RUN(wakes_so_many);
	RUN(two_addresses);
	RUN(own_memory);
	RUN(signals);
	RUN(turns);
	return 0;
}
