// SPDX-License-Identifier: BSD-2-Clause
/*
 * ioapic - routing the wires of devices to vectors of a CPU.
 *
 * Inputs are numbered through all I/O APICs (gsi).  The sixteen legacy
 * interrupts are inputs of the same number, edge-triggered and active high,
 * except where the firmware overrides it.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/intr/intr_priv.h"

#define IOAPICS		8
#define REG_VERSION	0x01
#define REG_ENTRY	0x10		/* two registers an input */
#define ENTRY_LOW	(1u << 13)	/* active low */
#define ENTRY_LEVEL	(1u << 15)
#define ENTRY_MASKED	(1u << 16)
#define OVERRIDE_LOW	0x2u		/* bits of an override's flags */
#define OVERRIDE_LEVEL	0x8u
#define LEGACY		16

struct ioapic {
	volatile uint32_t *io_memory;	/* [I] selector; data 16 bytes on */
	uint32_t io_first;		/* [I] gsi of input 0 */
	uint32_t io_inputs;		/* [I] */
};

/* How a legacy interrupt is wired. */
struct ioapic_legacy {
	uint32_t le_gsi;		/* [I] valid when le_known */
	uint32_t le_bits;		/* [I] ENTRY_LOW, ENTRY_LEVEL */
	int le_known;			/* [I] overridden */
};

static struct ioapic ioapics[IOAPICS];			/* [I] */
static unsigned ioapic_count;				/* [I] */
static struct ioapic_legacy ioapic_legacy[LEGACY];	/* [I] */

static uint32_t
ioapic_read(struct ioapic *io, uint32_t reg)
{
	io->io_memory[0] = reg;
	return io->io_memory[4];
}

static void
ioapic_write(struct ioapic *io, uint32_t reg, uint32_t v)
{
	io->io_memory[0] = reg;
	io->io_memory[4] = v;
}

void
ioapic_add(uint64_t pa, uint32_t first_gsi)
{
	struct ioapic *io;

	if (ioapic_count == IOAPICS)
		return;
	io = &ioapics[ioapic_count++];
	io->io_memory = direct_map(pa);
	io->io_first = first_gsi;
	io->io_inputs = (ioapic_read(io, REG_VERSION) >> 16 & 0xff) + 1;
	for (uint32_t i = 0; i < io->io_inputs; i++)
		ioapic_write(io, REG_ENTRY + 2 * i, ENTRY_MASKED);
}

void
ioapic_override(uint8_t irq, uint32_t gsi, uint16_t flags)
{
	struct ioapic_legacy *le;

	if (irq >= LEGACY)
		return;
	le = &ioapic_legacy[irq];
	le->le_gsi = gsi;
	le->le_known = 1;
	if ((flags & OVERRIDE_LOW) != 0)
		le->le_bits |= ENTRY_LOW;
	if ((flags & OVERRIDE_LEVEL) != 0)
		le->le_bits |= ENTRY_LEVEL;
}

/* Unmask input gsi.  ENODEV if no controller has it. */
static int
ioapic_enable(uint32_t gsi, uint32_t bits, uint32_t apic_id)
{
	struct ioapic *io;
	uint32_t reg;

	for (unsigned i = 0; i < ioapic_count; i++) {
		io = &ioapics[i];
		if (gsi < io->io_first || gsi >= io->io_first + io->io_inputs)
			continue;
		reg = REG_ENTRY + 2 * (gsi - io->io_first);
		ioapic_write(io, reg + 1, apic_id << 24);
		ioapic_write(io, reg, bits);
		return 0;
	}
	return ENODEV;
}

int
ioapic_route(unsigned irq, uint8_t vector, uint32_t apic_id)
{
	const struct ioapic_legacy *le;

	if (irq >= LEGACY)		/* a PCI wire: level, active low */
		return ioapic_enable(irq, vector | ENTRY_LEVEL | ENTRY_LOW,
		    apic_id);
	le = &ioapic_legacy[irq];
	return ioapic_enable(le->le_known ? le->le_gsi : irq,
	    vector | le->le_bits, apic_id);
}
