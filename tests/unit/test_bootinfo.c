// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_bootinfo - words of the kernel command line.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch-x86_64/cpu/bootinfo.h"

static char value[8];

static int
option(const char *line, const char *name)
{
	strcpy(bootinfo.bi_cmdline, line);
	memset(value, 0, sizeof(value));
	return bootinfo_option(name, value, sizeof(value));
}

static void
test_values(void **state)
{
	(void)state;
	assert_int_equal(option("a=1 bc=two  d", "bc"), 0);
	assert_string_equal(value, "two");
	assert_int_equal(option("a=1 bc=two  d", "d"), 0);
	assert_string_equal(value, "1");
	assert_int_equal(option("a=", "a"), 0);
	assert_string_equal(value, "");
}

static void
test_absent(void **state)
{
	(void)state;
	assert_int_equal(option("", "a"), ENOENT);
	assert_int_equal(option("ab=1 ba=2", "a"), ENOENT);
	assert_int_equal(option("b=a", "a"), ENOENT);
}

/* The last one wins, as what is given by hand comes last. */
static void
test_twice(void **state)
{
	(void)state;
	assert_int_equal(option("a=1 a=2", "a"), 0);
	assert_string_equal(value, "2");
}

/* Nothing is cut: a value that does not fit is not there. */
static void
test_too_long(void **state)
{
	(void)state;
	assert_int_equal(option("a=1234567", "a"), 0);
	assert_string_equal(value, "1234567");
	assert_int_equal(option("a=12345678", "a"), ENOENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
