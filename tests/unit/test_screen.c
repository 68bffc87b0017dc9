// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_screen - what control characters and sequences do to a text screen.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/uart/uart_priv.h"
#include "tests/unit/shim/machine.h"

#define CELLS	(2ul << 20)
#define COLUMNS	20
#define ROWS	4

const unsigned char font_rows[FONT_LAST - FONT_FIRST + 1][FONT_HEIGHT];

int
kbd_getc(void)
{
	return -1;
}

/* A row of the screen, without the blanks at its end. */
static const char *
row(unsigned y)
{
	static char text[COLUMNS + 1];
	const uint16_t *cell = direct_map(CELLS);
	int n = COLUMNS;

	for (unsigned x = 0; x < COLUMNS; x++)
		text[x] = (char)cell[y * COLUMNS + x];
	while (n > 0 && text[n - 1] == ' ')
		n--;
	text[n] = '\0';
	return text;
}

static void
put(const char *s)
{
	for (; *s != '\0'; s++)
		screen_putc((unsigned char)*s);
}

static int
clear(void **state)
{
	(void)state;
	put("\033[2J\033[H");
	return 0;
}

static void
test_plain(void **state)
{
	(void)state;
	put("one\r\ntwo\tx\b\by\a");
	assert_string_equal(row(0), "one");
	assert_string_equal(row(1), "two    yx");
}

static void
test_wrap(void **state)
{
	(void)state;
	put("0123456789012345678901");
	assert_string_equal(row(0), "01234567890123456789");
	assert_string_equal(row(1), "01");
}

static void
test_scroll(void **state)
{
	(void)state;
	put("a\r\nb\r\nc\r\nd\r\ne");
	assert_string_equal(row(0), "b");
	assert_string_equal(row(2), "d");
	assert_string_equal(row(3), "e");
}

static void
test_sequences(void **state)
{
	(void)state;
	put("abcdef\033[3DX\033[K");
	assert_string_equal(row(0), "abcX");
	put("\033[99C!\033[99D#");
	assert_string_equal(row(0), "abcX               !");
	assert_string_equal(row(1), "#");
}

/* Unknown sequences, and broken ones, draw nothing and end. */
static void
test_strange(void **state)
{
	(void)state;
	put("\033[31;1mred\033[0m\033Xok\033[999999999999999999Cz");
	assert_string_equal(row(0), "redok              z");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_plain, clear),
		cmocka_unit_test_setup(test_wrap, clear),
		cmocka_unit_test_setup(test_scroll, clear),
		cmocka_unit_test_setup(test_sequences, clear),
		cmocka_unit_test_setup(test_strange, clear),
	};

	machine_start(4ul << 20);
	bootinfo.bi_fb.fb_type = BOOT_SCREEN_TEXT;
	bootinfo.bi_fb.fb_phys = CELLS;
	bootinfo.bi_fb.fb_width = COLUMNS;
	bootinfo.bi_fb.fb_height = ROWS;
	bootinfo.bi_fb.fb_pitch = COLUMNS * 2;
	if (screen_probe() != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
