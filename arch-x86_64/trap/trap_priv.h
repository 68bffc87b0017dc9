// SPDX-License-Identifier: BSD-2-Clause
/*
 * trap_priv - between trap.asm, trap.c and table.c.
 */
#pragma once

#include <stdint.h>

#include "arch-x86_64/trap/trap.h"

/* trap.asm: 256 entry stubs, TRAP_STUB bytes apart; the syscall entry. */
#define TRAP_STUB	32
extern char trap_vectors[];
void	trap_syscall_entry(void);
extern const uintptr_t trap_entry_returns[];

/* trap.c, called by trap.asm with interrupts off. */
void	trap_dispatch(struct trapframe *tf);
void	trap_user_leave(struct trapframe *tf);

/* Who runs system calls; set by trap_init(). */
extern enum trap_claim (*trap_syscall_func)(struct trapframe *);
