// SPDX-License-Identifier: BSD-2-Clause
/*
 * mp - starting the other CPUs.
 *
 * One after the other: each gets a stack and is sent INIT and START-UP to
 * the trampoline, whose words name its percpu.  It then has seconds, not
 * milliseconds, to report, since an emulator with more CPUs than the host
 * is slow.  A CPU that does not report stays off; the kernel runs without.
 *
 * This ends the boot stack's time: the last call of phase THREAD makes a
 * thread that runs the remaining phases and lets the scheduler go.
 */
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/mp/mp_priv.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/thread.h"

#define TRAMPOLINE_PAGE	0x8000ul	/* conventional memory on any PC */
#define STACK_ORDER	2
#define INIT_DELAY_US	10000
#define STARTUP_DELAY_US 200
#define REPORT_MS	10000

static uint32_t mp_reported;		/* [a] CPUs that have come up */

/* First C code of a started CPU. */
void
mp_started(void)
{
	trap_cpu_init();
	intr_cpu_init();
	atomic_add(&mp_reported, 1);
	sched_start();
}

static int
mp_wait(uint32_t reported)
{
	for (unsigned ms = 0; ms < REPORT_MS; ms++) {
		if (atomic_load(&mp_reported) >= reported)
			return 1;
		clock_delay_us(1000);
	}
	return 0;
}

static int
mp_start(struct percpu *pc)
{
	char *low = direct_map(TRAMPOLINE_PAGE);
	struct mp_words *words;
	struct page *stack;
	uint32_t goal = atomic_load(&mp_reported) + 1;

	stack = page_alloc(STACK_ORDER, KM_NOSLEEP);
	if (stack == NULL)
		return 0;
	memcpy(low, mp_trampoline,
	    (size_t)(mp_trampoline_end - mp_trampoline));
	words = (void *)(low + (mp_trampoline_words - mp_trampoline));
	words->boot_cr3 = (uint64_t)boot_pml4 - KERNEL_BASE;
	words->cr3 = cpu_cr3_read();
	words->efer = cpu_msr_read(MSR_EFER);
	words->percpu = (uint64_t)pc;
	words->stack = (uint64_t)page_va(stack) + (PAGE_SIZE << STACK_ORDER);
	words->function = (uint64_t)mp_entry;

	ipi_send_init(pc->pc_apic_id);
	clock_delay_us(INIT_DELAY_US);
	ipi_send_startup(pc->pc_apic_id, TRAMPOLINE_PAGE);
	clock_delay_us(STARTUP_DELAY_US);
	if (atomic_load(&mp_reported) < goal)
		ipi_send_startup(pc->pc_apic_id, TRAMPOLINE_PAGE);
	return mp_wait(goal);
}

static void
mp_init_thread(void *arg)
{
	(void)arg;
	init_run();
}

/* Runs last in its phase: the highest layer there, and named for it. */
static void
mp_init(void)
{
	struct thread *td;

	for (uint32_t i = 1; i < cpu_count; i++) {
		if (!mp_start(cpu_table[i]))
			kprintf("cpu %u (APIC id %u) does not start\n", i,
			    cpu_table[i]->pc_apic_id);
	}
	kprintf("%u of %u CPUs running, %lu MiB of memory\n",
	    atomic_load(&mp_reported) + 1, cpu_count,
	    bootinfo.bi_ram_bytes >> 20);
	if (thread_create("init", mp_init_thread, NULL, &td) != 0)
		panic("no memory for the first thread");
	thread_start(td);
	sched_start();
}
INITCALL(PHASE_THREAD, mp_init);
