// SPDX-License-Identifier: BSD-2-Clause
/*
 * check - what the test programs of the guest share: small tests that end
 * at their first broken expectation, one line each.
 */
#pragma once

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *check_what;	/* expectation that failed, or NULL */
static int check_line;
static int check_errno;

/* End the test unless c is true. */
#define WANT(c) do {							\
	errno = 0;							\
	if (!(c)) {							\
		check_errno = errno;					\
		check_what = #c;					\
		check_line = __LINE__;					\
		return;							\
	}								\
} while (0)

/* call must return -1 with this errno. */
#define WANT_ERRNO(call, e) WANT((call) == -1 && errno == (e))

#define RUN(test) check_run(#test, test)

static void
check_run(const char *name, void (*test)(void))
{
	check_what = NULL;
	test();
	if (check_what == NULL)
		printf("ok %s\n", name);
	else
		printf("not ok %s line %d: %s (errno %d)\n", name, check_line,
		    check_what, check_errno);
	fflush(stdout);
}

/* In a child: run body, which returns its exit value. */
static inline pid_t
check_child(int (*body)(void))
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(body());
	return pid;
}

/* Wait for pid; its status, or -1. */
static inline int
check_wait(pid_t pid)
{
	int status;

	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

/* Status of a child that runs body. */
static inline int
check_status(int (*body)(void))
{
	return check_wait(check_child(body));
}

/* Until process pid sleeps, there where the kernel says wmesg. */
static inline void
check_asleep(pid_t pid, const char *wmesg)
{
	struct kinfo_proc kp;
	char name[40];
	size_t len;

	snprintf(name, sizeof(name), "kern.proc.pid.%d", (int)pid);
	do {
		usleep(1000);
		len = sizeof(kp);
		if (sysctlbyname(name, &kp, &len, NULL, 0) != 0)
			return;
	} while (kp.ki_stat == SZOMB ? 0 : kp.ki_stat != SSLEEP ||
	    strcmp(kp.ki_wmesg, wmesg) != 0);
}

/* Pages that nobody uses. */
static inline uint64_t
check_free_pages(void)
{
	uint64_t n = 0;
	size_t len = sizeof(n);

	sysctlbyname("vm.stats.free_pages", &n, &len, NULL, 0);
	return n;
}

/* Any address as a pointer, in a way the compiler cannot see through. */
static inline void *
check_pointer(unsigned long address)
{
	__asm__("" : "+r"(address));
	return (void *)address;
}
