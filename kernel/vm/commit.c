// SPDX-License-Identifier: BSD-2-Clause
/*
 * commit - memory is promised before it is touched.
 *
 * Who maps private writable memory, or makes shared anonymous memory, has
 * all of it reserved in that call, which fails with ENOMEM when there is
 * not enough: a program that checks its calls is never killed by touching
 * what it was given.  There is no swap, so a promise is one against free
 * pages:
 *
 *	unpromised = free pages - (reserved - backed) - margin
 *
 * where backed are the reserved pages that have been given memory already.
 * A page shared copy-on-write is reserved by each space that maps it and
 * backed once: the promise covers every copy that may yet be made.
 *
 * The margin is what the kernel may still take: page tables, stacks,
 * descriptors.  Pages of files, which nobody reserves, are never taken from
 * what is promised: those that are read may use half of the margin, so that
 * a program can be paged in to clear up; those that are written stay twice
 * the margin away.
 *
 * What is backed changes with every page, so it is counted per CPU; what is
 * reserved changes with calls.  Additions come before the look: of two who
 * ask at once both may be refused, but never both be let through wrongly.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/vm/vm_priv.h"

#define MARGIN_MIN	256	/* pages */
#define MARGIN_PART	64	/* of all memory */
#define LEAVE_PART	32	/* of what the asker has already */
#define LEAVE_MAX	2048	/* pages */

static int64_t commit_reserved;		/* [a] pages */
SYSCTL_U64(reserved, "vm.reserved", SYSCTL_RD, commit_reserved,
    "pages promised to programs, touched or not");

/* One line of the cache each, or counting would be a meeting of CPUs. */
static struct {
	volatile int64_t n;	/* [a] may be negative: freed elsewhere */
	char pad[56];
} commit_backed[CPU_MAX];

void
vm_commit_back(int64_t pages)
{
	atomic_add(&commit_backed[percpu_self()->pc_id].n, pages);
}

static int64_t
commit_margin(void)
{
	int64_t margin = (int64_t)page_total() / MARGIN_PART;

	return margin < MARGIN_MIN ? MARGIN_MIN : margin;
}

/* Free pages that nobody has been promised; below 0: the kernel took them. */
static int64_t
commit_free(void)
{
	int64_t n = (int64_t)page_free_count();
	uint32_t i;

	n -= atomic_load(&commit_reserved);
	for (i = 0; i < cpu_count; i++)
		n += atomic_load(&commit_backed[i].n);
	return n;
}

int64_t
vm_unpromised(void)
{
	return commit_free() - commit_margin();
}

/* Pages that lie free in CPUs' caches count only once they are home. */
static int
commit_room(int64_t leave)
{
	if (commit_free() >= leave)
		return 1;
	page_drain();
	return commit_free() >= leave;
}

int
vm_commit_file(int grows)
{
	int64_t margin = commit_margin();

	return commit_room(grows ? 2 * margin : margin / 2) ? 0 : ENOMEM;
}

int
vm_commit(int64_t pages, int64_t has)
{
	int64_t leave = (has + pages) / LEAVE_PART;

	/*
	 * One that has taken nearly everything must leave something for
	 * those who come to look what is wrong.
	 */
	if (leave > LEAVE_MAX)
		leave = LEAVE_MAX;
	atomic_add(&commit_reserved, pages);
	if (commit_room(commit_margin() + leave))
		return 0;
	atomic_sub(&commit_reserved, pages);
	return ENOMEM;
}

int
vm_commit_shared(int64_t pages)
{
	/* Nobody knows how much its maker has: as if it were the half. */
	return vm_commit(pages, (int64_t)page_total() / 2);
}

void
vm_uncommit(int64_t pages)
{
	atomic_sub(&commit_reserved, pages);
}

int
vm_space_commit(struct vm_space *vs, int64_t pages)
{
	int error;

	if (pages == 0)
		return 0;
	error = vm_commit(pages, vs->vs_commit);
	if (error == 0)
		error = ledger_resize(vs->vs_charge,
		    pages * (int64_t)PAGE_SIZE);
	else
		return error;
	if (error != 0)
		vm_uncommit(pages);
	else
		vs->vs_commit += pages;
	return error;
}

void
vm_space_uncommit(struct vm_space *vs, int64_t pages)
{
	if (pages == 0)
		return;
	vs->vs_commit -= pages;
	(void)ledger_resize(vs->vs_charge, -pages * (int64_t)PAGE_SIZE);
	vm_uncommit(pages);
}

int
vm_space_move(struct vm_space *vs, struct ledger *ld)
{
	struct ledger_entry *le = NULL;
	int64_t bytes;

	mutex_lock(&vs->vs_lock);
	bytes = vs->vs_commit * (int64_t)PAGE_SIZE;
	if (vs->vs_ledger != ld) {
		le = ledger_charge(ld, ALLOC_SITE(), bytes);
		if (le != NULL) {
			ledger_release(vs->vs_charge, bytes);
			vs->vs_charge = le;
			vs->vs_ledger = ld;
		}
	} else {
		le = vs->vs_charge;
	}
	mutex_unlock(&vs->vs_lock);
	return le != NULL ? 0 : ENOMEM;
}

int
vm_space_touch(struct vm_space *vs)
{
	if (vs->vs_touched == vs->vs_touch_room) {
		if (vm_space_commit(vs, VM_BATCH) != 0)
			return ENOMEM;
		vs->vs_touch_room += VM_BATCH;
	}
	vs->vs_touched++;
	return 0;
}

void
vm_space_untouched(struct vm_space *vs, uint32_t spare)
{
	uint32_t keep = (vs->vs_touched + VM_BATCH - 1) / VM_BATCH * VM_BATCH +
	    spare * VM_BATCH;

	if (vs->vs_touch_room > keep) {
		vm_space_uncommit(vs, vs->vs_touch_room - keep);
		vs->vs_touch_room = keep;
	}
}

struct page *
vm_page_alloc(int flags)
{
	struct page *pg;

	/* A broken promise must not take the kernel down too. */
	if (page_free_count() < PAGES_KEPT)
		return NULL;
	pg = page_alloc(0, flags);
	if (pg != NULL) {
		pg->pg_flags = 0;
		vm_commit_back(1);
	}
	return pg;
}

void
vm_page_drop(struct page *pg)
{
	int ours = (pg->pg_flags & VPG_OBJECT) == 0;

	if (page_drop(pg) && ours)
		vm_commit_back(-1);
}
