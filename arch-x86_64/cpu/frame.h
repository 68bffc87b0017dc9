// SPDX-License-Identifier: BSD-2-Clause
/*
 * frame - the registers saved on entry to the kernel.
 *
 * Traps, interrupts and system calls all build this one frame, at the top
 * of the thread's kernel stack when they come from user mode; changing it
 * changes what the thread returns to.  trap.asm knows the order.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch-x86_64/cpu/cpu.h"

/* All members [t]: they belong to the thread that was interrupted. */
struct trapframe {
	uint64_t tf_r15, tf_r14, tf_r13, tf_r12;
	uint64_t tf_r11, tf_r10, tf_r9, tf_r8;
	uint64_t tf_rdi, tf_rsi, tf_rbp, tf_rbx;
	uint64_t tf_rdx, tf_rcx, tf_rax;
	uint64_t tf_vector;		/* T_* or interrupt vector */
	uint64_t tf_error;		/* the processor's code, or 0 */
	uint64_t tf_rip, tf_cs, tf_rflags, tf_rsp, tf_ss;
};

_Static_assert(sizeof(struct trapframe) == 22 * 8, "trap.asm");

/* Did this frame come from user mode? */
static inline int
trapframe_is_user(const struct trapframe *tf)
{
	return (tf->tf_cs & 3) != 0;
}

#define FRAME_CODE_MAX	256	/* a prologue is over by then */

/*
 * Does code, the n bytes of a function run so far, point rbp at a frame of
 * its own ("mov rbp, rsp")?  For backtraces.
 */
static inline int
frame_is_made(const uint8_t *code, size_t n)
{
	size_t i;

	for (i = 0; i + 3 <= n; i++)
		if (code[i] == 0x48 && code[i + 1] == 0x89 &&
		    code[i + 2] == 0xe5)
			return 1;
	return 0;
}
