// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysinfo - what the system is called and can do, by sysctl.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

int	__sysctlbyname(const char *, size_t, void *, size_t *, const void *,
	    size_t);

int
sysctlbyname(const char *name, void *old, size_t *oldlen, const void *new,
    size_t newlen)
{
	return __sysctlbyname(name, strlen(name), old, oldlen, new, newlen);
}

int
sysctlnametomib(const char *name, int *mib, size_t *len)
{
	int ask[2] = { CTL_SYSCTL, CTL_SYSCTL_NAME2OID };
	size_t bytes = *len * sizeof(int);

	if (sysctl(ask, 2, mib, &bytes, name, strlen(name)) != 0)
		return -1;
	*len = bytes / sizeof(int);
	return 0;
}

static int
string_get(const char *name, char *buf, size_t len)
{
	buf[0] = '\0';
	if (sysctlbyname(name, buf, &len, NULL, 0) != 0)
		return -1;
	return 0;
}

int
gethostname(char *buf, size_t len)
{
	return string_get("kern.hostname", buf, len);
}

int
sethostname(const char *name, size_t len)
{
	return sysctlbyname("kern.hostname", NULL, NULL, name, len);
}

int
getdomainname(char *buf, size_t len)
{
	return string_get("kern.domainname", buf, len);
}

int
uname(struct utsname *u)
{
	if (string_get("kern.ostype", u->sysname, SYS_NMLN) != 0 ||
	    string_get("kern.hostname", u->nodename, SYS_NMLN) != 0 ||
	    string_get("kern.osrelease", u->release, SYS_NMLN) != 0 ||
	    string_get("kern.version", u->version, SYS_NMLN) != 0 ||
	    string_get("hw.machine", u->machine, SYS_NMLN) != 0)
		return -1;
	u->version[strcspn(u->version, "\n")] = '\0';
	return 0;
}

int
getpagesize(void)
{
	return PAGE_SIZE;
}

int
getdtablesize(void)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return OPEN_MAX;
	return lim.rlim_cur > INT_MAX ? INT_MAX : (int)lim.rlim_cur;
}

static long
cpus(void)
{
	int n = 1;
	size_t len = sizeof(n);

	sysctlbyname("hw.ncpu", &n, &len, NULL, 0);
	return n;
}

long
sysconf(int name)
{
	switch (name) {
	case _SC_ARG_MAX:
		return ARG_MAX;
	case _SC_CLK_TCK:
		return CLOCKS_PER_SEC;
	case _SC_OPEN_MAX:
		return getdtablesize();
	case _SC_PAGESIZE:
		return PAGE_SIZE;
	case _SC_NGROUPS_MAX:
		return NGROUPS_MAX;
	case _SC_JOB_CONTROL:
	case _SC_SAVED_IDS:
		return 1;
	case _SC_VERSION:
	case _SC_MAPPED_FILES:
	case _SC_MEMORY_PROTECTION:
	case _SC_MEMLOCK:
	case _SC_MEMLOCK_RANGE:
	case _SC_MESSAGE_PASSING:
	case _SC_SEMAPHORES:
	case _SC_SHARED_MEMORY_OBJECTS:
	case _SC_REALTIME_SIGNALS:
	case _SC_THREADS:
	case _SC_TIMERS:
	case _SC_MONOTONIC_CLOCK:
		return 200809L;
	case _SC_RTSIG_MAX:
		return SIGRTMAX - SIGRTMIN + 1;
	case _SC_SEM_VALUE_MAX:
		return SEM_VALUE_MAX;
	case _SC_MQ_PRIO_MAX:
		return MQ_PRIO_MAX;
	case _SC_IOV_MAX:
		return IOV_MAX;
	case _SC_HOST_NAME_MAX:
		return HOST_NAME_MAX;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN:
		return cpus();
	default:
		errno = EINVAL;
		return -1;
	}
}
