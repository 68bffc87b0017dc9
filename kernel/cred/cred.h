// SPDX-License-Identifier: BSD-2-Clause
/*
 * cred - who a thread acts as, and what may be refused to it.
 *
 * Credentials are immutable once shared: to change one, copy, change the
 * copy, install.  cr_jail is an opaque slot that kernel/jail fills; hooks
 * tell it about copies.  Policies may only deny.
 */
#pragma once

#include <stdint.h>
#include "kernel/cred/priv.h"
#include "kernel/lib/linker_set.h"

struct bounds;
struct jail;
struct limits;
struct thread;

#define CRED_NGROUPS	16

struct cred {
	volatile uint32_t cr_refs;	/* [a] threads, files, objects */
	uint32_t cr_uid;		/* [I] effective */
	uint32_t cr_ruid;		/* [I] real */
	uint32_t cr_svuid;		/* [I] saved */
	uint32_t cr_gid;		/* [I] */
	uint32_t cr_rgid;		/* [I] */
	uint32_t cr_svgid;		/* [I] */
	uint32_t cr_ngroups;		/* [I] */
	uint32_t cr_groups[CRED_NGROUPS];	/* [I] supplementary */
	struct jail *cr_jail;		/* [I] by CRED_HOOK */
	int32_t cr_jid;			/* [I] its number, for ps; 0 none */
	struct limits *cr_limits;	/* [I] cr_jail's; NULL none */
	const struct bounds *cr_bounds;	/* [I] cr_jail's; NULL none */
};

struct cred *cred_create(void);			/* root, no jail; or NULL */
struct cred *cred_dup(const struct cred *cr);	/* private copy, or NULL */
struct cred *cred_hold(struct cred *cr);	/* returns cr */
void	cred_drop(struct cred *cr);
int	cred_ingroup(const struct cred *cr, uint32_t gid);
/* 0 or EPERM: uid 0 needed, then every CRED_POLICY asked. */
int	priv_check(const struct cred *cr, enum priv priv);
/* 0 or ESRCH: may a see (signal, ask about) b?  Policies only. */
int	cred_cansee(const struct cred *a, const struct cred *b);
/* 0 or EPERM: may a change what lives in its image of slot?  Policies only. */
int	cred_owns_image(const struct cred *cr, unsigned slot);

/* Keeps the opaque slots right.  dup must not fail. */
struct cred_hook {
	void (*ch_dup)(struct cred *copy);	/* [I] copy has cr_jail set */
	void (*ch_drop)(struct cred *cr);	/* [I] last reference gone */
	/* thread reloads what hangs on its credential (AST_CRED) */
	void (*ch_enter)(struct thread *td);	/* [I] */
};
#define CRED_HOOK(sym)		SET_ENTRY(cred_hook, sym)

struct cred_policy {
	/* 0 allow, else EPERM; called only if uid 0 */
	int (*cp_priv)(const struct cred *cr, enum priv priv);	/* [I] */
	/* 0, or ESRCH */
	int (*cp_see)(const struct cred *a, const struct cred *b); /* [I] */
	/* 0, or EPERM: is the image in that slot cr's to change? */
	int (*cp_image)(const struct cred *cr, unsigned slot);	/* [I] */
};
#define CRED_POLICY(sym)	SET_ENTRY(cred_policy, sym)

/* Call every hook's ch_enter for td (from ast and after attach). */
void	cred_enter(struct thread *td);
