// SPDX-License-Identifier: BSD-2-Clause
/*
 * lapic - the local APIC: interrupts between CPUs and the timer.
 *
 * Two ways to its registers: memory (xAPIC) or model-specific registers
 * (x2APIC), the latter where the processor has it, since it needs no wait
 * and no pair of writes to send.
 */
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr_priv.h"

#define APIC_BASE_ENABLE	0x800ul
#define APIC_BASE_X2		0x400ul
#define APIC_BASE_ADDR		0x000ffffffffff000ul
#define CPUID1_X2APIC		(1u << 21)

/* Registers, by their offset in memory; the MSR is the offset / 16. */
enum {
	LAPIC_ID = 0x020,
	LAPIC_PRIORITY = 0x080,
	LAPIC_EOI = 0x0b0,
	LAPIC_SPURIOUS = 0x0f0,
	LAPIC_ICR = 0x300,
	LAPIC_ICR_HIGH = 0x310,
	LAPIC_TIMER = 0x320,
	LAPIC_LINT0 = 0x350,
	LAPIC_LINT1 = 0x360,
	LAPIC_ERROR = 0x370,
	LAPIC_COUNT = 0x380,
	LAPIC_LEFT = 0x390,
	LAPIC_DIVIDE = 0x3e0
};

#define SPURIOUS_ENABLE	0x100u
#define LVT_MASKED	0x10000u
#define LVT_NMI		0x400u
#define DIVIDE_BY_1	0xbu
#define ICR_FIXED	0x000u
#define ICR_NMI		0x400u
#define ICR_INIT	0x500u
#define ICR_STARTUP	0x600u
#define ICR_PENDING	0x1000u
#define ICR_ASSERT	0x4000u

static volatile uint8_t *lapic_memory;	/* [I] NULL: x2APIC */

static uint32_t
lapic_read(unsigned reg)
{
	if (lapic_memory == NULL)
		return (uint32_t)cpu_msr_read(MSR_X2APIC + reg / 16);
	return *(volatile uint32_t *)(lapic_memory + reg);
}

static void
lapic_write(unsigned reg, uint32_t v)
{
	if (lapic_memory == NULL)
		cpu_msr_write(MSR_X2APIC + reg / 16, v);
	else
		*(volatile uint32_t *)(lapic_memory + reg) = v;
}

uint32_t
lapic_id(void)
{
	uint32_t id = lapic_read(LAPIC_ID);

	return lapic_memory == NULL ? id : id >> 24;
}

void
lapic_eoi(void)
{
	lapic_write(LAPIC_EOI, 0);
}

void
lapic_timer_once(uint32_t ticks)
{
	lapic_write(LAPIC_COUNT, ticks);
}

uint32_t
lapic_timer_left(void)
{
	return lapic_read(LAPIC_LEFT);
}

/* Send what to a CPU; in x2APIC mode one write does it. */
static void
icr_send(uint32_t apic_id, uint32_t what)
{
	uint64_t flags;

	if (lapic_memory == NULL) {
		__asm__ volatile("mfence" : : : "memory");
		cpu_msr_write(MSR_X2APIC + LAPIC_ICR / 16,
		    (uint64_t)apic_id << 32 | what);
		return;
	}
	flags = cpu_intr_save();
	while ((lapic_read(LAPIC_ICR) & ICR_PENDING) != 0)
		cpu_pause();
	lapic_write(LAPIC_ICR_HIGH, apic_id << 24);
	lapic_write(LAPIC_ICR, what);
	cpu_intr_restore(flags);
}

void
ipi_send(uint32_t cpu, enum intr_source source)
{
	icr_send(cpu_table[cpu]->pc_apic_id,
	    ICR_FIXED | ICR_ASSERT | (VECTOR_SOURCE + source));
}

void
ipi_send_others(enum intr_source source)
{
	uint64_t flags = cpu_intr_save();	/* stay on this CPU */
	struct percpu *self = percpu_self();

	for (uint32_t i = 0; i < cpu_count; i++) {
		if (cpu_table[i] != self && cpu_table[i]->pc_online)
			ipi_send(i, source);
	}
	cpu_intr_restore(flags);
}

void
ipi_send_nmi(uint32_t cpu)
{
	icr_send(cpu_table[cpu]->pc_apic_id, ICR_NMI | ICR_ASSERT);
}

void
ipi_send_init(uint32_t apic_id)
{
	icr_send(apic_id, ICR_INIT | ICR_ASSERT);
}

void
ipi_send_startup(uint32_t apic_id, uint64_t page)
{
	icr_send(apic_id, ICR_STARTUP | ICR_ASSERT |
	    (uint32_t)(page >> PAGE_SHIFT));
}

/* LINT1 is where boards wire the NMI button. */
void
intr_cpu_init(void)
{
	uint64_t base = cpu_msr_read(MSR_APIC_BASE) | APIC_BASE_ENABLE;

	if (lapic_memory == NULL)
		base |= APIC_BASE_X2;
	cpu_msr_write(MSR_APIC_BASE, base);
	lapic_write(LAPIC_SPURIOUS, SPURIOUS_ENABLE | VECTOR_SPURIOUS);
	lapic_write(LAPIC_PRIORITY, 0);
	lapic_write(LAPIC_LINT0, LVT_MASKED);
	lapic_write(LAPIC_LINT1, LVT_NMI);
	lapic_write(LAPIC_ERROR, LVT_MASKED);
	lapic_write(LAPIC_DIVIDE, DIVIDE_BY_1);
	lapic_write(LAPIC_TIMER, VECTOR_SOURCE + INTR_TIMER);
	lapic_write(LAPIC_COUNT, 0);
	lapic_eoi();
}

void
lapic_init(void)
{
	if ((cpu_id(1, 0).ecx & CPUID1_X2APIC) == 0)
		lapic_memory = direct_map(cpu_msr_read(MSR_APIC_BASE) &
		    APIC_BASE_ADDR);
	intr_cpu_init();
}
