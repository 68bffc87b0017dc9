// SPDX-License-Identifier: BSD-2-Clause
/*
 * madt - which CPUs and interrupt controllers there are, by ACPI.
 *
 * The boot CPU is number 0 whatever its APIC id; the rest are numbered as
 * listed.  Without the table there is one CPU and the standard I/O APIC.
 */
#include "arch-x86_64/boot/acpi.h"
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "arch-x86_64/intr/intr_priv.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/string.h"

#define IOAPIC_DEFAULT	0xfec00000ul
#define LAPIC_ENABLED	1u

/* One entry of the table, by type. */
struct madt_entry {
	uint8_t type;
	uint8_t length;
	union {
		struct {
			uint8_t processor;
			uint8_t apic_id;
			uint32_t flags;
		} __attribute__((packed)) lapic;
		struct {
			uint16_t reserved;
			uint32_t apic_id;
			uint32_t flags;
		} __attribute__((packed)) x2apic;
		struct {
			uint8_t id;
			uint8_t reserved;
			uint32_t address;
			uint32_t first_gsi;
		} __attribute__((packed)) ioapic;
		struct {
			uint8_t bus;
			uint8_t irq;
			uint32_t gsi;
			uint16_t flags;
		} __attribute__((packed)) override;
	};
} __attribute__((packed));

static void
madt_cpu(uint32_t apic_id, uint32_t flags)
{
	struct percpu *pc;

	if ((flags & LAPIC_ENABLED) == 0 || apic_id == lapic_id() ||
	    cpu_count == CPU_MAX)
		return;
	pc = boot_alloc(sizeof(*pc) + trap_cpu_size());
	pc->pc_self = pc;
	pc->pc_id = cpu_count;
	pc->pc_apic_id = apic_id;
	pc->pc_canary = cpu_table[0]->pc_canary;
	pc->pc_arch = pc + 1;		/* both sizes are multiples of 64 */
	cpu_table[cpu_count++] = pc;
}

static void
madt_entry(const struct madt_entry *e)
{
	switch (e->type) {
	case MADT_LAPIC:
		madt_cpu(e->lapic.apic_id, e->lapic.flags);
		break;
	case MADT_X2APIC:
		madt_cpu(e->x2apic.apic_id, e->x2apic.flags);
		break;
	case MADT_IOAPIC:
		ioapic_add(e->ioapic.address, e->ioapic.first_gsi);
		break;
	case MADT_OVERRIDE:
		ioapic_override(e->override.irq, e->override.gsi,
		    e->override.flags);
		break;
	}
}

void
madt_parse(void)
{
	const struct acpi_madt *madt = acpi_table("APIC");
	const uint8_t *p, *end;

	cpu_table[0]->pc_apic_id = lapic_id();
	if (madt == NULL) {
		ioapic_add(IOAPIC_DEFAULT, 0);
		return;
	}
	end = (const uint8_t *)madt + madt->header.length;
	for (p = madt->entries; p + 2 <= end && p[1] >= 2; p += p[1])
		madt_entry((const void *)p);
}
