// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_vsnprintf - formatted output, held against the host's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

int	kernel_snprintf(char *buf, size_t size, const char *fmt, ...);

/* Formats come from a table, which the compiler cannot check. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

/* Same text, same length, and nothing behind the terminator. */
#define SAME(...) do {							\
	char ours_[200], theirs_[200];					\
	int n_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__);	\
									\
	memset(ours_, 'Z', sizeof(ours_));				\
	assert_int_equal(kernel_snprintf(ours_, sizeof(ours_),		\
	    __VA_ARGS__), n_);						\
	assert_string_equal(ours_, theirs_);				\
	assert_int_equal(ours_[n_ + 1], 'Z');				\
} while (0)

static const char *const int_formats[] = {
	"%d", "%i", "%u", "%x", "%X", "%o", "%5d", "%-5d|", "%05d", "%+d",
	"% d", "%.3d", "%8.3d", "%-8.3x|", "%#x", "%#o", "%#010x", "%hhd",
	"%hd", "%hhu", "%hu", "%.0d", "%+.2i", "%08.3d", "%#.0o",
};

static const char *const long_formats[] = {
	"%ld", "%lu", "%lx", "%lo", "%lld", "%llx", "%zu", "%zd", "%jd",
	"%ju", "%td", "%20ld|", "%-20ld|", "%020lx", "%#lx", "%.12lu",
};

static const long values[] = {
	0, 1, -1, 7, 8, 100, -100, 32767, 65536, 2147483647, -2147483648l,
	0x7fffffffffffffffl, -0x7fffffffffffffffl - 1,
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

static void
test_integers(void **state)
{
	size_t f, v;

	(void)state;
	for (v = 0; v < COUNT(values); v++) {
		for (f = 0; f < COUNT(int_formats); f++)
			SAME(int_formats[f], (int)values[v]);
		for (f = 0; f < COUNT(long_formats); f++)
			SAME(long_formats[f], values[v]);
	}
	SAME("%*d|%-*d|%.*d", 6, 42, 6, 42, 4, 42);
	SAME("%*d", -6, 42);
}

static void
test_text(void **state)
{
	char n[] = { 'n', 'o', 'e', 'n', 'd' };

	(void)state;
	SAME("plain");
	SAME("100%%");
	SAME("%s", "");
	SAME("[%s] [%10s] [%-10s]", "abc", "abc", "abc");
	SAME("%.2s|%.0s|%.9s", "abc", "abc", "abc");
	SAME("%c%c|%3c|%-3c|", 'a', 'b', 'c', 'd');
	SAME("%.*s", 5, n);		/* reads no further */
	SAME("%p", (void *)0x1234);
	SAME("%s and %d and %s", "one", 2, "three");
}

static void
test_null_string(void **state)
{
	char buf[20];

	(void)state;
	kernel_snprintf(buf, sizeof(buf), "%s", (const char *)NULL);
	assert_string_equal(buf, "(null)");
}

static void
test_short_buffer(void **state)
{
	char buf[8] = "ZZZZZZZ";

	(void)state;
	assert_int_equal(kernel_snprintf(buf, 4, "%d", 123456), 6);
	assert_memory_equal(buf, "123\0ZZZ", 8);
	assert_int_equal(kernel_snprintf(buf, 1, "abc"), 3);
	assert_int_equal(buf[0], '\0');
	assert_int_equal(kernel_snprintf(NULL, 0, "%s", "abcd"), 4);
}

static void
test_odd_formats(void **state)
{
	char buf[20];

	(void)state;
	kernel_snprintf(buf, sizeof(buf), "a%");
	assert_string_equal(buf, "a");
	kernel_snprintf(buf, sizeof(buf), "%y%d", 5);
	assert_string_equal(buf, "%y5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_null_string),
		cmocka_unit_test(test_short_buffer),
		cmocka_unit_test(test_odd_formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
