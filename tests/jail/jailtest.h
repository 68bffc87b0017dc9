// SPDX-License-Identifier: BSD-2-Clause
/*
 * jailtest - what the guest programs of this suite share: one line a test,
 * and jail calls with parameters written as C arguments.
 */
#pragma once

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/jail.h>
#include <sys/sysctl.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int failures;
static char errmsg[256];

/* One line: ok, or what is wrong. */
static inline int
check(int good, const char *name, const char *fmt, ...)
{
	va_list ap;

	if (good) {
		printf("ok %s\n", name);
		return 1;
	}
	printf("not ok %s ", name);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	failures++;
	return 0;
}

static inline int
finish(void)
{
	fflush(stdout);
	return failures != 0;
}

/* An iovec array being put together; errmsg is always its last pair. */
struct call {
	struct iovec iov[32];
	unsigned n;
};

static inline void
add(struct call *c, const char *name, const void *value, size_t len)
{
	c->iov[c->n].iov_base = (void *)(uintptr_t)name;
	c->iov[c->n++].iov_len = strlen(name) + 1;
	c->iov[c->n].iov_base = (void *)(uintptr_t)value;
	c->iov[c->n++].iov_len = len;
}

static inline void
add_text(struct call *c, const char *name, const char *value)
{
	add(c, name, value, strlen(value) + 1);
}

static inline int
set(struct call *c, int flags)
{
	errmsg[0] = '\0';
	add(c, "errmsg", errmsg, sizeof(errmsg));
	return jail_set(c->iov, c->n, flags);
}

static inline int
get(struct call *c, int flags)
{
	errmsg[0] = '\0';
	add(c, "errmsg", errmsg, sizeof(errmsg));
	return jail_get(c->iov, c->n, flags);
}

/* A persistent jail of that name with path=/; its jid or -1. */
static inline int
make(const char *name)
{
	struct call c = { .n = 0 };

	add_text(&c, "name", name);
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

/* The same with a network stack of its own. */
static inline int
make_vnet(const char *name)
{
	struct call c = { .n = 0 };
	int own = JAIL_SYS_NEW;

	add_text(&c, "name", name);
	add(&c, "vnet", &own, sizeof(own));
	add(&c, "persist", NULL, 0);
	return set(&c, JAIL_CREATE);
}

static inline int
find(const char *name, int flags)
{
	struct call c = { .n = 0 };
	char buf[256];

	snprintf(buf, sizeof(buf), "%s", name);
	add(&c, "name", buf, sizeof(buf));
	return get(&c, flags);
}

static inline int64_t
now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ll + ts.tv_nsec;
}

static inline int64_t
sysctl_number(const char *name)
{
	int64_t v = 0;
	size_t len = sizeof(v);

	if (sysctlbyname(name, &v, &len, NULL, 0) != 0)
		return -1;
	return v;
}

static inline int
sysctl_write64(const char *name, int64_t v)
{
	return sysctlbyname(name, NULL, NULL, &v, sizeof(v));
}

static inline int
sysctl_write32(const char *name, int v)
{
	return sysctlbyname(name, NULL, NULL, &v, sizeof(v));
}

/* Until process pid sleeps, there where the kernel says wmesg, or ends. */
static inline void
wait_asleep(int pid, const char *wmesg)
{
	struct kinfo_proc kp;
	char name[40];
	size_t len;

	snprintf(name, sizeof(name), "kern.proc.pid.%d", pid);
	do {
		usleep(1000);
		len = sizeof(kp);
		if (sysctlbyname(name, &kp, &len, NULL, 0) != 0 ||
		    kp.ki_stat == SZOMB)
			return;
	} while (kp.ki_stat != SSLEEP || strcmp(kp.ki_wmesg, wmesg) != 0);
}
