// SPDX-License-Identifier: BSD-2-Clause
/*
 * ledger - who uses how much memory, by call site.
 *
 * Each image and the base system has a ledger.  An allocation names its
 * ledger and, through the macro, its call site; freeing finds both again.
 * At the end of an image the ledger must be empty; what is not is printed
 * with its call sites.  Limits hang on a ledger too: charging past
 * ld_limit fails as if memory had run out.
 *
 * A ledger is part of something that outlives all charges (ledger_init), or
 * stands alone (ledger_create): then every charge, every ledger below and
 * its owner keep it, so that what is charged to a jail may live longer than
 * the jail.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/linker_set.h"
#include "kernel/lib/list.h"
#include "kernel/lock/spin.h"

/* What one site holds of one ledger. */
struct ledger_entry {
	struct ledger_entry *le_next;		/* [l] hash chain */
	struct ledger *le_ledger;		/* [I] */
	const struct alloc_site *le_site;	/* [I] */
	volatile int64_t le_bytes;		/* [a] */
	volatile int64_t le_objects;		/* [a] */
};

/* One allocating place in the source; made by the macro below. */
struct alloc_site {
	const char *as_file;		/* [I] */
	const char *as_func;		/* [I] */
	int as_line;			/* [I] */
	struct ledger_entry *as_base;	/* [I] its entry in ledger_base */
};

#define ALLOC_SITE() __extension__ ({					\
	static struct ledger_entry alloc_base_;				\
	static const struct alloc_site alloc_site_ = {			\
		__FILE__, __func__, __LINE__, &alloc_base_		\
	};								\
	SET_ENTRY(alloc_site, alloc_site_);				\
	&alloc_site_;							\
})

#define LEDGER_HASH	8	/* chains: an idle image has a few sites */

/* Things that are counted beside their bytes. */
enum ledger_kind { LEDGER_MBUFS, LEDGER_KINDS };

/* [l] ld_lock */
struct ledger {
	struct spinlock ld_lock;			/* class "ledger" */
	struct ledger_entry *ld_hash[LEDGER_HASH];	/* [l] */
	const char *ld_name;				/* [I] */
	volatile int64_t ld_bytes;			/* [a] */
	volatile int64_t ld_objects;			/* [a] */
	int64_t ld_limit;				/* [a] bytes, 0 none */
	struct ledger *ld_parent;			/* [I] charged too */
	int ld_alone;			/* [I] dies with its last object */
	volatile int64_t ld_count[LEDGER_KINDS];	/* [a] */
	volatile int64_t ld_count_max[LEDGER_KINDS];	/* [a] 0: no limit */
};

extern struct ledger ledger_base;	/* the base system's; no totals */

/*
 * NULL as a ledger anywhere means ledger_base.  parent (NULL or
 * ledger_base: none) has its totals and limit charged too.
 */
void	ledger_init(struct ledger *ld, const char *name, struct ledger *parent);
/* Free the entries; they must be zero (see ledger_report). */
void	ledger_destroy(struct ledger *ld);
/*
 * A ledger on its own; NULL: out of memory.  Its owner counts as one of its
 * objects, and so does each ledger below it.
 */
struct ledger *ledger_create(const char *name, struct ledger *parent);
void	ledger_drop(struct ledger *ld);		/* the owner's; NULL allowed */
/*
 * Charge one object of so many bytes to a site, or give it back by
 * the entry.  Charge returns the entry, or NULL: out of memory or limit.
 * Any context but NMI.
 */
struct ledger_entry *ledger_charge(struct ledger *ld,
	    const struct alloc_site *site, int64_t bytes);
void	ledger_release(struct ledger_entry *le, int64_t bytes);
/*
 * An object charged to le becomes so many bytes larger (or smaller).
 * 0, or ENOMEM past a limit; becoming smaller does not fail.  Any context
 * but NMI.
 */
int	ledger_resize(struct ledger_entry *le, int64_t bytes);
/* Is there a call site of that name (see fault_site_is)? */
int	ledger_site_exists(const char *name);
/*
 * n more of a kind, in ld and above; nonzero: past a limit, none counted.
 * NULL: nowhere.  Something charged to ld must keep it meanwhile.
 */
int	ledger_count(struct ledger *ld, enum ledger_kind kind, int64_t n);
void	ledger_uncount(struct ledger *ld, enum ledger_kind kind, int64_t n);
/*
 * Call fn for each entry that is not zero; returns the number of those.
 * Takes no lock: entries live as long as their ledger.
 */
int	ledger_report(struct ledger *ld,
	    void (*fn)(const struct ledger_entry *le, void *arg), void *arg);
