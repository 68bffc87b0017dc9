// SPDX-License-Identifier: BSD-2-Clause
/*
 * process - functions of processes that are not bare system calls.
 */
#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/procdesc.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "user/libc/thread.h"

void	*__sbrk(intptr_t);
pid_t	__fork(void);
pid_t	__pdfork(int *, int);

void (*__thread_atfork)(int);

/* The child must find newlib's memory in order, so nobody is changing it. */
static pid_t
fork_by(int *fdp, int flags)
{
	pid_t pid;

	if (!__isthreaded && __thread_atfork == NULL)
		return fdp == NULL ? __fork() : __pdfork(fdp, flags);
	if (__thread_atfork != NULL)
		__thread_atfork(0);
	__malloc_lock(_REENT);
	pid = fdp == NULL ? __fork() : __pdfork(fdp, flags);
	if (pid == 0)
		__thread_forked();
	__malloc_unlock(_REENT);
	if (__thread_atfork != NULL)
		__thread_atfork(pid == 0 ? 2 : 1);
	return pid;
}

pid_t
fork(void)
{
	return fork_by(NULL, 0);
}

pid_t
pdfork(int *fdp, int flags)
{
	return fork_by(fdp, flags);
}

pid_t
wait(int *status)
{
	return wait4(WAIT_ANY, status, 0, NULL);
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
	return wait4(pid, status, options, NULL);
}

pid_t
wait3(int *status, int options, struct rusage *usage)
{
	return wait4(WAIT_ANY, status, options, usage);
}

void *
sbrk(ptrdiff_t incr)
{
	return __sbrk(incr);
}

int
setpgrp(void)
{
	return setpgid(0, 0);
}

int
nice(int incr)
{
	int prio;

	errno = 0;
	prio = getpriority(PRIO_PROCESS, 0);
	if (prio == -1 && errno != 0)
		return -1;
	if (setpriority(PRIO_PROCESS, 0, prio + incr) != 0)
		return -1;
	return prio + incr;
}

unsigned
alarm(unsigned seconds)
{
	struct itimerval new = { .it_value.tv_sec = seconds };
	struct itimerval old;

	if (setitimer(ITIMER_REAL, &new, &old) != 0)
		return 0;
	return (unsigned)(old.it_value.tv_sec +
	    (old.it_value.tv_usec > 0 ? 1 : 0));
}

int
pause(void)
{
	sigset_t now;

	sigprocmask(SIG_BLOCK, NULL, &now);
	return sigsuspend(&now);
}

static clock_t
ticks(const struct timeval *tv)
{
	return (clock_t)(tv->tv_sec * CLOCKS_PER_SEC +
	    tv->tv_usec * CLOCKS_PER_SEC / 1000000);
}

clock_t
times(struct tms *t)
{
	struct rusage self, kids;
	struct timespec now;

	if (getrusage(RUSAGE_SELF, &self) != 0 ||
	    getrusage(RUSAGE_CHILDREN, &kids) != 0)
		return (clock_t)-1;
	t->tms_utime = ticks(&self.ru_utime);
	t->tms_stime = ticks(&self.ru_stime);
	t->tms_cutime = ticks(&kids.ru_utime);
	t->tms_cstime = ticks(&kids.ru_stime);
	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return (clock_t)-1;
	return (clock_t)(now.tv_sec * CLOCKS_PER_SEC +
	    now.tv_nsec / (1000000000 / CLOCKS_PER_SEC));
}

int
gettimeofday(struct timeval *tv, void *zone)
{
	struct timespec ts;

	(void)zone;
	if (clock_gettime(CLOCK_REALTIME, &ts) != 0)
		return -1;
	tv->tv_sec = ts.tv_sec;
	tv->tv_usec = ts.tv_nsec / 1000;
	return 0;
}
