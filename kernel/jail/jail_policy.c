// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_policy - what being in a jail takes away.
 *
 * Root of a jail has the privileges in the table below and no other, so a
 * privilege invented tomorrow is denied in jails until somebody thinks
 * about it.  What concerns a subsystem (network, names) comes with owning
 * an image of it: the subsystem says which by VIMAGE_PRIV records.
 *
 * What is outside of a jail does not exist for it: ESRCH, never EPERM.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"

SET_DECLARE(vimage_priv, const struct vimage_priv);

/* Harmless inside, since what they act on is the jail's. */
static const uint8_t jailed_may[PRIV_COUNT] = {
	[PRIV_JAIL_SET] = 1,		/* within children.max */
	[PRIV_JAIL_ATTACH] = 1,		/* only jails below are seen */
	[PRIV_JAIL_REMOVE] = 1,
	[PRIV_SYSCTL_WRITEJAIL] = 1,
	[PRIV_CRED_SETID] = 1,
	[PRIV_SIGNAL] = 1,
	[PRIV_SCHED] = 1,
	[PRIV_RLIMIT] = 1,
	[PRIV_PROC_SEE] = 1,
	[PRIV_VFS] = 1,			/* below its root */
	[PRIV_VFS_CHROOT] = 1
};

/* Granted with an image that the jail owns? */
static int
image_grants(const struct jail *j, enum priv priv)
{
	const struct vimage_priv *const *p;

	SET_FOREACH(p, vimage_priv)
		if ((*p)->vp_priv == (int)priv &&
		    jail_owns(j, VIMAGE_SLOT_OF((*p)->vp_slot)))
			return 1;
	return 0;
}

/* What a raised securelevel takes from everybody, the host included. */
static int
level_denies(const struct jail *j, enum priv priv)
{
	int level = j->j_securelevel;

	return (level > 0 && (priv == PRIV_KLD || priv == PRIV_KMEM)) ||
	    (level > 1 && priv == PRIV_SETTIME);
}

static int
jail_priv(const struct cred *cr, enum priv priv)
{
	const struct jail *j = jail_of(cr);

	if (level_denies(j, priv))
		return EPERM;
	if (j == &prison0 || ((unsigned)priv < PRIV_COUNT &&
	    jailed_may[priv]) || image_grants(j, priv))
		return 0;
	return EPERM;
}

static int
jail_see(const struct cred *a, const struct cred *b)
{
	return jail_contains(jail_of(a), jail_of(b)) ? 0 : ESRCH;
}

/* What a jail shares with others is not its root's to change. */
static int
jail_image_check(const struct cred *cr, unsigned slot)
{
	return jail_owns(jail_of(cr), slot) ? 0 : EPERM;
}

static const struct cred_policy jail_cred_policy = {
	jail_priv, jail_see, jail_image_check
};
CRED_POLICY(jail_cred_policy);

/* ------------------------------------------------------------- hooks */

/* A credential holds the memory of its jail, not the jail: see jail.h. */
static void
jail_cred_dup(struct cred *copy)
{
	if (copy->cr_jail != NULL)
		jail_hold(copy->cr_jail);
}

static void
jail_cred_drop(struct cred *cr)
{
	jail_release(cr->cr_jail);
}

static void
jail_cred_enter(struct thread *td)
{
	vimage_thread_load(td, jail_of(td->td_cred)->j_image);
}

static const struct cred_hook jail_cred_hook = {
	jail_cred_dup, jail_cred_drop, jail_cred_enter
};
CRED_HOOK(jail_cred_hook);
