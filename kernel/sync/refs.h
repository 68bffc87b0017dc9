// SPDX-License-Identifier: BSD-2-Clause
/*
 * refs - reference counts that know their holders.
 *
 * Each reference has a kind (a static record) and a holder's address, so
 * that whoever waits for zero can say who holds.  Kinds are records made
 * where the holder lives: REF_KIND(REF_SOCKET, "socket").
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct ref;

struct ref_kind {
	const char *rk_name;	/* [I] "socket" */
	/* Print what finds the holder; for the debugger, or NULL. */
	void (*rk_print)(const void *holder);		/* [I] */
	/*
	 * Have the holder let go soon, or NULL: cannot be made to.  Under
	 * the count's spinlock, so it only marks and wakes.
	 */
	void (*rk_revoke)(const struct ref *rf);	/* [I] */
};

#define REF_KIND(id, name)	REF_KIND_OPS(id, name, NULL, NULL)
#define REF_KIND_OPS(id, name, print, revoke)				\
	const struct ref_kind id = { name, print, revoke }
#define REF_KIND_DECLARE(id)	extern const struct ref_kind id

/* Embedded by the holder: no allocation, nothing to fail. */
struct ref {
	struct list rf_link;			/* [r] */
	const struct ref_kind *rf_kind;		/* [r] NULL: not held */
	const void *rf_holder;			/* [r] */
	uintptr_t rf_where;			/* [r] caller of ref_take */
};

/* [r] rs_lock */
struct refs {
	struct spinlock rs_lock;	/* class "refs" */
	struct list rs_list;		/* [r] of struct ref */
	uint32_t rs_count;		/* [r] */
	struct waitq rs_wait;		/* [r] waiters for zero */
};

void	refs_init(struct refs *rs, const char *name);
void	refs_destroy(struct refs *rs);		/* count must be zero */
void	ref_take(struct refs *rs, struct ref *rf, const struct ref_kind *kind,
	    const void *holder);
void	ref_drop(struct refs *rs, struct ref *rf);
/* Wait for zero; 0 or ETIMEDOUT.  Sleeps. */
int	refs_wait(struct refs *rs, uint64_t deadline_ns);
/* Call fn for each holder until it returns nonzero; lock held, no sleep. */
int	refs_foreach(struct refs *rs,
	    int (*fn)(const struct ref *rf, void *arg), void *arg);
/*
 * For the debugger, without a lock, by reads that may fail: a line for each
 * holder, its kind and address and where it was taken, after before.
 */
void	refs_db_print(const struct refs *rs, const char *before);
struct why;
/* For the debugger: a line for each holder of what is called of. */
void	refs_db_why(struct why *wy, const struct refs *rs, const char *of);
