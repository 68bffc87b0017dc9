// SPDX-License-Identifier: BSD-2-Clause
/*
 * uts - names and numbers of the host, a set per jail: the smallest
 * subsystem, and the judge of the framework's macros.  If this grows, mend
 * those.
 *
 * Locks: [u] V_uts_lock, class "uts".
 */
#include "kernel/cred/cred.h"
#include "kernel/jail/jail.h"
#include "kernel/lib/string.h"
#include "kernel/sync/rwlock.h"

VIMAGE_DEFINE_STATIC(uts, struct rwlock, uts_lock);
VIMAGE_DEFINE_STATIC(uts, char, hostname[256]) = "cellblock";	/* [u] */
VIMAGE_DEFINE_STATIC(uts, char, domainname[256]);		/* [u] */
VIMAGE_DEFINE_STATIC(uts, char, hostuuid[64]) =			/* [u] */
    "00000000-0000-0000-0000-000000000000";
VIMAGE_DEFINE_STATIC(uts, uint64_t, hostid);			/* [u] */
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
	strlcpy(V_domainname, VIMAGE_OF(parent, uts, domainname),
	    sizeof(V_domainname));
	rw_runlock(&VIMAGE_OF(parent, uts, uts_lock));
	return 0;
}

static void
uts_destroy(void)
{
	rw_destroy(&V_uts_lock);
}

VIMAGE_SUBSYS_PARAM(uts, PHASE_FRAMEWORK, uts_create, NULL, uts_destroy,
    "host and domain name", "host", VS_OWN);
VIMAGE_PRIV(uts, PRIV_SETHOSTNAME);
JAIL_TEXT(uts, hostname, uts_lock, "host.hostname", "kern.hostname",
    PRIV_SETHOSTNAME, "host name");
JAIL_TEXT(uts, domainname, uts_lock, "host.domainname", "kern.domainname",
    PRIV_SETHOSTNAME, "domain name");
JAIL_TEXT(uts, hostuuid, uts_lock, "host.hostuuid", "kern.hostuuid",
    PRIV_SETHOSTNAME, "unique id of the host");
JAIL_LONG(uts, hostid, uts_lock, "host.hostid", "kern.hostid",
    PRIV_SETHOSTNAME, "number of the host");
