// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine_test - what the kernel was promised of the machine below it.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/ktest.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"

#define LOW_PAGE	0x8000ul	/* where CPUs start */
#define HOLE		0xffffb00000000000ul

static uint64_t machine_word = 0x1234;	/* in .data */
static const uint64_t machine_constant = 0x5678;

static int
guarded(void *dst, const void *src, size_t n)
{
	uint64_t flags = cpu_intr_save();
	int error;

	error = trap_guarded_copy(dst, src, n);
	cpu_intr_restore(flags);
	return error;
}

/* Writes one byte of what lies there already, so that success is harmless. */
static int
write_try(const void *where)
{
	return guarded((void *)(uintptr_t)where, where, 1);
}

KTEST(machine_guarded_copy)
{
	uint64_t v = 0;

	KT_ASSERT(guarded(&v, &machine_word, sizeof(v)) == 0);
	KT_ASSERT(v == 0x1234);
	KT_ASSERT(guarded(&v, (void *)HOLE, sizeof(v)) == EFAULT);
	KT_ASSERT(guarded(&v, (void *)0xf000000000000000, 1) == EFAULT);
	KT_ASSERT(guarded((void *)HOLE, &v, sizeof(v)) == EFAULT);
	KT_ASSERT(v == 0x1234);
}

KTEST(machine_protections)
{
	KT_ASSERT(write_try(&machine_word) == 0);
	KT_ASSERT(write_try(kernel_start) == EFAULT);
	KT_ASSERT(write_try((void *)trap_guarded_copy) == EFAULT);
	KT_ASSERT(write_try(&machine_constant) == EFAULT);
	KT_ASSERT((cpu_cr0_read() & CR0_WP) != 0);
}

/* The mapping that CPUs start with must not outlive their start. */
KTEST(machine_low_memory_gone)
{
	uint64_t v;

	KT_ASSERT(guarded(&v, (void *)LOW_PAGE, sizeof(v)) == EFAULT);
	KT_ASSERT(guarded(&v, NULL, sizeof(v)) == EFAULT);
}

KTEST(machine_clock)
{
	uint64_t last = clock_now_ns(), now;

	/* Also across CPUs: the yields let it be moved. */
	for (unsigned i = 0; i < 20000; i++) {
		now = clock_now_ns();
		KT_ASSERT(now >= last);
		last = now;
		if (i % 100 == 0)
			thread_yield();
	}
	clock_delay_us(2000);
	KT_ASSERT(clock_now_ns() - last >= 2000000);
	KT_ASSERT(clock_boot_epoch_s() > 1700000000);
}

KTEST(machine_symbols)
{
	const struct ksym *s = bootinfo.bi_sym;

	KT_ASSERT(s != NULL && bootinfo.bi_sym_count > 100);
	for (uint32_t i = 1; i < bootinfo.bi_sym_count; i++)
		KT_ASSERT(s[i - 1].ks_offset <= s[i].ks_offset);
}

KTEST(machine_cpus)
{
	KT_ASSERT(cpu_count >= 1 && cpu_count <= CPU_MAX);
	for (uint32_t i = 0; i < cpu_count; i++) {
		KT_ASSERT(cpu_table[i]->pc_self == cpu_table[i]);
		KT_ASSERT(cpu_table[i]->pc_id == i);
		KT_ASSERT(cpu_table[i]->pc_online);
	}
	KT_ASSERT(acpi_table("APIC") != NULL);
	KT_ASSERT(acpi_table("????") == NULL);
}
