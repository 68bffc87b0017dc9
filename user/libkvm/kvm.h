// SPDX-License-Identifier: BSD-2-Clause
/*
 * kvm - looking into a kernel: the running one, or the dump of a dead one.
 *
 * The calls are FreeBSD's.  A dump is an ELF core: ours, as savecore makes
 * it, or QEMU's dump-guest-memory.  No structure of the kernel is known
 * here: what has to understand them is the dead kernel's own code, which is
 * interpreted on a copy of its memory (machine.h), so a tool reads dumps of
 * any build.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct kvm kvm_t;

struct nlist {
	const char *n_name;	/* NULL or "" ends the list */
	unsigned char n_type;	/* 0: not found */
	unsigned long n_value;
};

enum kvm_kind { KVM_LIVE, KVM_DUMP };

#define KVM_ERRORS	256	/* bytes of a message */

/*
 * Open core, NULL for the running kernel; exec, or NULL, is the kernel it
 * has to be of.  On failure NULL, the message in errbuf (KVM_ERRORS), or on
 * stderr behind "errstr: ".  swap and flags are ignored.
 */
kvm_t	*kvm_openfiles(const char *exec, const char *core, const char *swap,
	    int flags, char *errbuf);
kvm_t	*kvm_open(const char *exec, const char *core, const char *swap,
	    int flags, const char *errstr);
int	kvm_close(kvm_t *kd);
enum kvm_kind kvm_type(kvm_t *kd);
const char *kvm_geterr(kvm_t *kd);

/* Fill in the values.  How many were not found, or -1. */
int	kvm_nlist(kvm_t *kd, struct nlist *nl);

/* Kernel memory.  n, or -1: not all of it is there. */
ssize_t	kvm_read(kvm_t *kd, unsigned long addr, void *buf, size_t n);

#define KERN_PROC_ALL	0
#define KERN_PROC_PID	1
#define KERN_PROC_PGRP	2
#define KERN_PROC_UID	5

/* Processes, op and arg as sysctl kern.proc's; of kd until the next call. */
struct kinfo_proc;
struct kinfo_proc *kvm_getprocs(kvm_t *kd, int op, int arg, int *count);
char	**kvm_getargv(kvm_t *kd, const struct kinfo_proc *kp, int nchr);

/*
 * Debugger commands: what they print goes to buf, which is terminated.  0
 * or errno; -1: the kernel could not be run.
 */
int	kvm_command(kvm_t *kd, const char *commands, char *buf, size_t size);

/*
 * A system call of the dead kernel's.  Pointers among the arguments work
 * for the ranges given before, by kvm_lend if it may write there, by
 * kvm_lend_copy if it may only read; kvm_lend_none takes them back.
 * 0 or errno of the kernel's numbering; -1: it could not be run.
 */
int	kvm_lend(kvm_t *kd, void *at, size_t n);
int	kvm_lend_copy(kvm_t *kd, const void *at, size_t n);
void	kvm_lend_none(kvm_t *kd);
int	kvm_syscall(kvm_t *kd, int number, const uint64_t args[6],
	    uint64_t ret[2]);
/*
 * Likewise, of __sysctl or __sysctlbyname, their name of name_size bytes:
 * what the arguments point at is lent here.  However long it says that its
 * answer is, no more is told than there was room for.
 */
int	kvm_sysctl(kvm_t *kd, int number, const uint64_t args[6],
	    size_t name_size);
