// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs_below - what lies below a memory file system, for test_memfs: locks
 * that only check their use, objects of a few pages, credentials that may
 * do all, a clock that ticks at each look.
 */
#pragma once

#include <string.h>

#include "kernel/cred/cred.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/vfs/vfs.h"
#include "kernel/vm/uio.h"
#include "kernel/vm/vm.h"

#define OBJECT_PAGES	4
#define WRITER		1000	/* readers a writer counts as */
#define K_ENOMEM	12	/* the kernel's number */

struct vm_object {
	int refs;
	uint64_t size;
	const struct pager_ops *ops;
	void *cookie;
	struct ledger *ledger;
	struct page *page[OBJECT_PAGES];
};

struct vm_object *
vm_object_create(uint64_t size, struct ledger *ld,
    const struct pager_ops *ops, void *cookie)
{
	struct vm_object *obj = kmem_zalloc(ld, sizeof(*obj), KM_SLEEP);

	if (obj != NULL)
		*obj = (struct vm_object){ .refs = 1, .size = size,
		    .ops = ops, .cookie = cookie, .ledger = ld };
	return obj;
}

void
vm_object_hold(struct vm_object *obj)
{
	obj->refs++;
}

void
vm_object_drop(struct vm_object *obj)
{
	void (*gone)(void *);
	void *cookie;
	int i;

	if (obj == NULL || --obj->refs > 0)
		return;
	for (i = 0; i < OBJECT_PAGES; i++)
		if (obj->page[i] != NULL)
			page_drop(obj->page[i]);
	gone = obj->ops->pg_gone;
	cookie = obj->cookie;
	kmem_free(obj);
	gone(cookie);
}

void *
vm_object_cookie(const struct vm_object *obj)
{
	return obj->cookie;
}

struct page *
vm_object_resident(struct vm_object *obj, uint64_t offset)
{
	struct page *pg = obj->page[offset / PAGE_SIZE];

	if (pg != NULL)
		page_hold(pg);
	return pg;
}

int
vm_object_page(struct vm_object *obj, uint64_t offset, struct page **out)
{
	struct page **pg = &obj->page[offset / PAGE_SIZE];

	assert_true(offset < obj->size);
	if (*pg == NULL) {
		*pg = page_alloc(0, KM_SLEEP);
		if (*pg == NULL)
			return K_ENOMEM;
		assert_int_equal(obj->ops->pg_fill(obj, offset & ~PAGE_MASK,
		    page_va(*pg)), 0);
	}
	page_hold(*pg);
	*out = *pg;
	return 0;
}

int
vm_object_resize(struct vm_object *obj, uint64_t size)
{
	uint64_t i;

	for (i = 0; i < OBJECT_PAGES; i++) {
		if (obj->page[i] == NULL || (i + 1) * PAGE_SIZE <= size)
			continue;
		if (i * PAGE_SIZE >= size) {
			page_drop(obj->page[i]);
			obj->page[i] = NULL;
		} else {
			memset((char *)page_va(obj->page[i]) + size %
			    PAGE_SIZE, 0, PAGE_SIZE - size % PAGE_SIZE);
		}
	}
	obj->size = size;
	return 0;
}

void
uio_init_kernel(struct uio *uio, struct uio_seg *seg, void *base, size_t len,
    int64_t offset, enum uio_rw rw)
{
	*seg = (struct uio_seg){ (uintptr_t)base, len };
	*uio = (struct uio){ .uio_seg = seg, .uio_nseg = 1, .uio_kernel = 1,
	    .uio_offset = offset, .uio_resid = len, .uio_rw = rw };
}

int
uio_move(void *buf, size_t len, struct uio *uio)
{
	void *base = (void *)(uintptr_t)uio->uio_seg->us_base;

	assert_true(len <= uio->uio_resid);
	if (uio->uio_rw == UIO_READ)
		memcpy(base, buf, len);
	else
		memcpy(buf, base, len);
	uio->uio_seg->us_base += len;
	uio->uio_resid -= len;
	uio->uio_offset += (int64_t)len;
	return 0;
}

void
rw_init(struct rwlock *rw, const char *name)
{
	(void)name;
	rw->rw_readers = 0;
}

void
rw_destroy(struct rwlock *rw)
{
	assert_int_equal(rw->rw_readers, 0);
}

void
rw_rlock(struct rwlock *rw)
{
	rw->rw_readers++;
}

void
rw_runlock(struct rwlock *rw)
{
	rw->rw_readers--;
}

/* A writer counts as many readers: whoever comes twice is caught. */
void
rw_wlock(struct rwlock *rw)
{
	assert_int_equal(rw->rw_readers, 0);
	rw->rw_readers = WRITER;
}

void
rw_wunlock(struct rwlock *rw)
{
	rw->rw_readers -= WRITER;
}

void
mutex_init(struct mutex *mx, const char *name)
{
	mx->mx_name = name;
}

void
mutex_destroy(struct mutex *mx)
{
	(void)mx;
}

void
mutex_lock(struct mutex *mx)
{
	(void)mx;
}

void
mutex_unlock(struct mutex *mx)
{
	(void)mx;
}

void
pipe_free(struct pipe *pi)
{
	assert_null(pi);
}

int
priv_check(const struct cred *cr, enum priv priv)
{
	(void)cr, (void)priv;
	return 0;
}

int
cred_cansee(const struct cred *a, const struct cred *b)
{
	(void)a, (void)b;
	return 0;
}

struct cred *
cred_hold(struct cred *cr)
{
	return cr;
}

void
cred_drop(struct cred *cr)
{
	(void)cr;
}

int
allow_check(const struct cred *cr, struct allow *al)
{
	(void)cr, (void)al;
	return 1;
}

int
cred_ingroup(const struct cred *cr, uint32_t gid)
{
	(void)cr, (void)gid;
	return 1;
}

uint64_t
clock_realtime_ns(void)
{
	static uint64_t now;

	return ++now;
}
