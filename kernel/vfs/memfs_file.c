// SPDX-License-Identifier: BSD-2-Clause
/*
 * memfs_file - contents of regular files.
 *
 * A file that came with the boot archive is read straight from there until
 * somebody writes or maps it.  Then it gets an object whose pages are
 * copied from the archive one by one as they are first touched, so a
 * program costs the pages it runs, and the archive stays as it is.
 *
 * The object may outlive the file and even the mount, in mappings.  So it
 * has its own small record of where its lower contents are, and holds the
 * file system's ledger.
 */
#include <sys/errno.h>
#include <sys/fcntl.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/mem/page.h"
#include "kernel/sched/callout.h"
#include "kernel/vfs/memfs_priv.h"
#include "kernel/vm/uio.h"
#include "kernel/vm/vm.h"

#define MEMFILE_MAX	(1UL << 40)	/* bytes; then EFBIG */

/* The object's cookie. */
struct memlower {
	struct memfs *ml_fs;		/* [I] held */
	const char *ml_data;		/* [I] or NULL */
	volatile uint64_t ml_size;	/* [a] of it still in force */
	volatile uint64_t ml_written_ns; /* [a] by a mapping, told by msync */
};

static int
memlower_fill(struct vm_object *obj, uint64_t offset, void *page)
{
	struct memlower *ml = vm_object_cookie(obj);
	uint64_t size = atomic_load(&ml->ml_size);
	size_t n = 0;

	if (offset < size)
		n = size - offset < PAGE_SIZE ? size - offset : PAGE_SIZE;
	if (n > 0)
		memcpy(page, ml->ml_data + offset, n);
	if (n < PAGE_SIZE)
		memset((char *)page + n, 0, PAGE_SIZE - n);
	return 0;
}

static void
memlower_gone(void *cookie)
{
	struct memlower *ml = cookie;
	struct memfs *mf = ml->ml_fs;

	kmem_free(ml);
	memfs_drop(mf);
}

/* The file may be gone already, so the time waits here to be asked for. */
static void
memlower_written(struct vm_object *obj)
{
	struct memlower *ml = vm_object_cookie(obj);

	atomic_store(&ml->ml_written_ns, clock_realtime_ns());
}

uint64_t
memfile_take_written_ns(struct memfile *fl)
{
	struct memlower *ml;

	if (fl->fl_object == NULL)
		return 0;
	ml = vm_object_cookie(fl->fl_object);
	return atomic_swap(&ml->ml_written_ns, 0);
}

static const struct pager_ops memlower_ops = {
	.pg_fill = memlower_fill,
	.pg_gone = memlower_gone,
	.pg_written = memlower_written,
};

/* Give the file its object, if it has none yet; vnode write-locked. */
static int
memfile_object(struct memnode *mn)
{
	struct memfile *fl = &mn->mn_file;
	struct memfs *mf = mn->mn_fs;
	struct memlower *ml;

	if (fl->fl_object != NULL)
		return 0;
	ml = kmem_alloc(&mf->mf_ledger, sizeof(*ml), KM_SLEEP);
	if (ml == NULL)
		return memfs_no_memory(mf, sizeof(*ml));
	ml->ml_fs = mf;
	ml->ml_data = fl->fl_lower;
	ml->ml_written_ns = 0;
	ml->ml_size = fl->fl_lower != NULL ? fl->fl_size : 0;
	(void)atomic_add(&mf->mf_refs, 1);
	fl->fl_object = vm_object_create(fl->fl_size, &mf->mf_ledger,
	    &memlower_ops, ml);
	if (fl->fl_object == NULL) {
		memlower_gone(ml);
		return memfs_no_memory(mf, PAGE_SIZE);
	}
	fl->fl_lower = NULL;
	return 0;
}

void
memfile_destroy(struct memnode *mn)
{
	vm_object_drop(mn->mn_file.fl_object);
}

/*
 * Bytes of the file that have no page yet: from the archive, or zeros.  At
 * most n of them, and not across the end of what the archive has.
 */
static int
memfile_read_lower(struct memnode *mn, struct uio *uio, size_t n)
{
	static const char zeros[PAGE_SIZE];
	const struct memlower *ml = vm_object_cookie(mn->mn_file.fl_object);
	uint64_t off = (uint64_t)uio->uio_offset;
	uint64_t size = atomic_load(&ml->ml_size);
	const char *from = zeros;

	if (off < size) {
		from = ml->ml_data + off;
		n = n < size - off ? n : size - off;
	}
	return uio_move((void *)(uintptr_t)from, n, uio);
}

/* Read at most left bytes, within a page; makes none. */
static int
memfile_read(struct memnode *mn, struct uio *uio, uint64_t left)
{
	size_t in_page = (uint64_t)uio->uio_offset & PAGE_MASK;
	size_t n = PAGE_SIZE - in_page;
	struct page *pg;
	int error;

	if (n > left)
		n = left;
	pg = vm_object_resident(mn->mn_file.fl_object,
	    (uint64_t)uio->uio_offset);
	if (pg == NULL)
		return memfile_read_lower(mn, uio, n);
	error = uio_move((char *)page_va(pg) + in_page, n, uio);
	page_drop(pg);
	return error;
}

/* Write what goes into one page. */
static int
memfile_write(struct memnode *mn, struct uio *uio)
{
	size_t in_page = (uint64_t)uio->uio_offset & PAGE_MASK;
	size_t n = PAGE_SIZE - in_page;
	struct page *pg;
	int error;

	if (n > uio->uio_resid)
		n = uio->uio_resid;
	error = vm_object_page(mn->mn_file.fl_object,
	    trunc_page(uio->uio_offset), &pg);
	if (error != 0)
		return error == ENOMEM ?
		    memfs_no_memory(mn->mn_fs, PAGE_SIZE) : error;
	error = uio_move((char *)page_va(pg) + in_page, n, uio);
	page_drop(pg);
	return error;
}

int
memfs_read(struct vnode *vn, struct uio *uio, int fflags)
{
	struct memnode *mn = memnode_of(vn);
	struct memfile *fl = &mn->mn_file;
	uint64_t left;
	int error = 0;

	(void)fflags;
	while (error == 0 && uio->uio_resid > 0 &&
	    (uint64_t)uio->uio_offset < fl->fl_size) {
		left = fl->fl_size - (uint64_t)uio->uio_offset;
		if (left > uio->uio_resid)
			left = uio->uio_resid;
		if (fl->fl_object == NULL)
			error = uio_move((void *)(uintptr_t)(fl->fl_lower +
			    uio->uio_offset), left, uio);
		else
			error = memfile_read(mn, uio, left);
	}
	/* One access time after each change is enough, and much cheaper. */
	if (mn->mn_atime_ns <= mn->mn_mtime_ns)
		memnode_touch(mn, MEMNODE_ACCESS);
	return error;
}

/* The size becomes size; pages beyond go, or read as zero. */
static int
memfile_resize(struct memnode *mn, uint64_t size)
{
	struct memfile *fl = &mn->mn_file;
	struct memlower *ml;
	int error;

	ml = vm_object_cookie(fl->fl_object);
	if (size < ml->ml_size)
		atomic_store(&ml->ml_size, size);
	error = vm_object_resize(fl->fl_object, size);
	if (error == 0)
		atomic_store(&fl->fl_size, size);
	return error;
}

/* After a write cut short: end where it came to, if it came anywhere. */
static void
memfile_cut(struct memnode *mn, uint64_t old, uint64_t start, uint64_t end)
{
	if (mn->mn_file.fl_size > old)
		(void)memfile_resize(mn, end > start && end > old ? end : old);
}

/* Grow first, write, and give back what could not be written. */
int
memfs_write(struct vnode *vn, struct uio *uio, int fflags)
{
	struct memnode *mn = memnode_of(vn);
	struct memfile *fl = &mn->mn_file;
	uint64_t old = fl->fl_size, start, end;
	int error;

	if (fflags & O_APPEND)
		uio->uio_offset = (int64_t)old;
	start = (uint64_t)uio->uio_offset;
	end = start + uio->uio_resid;
	if (end > MEMFILE_MAX)
		return EFBIG;
	if (uio->uio_resid == 0)
		return 0;
	error = memfile_object(mn);
	if (error == 0 && end > old)
		error = memfile_resize(mn, end);
	while (error == 0 && uio->uio_resid > 0)
		error = memfile_write(mn, uio);
	if (error != 0)
		memfile_cut(mn, old, start, (uint64_t)uio->uio_offset);
	memnode_touch(mn, MEMNODE_MODIFY);
	return error;
}

int
memfs_truncate(struct vnode *vn, uint64_t size)
{
	struct memnode *mn = memnode_of(vn);
	int error;

	if (size > MEMFILE_MAX)
		return EFBIG;
	if (size != mn->mn_file.fl_size) {
		error = memfile_object(mn);
		if (error == 0)
			error = memfile_resize(mn, size);
		if (error != 0)
			return error;
	}
	memnode_touch(mn, MEMNODE_MODIFY);
	return 0;
}

int
memfs_mmap(struct vnode *vn, struct vm_object **obj)
{
	struct memnode *mn = memnode_of(vn);
	int error;

	error = memfile_object(mn);
	if (error != 0)
		return error;
	memnode_touch(mn, MEMNODE_ACCESS);
	vm_object_hold(mn->mn_file.fl_object);
	*obj = mn->mn_file.fl_object;
	return 0;
}
