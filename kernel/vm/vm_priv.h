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

/* One range of a space, [v] all of it. */
struct vm_entry {
	uaddr_t ve_start;		/* [v] page aligned */
	uaddr_t ve_end;			/* first byte beyond */
	struct vm_object *ve_obj;	/* NULL: private anonymous */
	uint64_t ve_offset;		/* of ve_start in the object */
	uint8_t ve_prot;		/* PROT_* */
	uint8_t ve_flags;		/* VE_* */
};

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

/* Pages are charged to a space's ledger this many at a time. */
#define VM_BATCH	16

struct vm_space {
	struct list vs_all;		/* [vm_spaces] every space */
	volatile uint32_t vs_refs;	/* [a] processes, vfork, debugger */
	struct mutex vs_lock;		/* class "vmspace" */
	struct pmap *vs_pmap;		/* [I] */
	struct ledger *vs_ledger;	/* [I] */
	struct ledger_entry *vs_charge;	/* [v] where batches are charged */
	uint32_t vs_batches;		/* [v] batches charged */
	uint32_t vs_private;		/* [v] pages copied or zero-filled */
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
	struct mutex vo_lock;		/* class "vmobject" */
	uint64_t vo_size;		/* [o] bytes */
	struct pagetree vo_pages;	/* [o] */
	struct ledger *vo_ledger;	/* [I] */
	const struct pager_ops *vo_ops;	/* [I] NULL: zero-filled */
	void *vo_cookie;		/* [I] */
	struct list vo_dead;		/* [v] on vs_dead, refs are zero */
};

/* Drop; a last reference puts the object on dead, for vm_object_bury. */
void	vm_object_drop_later(struct vm_object *obj, struct list *dead);
void	vm_object_bury(struct list *dead);

/* Unmap, in every space, what lies beyond obj's new size. */
void	vm_spaces_truncate(struct vm_object *obj, uint64_t size);
/* PROT_* to PMAP_*, for user pages. */
int	vm_pmap_prot(int prot);
/* A page for a program: refused early when memory is nearly out. */
struct page *vm_page_alloc(int flags);
/* Account for one private page more; ENOMEM past the ledger's limit. */
int	vm_space_charge(struct vm_space *vs);
/* The fault itself; vs_lock held. */
int	vm_fault_locked(struct vm_space *vs, uaddr_t addr, int prot);
/* Unmap entries in [start, end); room for one more entry is there. */
void	vm_unmap_locked(struct vm_space *vs, uaddr_t start, uaddr_t end);
