// SPDX-License-Identifier: BSD-2-Clause
/*
 * cred - credentials and privileges.
 *
 * A credential is written only by the thread that made it, before anybody
 * else can see it; after that it is shared and never changes, so reading
 * needs no lock.  Changing who one is means: cred_dup, write, install.
 *
 * What lies above (jails) takes part through records: hooks keep the
 * opaque slot's references, policies may refuse what uid 0 would have.
 * A policy can never grant.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"

SET_DECLARE(cred_hook, const struct cred_hook);
SET_DECLARE(cred_policy, const struct cred_policy);

/* What each privilege guards; documentation is made from this table. */
static const char *const priv_text[PRIV_COUNT] = {
	[PRIV_ROOT_ONLY] = "anything not listed below",
	[PRIV_JAIL_SET] = "make and change jails",
	[PRIV_JAIL_ATTACH] = "enter a jail",
	[PRIV_JAIL_REMOVE] = "remove a jail",
	[PRIV_KLD] = "load and unload kernel modules",
	[PRIV_REBOOT] = "stop or restart the machine",
	[PRIV_SETTIME] = "set the clock",
	[PRIV_DEBUG] = "use the kernel debugger",
	[PRIV_KMEM] = "read kernel memory",
	[PRIV_SYSCTL_WRITE] = "write system-wide sysctl variables",
	[PRIV_SYSCTL_WRITEJAIL] = "write a jail's own sysctl variables",
	[PRIV_CRED_SETID] = "take on any user or group",
	[PRIV_SIGNAL] = "signal processes of other users",
	[PRIV_SCHED] = "raise the priority of processes",
	[PRIV_RLIMIT] = "raise hard resource limits",
	[PRIV_PROC_SEE] = "see other users' processes",
	[PRIV_VFS] = "pass over file permissions, change owners",
	[PRIV_VFS_CHROOT] = "change the root directory",
	[PRIV_VFS_MOUNT] = "mount and unmount file systems",
	[PRIV_VFS_MKNOD] = "make device nodes",
	[PRIV_SETHOSTNAME] = "set host and domain name",
	[PRIV_IPC] = "pass over permissions of IPC objects",
	[PRIV_NET_IF] = "configure interfaces and addresses",
	[PRIV_NET_ROUTE] = "change routes",
	[PRIV_NET_VNET] = "move interfaces between stacks",
	[PRIV_NET_RAW] = "open raw sockets",
	[PRIV_NET_RESERVEDPORT] = "bind to ports below 1024"
};

const char *
priv_describe(enum priv priv)
{
	return (unsigned)priv < PRIV_COUNT ? priv_text[priv] : "unknown";
}

struct cred *
cred_create(void)
{
	struct cred *cr;

	cr = kmem_zalloc(NULL, sizeof(*cr), KM_SLEEP);
	if (cr == NULL)
		return NULL;
	cr->cr_refs = 1;
	return cr;
}

struct cred *
cred_dup(const struct cred *cr)
{
	const struct cred_hook *const *hook;
	struct cred *copy;

	copy = kmem_alloc(NULL, sizeof(*copy), KM_SLEEP);
	if (copy == NULL)
		return NULL;
	*copy = *cr;
	copy->cr_refs = 1;
	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_dup != NULL)
			(*hook)->ch_dup(copy);
	}
	return copy;
}

struct cred *
cred_hold(struct cred *cr)
{
	atomic_add(&cr->cr_refs, 1);
	return cr;
}

void
cred_drop(struct cred *cr)
{
	const struct cred_hook *const *hook;

	if (cr == NULL)
		return;
	KASSERT(cr->cr_refs > 0);
	if (atomic_sub(&cr->cr_refs, 1) != 0)
		return;
	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_drop != NULL)
			(*hook)->ch_drop(cr);
	}
	kmem_free(cr);
}

int
cred_ingroup(const struct cred *cr, uint32_t gid)
{
	uint32_t i;

	if (cr->cr_gid == gid)
		return 1;
	for (i = 0; i < cr->cr_ngroups; i++) {
		if (cr->cr_groups[i] == gid)
			return 1;
	}
	return 0;
}

int
priv_check(const struct cred *cr, enum priv priv)
{
	const struct cred_policy *const *policy;
	int error;

	if (cr->cr_uid != 0)
		return EPERM;
	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_priv == NULL)
			continue;
		error = (*policy)->cp_priv(cr, priv);
		if (error != 0)
			return error;
	}
	return 0;
}

int
cred_cansee(const struct cred *a, const struct cred *b)
{
	const struct cred_policy *const *policy;

	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_see != NULL && (*policy)->cp_see(a, b) != 0)
			return ESRCH;
	}
	return 0;
}

int
cred_owns_image(const struct cred *cr, unsigned slot)
{
	const struct cred_policy *const *policy;

	SET_FOREACH(policy, cred_policy) {
		if ((*policy)->cp_image != NULL &&
		    (*policy)->cp_image(cr, slot) != 0)
			return EPERM;
	}
	return 0;
}

void
cred_enter(struct thread *td)
{
	const struct cred_hook *const *hook;

	SET_FOREACH(hook, cred_hook) {
		if ((*hook)->ch_enter != NULL)
			(*hook)->ch_enter(td);
	}
}
