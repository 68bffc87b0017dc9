// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_sysctl - what a process may ask about the jail it is in.
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/sys/sysctl.h"

static int
jailed_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int jailed = jail_of(req->sr_td->td_cred) != &prison0;

	(void)so;
	return sysctl_out(req, &jailed, sizeof(jailed));
}

static int
children_cur_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int n = jail_of(req->sr_td->td_cred)->j_children_cur;

	(void)so;
	return sysctl_out(req, &n, sizeof(n));
}

static int
children_max_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	int n = jail_of(req->sr_td->td_cred)->j_children_max;

	(void)so;
	return sysctl_out(req, &n, sizeof(n));
}

/* May be raised, for the caller's jail and all below; never lowered. */
static int
securelevel_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	struct jail *self = jail_of(req->sr_td->td_cred), *j;
	int error, level = self->j_securelevel;

	(void)so;
	error = sysctl_out(req, &level, sizeof(level));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = sysctl_in(req, &level, sizeof(level));
	if (error != 0)
		return error;
	mutex_lock(&jail_lock);
	if (level < self->j_securelevel)
		error = EPERM;
	for (j = self; j != NULL && error == 0; j = jail_next(self, j))
		if (j->j_securelevel < level)
			j->j_securelevel = level;
	mutex_unlock(&jail_lock);
	return error;
}

SYSCTL_NODE_(jailed, "security.jail.jailed", SYSCTL_T_PROC, SYSCTL_RD, NULL,
    sizeof(int), jailed_sysctl, NULL, "is the caller in a jail");
SYSCTL_NODE_(children_cur, "security.jail.children.cur", SYSCTL_T_PROC,
    SYSCTL_RD, NULL, sizeof(int), children_cur_sysctl, NULL,
    "jails below the caller's");
SYSCTL_NODE_(children_max, "security.jail.children.max", SYSCTL_T_PROC,
    SYSCTL_RD, NULL, sizeof(int), children_max_sysctl, NULL,
    "most jails that may be below the caller's");
SYSCTL_NODE_(securelevel, "kern.securelevel", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR, NULL, sizeof(int), securelevel_sysctl, NULL,
    "what root may no longer do; can only be raised");
