// SPDX-License-Identifier: BSD-2-Clause
/*
 * cpu - the processor as a host program may see it.
 *
 * Stands in for the kernel's header of the same name.  Interrupts are a
 * flag; physical memory is a block of the program's, so that the direct map
 * begins wherever that is.
 */
#pragma once

#include <stdint.h>

#define PAGE_SHIFT	12
#define PAGE_SIZE	4096UL
#define PAGE_MASK	(PAGE_SIZE - 1)
#define DIRECT_BASE	unit_direct_base
#define KERNEL_BASE	0xffffffff80000000UL
#define USER_MIN	0x1000UL
#define USER_MAX	0x00007ffffffff000UL

#define RFLAGS_IF	0x00000200ul

/* Address of the memory that plays physical address 0.  [t] */
extern uintptr_t unit_direct_base;
/* RFLAGS_IF or 0.  [t] */
extern uint64_t unit_flags;

static inline uint64_t
cpu_flags(void)
{
	return unit_flags;
}

static inline void
cpu_intr_disable(void)
{
	unit_flags = 0;
}

static inline void
cpu_intr_enable(void)
{
	unit_flags = RFLAGS_IF;
}

static inline uint64_t
cpu_intr_save(void)
{
	uint64_t flags = unit_flags;

	unit_flags = 0;
	return flags;
}

static inline void
cpu_intr_restore(uint64_t flags)
{
	unit_flags = flags;
}

static inline void
cpu_pause(void)
{
}

static inline void *
direct_map(uint64_t pa)
{
	return (void *)(DIRECT_BASE + pa);
}

static inline uint64_t
direct_unmap(const void *va)
{
	return (uint64_t)(uintptr_t)va - DIRECT_BASE;
}
