// SPDX-License-Identifier: BSD-2-Clause
/*
 * priv - the privileges there are, each by its name.
 *
 * Names are FreeBSD's where it has one.  The table in priv.c says of each
 * what it guards, who in a jail has it, and which securelevel takes it from
 * everybody; docs/privileges.md is made from that table.
 */
#pragma once

#include <stdint.h>

struct allow;

enum priv {
	PRIV_JAIL_SET, PRIV_JAIL_ATTACH, PRIV_JAIL_REMOVE,
	PRIV_KLD_LOAD, PRIV_KLD_UNLOAD, PRIV_REBOOT, PRIV_CLOCK_SETTIME,
	PRIV_KDB, PRIV_KMEM_READ, PRIV_MSGBUF, PRIV_TTY_STI,
	PRIV_SYSCTL_WRITE, PRIV_SYSCTL_WRITEJAIL,
	PRIV_CRED_SETUID, PRIV_CRED_SETGID, PRIV_CRED_SETGROUPS,
	PRIV_SIGNAL_DIFFCRED, PRIV_SCHED_SETPRIORITY, PRIV_PROC_SETRLIMIT,
	PRIV_PROC_SETLOGIN, PRIV_VM_MLOCK,
	PRIV_VFS_READ, PRIV_VFS_WRITE, PRIV_VFS_EXEC, PRIV_VFS_LOOKUP,
	PRIV_VFS_ADMIN, PRIV_VFS_CHOWN, PRIV_VFS_RETAINSUGID,
	PRIV_VFS_CHROOT, PRIV_VFS_MOUNT, PRIV_VFS_UNMOUNT, PRIV_VFS_MKNOD_DEV,
	PRIV_SETHOSTNAME, PRIV_IPC_ADMIN,
	PRIV_NET_IFCREATE, PRIV_NET_HWIOCTL, PRIV_NET_ADDIFADDR,
	PRIV_NET_ROUTE, PRIV_NET_SETIFVNET,
	PRIV_NETINET_RAW, PRIV_NETINET_RESERVEDPORT,
	PRIV_COUNT
};

/* Who in a jail has it; the host's root has all. */
enum priv_jail {
	PJ_NONE,		/* nobody, which is what a new one gets */
	PJ_ROOT,		/* its root */
	PJ_ALLOW,		/* its root, if pi_allow is set in the jail */
	PJ_OWN,			/* if the jail owns the image concerned */
	PJ_OWN_AND_ALLOW,
	PJ_OWN_OR_ALLOW
};

struct priv_info {
	const char *pi_name;		/* [I] "PRIV_KLD_LOAD" */
	enum priv_jail pi_jail;		/* [I] */
	struct allow *pi_allow;		/* [I] or NULL */
	int pi_level;			/* [I] gone from this securelevel on */
	const char *pi_text;		/* [I] what it guards */
};

/* The entry of priv; one that nobody has for a number that is none. */
const struct priv_info *priv_info(enum priv priv);
