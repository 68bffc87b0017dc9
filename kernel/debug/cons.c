// SPDX-License-Identifier: BSD-2-Clause
/*
 * cons - the kernel's log, kept in a ring and shown on every console.
 *
 * A message is formatted on the caller's stack, then copied to the ring and
 * to the consoles under one lock, so that lines of different CPUs do not
 * mix.  The lock is a bare word, not kernel/lock's: it must work before
 * there are CPUs, below the witness, and in ruins.  Interrupts are off
 * while it is held; a holder stopped by the debugger would hold it for ever,
 * so the debugger forces it (cons_force).
 *
 * Locks: [l] log_lock.
 */
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"

#define LOG_SIZE	65536ul		/* a power of two */
#define CONS_MAX	8

SET_DECLARE(consdev, const struct consdev);

static char log_ring[LOG_SIZE];			/* [l] */
static unsigned long log_end;			/* [l] bytes ever logged */
static int log_lock;				/* [a] 1 held */
static volatile int cons_forced;		/* [a] debugger's depth */
static const struct consdev *cons_live[CONS_MAX];	/* [I] */
static int cons_count;				/* [I] after cons_init */
static int cons_quiet;				/* [I] after cons_init */

/* Returns the interrupt flag to give back to log_leave(). */
static uint64_t
log_enter(void)
{
	uint64_t flags = cpu_intr_save();

	while (atomic_swap(&log_lock, 1) != 0) {
		if (cons_forced)
			break;
		cpu_pause();
	}
	return flags;
}

static void
log_leave(uint64_t flags)
{
	atomic_store(&log_lock, 0);
	cpu_intr_restore(flags);
}

void
cons_force(int on)
{
	atomic_add(&cons_forced, on ? 1 : -1);
}

static void
cons_putc_raw(int c)
{
	int i;

	for (i = 0; i < cons_count; i++)
		cons_live[i]->cn_putc(c);
}

void
cons_putc(int c)
{
	if (c == '\n')
		cons_putc_raw('\r');
	cons_putc_raw(c);
}

int
cons_getc(void)
{
	int i, c;

	for (i = 0; i < cons_count; i++) {
		c = cons_live[i]->cn_getc();
		if (c >= 0)
			return c;
	}
	return -1;
}

static void
log_write(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		log_ring[log_end++ % LOG_SIZE] = s[i];
		if (!cons_quiet || cons_forced)
			cons_putc(s[i]);
	}
}

int
kvprintf(const char *fmt, va_list ap)
{
	char line[CONS_LINE];
	uint64_t flags;
	int len;

	len = vsnprintf(line, sizeof(line), fmt, ap);
	flags = log_enter();
	log_write(line, strlen(line));
	log_leave(flags);
	return len;
}

int
kprintf(const char *fmt, ...)
{
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = kvprintf(fmt, ap);
	va_end(ap);
	return len;
}

size_t
cons_log_next(unsigned long *pos, char *buf, size_t size)
{
	uint64_t flags = log_enter();
	size_t i;

	if (log_end > LOG_SIZE && *pos < log_end - LOG_SIZE)
		*pos = log_end - LOG_SIZE;	/* overwritten meanwhile */
	for (i = 0; i < size && *pos < log_end; i++)
		buf[i] = log_ring[(*pos)++ % LOG_SIZE];
	log_leave(flags);
	return i;
}

size_t
cons_log_read(char *buf, size_t size)
{
	unsigned long end = atomic_load_relaxed(&log_end), pos;

	pos = end > size ? end - size : 0;
	return cons_log_next(&pos, buf, size);
}

void
cons_init(void)
{
	const struct consdev *const *cn;
	unsigned long i;
	char value[8];

	cons_quiet = bootinfo_option("quiet", value, sizeof(value)) == 0;
	SET_FOREACH(cn, consdev) {
		if (cons_count == CONS_MAX || (*cn)->cn_probe() != 0)
			continue;
		cons_live[cons_count++] = *cn;
	}
	for (i = 0; i < log_end && !cons_quiet; i++)
		cons_putc(log_ring[i % LOG_SIZE]);
}
