// SPDX-License-Identifier: BSD-2-Clause
/*
 * attach - a tool's questions go to a dead kernel.
 *
 * The C library hands over the calls that elsewhere.list names; those about
 * our own files are done here all the same.  Each pointer that the kernel
 * may follow is lent for the one call, and no other memory of ours is.
 */
#include <sys/ioctl.h>
#include <sys/jail.h>
#include <sys/socket.h>
#include <sys/sockio.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <net/if.h>

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "user/libkvm/attach.h"

#define FD_BASE		0x10000		/* descriptors that are the dead's */

static kvm_t *attached;
static long (*attach_own)(int, const unsigned long *);

static void *
pointer(unsigned long v)
{
	return (void *)(uintptr_t)v;
}

/* Pairs of a name and its value. */
static void
lend_vector(struct iovec *iov, unsigned n)
{
	unsigned i;

	kvm_lend(attached, iov, n * sizeof(*iov));
	for (i = 0; i + 1 < n; i += 2) {
		kvm_lend_copy(attached, iov[i].iov_base, iov[i].iov_len);
		kvm_lend(attached, iov[i + 1].iov_base, iov[i + 1].iov_len);
	}
}

static void
lend_ioctl(unsigned long cmd, void *arg)
{
	const struct ifreq *ifr = arg;
	const struct ifgroupreq *ifgr = arg;

	kvm_lend(attached, arg, IOCPARM_LEN(cmd));
	if (cmd == SIOCGIFDESCR)
		kvm_lend(attached, ifr->ifr_buffer.buffer,
		    ifr->ifr_buffer.length);
	else if (cmd == SIOCGIFGROUP)
		kvm_lend(attached, ifgr->ifgr_groups, ifgr->ifgr_len);
}

/* One of our own files, or of the dead's? */
static int
is_own(int number, const unsigned long *args)
{
	return (number == SYS_ioctl || number == SYS_close) &&
	    args[0] < FD_BASE;
}

static void
lend_all(int number, const unsigned long *args)
{
	switch (number) {
	case SYS_jail_get:
		lend_vector(pointer(args[0]), (unsigned)args[1]);
		break;
	case SYS_ioctl:
		lend_ioctl(args[1], pointer(args[2]));
		break;
	case SYS_clock_gettime:
		kvm_lend(attached, pointer(args[1]),
		    sizeof(struct timespec));
		break;
	default:
		break;
	}
}

static long
attach_call(int number, const unsigned long *args)
{
	uint64_t pass[6], ret[2];
	int error;

	if (is_own(number, args))
		return attach_own(number, args);
	memcpy(pass, args, sizeof(pass));
	if (number == SYS_ioctl || number == SYS_close)
		pass[0] -= FD_BASE;
	if (number == SYS___sysctl || number == SYS___sysctlbyname) {
		ret[0] = 0;
		error = kvm_sysctl(attached, number, pass, args[1] *
		    (number == SYS___sysctl ? sizeof(int) : 1));
	} else {
		lend_all(number, args);
		error = kvm_syscall(attached, number, pass, ret);
		kvm_lend_none(attached);
	}
	if (error < 0) {
		warnx("%s", kvm_geterr(attached));
		return -EIO;
	}
	if (error > 0)
		return -(long)error;
	return number == SYS_socket ? (long)ret[0] + FD_BASE : (long)ret[0];
}

static int
attach_wanted(int number)
{
	switch (number) {
	case SYS___sysctl: case SYS___sysctlbyname: case SYS_jail_get:
	case SYS_jail_attach: case SYS_socket: case SYS_ioctl:
	case SYS_close: case SYS_clock_gettime:
		return 1;
	default:
		return 0;
	}
}

/* On another system all calls come here; those that are none of ours: */
static long
attach_route(int number, const unsigned long *args)
{
	return attach_wanted(number) ? attach_call(number, args) :
	    attach_own(number, args);
}

/* This system's own ioctl and close, while they are diverted. */
static long
attach_native(int number, const unsigned long *args)
{
	unsigned long ret = (unsigned long)number;
	uint8_t failed;

	__asm__ volatile("syscall\n\tsetc %1" : "+a"(ret), "=q"(failed)
	    : "D"(args[0]), "S"(args[1]), "d"(args[2])
	    : "rcx", "r11", "r8", "r9", "r10", "memory");
	return failed ? -(long)ret : (long)ret;
}

static void
kvm_attach(const char *exec, const char *core)
{
	char why[KVM_ERRORS];
	kvm_t *kd;

	kd = kvm_openfiles(exec, core, NULL, 0, why);
	if (kd == NULL)
		errx(1, "%s: %s", core, why);
	attached = kd;
	attach_own = __syscall_other != NULL ? __syscall_other :
	    attach_native;
	__syscall_other = attach_route;
}

void
kvm_options(int *argc, char ***argv)
{
	char **av = *argv, *name = av[0];
	const char *core = NULL, *exec = NULL;

	while (*argc > 2 && (strcmp(av[1], "-M") == 0 ||
	    (core != NULL && strcmp(av[1], "-N") == 0))) {
		if (av[1][1] == 'M')
			core = av[2];
		else
			exec = av[2];
		av += 2;
		*argc -= 2;
		av[0] = name;
	}
	*argv = av;
	if (core != NULL)
		kvm_attach(exec, core);
}

kvm_t *
kvm_attached(void)
{
	return attached;
}
