// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_input - a line from the polled console.
 *
 * Draws what db_line.c keeps.  Typing at the end of a line, the usual case,
 * sends one character; anything else redraws the line, for any terminal
 * that knows CR and "erase to the end".
 *
 * Letter: [d] the debugger's owner.
 */
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

static struct db_line input_line;	/* [d] */

static void
input_puts(const char *s)
{
	for (; *s != '\0'; s++)
		cons_putc(*s);
}

static void
input_redraw(const char *prompt)
{
	size_t i;

	input_puts("\r");
	input_puts(prompt);
	input_puts(input_line.dl_text);
	input_puts("\033[K");
	for (i = input_line.dl_len; i > input_line.dl_pos; i--)
		cons_putc('\b');
}

static int
input_key(void)
{
	int c;

	while ((c = cons_getc()) < 0)
		cpu_pause();
	return c;
}

char *
db_input(const char *prompt)
{
	struct db_line *dl = &input_line;
	enum db_line_state state;
	size_t len;
	int key;

	db_line_start(dl);
	input_puts(prompt);
	do {
		len = dl->dl_len;
		key = input_key();
		state = db_line_key(dl, key);
		if (dl->dl_len == len + 1 && dl->dl_pos == dl->dl_len &&
		    dl->dl_back == 0)
			cons_putc(key);
		else if (state == DB_LINE_MORE && !dl->dl_escape)
			input_redraw(prompt);
	} while (state == DB_LINE_MORE);
	input_puts("\n");
	return dl->dl_text;
}
