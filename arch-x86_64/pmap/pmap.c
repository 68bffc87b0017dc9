// SPDX-License-Identifier: BSD-2-Clause
/*
 * pmap - four levels of page tables.
 *
 * An entry that is not zero is a mapping; one that nobody may use has its
 * page but not the present bit.  Tables of the user half are made when the
 * first page below them is mapped, count their entries, and go when the
 * last goes, so that walking and ending a space costs what is in it.
 *
 * Entries change under pm_lock; TLBs are flushed after it is dropped, and
 * pages and tables that were taken away are let go only after that.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/pmap/pmap_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"

#define BATCH_PAGES	64	/* pages taken away under one lock and flush */

/* What one round of removal took; freed after the flush. */
struct batch {
	struct list ba_tables;		/* [t] */
	uint32_t ba_count;		/* [t] */
	paddr_t ba_pa[BATCH_PAGES];	/* [t] */
};

uint64_t pte_nx;

uint64_t
pte_make(paddr_t pa, int prot)
{
	uint64_t pte = pa | PTE_A;

	if ((prot & (PMAP_R | PMAP_W | PMAP_X)) != 0)
		pte |= PTE_P;
	if ((prot & PMAP_W) != 0)
		pte |= PTE_W | PTE_D;
	if ((prot & PMAP_X) == 0)
		pte |= pte_nx;
	pte |= (prot & PMAP_U) != 0 ? PTE_U : PTE_G;
	if ((prot & PMAP_NOCACHE) != 0)
		pte |= PTE_PCD | PTE_PWT;
	return pte;
}

int
pte_prot(uint64_t pte)
{
	int prot = 0;

	if ((pte & PTE_P) != 0) {
		prot |= PMAP_R;
		if ((pte & PTE_W) != 0)
			prot |= PMAP_W;
		if ((pte & PTE_NX) == 0)
			prot |= PMAP_X;
	}
	if ((pte & PTE_U) != 0)
		prot |= PMAP_U;
	if ((pte & PTE_PCD) != 0)
		prot |= PMAP_NOCACHE;
	return prot;
}

/* The count of valid entries of a table.  [m] */
static uint16_t *
table_count(const uint64_t *table)
{
	return &page_of(va_to_pa(table))->pg_flags;
}

uint64_t *
pmap_walk_locked(struct pmap *pm, uintptr_t va, uint64_t *path[4],
    uintptr_t *next)
{
	uint64_t *table = pm->pm_root, pte;
	int level;

	SPIN_ASSERT(&pm->pm_lock);
	for (level = PT_ROOT; level > 0; level--) {
		path[level] = table;
		*next = (va & ~(PT_SPAN(level) - 1)) + PT_SPAN(level);
		pte = table[PT_INDEX(va, level)];
		if (pte == 0 || (pte & PTE_LARGE) != 0)
			return NULL;
		table = pte_table(pte);
	}
	path[0] = table;
	return table;
}

/*
 * The last table for va, made with those above it if absent.  pm_lock is
 * dropped to allocate.  NULL: no memory.
 */
static uint64_t *
table_get_locked(struct pmap *pm, uintptr_t va)
{
	uint64_t user = va < USER_MAX ? PTE_U : 0;
	uint64_t *table, *pte;
	struct page *spare = NULL;
	int level;

again:
	table = pm->pm_root;
	for (level = PT_ROOT; level > 0; level--) {
		pte = &table[PT_INDEX(va, level)];
		if (*pte == 0 && spare == NULL) {
			spin_unlock(&pm->pm_lock);
			spare = page_alloc(0, KM_SLEEP | KM_ZERO);
			spin_lock(&pm->pm_lock);
			if (spare == NULL)
				return NULL;
			goto again;	/* others may have been here */
		}
		if (*pte == 0) {
			*pte = page_pa(spare) | PTE_P | PTE_W | PTE_A | user;
			(*table_count(table))++;
			spare = NULL;
		}
		table = pte_table(*pte);
	}
	if (spare != NULL)
		page_free(spare, 0);
	return table;
}

struct pmap *
pmap_create(void)
{
	struct pmap *pm = kmem_zalloc(NULL, sizeof(*pm), KM_SLEEP);
	struct page *root = page_alloc(0, KM_SLEEP);
	const size_t half = PAGE_SIZE / 2;

	if (pm == NULL || root == NULL) {
		kmem_free(pm);
		if (root != NULL)
			page_free(root, 0);
		return NULL;
	}
	spin_init(&pm->pm_lock, "pmap");
	pm->pm_root = page_va(root);
	pm->pm_cr3 = page_pa(root);
	memset(pm->pm_root, 0, half);
	/* The kernel's entries never change once phase MEMORY is over. */
	memcpy((char *)pm->pm_root + half,
	    (const char *)pmap_kernel->pm_root + half, half);
	return pm;
}

/*
 * Free the tables below one, which are empty: an insertion that ran out of
 * memory leaves such.
 */
static void
tables_free(uint64_t *table, int level)
{
	unsigned i;

	for (i = 0; *table_count(table) > 0; i++) {
		KASSERT(level > 0 && i < PAGE_SIZE / sizeof(*table));
		if (table[i] == 0)
			continue;
		tables_free(pte_table(table[i]), level - 1);
		page_free(page_of(table[i] & PTE_ADDR), 0);
		(*table_count(table))--;
	}
}

void
pmap_destroy(struct pmap *pm)
{
	if (pm == NULL)
		return;
	if (pm->pm_active != 0)
		tlb_evict(pm);
	tables_free(pm->pm_root, PT_ROOT);
	page_free(page_of(pm->pm_cr3), 0);
	spin_destroy(&pm->pm_lock);
	kmem_free(pm);
}

void
pmap_activate(struct pmap *pm)
{
	uint64_t flags = cpu_intr_save();
	struct percpu *pc = percpu_self();
	struct pmap *old = pc->pc_pmap;
	uint64_t me = 1ul << pc->pc_id;

	if (pm == NULL)
		pm = pmap_kernel;
	if (pm != old) {
		atomic_or(&pm->pm_active, me);
		pc->pc_pmap = pm;
		cpu_cr3_write(pm->pm_cr3);
		if (old != NULL && old != pmap_kernel)
			atomic_and(&old->pm_active, ~me);
	}
	cpu_intr_restore(flags);
}

int
pmap_enter(struct pmap *pm, uintptr_t va, paddr_t pa, int prot)
{
	uint64_t *table, old, new = pte_make(pa, prot);

	spin_lock(&pm->pm_lock);
	table = table_get_locked(pm, va);
	if (table == NULL) {
		spin_unlock(&pm->pm_lock);
		return ENOMEM;
	}
	old = table[PT_INDEX(va, 0)];
	table[PT_INDEX(va, 0)] = new;
	if (old == 0)
		(*table_count(table))++;
	spin_unlock(&pm->pm_lock);
	/*
	 * Where rights were only added to the same page, a CPU with the old
	 * entry faults once, finds nothing to do and sees the new one.
	 */
	if ((old & PTE_P) == 0)
		return 0;
	if (((old ^ new) & PTE_ADDR) == 0 && (old & new & PTE_W) == (old &
	    PTE_W) && (new & ~old & PTE_NX) == 0)
		cpu_invlpg(va);
	else
		tlb_flush(pm, va, va + PAGE_SIZE);
	return 0;
}

/* Unlink the tables of path that have become empty. */
static void
tables_prune_locked(uint64_t *path[4], uintptr_t va, struct batch *ba)
{
	int level;

	if (va >= USER_MAX)
		return;
	for (level = 0; level < PT_ROOT; level++) {
		if (*table_count(path[level]) != 0)
			return;
		path[level + 1][PT_INDEX(va, level + 1)] = 0;
		(*table_count(path[level + 1]))--;
		list_insert_tail(&ba->ba_tables,
		    &page_of(va_to_pa(path[level]))->pg_link);
	}
}

/* Take entries of one table until end or the batch is full; where to go on. */
static uintptr_t
entries_remove_locked(uint64_t *path[4], uintptr_t va, uintptr_t end,
    struct batch *ba)
{
	uint64_t *pte = &path[0][PT_INDEX(va, 0)];
	uint16_t *count = table_count(path[0]);
	uintptr_t at = va;

	for (; at < end && *count > 0; at += PAGE_SIZE, pte++) {
		if (*pte == 0)
			continue;
		if (ba->ba_count == BATCH_PAGES)
			break;
		ba->ba_pa[ba->ba_count++] = *pte & PTE_ADDR;
		*pte = 0;
		(*count)--;
	}
	if (*count == 0) {
		tables_prune_locked(path, va, ba);
		return end;
	}
	return at;
}

/* One round of removal from va on; returns where the next begins. */
static uintptr_t
batch_remove(struct pmap *pm, uintptr_t va, uintptr_t end, struct batch *ba)
{
	uint64_t *path[4];
	uintptr_t next;

	list_init(&ba->ba_tables);
	ba->ba_count = 0;
	spin_lock(&pm->pm_lock);
	while (va < end && ba->ba_count < BATCH_PAGES) {
		if (pmap_walk_locked(pm, va, path, &next) == NULL)
			va = next < end && next != 0 ? next : end;
		else
			va = entries_remove_locked(path, va,
			    next < end && next != 0 ? next : end, ba);
	}
	spin_unlock(&pm->pm_lock);
	return va;
}

void
pmap_remove(struct pmap *pm, uintptr_t va, uintptr_t end,
    void (*fn)(paddr_t pa, void *arg), void *arg)
{
	struct batch ba;
	struct page *pg;
	uintptr_t start;
	uint32_t i;

	while (va < end) {
		start = va;
		va = batch_remove(pm, va, end, &ba);
		if (ba.ba_count == 0 && list_empty(&ba.ba_tables))
			continue;
		tlb_flush(pm, start, va);
		for (i = 0; fn != NULL && i < ba.ba_count; i++)
			fn(ba.ba_pa[i], arg);
		while ((pg = LIST_FIRST(&ba.ba_tables, struct page,
		    pg_link)) != NULL) {
			list_remove(&pg->pg_link);
			page_free(pg, 0);
		}
	}
}

void
pmap_protect(struct pmap *pm, uintptr_t va, uintptr_t end, int prot)
{
	uint64_t *path[4], *table, *pte;
	uintptr_t at = va, next;

	spin_lock(&pm->pm_lock);
	while (at < end) {
		table = pmap_walk_locked(pm, at, path, &next);
		if (next > end || next == 0)
			next = end;
		for (; table != NULL && at < next; at += PAGE_SIZE) {
			pte = &table[PT_INDEX(at, 0)];
			if (*pte != 0)
				*pte = pte_make(*pte & PTE_ADDR, prot);
		}
		at = next;
	}
	spin_unlock(&pm->pm_lock);
	tlb_flush(pm, va, end);
}

void
pmap_kernel_protect(uintptr_t start, uintptr_t end, int prot)
{
	KASSERT(start % PAGE_SIZE == 0 && end % PAGE_SIZE == 0);
	pmap_protect(pmap_kernel, start, end, prot);
}

int
pmap_extract(struct pmap *pm, uintptr_t va, paddr_t *pa, int *prot)
{
	uint64_t *table = pm->pm_root, pte = 0;
	int level, error = ENOENT;

	spin_lock(&pm->pm_lock);
	for (level = PT_ROOT; level >= 0; level--) {
		pte = table[PT_INDEX(va, level)];
		if (pte == 0 || level == 0 || (pte & PTE_LARGE) != 0)
			break;
		table = pte_table(pte);
	}
	if (pte != 0) {
		*pa = ((pte & PTE_ADDR) & ~(PT_SPAN(level) - 1)) +
		    (va & (PT_SPAN(level) - 1));
		*prot = pte_prot(pte);
		error = 0;
	}
	spin_unlock(&pm->pm_lock);
	return error;
}

/* Share entries of one table; returns whether any lost W. */
static int
entries_fork_locked(uint64_t *to, uint64_t *from, uintptr_t va, uintptr_t end,
    void (*hold)(paddr_t pa))
{
	uint16_t left = *table_count(from), n = 0;
	int lost = 0;
	unsigned i = PT_INDEX(va, 0);
	uint64_t pte;

	for (; va < end && n < left; va += PAGE_SIZE, i++) {
		pte = from[i];
		if (pte == 0)
			continue;
		if ((pte & PTE_W) != 0) {
			pte &= ~PTE_W;
			from[i] = pte;
			lost = 1;
		}
		to[i] = pte;
		n++;
		hold(pte & PTE_ADDR);
	}
	*table_count(to) += n;
	return lost;
}

int
pmap_fork(struct pmap *dst, struct pmap *src, uintptr_t va, uintptr_t end,
    void (*hold)(paddr_t pa))
{
	uint64_t *path[4], *from, *to = NULL;
	uintptr_t at = va, next;
	int lost = 0, error = 0;

	while (at < end && error == 0) {
		spin_lock(&src->pm_lock);
		from = pmap_walk_locked(src, at, path, &next);
		spin_unlock(&src->pm_lock);
		if (next > end)
			next = end;
		if (from != NULL) {	/* stays: the caller has the range */
			spin_lock(&dst->pm_lock);
			to = table_get_locked(dst, at);
			spin_unlock(&dst->pm_lock);
			if (to == NULL) {
				error = ENOMEM;
				break;
			}
			spin_lock(&src->pm_lock);
			lost |= entries_fork_locked(to, from, at, next, hold);
			spin_unlock(&src->pm_lock);
		}
		at = next;
	}
	if (lost)
		tlb_flush(src, va, end);
	return error;
}
