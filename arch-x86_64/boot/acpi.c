// SPDX-License-Identifier: BSD-2-Clause
/*
 * acpi - finding the firmware's tables, without interpreting its language.
 *
 * The loader passes a copy of the root pointer; from it one table of
 * addresses leads to all others.  Old firmware has 32-bit addresses there
 * (RSDT), newer 64-bit ones (XSDT).  A table with a bad checksum counts as
 * missing.
 */
#include "arch-x86_64/boot/acpi.h"
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"

struct acpi_root {
	char signature[8];
	uint8_t checksum;
	char oem[6];
	uint8_t revision;
	uint32_t rsdt;
	uint32_t length;		/* from here on: revision 2 */
	uint64_t xsdt;
} __attribute__((packed));

static uint64_t acpi_tables;		/* [I] physical; 0 without ACPI */
static unsigned acpi_entry_size;	/* [I] 4 in an RSDT, 8 in an XSDT */

void
acpi_root_set(const void *rsdp)
{
	const struct acpi_root *root = rsdp;

	if (root->revision >= 2 && root->xsdt != 0) {
		acpi_tables = root->xsdt;
		acpi_entry_size = 8;
	} else if (acpi_tables == 0) {
		acpi_tables = root->rsdt;
		acpi_entry_size = 4;
	}
}

static int
acpi_is_sound(const struct acpi_header *h)
{
	const uint8_t *p = (const uint8_t *)h;
	uint8_t sum = 0;

	for (uint32_t i = 0; i < h->length; i++)
		sum = (uint8_t)(sum + p[i]);
	return sum == 0;
}

const void *
acpi_table(const char *signature)
{
	const struct acpi_header *list, *h;
	const uint8_t *p;
	uint64_t pa = 0;

	if (acpi_tables == 0)
		return NULL;
	list = direct_map(acpi_tables);
	p = (const uint8_t *)(list + 1);
	for (; p < (const uint8_t *)list + list->length; p += acpi_entry_size) {
		memcpy(&pa, p, acpi_entry_size);
		h = direct_map(pa);
		if (memcmp(h->signature, signature, 4) == 0 &&
		    acpi_is_sound(h))
			return h;
	}
	return NULL;
}
