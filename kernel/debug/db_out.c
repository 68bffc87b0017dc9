// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_out - where the debugger's output goes.
 *
 * To the log while a panic tells its story, to the console through a pager
 * at the prompt, into a buffer for kdb -c.  The same commands serve all
 * three.  Only the CPU that owns the debugger gets here, so nothing locks.
 *
 * Letter: [d] the debugger's owner.
 */
#include <stdarg.h>

#include "kernel/debug/cons.h"
#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

#define CTRL_C		3
#define LOOP_MAX	200000ul	/* rounds before a list is a circle */

static enum db_sink out_sink;		/* [d] */
static char *out_buf;			/* [d] */
static size_t out_size, out_len;	/* [d] */
static int out_column;			/* [d] */
static int out_lines;			/* [d] since the last --More-- */
static int out_quit;			/* [d] the user said q */
static unsigned long out_loops;		/* [d] */

/* Lines on the screen ($lines); 0 turns the pager off. */
uintptr_t db_lines;			/* [d] */

void
db_out_log(void)
{
	out_sink = DB_SINK_LOG;
}

void
db_out_console(void)
{
	out_sink = DB_SINK_CONSOLE;
}

void
db_out_buffer(char *buf, size_t size)
{
	out_sink = DB_SINK_BUFFER;
	out_buf = buf;
	out_size = size;
	out_len = 0;
	if (size > 0)
		buf[0] = '\0';
}

size_t
db_out_length(void)
{
	return out_len;
}

void
db_out_begin(void)
{
	out_lines = 0;
	out_quit = 0;
	out_loops = 0;
}

/* A full page: wait for space (page), Enter (line) or q (quit). */
static void
out_more(void)
{
	static const char prompt[] = "--More--", wipe[] = "\r\033[K";
	const char *c;
	int key;

	for (c = prompt; *c != '\0'; c++)
		cons_putc(*c);
	do {
		key = cons_getc();
	} while (key < 0);
	for (c = wipe; *c != '\0'; c++)
		cons_putc(*c);
	out_lines = key == '\r' || key == '\n' ? out_lines - 1 : 0;
	out_quit = key == 'q' || key == CTRL_C;
}

static void
out_console_char(int c)
{
	if (out_quit)
		return;
	cons_putc(c);
	if (c == '\n' && db_lines > 0 && ++out_lines >= (int)db_lines - 1)
		out_more();
}

static void
out_buffer_char(int c)
{
	if (out_len + 1 < out_size) {
		out_buf[out_len] = (char)c;
		out_buf[out_len + 1] = '\0';
	}
	out_len++;
}

static void
out_char(int c)
{
	out_column = c == '\n' ? 0 : out_column + 1;
	if (out_sink == DB_SINK_BUFFER)
		out_buffer_char(c);
	else
		out_console_char(c);
}

int
db_printf(const char *fmt, ...)
{
	char line[CONS_LINE];
	const char *c;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);

	if (out_sink == DB_SINK_LOG)
		kprintf("%s", line);
	else
		for (c = line; *c != '\0'; c++)
			out_char(*c);
	return len;
}

/* An abandoned command may have stopped in the middle of a line. */
void
db_out_newline(void)
{
	if (out_column > 0)
		db_printf("\n");
}

int
db_quit(void)
{
	if (!out_quit && ++out_loops == LOOP_MAX)
		db_printf("*** too many elements; a circle?\n");
	if (out_sink == DB_SINK_CONSOLE && out_loops % 256 == 0 &&
	    cons_getc() == CTRL_C)
		out_quit = 1;
	return out_quit || out_loops >= LOOP_MAX;
}
