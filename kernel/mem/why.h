// SPDX-License-Identifier: BSD-2-Clause
/*
 * why - who holds a container, or something that is part of it.
 *
 * A container's memory is known by its parts: objects of its own, and the
 * ledgers its other objects are charged to.  Each layer that has things
 * which may hold one registers a walker, which looks at all of its things
 * and prints those that do, each with enough to find it.  A subsystem made
 * tomorrow adds its own walker and is listed.
 *
 * All of this is for the debugger: the machine stands still, no lock is
 * taken, memory that may be bad is read by db_read(), loops ask db_quit().
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/linker_set.h"

struct ledger;
struct vnode;

/* An object of the container: where it lies, what is charged to it. */
struct why_part {
	uintptr_t wp_start;		/* [t] */
	size_t wp_size;			/* [t] bytes */
	const struct ledger *wp_ledger;	/* [t] or NULL */
};

#define WHY_PARTS	(1 + 2 * IMAGE_SLOTS)

/* The question; belongs to who asks. */
struct why {
	const void *wy_jail;		/* [t] what credentials point to */
	const struct vnode *wy_root;	/* [t] its root directory, or NULL */
	struct why_part wy_part[WHY_PARTS];	/* [t] */
	unsigned wy_nparts;		/* [t] */
	unsigned wy_found;		/* [t] lines printed */
};

/* WHY_WALKER(proc_why): void proc_why(struct why *wy). */
struct why_walker {
	void (*ww_walk)(struct why *wy);	/* [I] */
};
#define WHY_WALKER(func)						\
	static const struct why_walker why_walker_##func = { func };	\
	SET_ENTRY(why_walker, why_walker_##func)

/* While the question is put together. */
void	why_add(struct why *wy, const void *start, size_t size,
	    const struct ledger *ld);
/* Ask every walker. */
void	why_ask(struct why *wy);

/* For walkers: begin a line with the kind of holder; the rest follows. */
void	why_line(struct why *wy, const char *kind);
/* Does p point into one of the parts? */
int	why_is_part(const struct why *wy, const void *p);
/* Is ld the ledger of one? */
int	why_is_charged(const struct why *wy, const struct ledger *ld);
/* Does p point into a part, or into memory that is charged to one? */
int	why_owns(const struct why *wy, const void *p);
/* End a line with the place that allocated what p points into, if known. */
void	why_print_site(const void *p);
