// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_ldisc - line editing, echo, special characters, output processing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The kernel's settings, not the host's, which then stay out. */
#define _SYS_TERMIOS_H
#include "kernel/abi/include/sys/termios.h"
#include "subsys/drv/ldisc.h"

#define ROOM	(LDISC_OUTPUT * 4)

static struct ldisc ld;
static char out[ROOM];

static int
setup(void **state)
{
	(void)state;
	ldisc_init(&ld);
	return 0;
}

/* Type s; the events of all characters together. */
static int
type(const char *s)
{
	int events = 0;

	for (; *s != '\0'; s++)
		events |= ldisc_input(&ld, (unsigned char)*s);
	return events;
}

static const char *
shown(void)
{
	size_t n = ldisc_drain(&ld, out);

	out[n] = '\0';
	return out;
}

/* Read at most size; the text must be want. */
static void
reads(size_t size, const char *want)
{
	char buf[LDISC_INPUT + 1];
	size_t n;
	int end;

	n = ldisc_read(&ld, buf, size, &end);
	buf[n] = '\0';
	assert_string_equal(buf, want);
}

static void
line_by_line(void **state)
{
	(void)state;
	assert_int_equal(type("ab"), 0);
	assert_int_equal(ldisc_waiting(&ld), 0);
	assert_int_equal(type("c\r"), LDISC_READABLE);
	assert_string_equal(shown(), "abc\r\n");
	type("second\n");
	reads(100, "abc\n");
	reads(3, "sec");
	reads(100, "ond\n");
	reads(100, "");
}

static void
erasing(void **state)
{
	(void)state;
	type("ab\177c\b\bd\n");
	assert_string_equal(shown(), "ab\b \bc\b \b\b \bd\r\n");
	reads(100, "d\n");
	type("\177\177x\n");		/* nothing to erase: no echo */
	assert_string_equal(shown(), "x\r\n");
	reads(100, "x\n");
	type("one two  \027\n");	/* ^W */
	shown();
	reads(100, "one \n");
	type("gone\025kept\n");		/* ^U */
	assert_string_equal(shown(),
	    "gone\b \b\b \b\b \b\b \bkept\r\n");
	reads(100, "kept\n");
}

static void
erasing_wide(void **state)
{
	(void)state;
	type("a\t\177");		/* a tab takes seven columns here */
	assert_string_equal(shown(), "a\t\b \b\b \b\b \b\b \b\b \b\b \b\b \b");
	type("\001\177");		/* shown as ^A */
	assert_string_equal(shown(), "^A\b \b\b \b");
	type("\303\244\177b\n");	/* two bytes, one column */
	assert_string_equal(shown(), "\303\244\b \bb\r\n");
	reads(100, "ab\n");
}

static void
end_of_file(void **state)
{
	char buf[8];
	int end;

	(void)state;
	assert_int_equal(type("\004"), LDISC_READABLE);
	assert_int_equal(ldisc_read(&ld, buf, sizeof(buf), &end), 0);
	assert_true(end);
	type("abc\004def\n");
	reads(3, "abc");		/* takes the mark along */
	reads(100, "def\n");
	type("abc\004");
	reads(100, "abc");
	assert_int_equal(ldisc_waiting(&ld), 0);
}

static void
signals(void **state)
{
	(void)state;
	type("typed");
	assert_int_equal(type("\003"), LDISC_INTR | LDISC_START);
	type("\n");
	reads(100, "\n");		/* the line was flushed */
	assert_int_equal(type("\034"), LDISC_QUIT | LDISC_START);
	assert_int_equal(type("\032"), LDISC_SUSP | LDISC_START);
	shown();
	type("\003");
	assert_string_equal(shown(), "^C");
}

static void
literal_next(void **state)
{
	(void)state;
	assert_int_equal(type("\026\003\026\004\n"), LDISC_READABLE);
	reads(100, "\003\004\n");
	type("a\026\nb\n");		/* a literal newline ends no line */
	assert_int_equal(ldisc_waiting(&ld), 4);
	reads(100, "a\nb\n");
}

static void
raw_mode(void **state)
{
	struct termios t = ld.ld_termios;

	(void)state;
	type("half");
	t.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	t.c_iflag &= ~(tcflag_t)(ICRNL | IXON);
	ldisc_set(&ld, &t);
	reads(100, "half");
	shown();
	assert_int_equal(type("\003\r\023\177"), LDISC_READABLE);
	reads(100, "\003\r\023\177");
	assert_string_equal(shown(), "");
}

static void
flow_control(void **state)
{
	(void)state;
	assert_int_equal(type("\023"), 0);
	assert_true(ld.ld_stopped);
	assert_int_equal(type("\021"), LDISC_START);
	assert_false(ld.ld_stopped);
	type("\023");
	assert_int_equal(type("x") & LDISC_START, LDISC_START);	/* IXANY */
}

static void
output(void **state)
{
	struct termios t;

	(void)state;
	assert_int_equal(ldisc_output(&ld, "a\nb", 3), 3);
	assert_string_equal(shown(), "a\r\nb");
	t = ld.ld_termios;
	t.c_oflag |= OXTABS;
	ldisc_set(&ld, &t);
	ldisc_output(&ld, "\tc", 2);
	assert_string_equal(shown(), "       c");
	t.c_oflag = 0;
	ldisc_set(&ld, &t);
	ldisc_output(&ld, "\n\t", 2);
	assert_string_equal(shown(), "\n\t");
}

static void
full(void **state)
{
	size_t i, n;

	(void)state;
	for (i = 0; i < LDISC_INPUT * 2; i++) {
		ldisc_input(&ld, 'x');
		shown();
	}
	ldisc_input(&ld, 'x');
	assert_string_equal(shown(), "\a");
	assert_int_equal(type("\n"), LDISC_READABLE);	/* room was kept */
	assert_int_equal(ldisc_waiting(&ld), LDISC_INPUT);
	for (n = 0; n < LDISC_OUTPUT * 2; n += i) {
		i = ldisc_output(&ld, "\n", 1);
		if (i == 0)
			break;
	}
	assert_true(n <= LDISC_OUTPUT && ld.ld_nout <= LDISC_OUTPUT);
}

/* Whatever is typed and whatever the settings, places stay in order. */
static void
anything(void **state)
{
	struct termios t = ld.ld_termios;
	char buf[64];
	int i, end;

	(void)state;
	srand(2);
	for (i = 0; i < 200000; i++) {
		if (rand() % 50 == 0) {
			t.c_lflag = (tcflag_t)rand();
			t.c_iflag = (tcflag_t)rand();
			t.c_oflag = (tcflag_t)rand();
			ldisc_set(&ld, &t);
		}
		ldisc_input(&ld, rand() % 4 == 0 ? rand() % 32 : rand());
		if (rand() % 20 == 0)
			ldisc_read(&ld, buf, (size_t)rand() % sizeof(buf),
			    &end);
		if (rand() % 8 == 0)
			ldisc_drain(&ld, out);
		assert_true(ld.ld_commit - ld.ld_tail <= LDISC_INPUT);
		assert_true(ld.ld_head - ld.ld_commit <= LDISC_INPUT);
		assert_true(ld.ld_head - ld.ld_tail <= LDISC_INPUT);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(line_by_line, setup),
		cmocka_unit_test_setup(erasing, setup),
		cmocka_unit_test_setup(erasing_wide, setup),
		cmocka_unit_test_setup(end_of_file, setup),
		cmocka_unit_test_setup(signals, setup),
		cmocka_unit_test_setup(literal_next, setup),
		cmocka_unit_test_setup(raw_mode, setup),
		cmocka_unit_test_setup(flow_control, setup),
		cmocka_unit_test_setup(output, setup),
		cmocka_unit_test_setup(full, setup),
		cmocka_unit_test_setup(anything, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
