// SPDX-License-Identifier: BSD-2-Clause
/*
 * cons - the kernel's log and the polled console.
 *
 * kprintf goes into a ring (dmesg, dumps) and to every console record.
 * Polled, spin-locked at most; usable from any context.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>
#include "kernel/lib/linker_set.h"

/* A console device; registered by its driver. */
struct consdev {
	const char *cn_name;		/* [I] "ttyS0" */
	int (*cn_probe)(void);		/* [I] 0 present, else errno */
	void (*cn_putc)(int c);		/* [I] polled */
	int (*cn_getc)(void);		/* [I] polled; -1 nothing there */
};
#define CONSDEV(sym)	SET_ENTRY(consdev, sym)

/*
 * Find the consoles and show them what was logged before, unless the boot
 * option "quiet" keeps the log off them until there is a panic.  Called once,
 * early, on one CPU; until then kprintf reaches only the log.
 */
void	cons_init(void);

/* Formatted output to log and consoles, at most CONS_LINE bytes a call. */
int	kprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int	kvprintf(const char *fmt, va_list ap)
	    __attribute__((format(printf, 1, 0)));
#define CONS_LINE	512

/* To all consoles, no log, no lock; a newline becomes CR LF. */
void	cons_putc(int c);
int	cons_getc(void);		/* -1 nothing there */

/* Copy the newest bytes of the log, oldest first; returns how many. */
size_t	cons_log_read(char *buf, size_t size);

/*
 * The same for who can take it in pieces: copies from position *pos (0: the
 * oldest kept) and moves it on; returns 0 at the end.
 */
size_t	cons_log_next(unsigned long *pos, char *buf, size_t size);

/* From now on ignore the console's lock: its holder may be stopped. */
void	cons_force(int on);
