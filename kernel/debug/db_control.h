// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_control - stopping code where and when one wants: breakpoints,
 * watchpoints, single steps.  Between their files and those who enter.
 *
 * While the machine is held no breakpoint is in the code and no watchpoint
 * in a processor, so that the debugger can use all of the kernel's memory
 * and pure functions.  db_stop puts them in and out.
 */
#pragma once

#include "kernel/debug/db_priv.h"

/* ------------------------------------------------------ db_break.c */

#define BREAK_MAX	32

void	db_break_insert(void);
void	db_break_remove(void);

/*
 * A breakpoint instruction ran before tf_rip.  If it was ours tf_rip goes
 * back on it.  Returns nonzero if the user wants to see it, and prints
 * which it is; *ours tells whether it was one of the table, or a leftover.
 */
int	db_break_hit(struct trapframe *tf, int *ours);

/* Where "FILE.c:LINE" or an expression is.  0 or errno, said. */
int	db_place(char *word, uintptr_t *addr);

/* Is a breakpoint to be put at addr? */
int	db_break_at(uintptr_t addr);

/* What is to be done at the stop, or "": run before the prompt. */
const char *db_break_commands(void);

/*
 * Stop once at addr, when this thread's stack is no deeper than rsp (0:
 * however deep).  0 or ENOSPC.
 */
int	db_break_once(uintptr_t addr, uintptr_t rsp);
void	db_break_forget(void);		/* drop that again */

/* Put or delete one for gdb, without any condition.  0, ENOSPC, ENOENT. */
int	db_break_plain(uintptr_t addr, int on);

/* ------------------------------------------------------ db_watch.c */

void	db_watch_load(void);		/* into this CPU */
void	db_watch_off(void);		/* out of this CPU */

/* Watch size bytes at addr: kind as in DR7.  0, EINVAL or ENOSPC. */
int	db_watch_set(uintptr_t addr, size_t size, int kind);
int	db_watch_clear(uintptr_t addr, int kind);	/* 0 or ENOENT */

/* These bits of DR6 are set: print what happened.  Returns whether any. */
int	db_watch_hit(uint64_t dr6);

/* Address of the one that fired since the last question, or 0. */
uintptr_t db_watch_address(void);

/* ------------------------------------------------------ db_step.c */

/*
 * Leave the debugger: go on at tf, over a breakpoint that is there, or as a
 * step command asked.  May return with the machine still held, and one
 * instruction about to run; the debug trap does the rest.
 */
void	db_step_leave(struct trapframe *tf);

/* One instruction, then come back.  For gdb. */
void	db_step_one(void);

/* The instruction that is being stepped faults: let the fault have it. */
void	db_step_abandon(struct trapframe *tf);

/* Somebody is asked anew: forget what was under way. */
void	db_step_reset(void);

/* A breakpoint set by db_break_once() was met.  Nonzero: stop here. */
int	db_step_met(struct trapframe *tf);

/* ------------------------------------------------------ db_stop.c */

/* In a dump: this CPU owns the debugger, nobody else runs. */
void	db_stop_dead(void);

/* The owner came back by another trap: these are its registers now. */
void	db_stop_frame(struct trapframe *tf);

/* Let the owner's guarded copies fault as before, for one instruction. */
void	db_stop_lend(void);
void	db_stop_again(void);

/* ------------------------------------------------------ db_main.c */

/* The command that runs is the last of this visit. */
void	db_main_leave(void);

/* Talk to the user, machine held, then leave by db_step_leave(). */
void	db_visit(const char *why, struct trapframe *tf);
