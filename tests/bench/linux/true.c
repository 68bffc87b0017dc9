// SPDX-License-Identifier: BSD-2-Clause
/* true - the smallest Linux program: exec's own cost is seen, no more. */
__attribute__((noreturn)) void
_start(void)
{
	__asm__ volatile("syscall" : : "a"(60), "D"(0));
	__builtin_unreachable();
}
