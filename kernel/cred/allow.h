// SPDX-License-Identifier: BSD-2-Clause
/*
 * allow - flags that say what the processes of a jail may do.
 *
 * A flag is a record in the file that checks it; the jail parameter
 * allow.NAME follows from the record.  A jail has at most what the one above
 * it has, so that a flag taken away there is gone below; a flag that came
 * after the jail was made (with a module, say) is off in it.
 *
 * What a jail sets for those inside hangs on their credentials (cr_bounds),
 * so that file systems and system calls can ask without knowing of jails.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/sysctl_record.h"

struct cred;

#define ALLOW_MAX	64	/* flags there may be */

/* What the system calls itself where no jail says otherwise. */
#define OSRELEASE	"0.1"
#define OSRELDATE	1000

struct allow {
	const char *al_param;		/* [I] "allow.mount.tmpfs" */
	int al_default;			/* [I] on in a new jail */
	volatile uint64_t al_bit;	/* [a] 0: not yet given one */
};

/* Bounds of those inside a jail.  NULL in a credential: the host, none. */
struct bounds {
	volatile uint64_t bn_allow;	/* [a] bits of flags */
	volatile int bn_enforce_statfs;	/* [a] 0, 1, 2 */
	int bn_osreldate;		/* [I] */
	char bn_osrelease[32];		/* [I] */
};

/* ALLOW(mount_tmpfs, "mount.tmpfs", 0, "root may mount tmpfs"); */
#define ALLOW(id, name, on, descr)					\
	static struct allow allow_##id = { "allow." name, on, 0 };	\
	static char allow_kind_##id[] = "B w";				\
	SYSCTL_STRING(allow_##id, "security.jail.param.allow." name,	\
	    SYSCTL_RD, allow_kind_##id, descr);				\
	SET_ENTRY(allow, allow_##id)

/* The flag's bit, the same for a name for ever; 0 if there is none left. */
uint64_t allow_bit(struct allow *al);
/* By parameter name; NULL if none. */
struct allow *allow_find(const char *param);
/* Bits of all flags, and of those that are on by default. */
uint64_t allow_defaults(void);
/* Nonzero if cr is the host's, or its jail has the flag. */
int	allow_check(const struct cred *cr, struct allow *al);
