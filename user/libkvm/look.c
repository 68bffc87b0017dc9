// SPDX-License-Identifier: BSD-2-Clause
/*
 * look - names, memory and processes of a kernel, running or dead.
 *
 * Processes are what the kernel's own sysctl says of them.  The running
 * kernel shows its memory by sysctl debug.kdb.memory and its symbols by
 * debug.kdb.symbol, to root outside jails.
 */
#include <sys/param.h>
#include <sys/syscall.h>
#include <sys/sysctl.h>
#include <sys/user.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "user/libkvm/kvm_priv.h"

#define TRIES		8

/* sysctlbyname() of that kernel.  0 or errno; -1: it could not be run. */
static int
ask(kvm_t *kd, const char *name, void *old, size_t *oldlen, const void *new,
    size_t newlen)
{
	uint64_t args[6] = { (uintptr_t)name, strlen(name), (uintptr_t)old,
	    (uintptr_t)oldlen, (uintptr_t)new, newlen };

	if (kd->kd_kind == KVM_LIVE)
		return sysctlbyname(name, old, oldlen, new, newlen) == 0 ? 0 :
		    errno;
	return kvm_sysctl(kd, SYS___sysctlbyname, args, strlen(name));
}

int
kvm_nlist(kvm_t *kd, struct nlist *nl)
{
	uint64_t value;
	size_t len;
	int missing = 0;

	for (; nl->n_name != NULL && nl->n_name[0] != '\0'; nl++) {
		len = sizeof(value);
		nl->n_type = 0;
		nl->n_value = 0;
		if (kd->kd_kind == KVM_DUMP ? symbol_find(kd, nl->n_name,
		    &value) != 0 : ask(kd, "debug.kdb.symbol", &value, &len,
		    nl->n_name, strlen(nl->n_name)) != 0) {
			missing++;
			continue;
		}
		nl->n_type = 1;
		nl->n_value = value;
	}
	return missing;
}

/* In pieces that the running kernel gives at once. */
static int
live_read(kvm_t *kd, unsigned long addr, void *buf, size_t n)
{
	unsigned long where[2];
	size_t got;
	char *at = buf;

	for (; n > 0; n -= got, addr += got, at += got) {
		where[0] = addr;
		where[1] = got = n < PAGE ? n : PAGE;
		if (ask(kd, "debug.kdb.memory", at, &got, where,
		    sizeof(where)) != 0 || got != where[1])
			return -1;
	}
	return 0;
}

ssize_t
kvm_read(kvm_t *kd, unsigned long addr, void *buf, size_t n)
{
	int error = kd->kd_kind == KVM_DUMP ?
	    memory_copy(kd, addr, buf, n, 0) : live_read(kd, addr, buf, n);

	if (error != 0)
		return kvm_fail(kd, "0x%lx: no memory is there", addr);
	return (ssize_t)n;
}

static int
proc_wanted(const struct kinfo_proc *kp, int op, int arg)
{
	switch (op) {
	case KERN_PROC_PID:
		return kp->ki_pid == arg;
	case KERN_PROC_PGRP:
		return kp->ki_pgid == arg;
	case KERN_PROC_UID:
		return (int)kp->ki_uid == arg;
	default:
		return 1;
	}
}

struct kinfo_proc *
kvm_getprocs(kvm_t *kd, int op, int arg, int *count)
{
	struct kinfo_proc *all = NULL;
	size_t len = 0, i, n;
	int tries, error = ENOMEM, kept = 0;

	for (tries = 0; tries < TRIES && error == ENOMEM; tries++) {
		if (ask(kd, "kern.proc.all", NULL, &len, NULL, 0) != 0)
			break;
		len += 8 * sizeof(*all);
		free(all);
		all = malloc(len);
		if (all == NULL)
			break;
		error = ask(kd, "kern.proc.all", all, &len, NULL, 0);
	}
	if (error != 0 || all == NULL) {
		free(all);
		kvm_fail(kd, "its processes cannot be listed");
		return NULL;
	}
	n = len / sizeof(*all);
	if (n > 0 && all->ki_structsize != sizeof(*all)) {
		free(all);
		kvm_fail(kd, "its processes have another form");
		return NULL;
	}
	for (i = 0; i < n; i++)
		if (proc_wanted(&all[i], op, arg))
			all[kept++] = all[i];
	free(kd->kd_procs);
	kd->kd_procs = all;
	*count = kept;
	return all;
}

/* The kernel keeps them as one text. */
char **
kvm_getargv(kvm_t *kd, const struct kinfo_proc *kp, int nchr)
{
	(void)nchr;
	if (kp->ki_args[0] == '\0')
		return NULL;
	kd->kd_argv[0] = (char *)(uintptr_t)kp->ki_args;
	kd->kd_argv[1] = NULL;
	return kd->kd_argv;
}
