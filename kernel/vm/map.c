// SPDX-License-Identifier: BSD-2-Clause
/*
 * map - what programs ask of their address space: mmap, munmap, mprotect,
 * brk.
 *
 * Each call checks, then reserves the memory that may come to be touched and
 * makes room in the entry table, then changes it: after the first change
 * nothing fails.  Objects that lose their last
 * mapping are destroyed after the space is unlocked.
 *
 * Where programs lie: text where they were linked, the stack below 1 GiB,
 * the heap between, mmap from 4 GiB on.  Text, heap and stack thus share
 * all upper page tables, which makes fork and exec cheap.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lib/list.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/vm/vm_priv.h"

#define MMAP_BASE	0x100000000ul

#define PROT_ALL	(PROT_READ | PROT_WRITE | PROT_EXEC)
#define MAP_KNOWN	(MAP_SHARED | MAP_PRIVATE | MAP_FIXED | MAP_STACK | \
			    MAP_ANON | MAP_GUARD | MAP_EXCL | MAP_READONLY)

static int vm_allow_wx;		/* [a] writable and executable at once */
SYSCTL_INT(allow_wx, "vm.allow_wx", SYSCTL_RW, vm_allow_wx,
    "Allow memory that is writable and executable at once");

static int
vm_prot_check(int prot)
{
	if ((prot & ~PROT_ALL) != 0)
		return EINVAL;
	if ((prot & (PROT_WRITE | PROT_EXEC)) == (PROT_WRITE | PROT_EXEC) &&
	    !vm_allow_wx)
		return EACCES;
	return 0;
}

/* A page-aligned range inside user space, not empty. */
static int
vm_range_check(uaddr_t addr, uint64_t len)
{
	if ((addr & PAGE_MASK) != 0 || len == 0 || addr < USER_MIN ||
	    addr >= USER_MAX || len > USER_MAX - addr)
		return EINVAL;
	return 0;
}

static int
vm_map_check(uaddr_t addr, size_t *len, int prot, int flags,
    uint64_t offset)
{
	int sharing = flags & (MAP_SHARED | MAP_PRIVATE), error;

	if ((flags & ~MAP_KNOWN) != 0 || (offset & PAGE_MASK) != 0 ||
	    (sharing != MAP_SHARED && sharing != MAP_PRIVATE))
		return EINVAL;
	if (*len == 0)
		return EINVAL;
	if (*len > USER_MAX)
		return ENOMEM;
	*len = round_page(*len);
	if (offset + *len < offset)
		return EOVERFLOW;
	error = vm_prot_check(prot);
	if (error == 0 && (flags & MAP_FIXED) != 0)
		error = vm_range_check(addr, *len);
	return error;
}

/* Is nothing mapped in [start, end)? */
static int
vm_range_is_free(struct vm_table *vt, uaddr_t start, uaddr_t end)
{
	unsigned i = vm_table_find(vt, start);

	return i == vt->vt_count || vt->vt_entry[i].ve_start >= end;
}

/* Find the place for a mapping and make it free. */
static int
vm_map_place(struct vm_space *vs, uaddr_t *addr, size_t len, int flags)
{
	struct vm_table *vt = &vs->vs_table;
	uaddr_t hint = trunc_page(*addr);

	if ((flags & MAP_FIXED) != 0) {
		if (vm_range_is_free(vt, *addr, *addr + len))
			return 0;
		if ((flags & MAP_EXCL) != 0)
			return EEXIST;
		vm_unmap_locked(vs, *addr, *addr + len);
		return 0;
	}
	if (hint >= USER_MIN && hint < USER_MAX && len <= USER_MAX - hint &&
	    vm_range_is_free(vt, hint, hint + len)) {
		*addr = hint;
		return 0;
	}
	return vm_table_gap(vt, MMAP_BASE, len, addr);
}

/* A new object where one is needed, else a reference on the caller's. */
static int
vm_map_object(struct vm_space *vs, size_t len, int flags,
    struct vm_object **obj)
{
	if (*obj != NULL) {
		vm_object_hold(*obj);
		return 0;
	}
	if ((flags & MAP_SHARED) == 0)
		return 0;
	*obj = vm_object_create_shared(len, vs->vs_ledger, NULL, NULL);
	return *obj != NULL ? 0 : ENOMEM;
}

static uint8_t
vm_map_flags(int flags)
{
	return ((flags & MAP_SHARED) != 0 ? VE_SHARED : 0) |
	    ((flags & MAP_STACK) != 0 ? VE_STACK | VE_TOUCH : 0) |
	    ((flags & MAP_READONLY) != 0 ? VE_READONLY : 0);
}

/* Must all of ve be reserved, with this protection? */
static int
vm_entry_commits(const struct vm_entry *ve, int prot)
{
	if ((ve->ve_flags & (VE_SHARED | VE_TOUCH)) != 0)
		return 0;
	/* Reading memory without an object makes pages as well. */
	return ve->ve_obj == NULL ? prot != PROT_NONE :
	    (prot & PROT_WRITE) != 0;
}

int
vm_map(struct vm_space *vs, uaddr_t *addr, size_t len, int prot, int flags,
    struct vm_object *obj, uint64_t offset)
{
	struct vm_entry ve = { 0 };
	struct list dead;
	int64_t promise = 0;
	int error;

	if ((flags & MAP_GUARD) != 0)
		prot = PROT_NONE;
	error = vm_map_check(*addr, &len, prot, flags, offset);
	if (error == 0)
		error = vm_map_object(vs, len, flags, &obj);
	if (error != 0)
		return error;

	ve.ve_obj = obj;
	ve.ve_offset = offset;
	ve.ve_prot = prot;
	ve.ve_flags = vm_map_flags(flags);
	if (vm_entry_commits(&ve, prot)) {
		ve.ve_flags |= VE_COMMIT;
		promise = (int64_t)(len >> PAGE_SHIFT);
	}
	list_init(&dead);
	mutex_lock(&vs->vs_lock);
	error = vm_table_reserve(&vs->vs_table, vs->vs_ledger, 2);
	if (error == 0)
		error = vm_space_commit(vs, promise);
	if (error == 0) {
		error = vm_map_place(vs, addr, len, flags);
		if (error != 0)
			vm_space_uncommit(vs, promise);
	}
	if (error == 0) {
		ve.ve_start = *addr;
		ve.ve_end = *addr + len;
		vm_table_insert(&vs->vs_table, &ve);
		vm_entry_count(&ve, 1);
		vs->vs_size += len;
	}
	list_splice_tail(&dead, &vs->vs_dead);
	mutex_unlock(&vs->vs_lock);
	if (error != 0)
		vm_object_drop(obj);
	vm_object_bury(&dead);
	return error;
}

int
vm_unmap(struct vm_space *vs, uaddr_t addr, size_t len)
{
	struct list dead;
	int error;

	if (len > USER_MAX)
		return EINVAL;
	len = round_page(len);
	error = vm_range_check(addr, len);
	if (error != 0)
		return error;
	list_init(&dead);
	mutex_lock(&vs->vs_lock);
	error = vm_table_reserve(&vs->vs_table, vs->vs_ledger, 2);
	if (error == 0)
		vm_unmap_locked(vs, addr, addr + len);
	list_splice_tail(&dead, &vs->vs_dead);
	mutex_unlock(&vs->vs_lock);
	vm_object_bury(&dead);
	return error;
}

/* May all of [start, end) have prot?  ENOMEM: a hole; EACCES. */
static int
vm_protect_check(struct vm_table *vt, uaddr_t start, uaddr_t end, int prot)
{
	unsigned i = vm_table_find(vt, start);

	for (; start < end; i++) {
		if (i == vt->vt_count || vt->vt_entry[i].ve_start > start)
			return ENOMEM;
		if ((prot & PROT_WRITE) != 0 &&
		    (vt->vt_entry[i].ve_flags & VE_READONLY) != 0)
			return EACCES;
		start = vt->vt_entry[i].ve_end;
	}
	return 0;
}

/* Pages of [start, end) that writing, or touching, would newly make ours. */
static int64_t
vm_protect_promise(const struct vm_table *vt, uaddr_t start, uaddr_t end,
    int prot)
{
	const struct vm_entry *ve = &vt->vt_entry[vm_table_find(vt, start)];
	int64_t n = 0;
	uaddr_t from, to;

	for (; ve < vt->vt_entry + vt->vt_count && ve->ve_start < end; ve++) {
		from = ve->ve_start > start ? ve->ve_start : start;
		to = ve->ve_end < end ? ve->ve_end : end;
		if ((ve->ve_flags & VE_COMMIT) == 0 &&
		    vm_entry_commits(ve, prot))
			n += (int64_t)((to - from) >> PAGE_SHIFT);
	}
	return n;
}

static void
vm_protect_locked(struct vm_space *vs, uaddr_t start, uaddr_t end, int prot)
{
	struct vm_table *vt = &vs->vs_table;
	struct vm_entry *ve;
	unsigned i;

	vm_table_clip(vt, start);
	vm_table_clip(vt, end);
	for (i = vm_table_find(vt, start); i < vt->vt_count; i++) {
		ve = &vt->vt_entry[i];
		if (ve->ve_start >= end)
			break;
		ve->ve_prot = prot;
		/* What may hold pages of ours stays reserved till unmapped. */
		if (vm_entry_commits(ve, prot))
			ve->ve_flags |= VE_COMMIT;
		/* Writing comes back by faults: a page may be shared. */
		pmap_protect(vs->vs_pmap, ve->ve_start, ve->ve_end,
		    vm_pmap_prot(prot & ~PROT_WRITE));
	}
}

int
vm_protect(struct vm_space *vs, uaddr_t addr, size_t len, int prot)
{
	int error;

	if (len > USER_MAX)
		return EINVAL;
	len = round_page(len);
	error = vm_range_check(addr, len);
	if (error == 0)
		error = vm_prot_check(prot);
	if (error != 0)
		return error;
	mutex_lock(&vs->vs_lock);
	error = vm_table_reserve(&vs->vs_table, vs->vs_ledger, 2);
	if (error == 0)
		error = vm_protect_check(&vs->vs_table, addr, addr + len,
		    prot);
	if (error == 0)
		error = vm_space_commit(vs, vm_protect_promise(
		    &vs->vs_table, addr, addr + len, prot));
	if (error == 0)
		vm_protect_locked(vs, addr, addr + len, prot);
	mutex_unlock(&vs->vs_lock);
	return error;
}

int
vm_map_stack(struct vm_space *vs, uaddr_t top, size_t max)
{
	uaddr_t addr;

	if (max > top)
		return EINVAL;
	addr = top - max;
	return vm_map(vs, &addr, max, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANON | MAP_FIXED | MAP_EXCL | MAP_STACK, NULL, 0);
}

void
vm_set_brk(struct vm_space *vs, uaddr_t start)
{
	vs->vs_brk_start = vs->vs_brk = round_page(start);
}

/* The break is kept to the byte; whole pages are mapped. */
int
vm_brk(struct vm_space *vs, uaddr_t newbrk, uaddr_t *oldbrk)
{
	uaddr_t was, start, end;

	mutex_lock(&vs->vs_lock);
	was = vs->vs_brk;
	mutex_unlock(&vs->vs_lock);
	*oldbrk = was;
	if (newbrk < vs->vs_brk_start || newbrk >= USER_MAX)
		return newbrk == 0 ? 0 : ENOMEM;
	start = round_page(was);
	end = round_page(newbrk);
	if (end > start && vm_map(vs, &start, end - start,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON | MAP_FIXED |
	    MAP_EXCL, NULL, 0) != 0)
		return ENOMEM;
	if (end < start && vm_unmap(vs, end, start - end) != 0)
		return ENOMEM;
	mutex_lock(&vs->vs_lock);
	vs->vs_brk = newbrk;
	mutex_unlock(&vs->vs_lock);
	return 0;
}
