// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine - how to end the machine: off, or from the start.
 *
 * Off: an emulator made for scripts is told the status through its debug
 * ports; else ACPI's sleep state 5, whose two numbers hide in a byte-code
 * table.  We look for the name _S5_ and the constants behind it rather than
 * interpret the table.
 */
#include "arch-x86_64/boot/acpi.h"
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"

#define PORT_DEBUGCON	0xe9
#define PORT_DEBUG_EXIT	0xf4
#define PORT_RESET	0xcf9
#define PORT_KBD	0x64

#define PM1_SCI_ENABLE	0x0001
#define PM1_SLEEP	0x2000
#define FADT_RESET	(1u << 10)
#define AML_PACKAGE	0x12
#define AML_BYTE	0x0a

void
emulator_exit(int status)
{
	char digits[4] = {
		(char)('0' + (status & 0xff) / 100),
		(char)('0' + (status & 0xff) / 10 % 10),
		(char)('0' + (status & 0xff) % 10), '\n'
	};

	if (cpu_in8(PORT_DEBUGCON) != PORT_DEBUGCON)
		return;
	for (unsigned i = 0; i < sizeof(digits); i++)
		cpu_out8(PORT_DEBUGCON, (uint8_t)digits[i]);
	cpu_out8(PORT_DEBUG_EXIT, 0);
}

/* Number at *p in byte code, and step over it. */
static unsigned
aml_number(const uint8_t **p)
{
	if (**p == AML_BYTE)
		(*p)++;
	return *(*p)++;
}

/* The values for sleep state 5, or -1. */
static int
acpi_sleep_types(const struct acpi_fadt *f, unsigned *a, unsigned *b)
{
	const struct acpi_header *dsdt = direct_map(f->dsdt);
	const uint8_t *p = (const uint8_t *)(dsdt + 1);
	const uint8_t *end = (const uint8_t *)dsdt + dsdt->length;

	for (; p + 12 < end; p++) {
		if (memcmp(p, "_S5_", 4) != 0 || p[4] != AML_PACKAGE)
			continue;
		p += 5;
		p += (*p >> 6) + 2;	/* package length; element count */
		*a = aml_number(&p);
		*b = aml_number(&p);
		return 0;
	}
	return -1;
}

static void
acpi_poweroff(void)
{
	const struct acpi_fadt *f = acpi_table("FACP");
	unsigned a, b;

	if (f == NULL || acpi_sleep_types(f, &a, &b) != 0)
		return;
	if ((cpu_in16((uint16_t)f->pm1a_control) & PM1_SCI_ENABLE) == 0 &&
	    f->smi_command != 0)
		cpu_out8((uint16_t)f->smi_command, f->acpi_enable);
	cpu_out16((uint16_t)f->pm1a_control,
	    (uint16_t)(a << 10 | PM1_SLEEP));
	if (f->pm1b_control != 0)
		cpu_out16((uint16_t)f->pm1b_control,
		    (uint16_t)(b << 10 | PM1_SLEEP));
}

void
machine_poweroff(int status)
{
	emulator_exit(status);
	acpi_poweroff();
}

void
machine_reboot(void)
{
	const struct acpi_fadt *f = acpi_table("FACP");

	if (f != NULL && (f->flags & FADT_RESET) != 0 && f->reset.space == 1)
		cpu_out8((uint16_t)f->reset.address, f->reset_value);
	cpu_out8(PORT_RESET, 0x06);
	cpu_out8(PORT_KBD, 0xfe);
	cpu_halt();
}
