// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_strtoul - numbers from text, held against the host's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

unsigned long	kernel_strtoul(const char *s, char **end, int base);
long		kernel_strtol(const char *s, char **end, int base);

static const char *const texts[] = {
	"0", "1", "42", "-42", "+7", "  12", "\t\n9x", "", "x", "-", "+",
	"0x", "0x1f", "0XABCDEF", "0xg", "017", "08", "zz", "7fff",
	"18446744073709551615", "18446744073709551616",
	"9223372036854775807", "9223372036854775808",
	"-9223372036854775808", "-9223372036854775809",
	"99999999999999999999999", "-99999999999999999999999", "12 34",
};

static const int bases[] = { 0, 8, 10, 16, 36 };

#define TEXTS	(sizeof(texts) / sizeof(texts[0]))
#define BASES	(sizeof(bases) / sizeof(bases[0]))

/* All differ from the host's only where C lets them: nowhere here. */
static void
test_as_host(void **state)
{
	char *end, *host_end;
	unsigned long u;
	size_t i, j;
	long l;

	(void)state;
	for (i = 0; i < TEXTS; i++) {
		for (j = 0; j < BASES; j++) {
			u = kernel_strtoul(texts[i], &end, bases[j]);
			assert_int_equal(u, strtoul(texts[i], &host_end,
			    bases[j]));
			assert_ptr_equal(end, host_end);
			l = kernel_strtol(texts[i], &end, bases[j]);
			assert_int_equal(l, strtol(texts[i], &host_end,
			    bases[j]));
			assert_ptr_equal(end, host_end);
		}
	}
}

static void
test_no_end(void **state)
{
	(void)state;
	assert_int_equal(kernel_strtoul("0x10", NULL, 0), 16);
	assert_int_equal(kernel_strtol("-5", NULL, 10), -5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_host),
		cmocka_unit_test(test_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
