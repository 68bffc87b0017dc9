// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault - giving a program the page it touched.
 *
 * A range is private or shared, with or without an object:
 *
 *	private, no object	zero-filled page, ours alone
 *	private, object		object's page read-only until written to,
 *				then a copy of our own
 *	shared (has an object)	object's page, as writable as the range
 *
 * After fork both sides hold a private page read-only with two references.
 * The first to write copies; the second finds one reference and writes in
 * place.  References can only fall while we hold our space's lock, for a
 * rise needs this space or (object pages) the VPG_OBJECT mark: so "one
 * reference and not an object's" is a stable answer.
 *
 * A read fault in an object maps the neighbours that are in memory as
 * well: a program's text comes in with a handful of faults.
 *
 * What a fault allocates was promised when the range was made (commit.c),
 * but for stacks, which reserve here.
 *
 * Locks: [v] vs_lock during the whole fault, then vo_lock.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/vm/vm_priv.h"

#define FAULT_AROUND	16	/* pages, aligned window */

int
vm_pmap_prot(int prot)
{
	int p = PMAP_R;

	/* PROT_NONE keeps the page but not the user's right to it. */
	if (prot != PROT_NONE)
		p |= PMAP_U;
	if ((prot & PROT_WRITE) != 0)
		p |= PMAP_W;
	if ((prot & PROT_EXEC) != 0)
		p |= PMAP_X;
	return p;
}

/* Put pg, whose reference becomes the mapping's, at va. */
static int
vm_fault_enter(struct vm_space *vs, const struct vm_entry *ve, uaddr_t va,
    struct page *pg, int prot)
{
	int error;

	error = pmap_enter(vs->vs_pmap, va, page_pa(pg), vm_pmap_prot(prot));
	if (error != 0)
		vm_page_drop(pg);
	else if ((ve->ve_flags & VE_SHARED) != 0)
		vs->vs_shared++;
	else
		vs->vs_resident++;
	return error;
}

/* A fresh zero page for a private range without object. */
static int
vm_fault_zero(struct vm_space *vs, struct vm_entry *ve, uaddr_t va)
{
	int touch = (ve->ve_flags & VE_TOUCH) != 0, error;
	struct page *pg;

	KASSERT(touch || (ve->ve_flags & VE_COMMIT) != 0);
	error = touch ? vm_space_touch(vs) : 0;
	if (error != 0)
		return error;
	pg = vm_page_alloc(KM_ZERO);
	error = pg == NULL ? ENOMEM :
	    vm_fault_enter(vs, ve, va, pg, ve->ve_prot);
	if (error != 0 && touch)
		vs->vs_touched--;
	return error;
}

/* Replace old, mapped at va or only about to be, by a copy of our own. */
static int
vm_fault_copy(struct vm_space *vs, struct vm_entry *ve, uaddr_t va,
    struct page *old, int was_mapped)
{
	struct page *pg;
	int error;

	/* In a range that grows, old is private and counted already. */
	KASSERT((ve->ve_flags & (VE_COMMIT | VE_TOUCH)) != 0);
	pg = vm_page_alloc(0);
	if (pg == NULL)
		return ENOMEM;
	memcpy(page_va(pg), page_va(old), PAGE_SIZE);
	error = vm_fault_enter(vs, ve, va, pg, ve->ve_prot);
	if (error != 0)
		return error;
	if (was_mapped)
		vs->vs_resident--;
	vm_page_drop(old);
	return 0;
}

/* Something is mapped at va with too few rights for prot. */
static int
vm_fault_mapped(struct vm_space *vs, struct vm_entry *ve, uaddr_t va,
    struct page *pg, int prot)
{
	int mine = (pg->pg_flags & VPG_OBJECT) == 0 &&
	    atomic_load(&pg->pg_refs) == 1;
	int give = ve->ve_prot;

	if ((ve->ve_flags & VE_SHARED) == 0 && !mine) {
		if ((prot & PROT_WRITE) != 0)
			return vm_fault_copy(vs, ve, va, pg, 1);
		give &= ~PROT_WRITE;
	}
	return pmap_enter(vs->vs_pmap, va, page_pa(pg), vm_pmap_prot(give));
}

/* Map what is in memory of the window around va, read-only. */
static void
vm_fault_around(struct vm_space *vs, struct vm_entry *ve, uaddr_t va)
{
	uint64_t window = FAULT_AROUND * PAGE_SIZE;
	uaddr_t at = va & ~(window - 1), end = at + window;
	struct page *pg;
	paddr_t pa;
	int prot;

	if (at < ve->ve_start)
		at = ve->ve_start;
	if (end > ve->ve_end)
		end = ve->ve_end;
	for (; at < end; at += PAGE_SIZE) {
		if (pmap_extract(vs->vs_pmap, at, &pa, &prot) == 0)
			continue;
		pg = vm_object_resident(ve->ve_obj,
		    ve->ve_offset + (at - ve->ve_start));
		if (pg != NULL && vm_fault_enter(vs, ve, at, pg,
		    ve->ve_prot & ~PROT_WRITE) != 0)
			return;
	}
}

static int
vm_fault_object(struct vm_space *vs, struct vm_entry *ve, uaddr_t va,
    int prot)
{
	int give = ve->ve_prot;
	struct page *pg;
	int error;

	error = vm_object_page_for(ve->ve_obj, ve->ve_offset +
	    (va - ve->ve_start), (ve->ve_flags & VE_SHARED) != 0 &&
	    (prot & PROT_WRITE) != 0, &pg);
	if (error != 0)
		return error;
	if ((ve->ve_flags & VE_SHARED) == 0) {
		if ((prot & PROT_WRITE) != 0) {
			error = vm_fault_copy(vs, ve, va, pg, 0);
			if (error != 0)
				vm_page_drop(pg);
			return error;
		}
		give &= ~PROT_WRITE;
	}
	error = vm_fault_enter(vs, ve, va, pg, give);
	if (error == 0 && (prot & PROT_WRITE) == 0)
		vm_fault_around(vs, ve, va);
	return error;
}

int
vm_fault_locked(struct vm_space *vs, uaddr_t addr, int prot)
{
	uaddr_t va = trunc_page(addr);
	int want = vm_pmap_prot(prot), have;
	struct vm_entry *ve;
	paddr_t pa;

	MUTEX_ASSERT(&vs->vs_lock);
	ve = vm_table_lookup(&vs->vs_table, va);
	if (ve == NULL)
		return EFAULT;
	if ((ve->ve_prot & prot) != prot || ve->ve_prot == PROT_NONE)
		return EACCES;
	if (pmap_extract(vs->vs_pmap, va, &pa, &have) == 0) {
		/* Another thread was faster, or the TLB was behind. */
		if ((want & ~have) == 0)
			return 0;
		return vm_fault_mapped(vs, ve, va, page_of(pa), prot);
	}
	if (ve->ve_obj == NULL)
		return vm_fault_zero(vs, ve, va);
	return vm_fault_object(vs, ve, va, prot);
}

int
vm_fault(struct vm_space *vs, uaddr_t addr, int prot)
{
	int error;

	if (addr >= USER_MAX)
		return EFAULT;
	mutex_lock(&vs->vs_lock);
	error = vm_fault_locked(vs, addr, prot);
	mutex_unlock(&vs->vs_lock);
	return error;
}

/*
 * One page of another space, held, with the right to prot.  The page may be
 * used through the direct map until it is dropped.
 */
static int
vm_space_page(struct vm_space *vs, uaddr_t addr, int prot, struct page **out)
{
	paddr_t pa;
	int error, have;

	mutex_lock(&vs->vs_lock);
	error = vm_fault_locked(vs, addr, prot);
	if (error == 0)
		error = pmap_extract(vs->vs_pmap, trunc_page(addr), &pa,
		    &have);
	if (error == 0) {
		*out = page_of(pa);
		page_hold(*out);
	}
	mutex_unlock(&vs->vs_lock);
	return error;
}

int
vm_space_write(struct vm_space *vs, uaddr_t addr, const void *buf,
    size_t len)
{
	const char *from = buf;
	struct page *pg;
	size_t off, n;
	char *to;
	int error;

	if (addr > USER_MAX || len > USER_MAX - addr)
		return EFAULT;
	for (; len > 0; addr += n, len -= n) {
		off = addr & PAGE_MASK;
		n = len < PAGE_SIZE - off ? len : PAGE_SIZE - off;
		error = vm_space_page(vs, addr, PROT_WRITE, &pg);
		if (error != 0)
			return error;
		to = (char *)page_va(pg) + off;
		if (from != NULL) {
			memcpy(to, from, n);
			from += n;
		} else {
			memset(to, 0, n);
		}
		vm_page_drop(pg);
	}
	return 0;
}
