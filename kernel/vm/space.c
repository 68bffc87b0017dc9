// SPDX-License-Identifier: BSD-2-Clause
/*
 * space - address spaces: made, copied for fork, ended.
 *
 * Private pages live in the page tables alone: there is no second list of
 * them.  fork copies the tables of private ranges read-only, one reference
 * a page; shared ranges are left for the child to fault in.
 *
 * All spaces are on a list, so that a file that is cut short can be taken
 * out of whatever maps it; that is rare, so objects keep no list of their
 * own.
 *
 * vs_commit is what the space has been promised, and is charged to its
 * ledger: the length of all VE_COMMIT ranges, and vs_touch_room pages for
 * the VE_TOUCH ones.  A page that is touched costs the ledger nothing.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vm/vm_priv.h"

static struct mutex vm_spaces_lock;
static struct list vm_spaces = LIST_INITIALIZER(vm_spaces); /* [vm_spaces] */

struct vm_space *
vm_space_create(struct ledger *ld)
{
	struct vm_space *vs;

	vs = kmem_alloc(ld, sizeof(*vs), KM_SLEEP);
	if (vs == NULL)
		return NULL;
	memset(vs, 0, offsetof(struct vm_space, vs_table));
	vs->vs_pmap = pmap_create();
	vs->vs_charge = ledger_charge(ld, ALLOC_SITE(), 0);
	if (vs->vs_pmap == NULL || vs->vs_charge == NULL) {
		if (vs->vs_charge != NULL)
			ledger_release(vs->vs_charge, 0);
		pmap_destroy(vs->vs_pmap);
		kmem_free(vs);
		return NULL;
	}
	vs->vs_refs = 1;
	vs->vs_ledger = ld;
	mutex_init(&vs->vs_lock, "vmspace");
	list_init(&vs->vs_dead);
	vm_table_init(&vs->vs_table);
	mutex_lock(&vm_spaces_lock);
	list_insert_tail(&vm_spaces, &vs->vs_all);
	mutex_unlock(&vm_spaces_lock);
	return vs;
}

void
vm_space_hold(struct vm_space *vs)
{
	atomic_add(&vs->vs_refs, 1);
}

struct pmap *
vm_space_pmap(struct vm_space *vs)
{
	return vs->vs_pmap;
}

uint64_t
vm_space_resident(struct vm_space *vs)
{
	return atomic_load_relaxed(&vs->vs_resident) +
	    atomic_load_relaxed(&vs->vs_shared);
}

uint64_t
vm_space_size(struct vm_space *vs)
{
	return atomic_load_relaxed(&vs->vs_size);
}

uint64_t
vm_space_reserved(struct vm_space *vs)
{
	return (uint64_t)atomic_load_relaxed(&vs->vs_commit);
}

int
vm_space_range(struct vm_space *vs, uaddr_t addr, struct vm_range *out)
{
	const struct vm_entry *ve;
	int error = ENOENT;
	unsigned i;

	mutex_lock(&vs->vs_lock);
	i = vm_table_find(&vs->vs_table, addr);
	if (i < vs->vs_table.vt_count) {
		ve = &vs->vs_table.vt_entry[i];
		*out = (struct vm_range){ ve->ve_start, ve->ve_end,
		    ve->ve_offset, ve->ve_prot, ve->ve_obj != NULL,
		    (ve->ve_flags & VE_SHARED) != 0 };
		error = 0;
	}
	mutex_unlock(&vs->vs_lock);
	return error;
}

unsigned
vm_space_attached(struct vm_space *vs, void (*gone)(void *cookie))
{
	const struct vm_entry *ve;
	unsigned i, n = 0;

	mutex_lock(&vs->vs_lock);
	for (i = 0; i < vs->vs_table.vt_count; i++) {
		ve = &vs->vs_table.vt_entry[i];
		n += (ve->ve_flags & VE_SHARED) != 0 && ve->ve_offset == 0 &&
		    ve->ve_obj->vo_gone == gone;
	}
	mutex_unlock(&vs->vs_lock);
	return n;
}

int
vm_space_object(struct vm_space *vs, uaddr_t addr, struct vm_object **out,
    uint64_t *offset)
{
	const struct vm_entry *ve;
	int error = EFAULT;

	*out = NULL;
	mutex_lock(&vs->vs_lock);
	ve = vm_table_lookup(&vs->vs_table, addr);
	if (ve != NULL)
		error = 0;
	if (ve != NULL && (ve->ve_flags & VE_SHARED) != 0) {
		*out = ve->ve_obj;
		*offset = ve->ve_offset + (addr - ve->ve_start);
		vm_object_hold(*out);
	}
	mutex_unlock(&vs->vs_lock);
	return error;
}

/* A page has left a private range's tables; nobody can reach it so. */
static void
vm_page_unmapped(paddr_t pa, void *arg)
{
	struct vm_space *vs = arg;

	vs->vs_resident--;
	vm_page_drop(page_of(pa));
}

/* The same for a range that is reserved as it is touched. */
static void
vm_page_untouched(paddr_t pa, void *arg)
{
	struct vm_space *vs = arg;

	vs->vs_touched--;
	vm_page_unmapped(pa, arg);
}

/* The same for a shared range. */
static void
vm_page_unshared(paddr_t pa, void *arg)
{
	struct vm_space *vs = arg;

	vs->vs_shared--;
	vm_page_drop(page_of(pa));
}

void
vm_entry_empty(struct vm_space *vs, const struct vm_entry *ve, uaddr_t start)
{
	void (*fn)(paddr_t pa, void *arg) = vm_page_unmapped;

	if ((ve->ve_flags & VE_SHARED) != 0)
		fn = vm_page_unshared;
	else if ((ve->ve_flags & VE_TOUCH) != 0)
		fn = vm_page_untouched;
	pmap_remove(vs->vs_pmap, start, ve->ve_end, fn, vs);
}

void
vm_unmap_locked(struct vm_space *vs, uaddr_t start, uaddr_t end)
{
	struct vm_table *vt = &vs->vs_table;
	struct vm_entry *ve;
	unsigned first, n = 0;
	int64_t promised = 0;

	MUTEX_ASSERT(&vs->vs_lock);
	vm_table_clip(vt, start);
	vm_table_clip(vt, end);
	first = vm_table_find(vt, start);
	for (; first + n < vt->vt_count; n++) {
		ve = &vt->vt_entry[first + n];
		if (ve->ve_start >= end)
			break;
		vm_entry_empty(vs, ve, ve->ve_start);
		vs->vs_size -= ve->ve_end - ve->ve_start;
		if ((ve->ve_flags & VE_COMMIT) != 0)
			promised += vm_entry_pages(ve);
		vm_entry_count(ve, -1);
		vm_object_drop_later(ve->ve_obj, &vs->vs_dead);
	}
	vm_table_delete(vt, first, n);
	vm_space_uncommit(vs, promised);
	vm_space_untouched(vs, 1);
}

/* Unmap the pages of ve that are at or beyond size in its object. */
static void
vm_entry_truncate(struct vm_space *vs, struct vm_entry *ve, uint64_t size)
{
	uint64_t keep = size > ve->ve_offset ? size - ve->ve_offset : 0;

	if (keep < ve->ve_end - ve->ve_start)
		vm_entry_empty(vs, ve, ve->ve_start + keep);
}

void
vm_spaces_truncate(struct vm_object *obj, uint64_t size)
{
	struct vm_table *vt;
	struct vm_space *vs;
	unsigned i;

	mutex_lock(&vm_spaces_lock);
	LIST_FOREACH(vs, &vm_spaces, vs_all) {
		mutex_lock(&vs->vs_lock);
		vt = &vs->vs_table;
		for (i = 0; i < vt->vt_count; i++) {
			if (vt->vt_entry[i].ve_obj == obj)
				vm_entry_truncate(vs, &vt->vt_entry[i], size);
		}
		mutex_unlock(&vs->vs_lock);
	}
	mutex_unlock(&vm_spaces_lock);
}

static void
vm_space_destroy(struct vm_space *vs)
{
	/* From here on nobody finds it. */
	mutex_lock(&vm_spaces_lock);
	list_remove(&vs->vs_all);
	mutex_unlock(&vm_spaces_lock);
	mutex_lock(&vs->vs_lock);
	vm_unmap_locked(vs, 0, USER_MAX);
	vm_space_untouched(vs, 0);
	KASSERT(vs->vs_touched == 0 && vs->vs_commit == 0);
	KASSERT(vs->vs_resident == 0 && vs->vs_shared == 0);
	mutex_unlock(&vs->vs_lock);
	vm_object_bury(&vs->vs_dead);
	vm_table_free(&vs->vs_table);
	pmap_destroy(vs->vs_pmap);
	mutex_destroy(&vs->vs_lock);
	ledger_release(vs->vs_charge, 0);
	kmem_free(vs);
}

void
vm_space_drop(struct vm_space *vs)
{
	if (vs != NULL && atomic_sub(&vs->vs_refs, 1) == 0)
		vm_space_destroy(vs);
}

static void
vm_page_shared(paddr_t pa)
{
	page_hold(page_of(pa));
}

/* Copy src's entries and the tables of its private ranges. */
static int
vm_space_copy(struct vm_space *src, struct vm_space *vs)
{
	struct vm_table *vt = &vs->vs_table, *from = &src->vs_table;
	struct vm_entry *ve;
	unsigned i;
	int error;

	error = vm_table_reserve(vt, vs->vs_ledger, from->vt_count);
	if (error == 0)
		error = vm_space_commit(vs, src->vs_commit);
	if (error != 0)
		return error;
	vs->vs_touch_room = src->vs_touch_room;
	vs->vs_brk_start = src->vs_brk_start;
	vs->vs_brk = src->vs_brk;
	vs->vs_size = src->vs_size;
	vt->vt_count = from->vt_count;
	memcpy(vt->vt_entry, from->vt_entry, from->vt_count * sizeof(*ve));
	for (i = 0; i < vt->vt_count; i++) {
		if (vt->vt_entry[i].ve_obj != NULL)
			vm_object_hold(vt->vt_entry[i].ve_obj);
		vm_entry_count(&vt->vt_entry[i], 1);
	}
	for (i = 0; i < vt->vt_count && error == 0; i++) {
		ve = &vt->vt_entry[i];
		if ((ve->ve_flags & VE_SHARED) == 0)
			error = pmap_fork(vs->vs_pmap, src->vs_pmap,
			    ve->ve_start, ve->ve_end, vm_page_shared);
	}
	return error;
}

/* Empty the tables of a half-made copy, whose counts are not set yet. */
static void
vm_page_abandoned(paddr_t pa, void *arg)
{
	(void)arg;
	vm_page_drop(page_of(pa));
}

static void
vm_space_abandon(struct vm_space *vs)
{
	pmap_remove(vs->vs_pmap, USER_MIN, USER_MAX, vm_page_abandoned,
	    NULL);
	vm_space_drop(vs);
}

int
vm_space_fork(struct vm_space *src, struct ledger *ld, struct vm_space **out)
{
	struct vm_space *vs;
	int error;

	vs = vm_space_create(ld);
	if (vs == NULL)
		return ENOMEM;
	mutex_lock(&src->vs_lock);
	error = vm_space_copy(src, vs);
	if (error == 0) {
		vs->vs_touched = src->vs_touched;
		vs->vs_resident = src->vs_resident;
	}
	mutex_unlock(&src->vs_lock);
	if (error != 0) {
		vm_space_abandon(vs);
		return error;
	}
	*out = vs;
	return 0;
}

static void
vm_spaces_init(void)
{
	mutex_init(&vm_spaces_lock, "vm_spaces");
}
INITCALL(PHASE_DEVICE, vm_spaces_init);
