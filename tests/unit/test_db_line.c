// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_line - typing at the debugger's prompt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/debug/db_priv.h"

#define UP	"\033[A"
#define DOWN	"\033[B"
#define LEFT	"\033[D"

static struct db_line line;

/* Type keys on a new line; returns the state after the last. */
static enum db_line_state
type(const char *keys)
{
	enum db_line_state state = DB_LINE_MORE;

	db_line_start(&line);
	for (; *keys != '\0'; keys++) {
		assert_int_equal(state, DB_LINE_MORE);
		state = db_line_key(&line, *keys);
		assert_true(line.dl_pos <= line.dl_len);
		assert_int_equal(strlen(line.dl_text), line.dl_len);
	}
	return state;
}

static void
check(const char *keys, const char *text)
{
	type(keys);
	assert_string_equal(line.dl_text, text);
}

static int
setup(void **state)
{
	(void)state;
	memset(&line, 0, sizeof(line));
	return 0;
}

static void
test_editing(void **state)
{
	(void)state;
	check("abc", "abc");
	check("abc\b", "ab");
	check("abc\177\177\177\177", "");
	check("ac" LEFT "b", "abc");
	check("abc\001x", "xabc");
	check("abc\001\004", "bc");
	check("abc\001\006\013", "a");
	check("abc\025d", "d");
	check("show jails\027x", "show x");
	check("abc\002\002\005d", "abcd");
	check("a\001\002\005\006b", "ab");
	check("a\tb\033[5~c", "abc");
}

static void
test_done(void **state)
{
	(void)state;
	assert_int_equal(type("ps"), DB_LINE_MORE);
	assert_int_equal(type("ps\r"), DB_LINE_DONE);
	assert_int_equal(type("ps\n"), DB_LINE_DONE);
	assert_string_equal(line.dl_text, "ps");
}

static void
test_history(void **state)
{
	(void)state;
	type("one\r");
	type("two\r");
	type("\r");
	check(UP, "two");
	check(UP UP, "one");
	check(UP UP UP UP, "one");
	check(UP UP DOWN, "two");
	check(UP DOWN, "");
	check(DOWN, "");
	check(UP "x", "twox");
}

/* A ring: the oldest go; and no line is longer than the room. */
static void
test_limits(void **state)
{
	char keys[DB_LINE * 2];
	int i;

	(void)state;
	for (i = 0; i < DB_HISTORY + 3; i++) {
		keys[0] = (char)('a' + i);
		keys[1] = '\r';
		keys[2] = '\0';
		type(keys);
	}
	db_line_start(&line);
	for (i = 0; i < DB_HISTORY + 9; i++)
		db_line_key(&line, 'P' & 0x1f);
	assert_string_equal(line.dl_text, "d");

	memset(keys, 'y', sizeof(keys) - 1);
	keys[sizeof(keys) - 1] = '\0';
	type(keys);
	assert_int_equal(line.dl_len, DB_LINE - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_editing, setup),
		cmocka_unit_test_setup(test_done, setup),
		cmocka_unit_test_setup(test_history, setup),
		cmocka_unit_test_setup(test_limits, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
