// SPDX-License-Identifier: BSD-2-Clause
/*
 * boot_priv - the steps of booting, in the order boot_main takes them.
 */
#pragma once

#include <stdint.h>

/* Fill bootinfo from the multiboot2 information at physical address pa. */
void	multiboot_parse(uint64_t pa);

/* Map all of memory; leave the low mapping to boot_pml4. */
void	boot_map_build(void);

/* Note where the loader's copy of ACPI's root pointer is. */
void	acpi_root_set(const void *rsdp);

/* The emulator's command line and script, if any. */
void	fwcfg_init(void);

/* Text on the first serial port, before there is any console; then stop. */
void	boot_refuse_text(const char *text) __attribute__((noreturn));

/* Tell the emulator, if it has the debug ports, how it went; it then ends. */
void	emulator_exit(int status);
