// SPDX-License-Identifier: BSD-2-Clause
/*
 * revoke - taking what belongs to a container away from those outside of it
 * who would keep it.
 *
 * A container that is made to end asks every layer that has things which
 * may hold one; why.h is the same question without the force.  What is to
 * go is known by the ledger it is charged to, so a subsystem made tomorrow
 * is served without a word about it.  A descriptor that is revoked stays
 * open, on a file that answers EIO and POLLHUP: its number must not come to
 * mean something else while a program believes in it.
 */
#pragma once

#include "kernel/lib/linker_set.h"

struct file;
struct ledger;

/* The order; belongs to who gives it. */
struct revoke {
	const struct ledger *rv_ledger;	/* [t] what is charged here.. */
	const char *rv_name;		/* [t] ..is part of: for the log */
	unsigned rv_count;		/* [t] things taken so far */
};

/* REVOKER(proc_revoke): void proc_revoke(struct revoke *rv); may sleep. */
struct revoker {
	void (*rr_revoke)(struct revoke *rv);	/* [I] */
};
#define REVOKER(func)							\
	static const struct revoker revoker_##func = { func };		\
	SET_ENTRY(revoker, revoker_##func)

/* Have every revoker look once.  No locks held; sleeps. */
void	revoke_all(struct revoke *rv);

/* For revokers: is the file one of those, and what to put in its place. */
int	revoke_wants(const struct file *fp, const void *rv);
extern struct file *revoked_file;		/* [I] held for ever */
/* One more; the log says what it was, the first few times. */
void	revoke_log(struct revoke *rv, const char *fmt, ...)
	    __attribute__((format(printf, 2, 3)));
