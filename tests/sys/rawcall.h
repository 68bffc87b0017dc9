// SPDX-License-Identifier: BSD-2-Clause
/* rawcall - a system call by its number, past the library. */
#pragma once

/* With the six arguments at arg: what it returned, or -errno. */
static inline long
call(long number, const unsigned long *arg)
{
	register unsigned long r10 __asm__("r10") = arg[3];
	register unsigned long r8 __asm__("r8") = arg[4];
	register unsigned long r9 __asm__("r9") = arg[5];
	unsigned char failed;
	long ret;

	__asm__ volatile("syscall\n\tsetc %1" : "=a"(ret), "=q"(failed)
	    : "0"(number), "D"(arg[0]), "S"(arg[1]), "d"(arg[2]), "r"(r10),
	    "r"(r8), "r"(r9) : "rcx", "r11", "memory", "cc");
	return failed ? -ret : ret;
}
