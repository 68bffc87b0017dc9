// SPDX-License-Identifier: BSD-2-Clause
/*
 * acpi - the shapes of the firmware tables we read (ACPI 6.5, chapter 5).
 */
#pragma once

#include <stdint.h>

/* Firmware's, so never written: all members of all these are [I]. */
struct acpi_header {
	char signature[4];
	uint32_t length;		/* with this header */
	uint8_t revision;
	uint8_t checksum;
	char oem[6];
	char oem_table[8];
	uint32_t oem_revision;
	uint32_t creator;
	uint32_t creator_revision;
} __attribute__((packed));

/* An address: in memory (space 0) or among the I/O ports (1).  All [I]. */
struct acpi_address {
	uint8_t space;
	uint8_t bits;
	uint8_t offset;
	uint8_t access;
	uint64_t address;
} __attribute__((packed));

/*
 * "APIC": interrupt controllers.  Entries follow: type, length, data.
 * All [I].
 */
struct acpi_madt {
	struct acpi_header header;
	uint32_t lapic;
	uint32_t flags;			/* 1: legacy 8259s are there too */
	uint8_t entries[];
} __attribute__((packed));

enum acpi_madt_type {
	MADT_LAPIC = 0,
	MADT_IOAPIC = 1,
	MADT_OVERRIDE = 2,
	MADT_X2APIC = 9
};

/* "HPET": a timer of known rate.  All [I]. */
struct acpi_hpet {
	struct acpi_header header;
	uint32_t id;
	struct acpi_address address;
} __attribute__((packed));

/* "FACP": only what turning off and resetting need.  All [I]. */
struct acpi_fadt {
	struct acpi_header header;
	uint32_t facs;
	uint32_t dsdt;
	uint8_t skip1[4];
	uint32_t smi_command;
	uint8_t acpi_enable;
	uint8_t skip2[11];
	uint32_t pm1a_control;
	uint32_t pm1b_control;
	uint8_t skip3[40];
	uint32_t flags;			/* bit 10: reset register is there */
	struct acpi_address reset;
	uint8_t reset_value;
} __attribute__((packed));

_Static_assert(__builtin_offsetof(struct acpi_fadt, smi_command) == 48, "");
_Static_assert(__builtin_offsetof(struct acpi_fadt, pm1a_control) == 64, "");
_Static_assert(__builtin_offsetof(struct acpi_fadt, flags) == 112, "");
