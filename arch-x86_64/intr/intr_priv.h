// SPDX-License-Identifier: BSD-2-Clause
/*
 * intr_priv - between the parts of the interrupt code.
 */
#pragma once

#include <stdint.h>

#include "arch-x86_64/intr/intr.h"

#define VECTOR_DEVICE	0x30		/* first device vector */
#define VECTOR_DEVICES	64
#define VECTOR_SOURCE	0xf0		/* + enum intr_source */
#define VECTOR_SPURIOUS	0xff
#define NS_PER_S	1000000000ul

/* madt.c: fill cpu_table, call ioapic_add and ioapic_override. */
void	madt_parse(void);

/* lapic.c */
void	lapic_init(void);		/* find it; the boot CPU's on */
void	lapic_eoi(void);
uint32_t lapic_id(void);
void	lapic_timer_once(uint32_t ticks);	/* 0 stops it */
uint32_t lapic_timer_left(void);

/* ioapic.c: inputs are numbered through all I/O APICs: "gsi". */
void	ioapic_add(uint64_t pa, uint32_t first_gsi);
void	ioapic_override(uint8_t irq, uint32_t gsi, uint16_t flags);
int	ioapic_route(unsigned irq, uint8_t vector, uint32_t apic_id);

/* clock.c: measure the TSC and the local APIC's timer. */
void	clock_init(void);

/* 64-bit value times a 32.32 fixed-point factor. */
static inline uint64_t
scale_32_32(uint64_t v, uint64_t factor)
{
	return (uint64_t)((unsigned __int128)v * factor >> 32);
}
