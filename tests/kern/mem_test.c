// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem_test - pages, slabs, ledgers, mappings, with all CPUs at it.
 */
#include <sys/errno.h>

#include "arch-x86_64/pmap/kva.h"
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/ktest.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"
#include "tests/kern/crew.h"

#define CREW		6
#define ROUNDS		1500
#define KEPT		16

static struct ledger mt_ledger;
static volatile int mt_bad;		/* [a] */

/* One block under test: its first and last byte say whose it is. */
static int
block_marked(const uint8_t *p, size_t size, uint8_t mark)
{
	return p[0] == mark && p[size - 1] == mark;
}

static void
kmem_body(int me)
{
	uint32_t rnd = (uint32_t)me;
	uint8_t *p[KEPT] = { NULL }, mark = (uint8_t)(me + 1);
	size_t size[KEPT];
	int i, k;

	for (i = 0; i < ROUNDS; i++) {
		k = (int)(crew_random(&rnd) % KEPT);
		if (p[k] != NULL && !block_marked(p[k], size[k], mark))
			atomic_add(&mt_bad, 1);
		kmem_free(p[k]);
		size[k] = 1 + crew_random(&rnd) % (i % 16 == 0 ? 20000 : 900);
		p[k] = kmem_alloc(&mt_ledger, size[k], KM_SLEEP);
		if (p[k] != NULL)
			memset(p[k], mark, size[k]);
	}
	for (k = 0; k < KEPT; k++)
		kmem_free(p[k]);
}

KTEST(mem_kmem_torture)
{
	mt_bad = 0;
	ledger_init(&mt_ledger, "test", NULL);
	KT_ASSERT(crew_run(CREW, kmem_body) == 0);
	KT_ASSERT(mt_bad == 0);
	KT_ASSERT(mt_ledger.ld_bytes == 0 && mt_ledger.ld_objects == 0);
	ledger_destroy(&mt_ledger);
}

/* The same while allocations fail at random. */
KTEST(mem_kmem_torture_faults)
{
	static struct crew crew;
	uint32_t rnd = 7;
	int i;

	mt_bad = 0;
	ledger_init(&mt_ledger, "test", NULL);
	KT_ASSERT(crew_start(&crew, CREW, kmem_body) == 0);
	fault_ledger = &mt_ledger;
	for (i = 0; i < 300; i++) {
		fault_after = 1 + crew_random(&rnd) % 8;
		thread_yield();
	}
	fault_after = 0;
	fault_ledger = NULL;
	KT_ASSERT(crew_join(&crew) == 0);
	KT_ASSERT(mt_bad == 0);
	KT_ASSERT(mt_ledger.ld_bytes == 0 && mt_ledger.ld_objects == 0);
	ledger_destroy(&mt_ledger);
}

static void
page_body(int me)
{
	uint32_t rnd = (uint32_t)me;
	struct page *pg[KEPT] = { NULL };
	unsigned order[KEPT];
	int i, k;

	for (i = 0; i < ROUNDS; i++) {
		k = (int)(crew_random(&rnd) % KEPT);
		if (pg[k] != NULL) {
			if (*(int *)page_va(pg[k]) != me)
				atomic_add(&mt_bad, 1);
			page_free(pg[k], order[k]);
		}
		order[k] = crew_random(&rnd) % 4;
		pg[k] = page_alloc(order[k], KM_NOSLEEP);
		if (pg[k] != NULL)
			*(int *)page_va(pg[k]) = me;
	}
	for (k = 0; k < KEPT; k++) {
		if (pg[k] != NULL)
			page_free(pg[k], order[k]);
	}
}

KTEST(mem_page_torture)
{
	uint64_t before;

	mt_bad = 0;
	kmem_drain();
	before = page_free_count();
	KT_ASSERT(crew_run(CREW, page_body) == 0);
	KT_ASSERT(mt_bad == 0);
	kmem_drain();
	/* The crew's own stacks may be kept or given back. */
	KT_ASSERT(page_free_count() + CREW * 8 >= before);
}

/* With the Nth allocation failing, for all N: no crash, nothing kept. */
KTEST(mem_fault_walk)
{
	void *a, *b, *c;
	int n, failures = 0;

	ledger_init(&mt_ledger, "test", NULL);
	for (n = 1; n < 10; n++) {
		fault_ledger = &mt_ledger;
		fault_thread = curthread;
		fault_after = n;
		a = kmem_alloc(&mt_ledger, 100, KM_SLEEP);
		b = kmem_alloc(&mt_ledger, 5000, KM_SLEEP);
		c = kmem_strdup(&mt_ledger, "text", KM_SLEEP);
		fault_after = 0;
		failures += (a == NULL) + (b == NULL) + (c == NULL);
		kmem_free(a);
		kmem_free(b);
		kmem_free(c);
		KT_ASSERT(mt_ledger.ld_bytes == 0);
	}
	fault_ledger = NULL;
	fault_thread = NULL;
	KT_ASSERT(failures == 3);
	ledger_destroy(&mt_ledger);
}

KTEST(mem_ledger_limit)
{
	struct ledger parent;
	void *a, *b;

	ledger_init(&parent, "parent", NULL);
	ledger_init(&mt_ledger, "test", &parent);
	parent.ld_limit = 6000;
	a = kmem_alloc(&mt_ledger, 4096, KM_SLEEP);
	b = kmem_alloc(&mt_ledger, 4096, KM_SLEEP);
	KT_ASSERT(a != NULL && b == NULL);
	KT_ASSERT(parent.ld_bytes == 4096 && mt_ledger.ld_bytes == 4096);
	kmem_free(a);
	KT_ASSERT(parent.ld_bytes == 0 && parent.ld_objects == 0);
	ledger_destroy(&mt_ledger);
	ledger_destroy(&parent);
}

/* Every CPU has stacks mapped and unmapped under its feet. */
static void
kva_body(int me)
{
	uint32_t rnd = (uint32_t)me;
	size_t size, i;
	char *p;
	int n;

	for (n = 0; n < 100; n++) {
		size = PAGE_SIZE * (1 + crew_random(&rnd) % 4);
		p = kva_alloc(size);
		if (p == NULL)
			continue;
		for (i = 0; i < size; i += PAGE_SIZE) {
			if (p[i] != 0)
				atomic_add(&mt_bad, 1);
			p[i] = (char)(me + 1);
		}
		if (p[size - PAGE_SIZE] != (char)(me + 1))
			atomic_add(&mt_bad, 1);
		kva_free(p, size);
	}
}

KTEST(mem_kva_torture)
{
	mt_bad = 0;
	KT_ASSERT(crew_run(CREW, kva_body) == 0);
	KT_ASSERT(mt_bad == 0);
}

static volatile int mt_held;		/* [a] */
static volatile int mt_gone;		/* [a] */

static void
count_hold(paddr_t pa)
{
	atomic_add(&mt_held, pa != 0);
}

static void
count_gone(paddr_t pa, void *arg)
{
	(void)arg;
	atomic_add(&mt_gone, pa != 0);
}

/* Map pages far apart, fork, look, and take all away again. */
KTEST(mem_pmap_fork)
{
	struct pmap *a = pmap_create(), *b = pmap_create();
	struct page *pg = page_alloc(0, KM_SLEEP);
	const uintptr_t low = 0x400000, high = 0x7fffffff0000;
	paddr_t pa = page_pa(pg);
	int i, prot;

	mt_held = mt_gone = 0;
	KT_ASSERT(a != NULL && b != NULL && pg != NULL);
	for (i = 0; i < 70; i++)
		KT_ASSERT(pmap_enter(a, low + (uintptr_t)i * PAGE_SIZE, pa,
		    PMAP_R | PMAP_W | PMAP_U) == 0);
	KT_ASSERT(pmap_enter(a, high, pa, PMAP_R | PMAP_X | PMAP_U) == 0);
	KT_ASSERT(pmap_fork(b, a, USER_MIN, USER_MAX, count_hold) == 0);
	KT_ASSERT(mt_held == 71);
	KT_ASSERT(pmap_extract(a, low + 5, &pa, &prot) == 0);
	KT_ASSERT(pa == page_pa(pg) + 5 && prot == (PMAP_R | PMAP_U));
	KT_ASSERT(pmap_extract(b, high, &pa, &prot) == 0);
	KT_ASSERT(prot == (PMAP_R | PMAP_X | PMAP_U));
	KT_ASSERT(pmap_extract(b, low - 1, &pa, &prot) == ENOENT);
	pmap_protect(b, low, low + PAGE_SIZE, PMAP_R | PMAP_W | PMAP_U);
	KT_ASSERT(pmap_extract(b, low, &pa, &prot) == 0 && (prot & PMAP_W));
	pmap_remove(a, USER_MIN, USER_MAX, count_gone, NULL);
	pmap_remove(b, USER_MIN, USER_MAX, count_gone, NULL);
	KT_ASSERT(mt_gone == 142);
	pmap_destroy(a);
	pmap_destroy(b);
	page_free(pg, 0);
}
