// SPDX-License-Identifier: BSD-2-Clause
/*
 * table - the ranges of an address space, as a sorted array.
 *
 * An ordinary program has a dozen ranges; an array is then the fastest
 * thing to search, and fork copies it in one go.  The number of entries is
 * bounded, so the moving that an insertion costs is bounded too.  Nothing
 * here locks or can fail but vm_table_reserve: callers reserve first and
 * then change, so that a change is never left half done.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vm/vm_priv.h"

void
vm_table_init(struct vm_table *vt)
{
	vt->vt_entry = vt->vt_first;
	vt->vt_count = 0;
	vt->vt_room = VM_ENTRIES_FIRST;
}

void
vm_table_free(struct vm_table *vt)
{
	if (vt->vt_entry != vt->vt_first)
		kmem_free(vt->vt_entry);
	vm_table_init(vt);
}

int
vm_table_reserve(struct vm_table *vt, struct ledger *ld, unsigned extra)
{
	uint32_t need = vt->vt_count + extra, room = vt->vt_room;
	struct vm_entry *bigger;

	if (need > VM_ENTRIES_MAX)
		return ENOMEM;
	if (need <= room)
		return 0;
	while (room < need)
		room *= 2;
	bigger = kmem_alloc(ld, room * sizeof(*bigger), KM_SLEEP);
	if (bigger == NULL)
		return ENOMEM;
	memcpy(bigger, vt->vt_entry, vt->vt_count * sizeof(*bigger));
	if (vt->vt_entry != vt->vt_first)
		kmem_free(vt->vt_entry);
	vt->vt_entry = bigger;
	vt->vt_room = room;
	return 0;
}

unsigned
vm_table_find(const struct vm_table *vt, uaddr_t addr)
{
	unsigned lo = 0, hi = vt->vt_count, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (vt->vt_entry[mid].ve_end > addr)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo;
}

struct vm_entry *
vm_table_lookup(const struct vm_table *vt, uaddr_t addr)
{
	unsigned i = vm_table_find(vt, addr);

	if (i == vt->vt_count || vt->vt_entry[i].ve_start > addr)
		return NULL;
	return &vt->vt_entry[i];
}

/* First address an allocation below entry i must end at. */
static uaddr_t
vm_table_ceiling(const struct vm_table *vt, unsigned i)
{
	const struct vm_entry *ve;

	if (i == vt->vt_count)
		return USER_MAX;
	ve = &vt->vt_entry[i];
	/* A stack that overflows must meet a hole, not a neighbour. */
	if ((ve->ve_flags & VE_STACK) != 0 && ve->ve_start > PAGE_SIZE)
		return ve->ve_start - PAGE_SIZE;
	return ve->ve_start;
}

int
vm_table_gap(const struct vm_table *vt, uaddr_t hint, uint64_t len,
    uaddr_t *out)
{
	uaddr_t at = hint < USER_MIN ? USER_MIN : trunc_page(hint);
	unsigned i;

	for (i = vm_table_find(vt, at); i <= vt->vt_count; i++) {
		if (at < vm_table_ceiling(vt, i) &&
		    vm_table_ceiling(vt, i) - at >= len) {
			*out = at;
			return 0;
		}
		if (i < vt->vt_count && vt->vt_entry[i].ve_end > at)
			at = vt->vt_entry[i].ve_end;
	}
	return ENOMEM;
}

/* Does b continue a, so that one entry can stand for both? */
static int
vm_entry_joins(const struct vm_entry *a, const struct vm_entry *b)
{
	return a->ve_end == b->ve_start && a->ve_obj == NULL &&
	    b->ve_obj == NULL && a->ve_prot == b->ve_prot &&
	    a->ve_flags == b->ve_flags && (a->ve_flags & VE_STACK) == 0;
}

void
vm_table_insert(struct vm_table *vt, const struct vm_entry *ve)
{
	unsigned i = vm_table_find(vt, ve->ve_start);
	struct vm_entry *at = &vt->vt_entry[i];

	KASSERT(i == vt->vt_count || at->ve_start >= ve->ve_end);
	if (i > 0 && vm_entry_joins(at - 1, ve)) {
		at[-1].ve_end = ve->ve_end;
		return;
	}
	if (i < vt->vt_count && vm_entry_joins(ve, at)) {
		at->ve_start = ve->ve_start;
		return;
	}
	KASSERT(vt->vt_count < vt->vt_room);
	memmove(at + 1, at, (vt->vt_count - i) * sizeof(*at));
	*at = *ve;
	vt->vt_count++;
}

void
vm_table_clip(struct vm_table *vt, uaddr_t addr)
{
	struct vm_entry *ve = vm_table_lookup(vt, addr);
	struct vm_entry *up;

	if (ve == NULL || ve->ve_start == addr)
		return;
	KASSERT(vt->vt_count < vt->vt_room);
	up = ve + 1;
	memmove(up, ve, (size_t)(vt->vt_entry + vt->vt_count - ve) *
	    sizeof(*ve));
	vt->vt_count++;
	ve->ve_end = addr;
	up->ve_offset += addr - up->ve_start;
	up->ve_start = addr;
	up->ve_flags &= ~VE_STACK;
	if (up->ve_obj != NULL)
		vm_object_hold(up->ve_obj);
}

void
vm_table_delete(struct vm_table *vt, unsigned first, unsigned n)
{
	struct vm_entry *at = &vt->vt_entry[first];

	KASSERT(first + n <= vt->vt_count);
	memmove(at, at + n, (vt->vt_count - first - n) * sizeof(*at));
	vt->vt_count -= n;
}
