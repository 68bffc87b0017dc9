// SPDX-License-Identifier: BSD-2-Clause
/*
 * vm - address spaces: maps of objects, faults, copy-on-write fork.
 *
 * A vm_space has sorted entries; each maps part of a vm_object (anonymous
 * memory or a pager's) or, private, a copy-on-write view of one.  Pages are
 * counted (page_hold); a private page with one reference is written in
 * place.  [v] vs_lock, a sleeping mutex, class "vmspace".
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/mem/page.h"
#include "kernel/vm/uio.h"

struct ledger;
struct pmap;
struct vm_object;
struct vm_space;

/* Protection and flags are <sys/mman.h>'s PROT_* and MAP_*. */

struct vm_space *vm_space_create(struct ledger *ld);	/* NULL: no memory */
void	vm_space_hold(struct vm_space *vs);		/* vfork, debugger */
void	vm_space_drop(struct vm_space *vs);
/* Copy-on-write copy for fork; 0 or ENOMEM. */
int	vm_space_fork(struct vm_space *src, struct ledger *ld,
	    struct vm_space **out);
/* What it has reserved, and will, is charged to ld: 0, ENOMEM. */
int	vm_space_move(struct vm_space *vs, struct ledger *ld);
struct pmap *vm_space_pmap(struct vm_space *vs);
/* Pages now resident, for ps. */
uint64_t vm_space_resident(struct vm_space *vs);
uint64_t vm_space_size(struct vm_space *vs);		/* bytes mapped */
uint64_t vm_space_reserved(struct vm_space *vs);	/* pages promised */
/* Pages that may still be promised; below 0: none.  Any context. */
int64_t	vm_unpromised(void);

/* One mapping, for those who show them. */
struct vm_range {
	uaddr_t vr_start;		/* [t] */
	uaddr_t vr_end;			/* [t] first byte beyond */
	uint64_t vr_offset;		/* [t] in its object */
	int vr_prot;			/* [t] PROT_* */
	int vr_object;			/* [t] nonzero: maps an object */
	int vr_shared;			/* [t] nonzero: writes are shared */
};
/* The first mapping that ends above addr; ENOENT.  Sleeps. */
int	vm_space_range(struct vm_space *vs, uaddr_t addr,
	    struct vm_range *out);
/*
 * Take away the memory that vs maps of objects charged to ld: the ranges
 * stay, and who touches one gets SIGBUS.  How many there were.  Sleeps.
 */
unsigned vm_space_revoke(struct vm_space *vs, const struct ledger *ld);
/*
 * What other processes may see at addr: the object, held, that a shared
 * mapping shows there, and the offset in it.  0, with NULL if the memory is
 * this space's own; EFAULT: none is mapped.  Sleeps.
 */
int	vm_space_object(struct vm_space *vs, uaddr_t addr,
	    struct vm_object **out, uint64_t *offset);

/*
 * Map len bytes at *addr (a hint unless MAP_FIXED); obj NULL is anonymous.
 * Takes its own reference on obj.  With MAP_READONLY mprotect may not make
 * it writable later.  0, ENOMEM, EINVAL, EACCES (writable and executable),
 * EEXIST (MAP_EXCL).
 */
#define MAP_READONLY	0x10000000	/* the kernel's own flag */
/* Private writable memory is reserved here (see commit.c): ENOMEM. */
int	vm_map(struct vm_space *vs, uaddr_t *addr, size_t len, int prot,
	    int flags, struct vm_object *obj, uint64_t offset);
int	vm_unmap(struct vm_space *vs, uaddr_t addr, size_t len);
int	vm_protect(struct vm_space *vs, uaddr_t addr, size_t len, int prot);
/* A stack that grows down to max bytes from top; it reserves as it grows,
 * and who grows it without memory is killed. */
int	vm_map_stack(struct vm_space *vs, uaddr_t top, size_t max);
/* Program break for sbrk(2)-style heaps; 0 or ENOMEM. */
int	vm_brk(struct vm_space *vs, uaddr_t newbrk, uaddr_t *oldbrk);
void	vm_set_brk(struct vm_space *vs, uaddr_t start);

/* Resolve a fault at addr; prot one of PROT_*.  0, EFAULT (no mapping),
 * EACCES (protection), ENOMEM, EIO (pager).  May sleep. */
int	vm_fault(struct vm_space *vs, uaddr_t addr, int prot);

/*
 * Write into a space that need not be current; buf NULL writes zeros.
 * 0 or an error of vm_fault, part being written then.  May sleep.
 */
int	vm_space_write(struct vm_space *vs, uaddr_t addr, const void *buf,
	    size_t len);

/*
 * Where a vm_object's pages come from; called with the object locked.  A
 * pager must not touch user memory or take a vnode's lock.
 */
struct pager_ops {
	/* Fill the page at byte offset; 0, EIO, ENOMEM. */
	int (*pg_fill)(struct vm_object *obj, uint64_t offset, void *page);
	void (*pg_gone)(void *cookie);	/* last reference dropped */
	/* It may have been written through mappings; NULL: who cares */
	void (*pg_written)(struct vm_object *obj);
};

/* size in bytes; NULL: out of memory.  Nothing is reserved: touching fails
 * with ENOMEM when memory, or ld's limit, is reached. */
struct vm_object *vm_object_create(uint64_t size, struct ledger *ld,
	    const struct pager_ops *ops, void *cookie);
/*
 * Shared anonymous memory, zero at first: all of it reserved and charged to
 * ld now, so touching does not fail.  NULL: out of memory.
 *
 * This is what MAP_SHARED | MAP_ANON, shmget and shm_open share.  Each
 * vm_map(..., MAP_SHARED, obj, offset) holds the object; fork copies the
 * mapping with the hold, exec and exit drop it.  The maker keeps its own
 * reference for as long as the thing has a name and drops it when that
 * goes: memory and charge then live until the last mapping ends.  pages of
 * it may also be had by vm_object_page.  gone, if not NULL, is called with
 * cookie after the last reference, the memory and its charge are gone; any
 * thread, no space's lock held, may sleep.
 */
struct vm_object *vm_object_create_shared(uint64_t size, struct ledger *ld,
	    void (*gone)(void *cookie), void *cookie);
/* Does it end by that function?  Whose it is, then. */
int	vm_object_ends_by(const struct vm_object *obj,
	    void (*gone)(void *cookie));
/* How many shared mappings of it begin at its first byte, in all spaces. */
unsigned vm_object_mappings(const struct vm_object *obj);
/* How many such mappings vs has of objects that end by gone.  Sleeps. */
unsigned vm_space_attached(struct vm_space *vs, void (*gone)(void *cookie));
void	vm_object_hold(struct vm_object *obj);
void	vm_object_drop(struct vm_object *obj);
void	*vm_object_cookie(const struct vm_object *obj);
/*
 * Page at offset, made if absent; comes back with a reference.  tmpfs keeps
 * file contents in objects and reads and writes through this.
 */
int	vm_object_page(struct vm_object *obj, uint64_t offset,
	    struct page **out);
/* Page at offset if it is there already, with a reference; else NULL. */
struct page *vm_object_resident(struct vm_object *obj, uint64_t offset);
/*
 * Grow, or shrink: pages beyond are forgotten and unmapped everywhere, and
 * who touches one gets SIGBUS.  No space's lock may be held.  0, or ENOMEM:
 * a shared one that cannot reserve more.
 */
int	vm_object_resize(struct vm_object *obj, uint64_t size);
uint64_t vm_object_size(const struct vm_object *obj);
/* msync: tell its pager; obj may be NULL. */
void	vm_object_written(struct vm_object *obj);
/*
 * Zero what mappings may have left in the last page beyond the end; before
 * it is mapped anew.
 */
void	vm_object_clear_tail(struct vm_object *obj);
