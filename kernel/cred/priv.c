// SPDX-License-Identifier: BSD-2-Clause
/*
 * priv - the table of privileges.
 *
 * One line says all there is to know of one.  PJ_NONE is zero, and so is an
 * entry that nobody has written: a new privilege is denied in jails until
 * somebody has thought about it.  What a level takes away it takes from the
 * host's root too.  tests/lint makes docs/privileges.md of this table, so
 * each entry stays in this form: name, who, flag, level, text.
 */
#include "kernel/cred/allow.h"
#include "kernel/cred/priv.h"

#define NEVER	0x7fffffff	/* no securelevel is as high */

/* Flags that stand behind privileges; others are where they are checked. */
ALLOW(set_hostname, "set_hostname", 1, "root may set the host name");
ALLOW(raw_sockets, "raw_sockets", 0, "root may open raw sockets");
ALLOW(reserved_ports, "reserved_ports", 1, "root may bind to low ports");
ALLOW(read_msgbuf, "read_msgbuf", 0, "root may read the kernel's log");
ALLOW(settime, "settime", 0, "root may set the clock");
ALLOW(routing, "routing", 0, "root may change routes of a shared stack");
ALLOW(mount, "mount", 0, "root may mount file systems");

#define P(name, who, flag, level, text)					\
	[name] = { #name, who, flag, level, text }

static const struct priv_info priv_table[PRIV_COUNT] = {
	P(PRIV_JAIL_SET, PJ_ROOT, NULL, NEVER,
	    "make and change jails, as many as children.max says"),
	P(PRIV_JAIL_ATTACH, PJ_ROOT, NULL, NEVER,
	    "enter a jail below"),
	P(PRIV_JAIL_REMOVE, PJ_ROOT, NULL, NEVER,
	    "remove a jail below"),
	P(PRIV_KLD_LOAD, PJ_NONE, NULL, 1,
	    "load kernel modules"),
	P(PRIV_KLD_UNLOAD, PJ_NONE, NULL, 1,
	    "unload kernel modules"),
	P(PRIV_REBOOT, PJ_NONE, NULL, NEVER,
	    "stop or restart the machine"),
	P(PRIV_CLOCK_SETTIME, PJ_ALLOW, &allow_settime, 2,
	    "set the clock"),
	P(PRIV_KDB, PJ_NONE, NULL, 1,
	    "use the kernel debugger"),
	P(PRIV_KMEM_READ, PJ_NONE, NULL, 1,
	    "read kernel memory"),
	P(PRIV_MSGBUF, PJ_ALLOW, &allow_read_msgbuf, NEVER,
	    "read the kernel's log"),
	P(PRIV_TTY_STI, PJ_NONE, NULL, NEVER,
	    "type into a terminal by program"),
	P(PRIV_SYSCTL_WRITE, PJ_NONE, NULL, NEVER,
	    "write system-wide sysctl variables"),
	P(PRIV_SYSCTL_WRITEJAIL, PJ_ROOT, NULL, NEVER,
	    "write the jail's own sysctl variables"),
	P(PRIV_CRED_SETUID, PJ_ROOT, NULL, NEVER,
	    "take on any user"),
	P(PRIV_CRED_SETGID, PJ_ROOT, NULL, NEVER,
	    "take on any group"),
	P(PRIV_CRED_SETGROUPS, PJ_ROOT, NULL, NEVER,
	    "choose supplementary groups"),
	P(PRIV_SIGNAL_DIFFCRED, PJ_ROOT, NULL, NEVER,
	    "signal processes of other users"),
	P(PRIV_SCHED_SETPRIORITY, PJ_ROOT, NULL, NEVER,
	    "raise the priority of processes"),
	P(PRIV_PROC_SETRLIMIT, PJ_ROOT, NULL, NEVER,
	    "raise hard resource limits"),
	P(PRIV_PROC_SETLOGIN, PJ_ROOT, NULL, NEVER,
	    "set the login name of a session"),
	P(PRIV_VM_MLOCK, PJ_ROOT, NULL, NEVER,
	    "lock memory beyond the limit"),
	P(PRIV_VFS_READ, PJ_ROOT, NULL, NEVER,
	    "read files against their mode"),
	P(PRIV_VFS_WRITE, PJ_ROOT, NULL, NEVER,
	    "write files against their mode"),
	P(PRIV_VFS_EXEC, PJ_ROOT, NULL, NEVER,
	    "execute files that somebody may execute"),
	P(PRIV_VFS_LOOKUP, PJ_ROOT, NULL, NEVER,
	    "search directories against their mode"),
	P(PRIV_VFS_ADMIN, PJ_ROOT, NULL, NEVER,
	    "change modes and times of files of others"),
	P(PRIV_VFS_CHOWN, PJ_ROOT, NULL, NEVER,
	    "change owners of files"),
	P(PRIV_VFS_RETAINSUGID, PJ_ROOT, NULL, NEVER,
	    "keep set-id bits over a change"),
	P(PRIV_VFS_CHROOT, PJ_ROOT, NULL, NEVER,
	    "change the root directory"),
	P(PRIV_VFS_MOUNT, PJ_ALLOW, &allow_mount, NEVER,
	    "mount file systems; each type needs its own flag too"),
	P(PRIV_VFS_UNMOUNT, PJ_ALLOW, &allow_mount, NEVER,
	    "unmount what was mounted inside"),
	P(PRIV_VFS_MKNOD_DEV, PJ_NONE, NULL, NEVER,
	    "make device nodes"),
	P(PRIV_SETHOSTNAME, PJ_OWN_AND_ALLOW, &allow_set_hostname, NEVER,
	    "set host and domain name, host id and uuid"),
	P(PRIV_IPC_ADMIN, PJ_ROOT, NULL, NEVER,
	    "pass over the modes of IPC objects, if they are the jail's own"),
	P(PRIV_NET_IFCREATE, PJ_OWN, NULL, NEVER,
	    "create interfaces"),
	P(PRIV_NET_HWIOCTL, PJ_OWN, NULL, NEVER,
	    "configure interfaces"),
	P(PRIV_NET_ADDIFADDR, PJ_OWN, NULL, NEVER,
	    "give addresses to interfaces"),
	P(PRIV_NET_ROUTE, PJ_OWN_OR_ALLOW, &allow_routing, NEVER,
	    "change routes"),
	P(PRIV_NET_SETIFVNET, PJ_OWN, NULL, NEVER,
	    "move interfaces between stacks"),
	P(PRIV_NETINET_RAW, PJ_OWN_OR_ALLOW, &allow_raw_sockets, NEVER,
	    "open raw sockets"),
	P(PRIV_NETINET_RESERVEDPORT, PJ_ALLOW, &allow_reserved_ports, NEVER,
	    "bind to ports below 1024"),
};

const struct priv_info *
priv_info(enum priv priv)
{
	static const struct priv_info none = {
		"PRIV_NONE", PJ_NONE, NULL, 0, "nothing"
	};

	return (unsigned)priv < PRIV_COUNT ? &priv_table[priv] : &none;
}
