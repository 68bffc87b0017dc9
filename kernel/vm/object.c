// SPDX-License-Identifier: BSD-2-Clause
/*
 * object - memory that has a name: file contents, shared anonymous memory.
 *
 * An object owns one reference on each of its pages and charges them to its
 * ledger while they are in its tree; one made by vm_object_create_shared is
 * charged, and has its memory promised, as a whole instead.  Mappings and
 * readers hold references of their own, so a page cut off by a truncation
 * lives until the last of them lets go; it stays marked VPG_OBJECT, which
 * makes a private writer copy it.  A truncation takes such pages out of all
 * mappings at once.
 *
 * Locks: [o] vo_lock, taken after a space's lock.  A pager is called with
 * it held and must not touch user memory.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/vm/vm_priv.h"

struct vm_object *
vm_object_create(uint64_t size, struct ledger *ld,
    const struct pager_ops *ops, void *cookie)
{
	struct vm_object *obj;

	obj = kmem_zalloc(ld, sizeof(*obj), KM_SLEEP);
	if (obj == NULL)
		return NULL;
	obj->vo_refs = 1;
	mutex_init(&obj->vo_lock, "vmobject");
	obj->vo_size = size;
	obj->vo_ledger = ld;
	obj->vo_ops = ops;
	obj->vo_cookie = cookie;
	list_init(&obj->vo_dead);
	return obj;
}

struct vm_object *
vm_object_create_shared(uint64_t size, struct ledger *ld,
    void (*gone)(void *cookie), void *cookie)
{
	int64_t pages = (int64_t)(round_page(size) >> PAGE_SHIFT);
	struct vm_object *obj;

	obj = vm_object_create(size, ld, NULL, cookie);
	if (obj == NULL)
		return NULL;
	if (vm_commit_shared(pages) == 0) {
		obj->vo_charge = ledger_charge(ld, ALLOC_SITE(),
		    pages * (int64_t)PAGE_SIZE);
		if (obj->vo_charge != NULL) {
			obj->vo_gone = gone;
			return obj;
		}
		vm_uncommit(pages);
	}
	vm_object_drop(obj);
	return NULL;
}

void
vm_object_hold(struct vm_object *obj)
{
	atomic_add(&obj->vo_refs, 1);
}

int
vm_object_ends_by(const struct vm_object *obj, void (*gone)(void *cookie))
{
	return obj->vo_gone == gone;
}

unsigned
vm_object_mappings(const struct vm_object *obj)
{
	return atomic_load(&obj->vo_heads);
}

void *
vm_object_cookie(const struct vm_object *obj)
{
	return obj->vo_cookie;
}

uint64_t
vm_object_size(const struct vm_object *obj)
{
	return atomic_load(&obj->vo_size);
}

/* A page leaves the tree; one that was reserved has no charge of its own. */
static void
vm_object_forget(struct page *pg, void *arg)
{
	(void)arg;
	if (pg->pg_owner != NULL)
		ledger_release(pg->pg_owner, PAGE_SIZE);
	else
		vm_commit_back(-1);
	page_drop(pg);
}

/* Change what is reserved with the size.  0 or ENOMEM. */
static int
vm_object_promise(struct vm_object *obj, uint64_t size)
{
	int64_t more = (int64_t)(round_page(size) >> PAGE_SHIFT) -
	    (int64_t)(round_page(obj->vo_size) >> PAGE_SHIFT);

	if (obj->vo_charge == NULL || more == 0)
		return 0;
	if (more > 0 && vm_commit_shared(more) != 0)
		return ENOMEM;
	if (ledger_resize(obj->vo_charge, more * (int64_t)PAGE_SIZE) != 0) {
		vm_uncommit(more);
		return ENOMEM;
	}
	if (more < 0)
		vm_uncommit(-more);
	return 0;
}

static void
vm_object_destroy(struct vm_object *obj)
{
	const struct pager_ops *ops = obj->vo_ops;
	void (*gone)(void *cookie) = obj->vo_gone;
	void *cookie = obj->vo_cookie;

	pagetree_truncate(&obj->vo_pages, 0, vm_object_forget, NULL);
	(void)vm_object_promise(obj, 0);
	if (obj->vo_charge != NULL)
		ledger_release(obj->vo_charge, 0);
	mutex_destroy(&obj->vo_lock);
	kmem_free(obj);
	/* Last of all: the ledger charged may go with it. */
	if (ops != NULL && ops->pg_gone != NULL)
		ops->pg_gone(cookie);
	if (gone != NULL)
		gone(cookie);
}

void
vm_object_drop(struct vm_object *obj)
{
	if (obj != NULL && atomic_sub(&obj->vo_refs, 1) == 0)
		vm_object_destroy(obj);
}

/*
 * Destroying calls pg_gone, which may take a vnode's lock; a space's lock
 * comes after that one.  So what dies under a space's lock waits on a list.
 */
void
vm_object_drop_later(struct vm_object *obj, struct list *dead)
{
	if (obj != NULL && atomic_sub(&obj->vo_refs, 1) == 0)
		list_insert_tail(dead, &obj->vo_dead);
}

void
vm_object_bury(struct list *dead)
{
	struct vm_object *obj, *next;

	LIST_FOREACH_SAFE(obj, dead, vo_dead, next)
		vm_object_destroy(obj);
	list_init(dead);
}

/* A page for obj, its owner the charge; NULL if it was promised. */
static struct page *
vm_object_take(struct vm_object *obj, int grows)
{
	struct ledger_entry *le;
	struct page *pg;

	if (obj->vo_charge != NULL)
		return vm_page_alloc(KM_ZERO);
	le = ledger_charge(obj->vo_ledger, ALLOC_SITE(), PAGE_SIZE);
	if (le == NULL)
		return NULL;
	pg = vm_commit_file(grows) != 0 ? NULL :
	    page_alloc(0, obj->vo_ops == NULL ? KM_ZERO : 0);
	if (pg == NULL)
		ledger_release(le, PAGE_SIZE);
	else
		pg->pg_owner = le;
	return pg;
}

/* A new page with its contents, charged, not yet in the tree. */
static int
vm_object_fill(struct vm_object *obj, uint64_t offset, int grows,
    struct page **out)
{
	struct page *pg;
	int error = 0;

	pg = vm_object_take(obj, grows);
	if (pg == NULL)
		return ENOMEM;
	pg->pg_flags = VPG_OBJECT;
	if (obj->vo_ops != NULL)
		error = obj->vo_ops->pg_fill(obj, offset, page_va(pg));
	if (error != 0)
		vm_object_forget(pg, NULL);
	*out = pg;
	return error;
}

static int
vm_object_page_locked(struct vm_object *obj, uint64_t offset, int grows,
    struct page **out)
{
	uint64_t index = offset >> PAGE_SHIFT;
	struct page *pg;
	int error;

	if (offset >= obj->vo_size)
		return EIO;
	pg = pagetree_find(&obj->vo_pages, index);
	if (pg == NULL) {
		error = vm_object_fill(obj, trunc_page(offset), grows, &pg);
		if (error != 0)
			return error;
		error = pagetree_insert(&obj->vo_pages, obj->vo_ledger,
		    index, pg);
		if (error != 0) {
			vm_object_forget(pg, NULL);
			return error;
		}
	}
	page_hold(pg);
	*out = pg;
	return 0;
}

int
vm_object_page_for(struct vm_object *obj, uint64_t offset, int grows,
    struct page **out)
{
	int error;

	mutex_lock(&obj->vo_lock);
	error = vm_object_page_locked(obj, offset, grows, out);
	mutex_unlock(&obj->vo_lock);
	return error;
}

int
vm_object_page(struct vm_object *obj, uint64_t offset, struct page **out)
{
	return vm_object_page_for(obj, offset, 1, out);
}

struct page *
vm_object_resident(struct vm_object *obj, uint64_t offset)
{
	struct page *pg = NULL;

	mutex_lock(&obj->vo_lock);
	if (offset < obj->vo_size)
		pg = pagetree_find(&obj->vo_pages, offset >> PAGE_SHIFT);
	if (pg != NULL)
		page_hold(pg);
	mutex_unlock(&obj->vo_lock);
	return pg;
}

int
vm_object_resize(struct vm_object *obj, uint64_t size)
{
	struct page *pg;
	int shrinks;

	mutex_lock(&obj->vo_lock);
	if (vm_object_promise(obj, size) != 0) {
		mutex_unlock(&obj->vo_lock);
		return ENOMEM;
	}
	shrinks = size < obj->vo_size;
	if (shrinks) {
		pagetree_truncate(&obj->vo_pages, round_page(size) >>
		    PAGE_SHIFT, vm_object_forget, NULL);
		/* What is cut off must read as zero if it comes back. */
		pg = pagetree_find(&obj->vo_pages, size >> PAGE_SHIFT);
		if (pg != NULL && (size & PAGE_MASK) != 0)
			memset((char *)page_va(pg) + (size & PAGE_MASK), 0,
			    PAGE_SIZE - (size & PAGE_MASK));
	}
	atomic_store(&obj->vo_size, size);
	mutex_unlock(&obj->vo_lock);
	/* Faults from now on see the new size; what is mapped goes. */
	if (shrinks && atomic_load(&obj->vo_refs) > 1)
		vm_spaces_truncate(obj, round_page(size));
	return 0;
}

void
vm_object_written(struct vm_object *obj)
{
	if (obj != NULL && obj->vo_ops != NULL &&
	    obj->vo_ops->pg_written != NULL)
		obj->vo_ops->pg_written(obj);
}

void
vm_object_clear_tail(struct vm_object *obj)
{
	uint64_t size = vm_object_size(obj);
	struct page *pg;

	if ((size & PAGE_MASK) == 0)
		return;
	pg = vm_object_resident(obj, size - 1);
	if (pg == NULL)
		return;
	memset((char *)page_va(pg) + (size & PAGE_MASK), 0,
	    PAGE_SIZE - (size & PAGE_MASK));
	page_drop(pg);
}
