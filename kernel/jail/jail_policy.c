// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_policy - what being in a jail takes away.
 *
 * The table of kernel/cred/priv.c says of each privilege who in a jail has
 * it, and one it says nothing of nobody has.  What concerns a subsystem
 * (network, names) comes with owning an image of it: the subsystem says
 * which by VIMAGE_PRIV records.
 *
 * What is outside of a jail does not exist for it: ESRCH, never EPERM.
 */
#include <sys/errno.h>

#include "kernel/cred/allow.h"
#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"

SET_DECLARE(vimage_priv, const struct vimage_priv);

ALLOW(suser, "suser", 1, "root has privileges at all");

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

/* What the table says of root in a jail. */
static int
jailed_may(const struct jail *j, const struct cred *cr, enum priv priv)
{
	const struct priv_info *pi = priv_info(priv);

	switch (pi->pi_jail) {
	case PJ_ROOT:
		return 1;
	case PJ_ALLOW:
		return allow_check(cr, pi->pi_allow);
	case PJ_OWN:
		return image_grants(j, priv);
	case PJ_OWN_AND_ALLOW:
		return allow_check(cr, pi->pi_allow) && image_grants(j, priv);
	case PJ_OWN_OR_ALLOW:
		return allow_check(cr, pi->pi_allow) || image_grants(j, priv);
	case PJ_NONE:
		break;
	}
	return 0;
}

/* Who may not see other file systems has no business mounting any. */
static int
mount_denied(const struct jail *j, enum priv priv)
{
	return (priv == PRIV_VFS_MOUNT || priv == PRIV_VFS_UNMOUNT) &&
	    j->j_bounds.bn_enforce_statfs > 1;
}

/* A securelevel takes from everybody, the host included. */
static int
jail_priv(const struct cred *cr, enum priv priv)
{
	const struct jail *j = jail_of(cr);

	if (j->j_securelevel >= priv_info(priv)->pi_level)
		return EPERM;
	if (j == &prison0)
		return 0;
	if (!allow_check(cr, &allow_suser) || mount_denied(j, priv) ||
	    !jailed_may(j, cr, priv))
		return EPERM;
	return 0;
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
