// SPDX-License-Identifier: BSD-2-Clause
/*
 * limit - how many of a thing a jail and all below it may have.
 *
 * A subsystem names what it counts by a LIMIT record and charges the
 * credential of whoever makes one; the jail parameters limit.NAME (may be
 * set) and use.NAME (is read) follow from the record.  Charging goes from
 * the credential's jail up to the top one, so that no tree has more than its
 * root may; the host is not counted.  The counts live with the jail's
 * memory, which credentials hold: who releases must have kept the one that
 * was charged.
 *
 * All atomic: any context.  A charge may fail because another, that is taken
 * back a moment later, was in the way.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/sysctl_record.h"

struct cred;
struct ledger;

#define LIMIT_MAX	8	/* records there may be */

struct limit {
	const char *li_name;		/* [I] "files" */
	int li_errno;			/* [I] what one too many gets */
	const char *li_set;		/* [I] "limit.files" */
	const char *li_use;		/* [I] "use.files" */
	enum limit_by {
		LIMIT_BY_CHARGE,	/* limit_charge counts */
		LIMIT_BY_BYTES,		/* the ledger's total is the count */
		LIMIT_BY_KIND		/* one of the ledger's kinds is */
	} li_by;			/* [I] */
	int li_kind;			/* [I] enum ledger_kind */
};

/* [a] how many there are; 0 in ls_max: as many as there is room for. */
struct limits {
	struct limits *ls_parent;		/* [I] counted too, or NULL */
	struct ledger *ls_ledger;		/* [I] what is charged */
	volatile int64_t ls_use[LIMIT_MAX];	/* [a] */
	volatile int64_t ls_max[LIMIT_MAX];	/* [a] */
};

/* LIMIT(files, ENFILE, "open files"): in the file that charges it. */
#define LIMIT(name, error, descr)					\
	LIMIT_BY(name, error, LIMIT_BY_CHARGE, 0, descr)
/* What memory's ledger counts, and limits by itself. */
#define LIMIT_BY(name, error, by, kind, descr)				\
	static const struct limit limit_##name = {			\
		#name, error, "limit." #name, "use." #name, by, kind	\
	};								\
	SET_ENTRY(limit, limit_##name);					\
	LIMIT_NODE_(name, limit, "L w", "most " descr);			\
	LIMIT_NODE_(name, use, "L r", descr " now")
/* What kind of jail parameter it is, for libjail. */
#define LIMIT_NODE_(name, what, kind, descr)				\
	static char limit_##what##_##name[] = kind;			\
	SYSCTL_STRING(limit_##what##_##name,				\
	    "security.jail.param." #what "." #name, SYSCTL_RD,		\
	    limit_##what##_##name, descr)

/* Number of records, and each of them: 0.. in no particular order. */
unsigned limit_count(void);
const struct limit *limit_record(unsigned i);
/* The number of a record. */
unsigned limit_index(const struct limit *li);
/* By li_set or li_use; NULL if none. */
const struct limit *limit_find(const char *name);
/* Use and limit of ls, however they are counted; and setting the limit. */
int64_t	limit_use(const struct limits *ls, const struct limit *li);
int64_t	limit_max(const struct limits *ls, const struct limit *li);
void	limit_set(struct limits *ls, const struct limit *li, int64_t max);
/* The ledger that what cr does is charged to; NULL: the base system's. */
struct ledger *cred_ledger(const struct cred *cr);
/* Would one more be refused now?  0 or li_errno; nothing is counted. */
int	limit_peek(const struct cred *cr, const struct limit *li);
/*
 * Count n more in ls (NULL: nowhere) and those above it below stop (NULL:
 * all).  0, or li_errno with nothing counted.
 */
int	limit_charge_below(struct limits *ls, const struct limits *stop,
	    const struct limit *li, int64_t n);
void	limit_release_below(struct limits *ls, const struct limits *stop,
	    const struct limit *li, int64_t n);
/* The same for the whole tree above a credential. */
int	limit_charge(const struct cred *cr, const struct limit *li, int64_t n);
void	limit_release(const struct cred *cr, const struct limit *li,
	    int64_t n);
