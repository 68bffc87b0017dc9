// SPDX-License-Identifier: BSD-2-Clause
/*
 * mp_priv - between trampoline.asm and mp.c.
 */
#pragma once

#include <stdint.h>

/* The trampoline's words, filled for each CPU in turn.  All [I] for it. */
struct mp_words {
	uint64_t boot_cr3;
	uint64_t cr3;
	uint64_t efer;
	uint64_t percpu;
	uint64_t stack;
	uint64_t function;
};

extern char mp_trampoline[], mp_trampoline_words[], mp_trampoline_end[];
void	mp_entry(void);

/* First C code of a started CPU; on its start-up stack. */
void	mp_started(void) __attribute__((noreturn));
