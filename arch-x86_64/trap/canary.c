// SPDX-License-Identifier: BSD-2-Clause
/*
 * canary - where the compiler goes when a function's stack was overrun.
 *
 * The name and the value's place (pc_canary, by GS) are the compiler's.
 */
#include "kernel/lib/panic.h"

void	__stack_chk_fail(void) __attribute__((noreturn));

void
__stack_chk_fail(void)
{
	panic("stack overrun in the caller of %p",
	    __builtin_return_address(0));
}
