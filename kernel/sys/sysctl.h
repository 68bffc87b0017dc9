// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl - serving the tree of sysctl records.
 *
 * By name (__sysctlbyname) or by numbers (sysctl, numbers dealt at boot).
 * A handler moves the old value out and the new one in; both may be absent.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/sysctl_record.h"

struct thread;

/* One request; belongs to the calling thread. */
struct sysctl_req {
	struct thread *sr_td;		/* [I] caller; its cred decides */
	uint64_t sr_old;		/* [I] uaddr_t, 0: only the length */
	size_t sr_oldlen;		/* [I] room */
	size_t sr_oldused;		/* [t] produced so far */
	uint64_t sr_new;		/* [I] uaddr_t, 0: no write */
	size_t sr_newlen;		/* [I] */
	size_t sr_newused;		/* [t] */
	int sr_kernel;			/* [I] addresses are the kernel's */
	int64_t sr_index;		/* [I] number after the name, or -1 */
};

/* Append to the old value; counts even when there is no room.  0, EFAULT. */
int	sysctl_out(struct sysctl_req *req, const void *data, size_t len);
/* Take exactly len bytes of the new value; EINVAL if fewer are left. */
int	sysctl_in(struct sysctl_req *req, void *data, size_t len);
#define sysctl_writes(req)	((req)->sr_new != 0)
/* Value of an int, long, u64, string node by name for kernel callers. */
int	sysctl_kernel_read(const char *name, void *buf, size_t *len);
int	sysctl_kernel_write(const char *name, const void *buf, size_t len);
