// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_init - the order of initcalls, and that it survives an interruption.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/init/init_priv.h"
#include "kernel/lib/init.h"

static char order[16];

static void
note(char c)
{
	order[strlen(order)] = c;
}

static void
call_c(void)
{
	note('c');
}

static void
call_a(void)
{
	note('a');
}

/* The rest runs inside, as when the scheduler starts. */
static void
call_b(void)
{
	note('b');
	init_run();
}

static void
call_d(void)
{
	note('d');
}

static const struct initcall c = { PHASE_DEVICE, 3, "c", call_c };
static const struct initcall a = { PHASE_CPU, 9, "z", call_a };
static const struct initcall d = { PHASE_DEVICE, 3, "d", call_d };
static const struct initcall b = { PHASE_DEVICE, 2, "x", call_b };
SET_ENTRY(initcall, c);
SET_ENTRY(initcall, a);
SET_ENTRY(initcall, d);
SET_ENTRY(initcall, b);

static void
test_compare(void **state)
{
	(void)state;
	assert_true(initcall_compare(&a, &b) < 0);
	assert_true(initcall_compare(&c, &b) > 0);
	assert_true(initcall_compare(&c, &d) < 0);
	assert_int_equal(initcall_compare(&c, &c), 0);
}

static void
test_run(void **state)
{
	(void)state;
	init_run();
	assert_string_equal(order, "abcd");
	init_run();
	assert_string_equal(order, "abcd");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
