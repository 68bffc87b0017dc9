// SPDX-License-Identifier: BSD-2-Clause
/*
 * rdrand - the processor's own random numbers, where it has any.
 */
#pragma once

#include <stdint.h>
#include "arch-x86_64/cpu/cpu.h"

#define RDRAND_LEAF	1
#define RDRAND_ECX	(1u << 30)
#define RDRAND_TRIES	10	/* it may be empty for a moment */

/* Nonzero, and a random number in *out; 0 if there is none to be had. */
static inline int
cpu_rdrand(uint64_t *out)
{
	unsigned char ok = 0;
	int i;

	if ((cpu_id(RDRAND_LEAF, 0).ecx & RDRAND_ECX) == 0)
		return 0;
	for (i = 0; i < RDRAND_TRIES && !ok; i++)
		__asm__ volatile("rdrand %0; setc %1" : "=r"(*out), "=qm"(ok)
		    : : "cc");
	return ok;
}
