// SPDX-License-Identifier: BSD-2-Clause
/*
 * screen - a terminal on the PC's display, text cells or pixels.
 *
 * What is shown is kept as characters; scrolling moves those and redraws
 * only the cells that differ, since pixels are slow.  Understood are the
 * control characters and the few escape sequences a line editor needs:
 * ESC [ n C, D, H, J, K; others are swallowed.  When a script runs the
 * machine nobody looks, and the screen stays as it is.
 *
 * Locks: none.  Writers on two CPUs may mix their lines, no worse.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/uart/uart_priv.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/string.h"

#define COLUMNS_MAX	240
#define ROWS_MAX	90
#define TEXT_COLOUR	0x07		/* light grey on black */
#define PIXEL_COLOUR	0x00c8c8c8u
#define TAB		8
#define ESC		0x1b

static unsigned screen_columns, screen_rows;	/* [I] 0: no screen */
static unsigned screen_x, screen_y;		/* cursor */
static char screen_want[ROWS_MAX][COLUMNS_MAX];	/* what should be shown */
static char screen_have[ROWS_MAX][COLUMNS_MAX];	/* what is */
static int screen_escape;		/* 0, ESC seen, or inside ESC [ */
static unsigned screen_number;		/* the sequence's */

static void
cell_draw_pixels(unsigned x, unsigned y, unsigned char c)
{
	const struct boot_fb *fb = &bootinfo.bi_fb;
	const unsigned char *rows;
	uint8_t *line = direct_map(fb->fb_phys);
	uint32_t *pixel;

	if (c < FONT_FIRST || c > FONT_LAST)
		c = '?';
	rows = font_rows[c - FONT_FIRST];
	line += (size_t)y * FONT_HEIGHT * fb->fb_pitch +
	    (size_t)x * FONT_WIDTH * 4;
	for (unsigned i = 0; i < FONT_HEIGHT; i++, line += fb->fb_pitch) {
		pixel = (uint32_t *)line;
		for (unsigned bit = 0x80; bit != 0; bit >>= 1)
			*pixel++ = (rows[i] & bit) != 0 ? PIXEL_COLOUR : 0;
	}
}

static void
cell_draw(unsigned x, unsigned y)
{
	const struct boot_fb *fb = &bootinfo.bi_fb;
	char c = screen_want[y][x];
	uint16_t *cells;

	if (c == screen_have[y][x])
		return;
	screen_have[y][x] = c;
	if (fb->fb_type == BOOT_SCREEN_RGB) {
		cell_draw_pixels(x, y, (unsigned char)c);
		return;
	}
	cells = (uint16_t *)((uint8_t *)direct_map(fb->fb_phys) +
	    (size_t)y * fb->fb_pitch);
	cells[x] = (uint16_t)(TEXT_COLOUR << 8 | (unsigned char)c);
}

static void
row_clear(unsigned y, unsigned x)
{
	for (; x < screen_columns; x++) {
		screen_want[y][x] = ' ';
		cell_draw(x, y);
	}
}

static void
screen_newline(void)
{
	if (screen_y + 1 < screen_rows) {
		screen_y++;
		return;
	}
	memmove(screen_want[0], screen_want[1],
	    (size_t)(screen_rows - 1) * COLUMNS_MAX);
	memset(screen_want[screen_rows - 1], ' ', COLUMNS_MAX);
	for (unsigned y = 0; y < screen_rows; y++) {
		for (unsigned x = 0; x < screen_columns; x++)
			cell_draw(x, y);
	}
}

/* The end of ESC [ number c. */
static void
escape_end(int c)
{
	unsigned n = screen_number;

	switch (c) {
	case 'C':
		screen_x += n == 0 ? 1 : n;
		if (screen_x >= screen_columns)
			screen_x = screen_columns - 1;
		break;
	case 'D':
		n = n == 0 ? 1 : n;
		screen_x = screen_x > n ? screen_x - n : 0;
		break;
	case 'H':
		screen_x = screen_y = 0;
		break;
	case 'J':
		for (unsigned y = n == 2 ? 0 : screen_y; y < screen_rows; y++)
			row_clear(y, y == screen_y && n != 2 ? screen_x : 0);
		break;
	case 'K':
		row_clear(screen_y, screen_x);
		break;
	}
}

/* Is c part of an escape sequence, and so dealt with? */
static int
screen_escaped(int c)
{
	if (c == ESC) {
		screen_escape = ESC;
		return 1;
	}
	if (screen_escape == 0)
		return 0;
	if (screen_escape == ESC) {
		screen_escape = c == '[' ? '[' : 0;
		screen_number = 0;
	} else if (c >= '0' && c <= '9') {
		screen_number = (screen_number * 10 + (unsigned)c - '0') % 1000;
	} else if (c >= '@') {
		screen_escape = 0;
		escape_end(c);
	}
	return 1;
}

void
screen_putc(int c)
{
	if (screen_rows == 0 || screen_escaped(c))
		return;
	switch (c) {
	case '\n':
		screen_newline();
		break;
	case '\r':
		screen_x = 0;
		break;
	case '\b':
		screen_x -= screen_x > 0;
		break;
	case '\t':
		do {
			screen_putc(' ');
		} while (screen_x % TAB != 0);
		break;
	case '\a':
	case '\0':
		break;
	default:
		screen_want[screen_y][screen_x] = (char)c;
		cell_draw(screen_x, screen_y);
		if (++screen_x == screen_columns) {
			screen_x = 0;
			screen_newline();
		}
	}
}

int
screen_probe(void)
{
	const struct boot_fb *fb = &bootinfo.bi_fb;

	if (screen_rows != 0)
		return 0;
	if (fb->fb_type == BOOT_SCREEN_NONE || bootinfo.bi_script != NULL ||
	    (fb->fb_type == BOOT_SCREEN_RGB && fb->fb_bpp != 32))
		return ENXIO;
	screen_columns = fb->fb_width;
	screen_rows = fb->fb_height;
	if (fb->fb_type == BOOT_SCREEN_RGB) {
		screen_columns /= FONT_WIDTH;
		screen_rows /= FONT_HEIGHT;
	}
	if (screen_columns > COLUMNS_MAX)
		screen_columns = COLUMNS_MAX;
	if (screen_rows > ROWS_MAX)
		screen_rows = ROWS_MAX;
	for (unsigned y = 0; y < screen_rows; y++)
		row_clear(y, 0);
	return 0;
}

void
screen_size(unsigned *columns, unsigned *rows)
{
	*columns = screen_columns;
	*rows = screen_rows;
}

static const struct consdev consdev_screen = {
	"screen", screen_probe, screen_putc, kbd_getc
};
CONSDEV(consdev_screen);
