// SPDX-License-Identifier: BSD-2-Clause
/*
 * copy - moving and filling runs of words by the string instructions.
 *
 * One instruction for a run of any length; kernel/lib/string.c adds the odd
 * bytes.  The direction flag is clear throughout the kernel (the ABI's rule,
 * and every entry clears it).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Copy n 8-byte words upwards; the ranges may overlap if dst < src. */
static inline void
cpu_copy_words(void *dst, const void *src, size_t n)
{
	__asm__ volatile("rep movsq" : "+D"(dst), "+S"(src), "+c"(n)
	    : : "memory");
}

/* Store v to n 8-byte words from dst on. */
static inline void
cpu_fill_words(void *dst, uint64_t v, size_t n)
{
	__asm__ volatile("rep stosq" : "+D"(dst), "+c"(n)
	    : "a"(v) : "memory");
}
