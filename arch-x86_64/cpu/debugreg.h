// SPDX-License-Identifier: BSD-2-Clause
/*
 * debugreg - the processor's own breakpoints: four addresses, DR0 to DR3,
 * what to watch there in DR7, and why it trapped in DR6.
 */
#pragma once

#include <stdint.h>

#define DR_COUNT	4
#define DR6_WATCH	0x0ful		/* a bit for each that fired */
#define DR6_STEP	0x4000ul	/* the trace flag */
#define DR6_NONE	0xffff0ff0ul	/* what it is when nothing is due */
#define DR7_NONE	0x400ul

/* Of DR7, for address n: on; what (1 write, 3 read too, 0 run); bytes. */
#define DR7_WATCH(n, kind, size)					\
	((uint64_t)2 << 2 * (n) | (uint64_t)((kind) |			\
	    ((size) == 8 ? 2 : (size) - 1) << 2) << (16 + 4 * (n)))

#define DR_ACCESS(n)							\
static inline uint64_t							\
cpu_dr##n##_read(void)							\
{									\
	uint64_t v;							\
									\
	__asm__ volatile("movq %%dr" #n ", %0" : "=r"(v) : : "memory");	\
	return v;							\
}									\
									\
static inline void							\
cpu_dr##n##_write(uint64_t v)						\
{									\
	__asm__ volatile("movq %0, %%dr" #n : : "r"(v) : "memory");	\
}

DR_ACCESS(0)
DR_ACCESS(1)
DR_ACCESS(2)
DR_ACCESS(3)
DR_ACCESS(6)
DR_ACCESS(7)
