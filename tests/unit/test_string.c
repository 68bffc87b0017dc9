// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_string - the kernel's string functions against the host's and
 * against byte-by-byte models, at all small lengths and alignments.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/shim/rename.h"
#include "kernel/lib/string.h"

#define SIZE	200

static unsigned char a[SIZE], b[SIZE], model[SIZE];

static void
fill(void)
{
	int i;

	for (i = 0; i < SIZE; i++)
		a[i] = b[i] = model[i] = (unsigned char)(i * 7 + 1);
}

static void
compare(void)
{
	int i;

	for (i = 0; i < SIZE; i++)
		assert_int_equal(b[i], model[i]);
}

static void
test_memcpy(void **state)
{
	size_t n, at, i;

	(void)state;
	for (n = 0; n < 100; n++) {
		for (at = 0; at < 9; at++) {
			fill();
			assert_ptr_equal(memcpy(b + at, a + 60, n), b + at);
			for (i = 0; i < n; i++)
				model[at + i] = a[60 + i];
			compare();
		}
	}
}

static void
test_memmove(void **state)
{
	size_t n, to, i;

	(void)state;
	for (n = 0; n < 90; n++) {
		for (to = 0; to < 100; to++) {
			fill();
			memmove(b + to, b + 50, n);
			for (i = 0; i < n; i++)
				model[to + i] = a[50 + i];
			compare();
		}
	}
}

static void
test_memset(void **state)
{
	size_t n, at, i;

	(void)state;
	for (n = 0; n < 100; n++) {
		for (at = 0; at < 9; at++) {
			fill();
			memset(b + at, 0x1a5, n);
			for (i = 0; i < n; i++)
				model[at + i] = 0xa5;
			compare();
		}
	}
}

static void
test_memcmp(void **state)
{
	size_t n, at;

	(void)state;
	fill();
	assert_int_equal(memcmp(a, b, SIZE), 0);
	for (n = 1; n < 40; n++) {
		for (at = 0; at < n; at++) {
			fill();
			b[at] = (unsigned char)(a[at] + 1);
			assert_true((memcmp(a, b, n) < 0) ==
			    (a[at] < b[at]));
			assert_int_equal(memcmp(a, b, at), 0);
		}
	}
	b[0] = 200;
	a[0] = 100;
	assert_true(memcmp(a, b, 1) < 0);
	assert_ptr_equal(memchr(a, a[77], SIZE), a + 77);
	assert_null(memchr(a, a[77], 77));
}

static void
test_compare(void **state)
{
	(void)state;
	assert_int_equal(strcmp("abc", "abc"), 0);
	assert_true(strcmp("abc", "abd") < 0);
	assert_true(strcmp("abc", "ab") > 0);
	assert_true(strcmp("\xff", "a") > 0);
	assert_int_equal(strncmp("abcX", "abcY", 3), 0);
	assert_true(strncmp("abcX", "abcY", 4) < 0);
	assert_int_equal(strncmp("a", "a", 10), 0);
	assert_int_equal(strncmp("a", "b", 0), 0);
}

static void
test_search(void **state)
{
	const char *s = "hello";

	(void)state;
	assert_int_equal(strlen(""), 0);
	assert_int_equal(strlen(s), 5);
	assert_int_equal(strnlen(s, 3), 3);
	assert_int_equal(strnlen(s, 30), 5);
	assert_ptr_equal(strchr(s, 'l'), s + 2);
	assert_ptr_equal(strrchr(s, 'l'), s + 3);
	assert_ptr_equal(strchr(s, '\0'), s + 5);
	assert_null(strchr(s, 'x'));
	assert_null(strrchr(s, 'x'));
	assert_ptr_equal(strstr(s, "lo"), s + 3);
	assert_ptr_equal(strstr(s, ""), s);
	assert_null(strstr(s, "lox"));
	assert_null(strstr("", "x"));
}

static void
test_bounded(void **state)
{
	char buf[8];

	(void)state;
	assert_int_equal(strlcpy(buf, "seven..", sizeof(buf)), 7);
	assert_string_equal(buf, "seven..");
	assert_int_equal(strlcpy(buf, "far too long", sizeof(buf)), 12);
	assert_string_equal(buf, "far too");
	assert_int_equal(strlcpy(buf, "x", 0), 1);
	assert_string_equal(buf, "far too");
	strlcpy(buf, "ab", sizeof(buf));
	assert_int_equal(strlcat(buf, "cdefgh", sizeof(buf)), 8);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(strlcat(buf, "x", 3), 4);
	assert_string_equal(buf, "abcdefg");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memcpy),
		cmocka_unit_test(test_memmove),
		cmocka_unit_test(test_memset),
		cmocka_unit_test(test_memcmp),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
