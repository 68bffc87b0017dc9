// SPDX-License-Identifier: BSD-2-Clause
/*
 * boot - what only the boot path knows: early memory, ACPI tables, the
 * emulator's configuration files and how to end the machine.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Bounds of the kernel image (kernel.ld); addresses are what matters. */
extern char kernel_start[], kernel_text_end[], kernel_rodata[];
extern char kernel_data[], kernel_symbols[], kernel_symbols_end[];
extern const char kernel_types[], kernel_types_end[];
extern const char kernel_lines[], kernel_lines_end[];
extern const char kernel_build[], kernel_build_end[];	/* a note for ELF */
extern char kernel_end[];

/* Page table that maps low memory too, for starting CPUs. */
extern char boot_pml4[];

/*
 * Zeroed memory for ever, page aligned, taken from bootinfo.bi_free; in
 * the direct map.  Panics when there is none.  Only in phase CPU.
 */
void	*boot_alloc(size_t size);

/* ACPI table with this four-letter signature, or NULL.  Any context. */
const void *acpi_table(const char *signature);

/*
 * Turn the machine off.  The low byte of status is what the emulator is to
 * tell whoever started it.  Tries all ways; returns only if none works.
 */
void	machine_poweroff(int status);

/* Start the machine afresh.  Does not return. */
void	machine_reboot(void) __attribute__((noreturn));

/*
 * Read file NAME given to the emulator (-fw_cfg name=NAME).  *data is from
 * boot_alloc(), with a zero byte after it.  Returns 0 or ENOENT.
 */
int	fwcfg_read(const char *name, const char **data, size_t *size);
