// SPDX-License-Identifier: BSD-2-Clause
/*
 * usercopy - a copy that survives bad addresses.
 *
 * The copying instructions are recorded in set_trap_fixup: when a fault in
 * them finds no page, they stop where they are, and what is left in the
 * count register tells how much was not copied.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch-x86_64/cpu/cpu.h"

/* Record: a fault at label 1 resumes at label 2 of the same text. */
#define USER_FIXUP							\
	".pushsection .rodata.fixup,\"a\"\n"				\
	"\t.balign 8\n"							\
	"3:\t.quad 1b, 2b, 2b\n"					\
	"\t.popsection\n"						\
	"\t.pushsection set_trap_fixup,\"a\"\n"				\
	"\t.quad 3b\n"							\
	"\t.popsection"

/*
 * Copy n bytes; one side is user memory, already checked to lie in user
 * space.  Returns how many bytes were not copied.  May sleep.
 */
static inline size_t
user_copy(void *dst, const void *src, size_t n)
{
	size_t words = n / 8, bytes = n % 8;

	cpu_user_open();
	__asm__ volatile("1:\trep movsq\n2:\n\t" USER_FIXUP
	    : "+D"(dst), "+S"(src), "+c"(words) : : "memory");
	if (__builtin_expect(words != 0, 0)) {
		cpu_user_close();
		return words * 8 + bytes;
	}
	__asm__ volatile("1:\trep movsb\n2:\n\t" USER_FIXUP
	    : "+D"(dst), "+S"(src), "+c"(bytes) : : "memory");
	cpu_user_close();
	return bytes;
}
