// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_gdb - gdb's remote protocol, and what it needs of layers above.
 */
#pragma once

#include "arch-x86_64/cpu/frame.h"
#include "kernel/lib/linker_set.h"

/* The serial line gdb is on.  Polled; any context. */
struct gdb_port {
	void (*gp_putc)(int c);		/* [I] */
	int (*gp_getc)(void);		/* [I] -1 for nothing */
};

#define GDB_PORT(record)	SET_ENTRY(gdb_port, record)

/* Threads as gdb sees them; the machine stands still. */
struct gdb_threads {
	/* The lowest number above after, its name; 0 for no more. */
	long (*gt_next)(long after, const char **name);	/* [I] */
	long (*gt_current)(void);			/* [I] on this CPU */
	/* Registers of a thread that was switched out.  0, ESRCH, EFAULT. */
	int (*gt_frame)(long tid, struct trapframe *tf);	/* [I] */
};

#define GDB_THREADS(record)	SET_ENTRY(gdb_threads, record)

/*
 * The port has received c with the machine running: returns whether the
 * debugger should be entered, by db_break(), for gdb wants to talk.
 * In an interrupt.
 */
int	db_gdb_received(int c);

/* Is the next stop gdb's to hear of? */
int	db_gdb_attached(void);

/* Talk to gdb, machine held at tf, until it says how to go on. */
void	db_gdb_main(struct trapframe *tf);
