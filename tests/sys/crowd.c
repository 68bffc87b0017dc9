// SPDX-License-Identifier: BSD-2-Clause
/*
 * crowd - processes of many threads: what exec, exit, fork, signals and
 * stops do to them.
 */
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <time.h>
#include "check.h"

static volatile int flag;

static void *
give_back(void *arg)
{
	return arg;
}

static void *
blocked(void *arg)
{
	char c;

	(void)read(*(int *)arg, &c, 1);
	return NULL;
}

static void *
spin(void *arg)
{
	for (;;)
		flag++;
	return arg;
}

static void *
exit_4(void *arg)
{
	(void)arg;
	_exit(4);
}

/* Some that sleep, some that run. */
static int
crowd(void)
{
	static int fd[2];
	pthread_t t;
	int i;

	if (pipe(fd) != 0)
		return 1;
	for (i = 0; i < 3; i++) {
		if (pthread_create(&t, NULL, blocked, &fd[0]) != 0 ||
		    pthread_create(&t, NULL, spin, NULL) != 0)
			return 1;
	}
	return 0;
}

static int
crowd_exit(void)
{
	pthread_t t;

	if (crowd() != 0 || pthread_create(&t, NULL, exit_4, NULL) != 0)
		return 1;
	pthread_join(t, NULL);
	return 1;
}

static void *
exec_true(void *arg)
{
	(void)arg;
	execl("/bin/sh", "sh", "-c", "exit 6", (char *)NULL);
	return NULL;
}

static int
crowd_exec(void)
{
	pthread_t t;

	if (crowd() != 0 || pthread_create(&t, NULL, exec_true, NULL) != 0)
		return 1;
	pthread_join(t, NULL);
	return 1;
}

static int
crowd_wait(void)
{
	if (crowd() != 0)
		return 1;
	for (;;)
		pause();
}

static int
crowd_last(void)
{
	pthread_t t;

	if (pthread_create(&t, NULL, give_back, NULL) != 0)
		return 1;
	pthread_exit(NULL);
}

static int
crowd_fork(void)
{
	int i, status;
	pid_t pid;

	if (crowd() != 0)
		return 1;
	for (i = 0; i < 5; i++) {
		pid = fork();
		if (pid == 0) {
			free(malloc(100));
			_exit(pthread_kill(pthread_self(), 0));
		}
		if (waitpid(pid, &status, 0) != pid || status != 0)
			return 2;
	}
	return 3;
}

static void
crowd_process(void)
{
	int status, i;
	pid_t pid;

	for (i = 0; i < 5; i++) {
		status = check_status(crowd_exit);
		WANT(WIFEXITED(status) && WEXITSTATUS(status) == 4);
		status = check_status(crowd_exec);
		WANT(WIFEXITED(status) && WEXITSTATUS(status) == 6);
	}
	status = check_status(crowd_last);
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	status = check_status(crowd_fork);
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	pid = check_child(crowd_wait);
	WANT(kill(pid, SIGKILL) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
}

static void
crowd_stop(void)
{
	pid_t pid = check_child(crowd_wait);
	int status, i;

	for (i = 0; i < 10; i++) {
		WANT(kill(pid, SIGSTOP) == 0);
		WANT(waitpid(pid, &status, WUNTRACED) == pid);
		WANT(WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
		WANT(kill(pid, SIGCONT) == 0);
		WANT(waitpid(pid, &status, WCONTINUED) == pid);
		WANT(WIFCONTINUED(status));
	}
	WANT(kill(pid, SIGTERM) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGTERM);
}

static void
crowd_many(void)
{
	pthread_attr_t at;
	pthread_t t;
	int i;

	pthread_attr_init(&at);
	WANT(pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED) == 0);
	for (i = 0; i < 200; i++)
		WANT(pthread_create(&t, &at, give_back, NULL) == 0);
	for (i = 0; i < 200; i++) {
		WANT(pthread_create(&t, NULL, give_back, NULL) == 0);
		WANT(pthread_join(t, NULL) == 0);
	}
}

static int64_t
now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ll + ts.tv_nsec / 1000000;
}

/*
 * Who has worn its priority down gets its turn beside a fresh spinner: that
 * one is charged for every slice, also when nobody better waits.
 */
static void
fair(void)
{
	volatile int *met = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int64_t start = now_ms();
	pid_t worn, fresh;
	int fd[2];
	char c;

	WANT(met != MAP_FAILED && pipe(fd) == 0);
	worn = fork();
	if (worn == 0) {
		while (now_ms() - start < 500)
			;
		(void)write(fd[1], "", 1);
		while (!met[0])
			;
		met[1] = 1;
		_exit(0);
	}
	WANT(read(fd[0], &c, 1) == 1);
	fresh = fork();
	if (fresh == 0) {
		for (met[0] = 1; !met[1] && now_ms() - start < 20000;)
			;
		_exit(!met[1]);
	}
	WANT(check_wait(fresh) == 0);
	WANT(check_wait(worn) == 0);
	munmap((void *)met, 4096);
	close(fd[0]);
	close(fd[1]);
}

int
main(void)
{
	RUN(crowd_process);
	RUN(crowd_stop);
	RUN(crowd_many);
	RUN(fair);
	return 0;
}
