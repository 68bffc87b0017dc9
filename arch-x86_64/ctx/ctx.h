// SPDX-License-Identifier: BSD-2-Clause
/*
 * ctx - saving one flow of control and going on with another.
 *
 * Only what the C calling convention asks to keep is saved, since the
 * switch is a function call; floating point registers are kept apart, for
 * kernel code has none.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "arch-x86_64/cpu/cpu.h"

/* What ctx_switch leaves on the stack of who was switched out; all [t]. */
struct ctx_frame {
	uint64_t cf_r15, cf_r14, cf_r13, cf_r12;
	uint64_t cf_rbx, cf_rbp;
	uint64_t cf_rip;
};

#define FPU_SIZE	512	/* bytes of an fxsave area, 16-byte aligned */

/*
 * Save this context with its stack pointer in *save, go on with the one
 * whose pointer is load.  Returns when somebody switches back.  Interrupts
 * off.
 */
void	ctx_switch(uint64_t *save, uint64_t load);

/*
 * Prepare a stack, of which top (16-byte aligned) is the end, so that
 * switching to the pointer returned calls entry, which must not return.
 */
static inline uint64_t
ctx_prepare(uintptr_t top, void (*entry)(void))
{
	uint64_t *stop = (uint64_t *)top - 1;	/* entry's return address */
	struct ctx_frame *cf = (struct ctx_frame *)stop - 1;

	*stop = 0;				/* backtraces end here */
	*cf = (struct ctx_frame){ .cf_rip = (uintptr_t)entry };
	return (uintptr_t)cf;
}

/* Store the live floating point registers to area, or load them. */
static inline void
ctx_fpu_save(void *area)
{
	__asm__ volatile("fxsaveq (%0)" : : "r"(area) : "memory");
}

static inline void
ctx_fpu_load(const void *area)
{
	__asm__ volatile("fxrstorq (%0)" : : "r"(area) : "memory");
}

#define FPU_CONTROL		0	/* offsets in the area */
#define FPU_MXCSR		24
#define FPU_CONTROL_INIT	0x037f	/* the ABI's: all masked, long */
#define FPU_MXCSR_INIT		0x1f80
#define FPU_MXCSR_VALID		0xffbf	/* other bits fault when loaded */

/* Make area what the registers are when a program starts. */
static inline void
ctx_fpu_init(uint8_t *area)
{
	int i;

	for (i = 0; i < FPU_SIZE; i += 8)
		*(uint64_t *)(area + i) = 0;
	*(uint16_t *)(area + FPU_CONTROL) = FPU_CONTROL_INIT;
	*(uint32_t *)(area + FPU_MXCSR) = FPU_MXCSR_INIT;
}

/* Make an area that came from a user safe to load. */
static inline void
ctx_fpu_clean(uint8_t *area)
{
	*(uint32_t *)(area + FPU_MXCSR) &= FPU_MXCSR_VALID;
}
