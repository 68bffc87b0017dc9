// SPDX-License-Identifier: BSD-2-Clause
/*
 * db - the debugger, as its commands and those who enter it see it.
 *
 * While the debugger runs all other CPUs are parked and interrupts are off;
 * a command may therefore look at any object without a lock, but the world
 * may be in ruins.  Hence the rules for commands: no lock, no allocation,
 * memory that may be bad is read by db_read(), every loop over a list asks
 * db_quit().  A command that faults all the same is abandoned and the
 * prompt comes back.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/frame.h"
#include "kernel/lib/db_record.h"

/* ------------------------------------------------------ for commands */

/*
 * Copy n bytes at addr, a kernel address or one of the running process.
 * Returns 0 or EFAULT; prints nothing.
 */
int	db_read(uintptr_t addr, void *buf, size_t n);

/* Copy n bytes to addr.  Returns 0 or EFAULT; prints nothing. */
int	db_write(uintptr_t addr, const void *buf, size_t n);

/* As db_read(), a C string; buf is always terminated if size > 0. */
int	db_read_string(uintptr_t addr, char *buf, size_t size);

/*
 * Run func(arg); a fault in it, or db_fail(), ends it early.
 * Returns 0, EFAULT or the error of the abort.  Nests.  Debugger's owner.
 */
int	db_guard_run(void (*func)(void *), void *arg);

/* Give the command up with this errno; it has printed why.  */
void	db_fail(int error) __attribute__((noreturn));

/* Print "*** error reading from address X" and give the command up. */
void	db_read_error(uintptr_t addr) __attribute__((noreturn));

/* Has the user had enough, or has the loop run too long?  Ask in loops. */
int	db_quit(void);

/*
 * Value of an expression such as "V_ip_ttl" "in" "a", or "main+10*2"; the
 * words are joined by blanks.  Numbers are hexadecimal.  *size is 0 if it
 * is not known how many bytes lie there.  Returns 0 or EINVAL, ENOENT,
 * EFAULT, having printed what is wrong.
 */
int	db_eval(int nwords, char *const *words, uintptr_t *value,
	    size_t *size);

/* Decimal number in a word, all of it: ids.  Returns 0 or EINVAL. */
int	db_number(const char *word, long *value);

/* Print addr as "name+0x10", or in hexadecimal. */
void	db_print_symbol(uintptr_t addr);

/*
 * Print a backtrace: of interrupted code, or of the caller if tf is NULL,
 * or from a frame pointer on, the first line for rip.  At most max lines.
 */
void	db_trace(const struct trapframe *tf, int max);
void	db_trace_frames(uintptr_t rip, uintptr_t rbp, int max);

/*
 * The registers CPU had when the debugger was entered, or NULL (not
 * stopped).  Valid until the debugger is left.
 */
const struct trapframe *db_cpu_frame(uint32_t cpu);

/* The CPU that entered the debugger, and the one looked at ("cpu N"). */
uint32_t db_cpu(void);
uint32_t db_view(void);

/* ------------------------------------------------------ symbols */

/*
 * The symbol that addr lies in; *name is valid for ever, *offset is what
 * addr is beyond its start.  Returns 0 or ENOENT.  Any context.
 */
int	db_sym_find(uintptr_t addr, const char **name, uintptr_t *offset);

/*
 * Address and size (0 if unknown) of a symbol.  0, ENOENT, or EEXIST if
 * several files have a static of that name: then it is "file.c:name".
 */
int	db_sym_value(const char *name, uintptr_t *addr, size_t *size);

/*
 * File and line of the code at addr, and where that line begins; file is
 * valid for ever.  0 or ENOENT.  And where a line of a file begins.
 */
int	db_line_of(uintptr_t addr, const char **file, uint32_t *line,
	    uintptr_t *begin);
int	db_line_place(const char *file, uint32_t line, uintptr_t *addr);

/* Print " file.c:12" if it is known. */
void	db_print_line(uintptr_t addr);

/*
 * Symbols of a module, sorted by address as the kernel's are, from
 * KERNEL_BASE on.  They are found from add until remove; a debugger that
 * was in the middle of it may look at them a little longer.
 */
struct db_symtab {
	struct db_symtab *dt_next;	/* [I] once added */
	const struct ksym *dt_sym;	/* [I] */
	uint32_t dt_count;		/* [I] */
	const char *dt_names;		/* [I] */
};
void	db_symtab_add(struct db_symtab *dt);
void	db_symtab_remove(struct db_symtab *dt);

/* ------------------------------------------------------ after death */

/* Called after a panic's message, the machine held still. */
struct db_dumper {
	void (*dm_write)(const char *why);	/* [I] */
};

#define DB_DUMPER(id, func)						\
	static const struct db_dumper db_dumper_##id = { func };	\
	SET_ENTRY(db_dumper, db_dumper_##id)

struct dump_anchor;

/* What readers of memory find this kernel by (sys/dump.h). */
const struct dump_anchor *db_anchor(void);

/*
 * In a dump, called by its reader: run commands as db_run() does, all of
 * them; or func(arg) under a guard, without anybody having stopped.
 * 0 or errno.
 */
int	db_dead_run(const char *commands, char *buf, size_t size, size_t *len);
int	db_dead_call(void (*func)(void *), void *arg);

/* There, of a processor that never stopped here: its registers. */
void	db_dead_frame(uint32_t cpu, struct trapframe *tf);

/* ------------------------------------------------------ entering */

/*
 * Park all other CPUs; db_stop_leave() undoes it.  Nested calls on the
 * owning CPU count.  Interrupts off.  In between no lock need be taken,
 * and none may.
 */
void	db_stop_enter(struct trapframe *tf);
void	db_stop_leave(void);

/*
 * Enter the debugger with tf as the registers to show and go on with; why
 * is printed.  Returns when the user continues.  Any context, NMI too.
 */
void	db_enter(const char *why, struct trapframe *tf);

/* The same from plain code, by a breakpoint instruction. */
void	db_break(const char *why);

/*
 * Has the debugger somebody to talk to?  By the boot option "debugger" and
 * debug.debugger_on_panic; else unless a script runs the machine.
 */
int	db_attended(void);

/*
 * Run commands, separated by semicolons or newlines, with the machine held
 * still and the output in buf, which is always terminated; *len is what
 * was printed, perhaps more than fits.  Only DB_SAFE ones run.  Returns 0
 * or the error of the first that failed.  Thread context.
 */
int	db_run(const char *commands, char *buf, size_t size, size_t *len);
