// SPDX-License-Identifier: BSD-2-Clause
/*
 * vm_priv - what the files of kernel/vm share.
 *
 * Three structures: the page tree (which pages an object has), the entry
 * table (which ranges a space maps), and the space and object themselves.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/list.h"
#include "kernel/mem/ledger.h"
#include "kernel/mem/page.h"
#include "kernel/sync/mutex.h"
#include "kernel/vm/vm.h"

/* ------------------------------------------------------------ page tree */

#define PAGETREE_BITS	6
#define PAGETREE_FAN	(1u << PAGETREE_BITS)

/*
 * A radix tree from page index to page.  Height 0 is empty; a tree of
 * height h holds indices below FAN^h.  [o] the object's lock.
 */
struct pagetree {
	void **pt_root;			/* [o] FAN slots, or NULL */
	unsigned pt_height;		/* [o] */
};

struct page *pagetree_find(const struct pagetree *pt, uint64_t index);
/* 0 or ENOMEM; the tree is then as it was or has empty nodes more. */
int	pagetree_insert(struct pagetree *pt, struct ledger *ld,
	    uint64_t index, struct page *pg);
/* Take out all pages from index from on, giving each to fn. */
void	pagetree_truncate(struct pagetree *pt, uint64_t from,
	    void (*fn)(struct page *pg, void *arg), void *arg);

/* ---------------------------------------------------------- entry table */

#define VE_SHARED	0x1	/* writes go to the object */
#define VE_STACK	0x2	/* keep a page free below */
#define VE_READONLY	0x4	/* may never become writable */
#define VE_COMMIT	0x8	/* reserved as a whole */
#define VE_TOUCH	0x10	/* reserved as it is touched: stacks */

/* One range of a space, [v] all of it. */
struct vm_entry {
	uaddr_t ve_start;		/* [v] page aligned */
	uaddr_t ve_end;			/* first byte beyond */
	struct vm_object *ve_obj;	/* NULL: private anonymous */
	uint64_t ve_offset;		/* of ve_start in the object */
	uint8_t ve_prot;		/* PROT_* */
	uint8_t ve_flags;		/* VE_* */
};

static inline int64_t
vm_entry_pages(const struct vm_entry *ve)
{
	return (int64_t)((ve->ve_end - ve->ve_start) >> PAGE_SHIFT);
}

#define VM_ENTRIES_FIRST	12	/* room inside the space itself */
#define VM_ENTRIES_MAX		4096

/* Entries sorted by address, never overlapping.  [v] */
struct vm_table {
	struct vm_entry *vt_entry;	/* [v] vt_first or allocated */
	uint32_t vt_count;		/* [v] */
	uint32_t vt_room;		/* [v] */
	struct vm_entry vt_first[VM_ENTRIES_FIRST];	/* [v] */
};

void	vm_table_init(struct vm_table *vt);
void	vm_table_free(struct vm_table *vt);	/* storage only */
/* Make room for extra more entries.  0 or ENOMEM. */
int	vm_table_reserve(struct vm_table *vt, struct ledger *ld,
	    unsigned extra);
/* Index of the first entry that ends above addr; vt_count if none. */
unsigned vm_table_find(const struct vm_table *vt, uaddr_t addr);
/* The entry that addr lies in, or NULL. */
struct vm_entry *vm_table_lookup(const struct vm_table *vt, uaddr_t addr);
/* Free span of len bytes, first fit from hint.  0 or ENOMEM. */
int	vm_table_gap(const struct vm_table *vt, uaddr_t hint, uint64_t len,
	    uaddr_t *out);
/* Add an entry, or grow a neighbour that continues it.  Room needed. */
void	vm_table_insert(struct vm_table *vt, const struct vm_entry *ve);
/* Let no entry span addr; the upper part holds the object too. */
void	vm_table_clip(struct vm_table *vt, uaddr_t addr);
/* Close the hole of n entries from index first; objects are not dropped. */
void	vm_table_delete(struct vm_table *vt, unsigned first, unsigned n);

/* ------------------------------------------------------ space and object */

/* pg_flags of a page that belongs, or belonged, to an object. */
#define VPG_OBJECT	0x1

/* Stacks are reserved this many pages at a time. */
#define VM_BATCH	16

struct vm_space {
	struct list vs_all;		/* [vm_spaces] every space */
	volatile uint32_t vs_refs;	/* [a] processes, vfork, debugger */
	struct mutex vs_lock;		/* class "vmspace" */
	struct pmap *vs_pmap;		/* [I] */
	struct ledger *vs_ledger;	/* [v] vs_charge's */
	struct ledger_entry *vs_charge;	/* [v] of what is reserved */
	int64_t vs_commit;		/* [v] pages reserved */
	uint32_t vs_touched;		/* [v] pages in VE_TOUCH ranges */
	uint32_t vs_touch_room;		/* [v] pages reserved for those */
	uint32_t vs_resident;		/* [v] pages mapped, private ranges */
	uint32_t vs_shared;		/* [v] pages mapped, shared ranges */
	uint64_t vs_size;		/* [v] bytes in entries */
	uaddr_t vs_brk_start;		/* [v] */
	uaddr_t vs_brk;			/* [v] */
	struct list vs_dead;		/* [v] objects to destroy unlocked */
	struct vm_table vs_table;	/* [v] */
};

/* [o] vo_lock */
struct vm_object {
	volatile uint32_t vo_refs;	/* [a] entries, files */
	volatile uint32_t vo_heads;	/* [a] mappings of its first byte */
	struct mutex vo_lock;		/* class "vmobject" */
	uint64_t vo_size;		/* [o] bytes */
	struct pagetree vo_pages;	/* [o] */
	struct ledger *vo_ledger;	/* [I] */
	struct ledger_entry *vo_charge;	/* [I] whole size; NULL: by page */
	void (*vo_gone)(void *cookie);	/* [I] with vo_charge, or NULL */
	const struct pager_ops *vo_ops;	/* [I] NULL: zero-filled */
	void *vo_cookie;		/* [I] */
	struct list vo_dead;		/* [v] on vs_dead, refs are zero */
};

/* A mapping begins, or ends: only the part with the first byte counts. */
static inline void
vm_entry_count(const struct vm_entry *ve, int by)
{
	if ((ve->ve_flags & VE_SHARED) != 0 && ve->ve_offset == 0)
		atomic_add(&ve->ve_obj->vo_heads, (uint32_t)by);
}

/* Drop; a last reference puts the object on dead, for vm_object_bury. */
void	vm_object_drop_later(struct vm_object *obj, struct list *dead);
void	vm_object_bury(struct list *dead);

/* Let go of the pages of ve from start on; vs_lock held. */
void	vm_entry_empty(struct vm_space *vs, const struct vm_entry *ve,
	    uaddr_t start);
/* Unmap, in every space, what lies beyond obj's new size. */
void	vm_spaces_truncate(struct vm_object *obj, uint64_t size);
/* PROT_* to PMAP_*, for user pages. */
int	vm_pmap_prot(int prot);

/* ------------------------------------------------- commit: see commit.c */

#define PAGES_KEPT	64	/* free pages programs cannot have */

/* Reserve for one who has so many already; 0 or ENOMEM. */
int	vm_commit(int64_t pages, int64_t has);
void	vm_uncommit(int64_t pages);
/* Reserved pages got memory (or, below 0, gave it back). */
void	vm_commit_back(int64_t pages);
/* The same for what belongs to no space. */
int	vm_commit_shared(int64_t pages);
/* May a page nobody reserved be taken?  grows: for writing.  0 or ENOMEM. */
int	vm_commit_file(int grows);
/* vm_object_page; grows tells it what the page is for. */
int	vm_object_page_for(struct vm_object *obj, uint64_t offset, int grows,
	    struct page **out);
/* The same for a space, and in its ledger; vs_lock held. */
int	vm_space_commit(struct vm_space *vs, int64_t pages);
void	vm_space_uncommit(struct vm_space *vs, int64_t pages);
/* A page more in a VE_TOUCH range; 0 or ENOMEM. */
int	vm_space_touch(struct vm_space *vs);
/* Give back what is reserved for more than spare batches to come. */
void	vm_space_untouched(struct vm_space *vs, uint32_t spare);
/* A reserved page; and the end of a reference to any page mapped. */
struct page *vm_page_alloc(int flags);
void	vm_page_drop(struct page *pg);

/* The fault itself; vs_lock held. */
int	vm_fault_locked(struct vm_space *vs, uaddr_t addr, int prot);
/* Unmap entries in [start, end); room for one more entry is there. */
void	vm_unmap_locked(struct vm_space *vs, uaddr_t start, uaddr_t end);
