// SPDX-License-Identifier: BSD-2-Clause
/*
 * fpu - a program's floating-point registers.
 *
 * The kernel never uses them, so while a program's thread runs its
 * registers are in the processor, in the kernel as well.  An area is
 * FPU_AREA bytes, 16-byte aligned, in FXSAVE's form.
 */
#pragma once

#include <stdint.h>

#define FPU_AREA	512
#define FPU_CONTROL	0x037f		/* x87: all masked, 64-bit mantissa */
#define FPU_MXCSR	0x1f80		/* SSE: all masked, nearest */
#define FPU_MXCSR_MASK	0xffbf		/* bits every processor has */

/* Store the running thread's registers in area. */
static inline void
fpu_save(uint8_t *area)
{
	__asm__ volatile("fxsave64 (%0)" : : "r"(area) : "memory");
}

/* Make an area valid whatever it holds: a bad MXCSR would fault. */
static inline void
fpu_clean(uint8_t *area)
{
	uint32_t *mxcsr = (uint32_t *)(area + 24);

	*mxcsr &= FPU_MXCSR_MASK;
}

/* Load area into the registers; it must be clean. */
static inline void
fpu_load(const uint8_t *area)
{
	__asm__ volatile("fxrstor64 (%0)" : : "r"(area) : "memory");
}

/* An area as a program starts with it; all other bytes are 0. */
static inline void
fpu_init(uint8_t *area)
{
	*(uint16_t *)area = FPU_CONTROL;
	*(uint32_t *)(area + 24) = FPU_MXCSR;
}
