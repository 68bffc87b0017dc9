// SPDX-License-Identifier: BSD-2-Clause
/*
 * uts - host and domain name, one pair per jail: the smallest subsystem, and
 * the judge of the framework's macros.  If this grows, mend those.
 *
 * Locks: [u] V_uts_lock, class "uts".
 */
#include <sys/errno.h>

#include "kernel/cred/cred.h"
#include "kernel/jail/jail.h"
#include "kernel/lib/string.h"
#include "kernel/sync/rwlock.h"
#include "kernel/sys/sysctl.h"

VIMAGE_DEFINE_STATIC(uts, struct rwlock, uts_lock);
VIMAGE_DEFINE_STATIC(uts, char, hostname[256]) = "cellblock";	/* [u] */
VIMAGE_DEFINE_STATIC(uts, char, domainname[256]);		/* [u] */
VIMAGE_SUBSYS_DECLARE(uts);
#define V_uts_lock	VIMAGE_VAR(uts, uts_lock)
#define V_hostname	VIMAGE_VAR(uts, hostname)
#define V_domainname	VIMAGE_VAR(uts, domainname)

/* A jail has no host name until it gets one; the domain is its parent's. */
static int
uts_create(struct image *parent)
{
	rw_init(&V_uts_lock, "uts");
	if (parent == NULL)
		return 0;
	V_hostname[0] = '\0';
	rw_rlock(&VIMAGE_OF(parent, uts, uts_lock));
	strlcpy(V_domainname, VIMAGE_OF(parent, uts, domainname), 256);
	rw_runlock(&VIMAGE_OF(parent, uts, uts_lock));
	return 0;
}

static void
uts_destroy(void)
{
	rw_destroy(&V_uts_lock);
}

static void
name_set(char *name, const char *text)
{
	rw_wlock(&V_uts_lock);
	strlcpy(name, text, 256);
	rw_wunlock(&V_uts_lock);
}

static size_t
name_get(const char *name, char *buf)
{
	rw_rlock(&V_uts_lock);
	strlcpy(buf, name, 256);
	rw_runlock(&V_uts_lock);
	return strlen(buf) + 1;
}

/* so_ptr is one of the templates: the bias makes it the caller's own. */
static int
name_sysctl(const struct sysctl_node *so, struct sysctl_req *req)
{
	char *name = (char *)((uintptr_t)so->so_ptr + VIMAGE_BIAS(uts));
	char buf[256];
	int error;

	error = sysctl_out(req, buf, name_get(name, buf));
	if (error != 0 || !sysctl_writes(req))
		return error;
	error = priv_check(req->sr_td->td_cred, PRIV_SETHOSTNAME);
	if (error == 0 && req->sr_newlen >= sizeof(buf))
		error = ENAMETOOLONG;
	memset(buf, 0, sizeof(buf));
	if (error == 0)
		error = sysctl_in(req, buf, req->sr_newlen);
	if (error == 0)
		name_set(name, buf);
	return error;
}

static void
hostname_commit(struct jail *j, const struct jail_value *v)
{
	(void)j, name_set(V_hostname, v->v);
}

static void
hostname_get(struct jail *j, const struct jail *r, void *buf, size_t *len)
{
	(void)j, (void)r, *len = name_get(V_hostname, buf);
}

static void
domainname_commit(struct jail *j, const struct jail_value *v)
{
	(void)j, name_set(V_domainname, v->v);
}

static void
domainname_get(struct jail *j, const struct jail *r, void *buf, size_t *len)
{
	(void)j, (void)r, *len = name_get(V_domainname, buf);
}

VIMAGE_SUBSYS_PARAM(uts, PHASE_FRAMEWORK, uts_create, NULL, uts_destroy,
    "host and domain name", "host", VS_OWN);
VIMAGE_PRIV(uts, PRIV_SETHOSTNAME);
JAIL_PARAM(hostname, "host.hostname", JP_STRING, 256, 0, &vimage_slot_uts,
    NULL, hostname_commit, hostname_get, "host name");
JAIL_PARAM(domainname, "host.domainname", JP_STRING, 256, 0,
    &vimage_slot_uts, NULL, domainname_commit, domainname_get, "domain name");
SYSCTL_NODE_(hostname, "kern.hostname", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR, &vimage_entry_hostname, 256, name_sysctl,
    NULL, "host name of the caller's jail");
SYSCTL_NODE_(domainname, "kern.domainname", SYSCTL_T_PROC,
    SYSCTL_RW | SYSCTL_JAILWR, &vimage_entry_domainname, 256, name_sysctl,
    NULL, "domain name of the caller's jail");
