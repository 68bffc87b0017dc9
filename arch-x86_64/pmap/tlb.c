// SPDX-License-Identifier: BSD-2-Clause
/*
 * tlb - making other CPUs forget old translations.
 *
 * Theory.  A CPU loads a pmap by first setting its bit in pm_active, then
 * CR3.  Whoever changes an entry first writes it, then reads pm_active.
 * Both are ordered by locked instructions, so either the CPU already sees
 * the new entry, or its bit is seen and it gets a request.  The kernel's
 * own mappings stay in use on every CPU that ever loaded its pmap.
 *
 * A request lies in one of a few static slots; each target serves all slots
 * that still have its bit, then clears it.  Being static, a slot can be
 * looked at any time, and its contents stand still while the bit is set.
 * The asker waits with interrupts on, so two askers serve each other; and
 * it holds no spinlock, so a target that spins with interrupts off comes
 * free in the end.
 *
 * Kernel threads leave the last user pmap loaded (a lazy CPU); evict takes
 * it from them before the tables are freed.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/pmap/pmap_priv.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lock/witness.h"

/* More pages than this are not worth naming one by one. */
#define FLUSH_PAGES_MAX	32

enum tlb_work { TLB_FLUSH, TLB_EVICT };

struct tlb_request {
	volatile uint32_t tr_busy;	/* [a] somebody's */
	enum tlb_work tr_work;		/* [I] these while tr_cpus != 0 */
	struct pmap *tr_pmap;		/* [I] */
	uintptr_t tr_va;		/* [I] */
	uintptr_t tr_end;		/* [I] */
	volatile uint64_t tr_cpus;	/* [a] who has not answered yet */
} __attribute__((aligned(64)));

#define REQUESTS	8

/* [x] by who has set tr_busy, but for what is atomic */
static struct tlb_request tlb_requests[REQUESTS];

/* Forget on this CPU; interrupts off. */
static void
flush_here(struct pmap *pm, uintptr_t va, uintptr_t end)
{
	if (pm != pmap_kernel && percpu_self()->pc_pmap != pm)
		return;
	if (end - va <= FLUSH_PAGES_MAX * PAGE_SIZE) {
		for (; va < end; va += PAGE_SIZE)
			cpu_invlpg(va);
	} else if (pm == pmap_kernel) {
		/* Reloading CR3 would leave the global entries alone. */
		cpu_cr4_write(cpu_cr4_read() ^ CR4_PGE);
		cpu_cr4_write(cpu_cr4_read() ^ CR4_PGE);
	} else {
		cpu_cr3_write(pm->pm_cr3);
	}
}

static void
serve(struct pmap *pm, enum tlb_work work, uintptr_t va, uintptr_t end)
{
	if (work == TLB_FLUSH)
		flush_here(pm, va, end);
	else if (percpu_self()->pc_pmap == pm)
		pmap_activate(NULL);
}

/* INTR_TLB: serve every request that waits for this CPU. */
static void
tlb_interrupt(void)
{
	uint64_t me = 1ul << percpu_self()->pc_id;
	struct tlb_request *tr;

	for (tr = tlb_requests; tr < tlb_requests + REQUESTS; tr++) {
		if ((atomic_load(&tr->tr_cpus) & me) == 0)
			continue;
		serve(tr->tr_pmap, tr->tr_work, tr->tr_va, tr->tr_end);
		atomic_and(&tr->tr_cpus, ~me);
	}
}

static struct tlb_request *
request_claim(void)
{
	struct tlb_request *tr;

	for (;;) {
		for (tr = tlb_requests; tr < tlb_requests + REQUESTS; tr++) {
			if (atomic_swap(&tr->tr_busy, 1) == 0)
				return tr;
		}
		cpu_pause();
	}
}

/* Send tr to the CPUs of set, in which this one may be, and wait. */
static void
request_run(struct tlb_request *tr, uint64_t set)
{
	uint32_t i;

	atomic_swap(&tr->tr_cpus, set);
	for (i = 0; i < cpu_count; i++) {
		if ((set >> i & 1) != 0)
			ipi_send(i, INTR_TLB);
	}
	while (atomic_load(&tr->tr_cpus) != 0 && !panicking)
		cpu_pause();
}

/* Do work here and on all CPUs that have pm loaded. */
static void
tlb_work(struct pmap *pm, enum tlb_work work, uintptr_t va, uintptr_t end)
{
	struct tlb_request *tr;
	uint64_t set;

	witness_may_sleep("TLB flush");
	spin_enter();
	serve(pm, work, va, end);
	/* A locked read, to come after the caller's change of entries. */
	set = atomic_or(&pm->pm_active, 0) & ~(1ul << percpu_self()->pc_id);
	spin_leave();
	if (set == 0)
		return;
	/*
	 * This thread may have moved since, even to a CPU of the set; that
	 * CPU then interrupts itself.
	 */
	tr = request_claim();
	tr->tr_pmap = pm;
	tr->tr_work = work;
	tr->tr_va = va;
	tr->tr_end = end;
	request_run(tr, set);
	atomic_store(&tr->tr_busy, 0);
}

void
tlb_flush(struct pmap *pm, uintptr_t va, uintptr_t end)
{
	tlb_work(pm, TLB_FLUSH, va, end);
}

void
tlb_evict(struct pmap *pm)
{
	tlb_work(pm, TLB_EVICT, 0, 0);
}

INTR_HANDLER(INTR_TLB, tlb_interrupt);
