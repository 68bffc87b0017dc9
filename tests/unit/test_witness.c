// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_witness - spinlocks and the order they are taken in.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/panic.h"
#include "kernel/lock/spin.h"
#include "kernel/lock/witness.h"
#include "tests/unit/shim/machine.h"

static struct spinlock outer, inner, dup[2];

/* Each test begins with nothing held, whatever the last one left. */
static int
setup(void **state)
{
	(void)state;
	if (percpu_self()->pc_held != NULL)
		percpu_self()->pc_held->hk_count = 0;
	percpu_self()->pc_spin_depth = 0;
	unit_flags = RFLAGS_IF;
	spin_init(&outer, "test_outer");
	spin_init(&inner, "test_inner");
	spin_init(&dup[0], "test_dup");
	spin_init(&dup[1], "test_dup");
	return 0;
}

static void
test_right_order(void **state)
{
	(void)state;
	spin_lock(&outer);
	assert_true(spin_held(&outer));
	assert_false(spin_held(&inner));
	spin_lock(&dup[1]);
	spin_lock(&dup[0]);
	spin_lock(&inner);
	assert_int_equal(percpu_self()->pc_held->hk_count, 4);
	spin_unlock(&outer);		/* any order of release will do */
	spin_unlock(&dup[0]);
	spin_unlock(&inner);
	assert_int_equal(unit_flags, 0);
	spin_unlock(&dup[1]);
	assert_int_equal(unit_flags, RFLAGS_IF);
	assert_int_equal(percpu_self()->pc_held->hk_count, 0);
}

static void
test_wrong_order(void **state)
{
	(void)state;
	spin_lock(&inner);
	EXPECT_PANIC(spin_lock(&outer));
	assert_non_null(strstr(panic_text, "test_outer"));
	assert_non_null(strstr(panic_text, "after test_inner"));
}

static void
test_twice(void **state)
{
	struct spinlock other;

	(void)state;
	spin_init(&other, "test_outer");
	spin_lock(&outer);
	EXPECT_PANIC(spin_lock(&outer));
	assert_non_null(strstr(panic_text, "taken twice"));
	EXPECT_PANIC(spin_lock(&other));
	assert_non_null(strstr(panic_text, "after test_outer"));
}

static void
test_dup_twice(void **state)
{
	(void)state;
	spin_lock(&dup[0]);
	EXPECT_PANIC(spin_lock(&dup[0]));
}

static void
test_trylock(void **state)
{
	(void)state;
	spin_lock(&inner);
	assert_int_equal(spin_trylock(&outer), 0);	/* against the order */
	assert_int_equal(spin_trylock(&outer), EBUSY);
	spin_unlock(&inner);
	spin_unlock(&outer);
	assert_int_equal(unit_flags, RFLAGS_IF);
}

static void
test_unlock_unheld(void **state)
{
	(void)state;
	EXPECT_PANIC(spin_unlock(&outer));
}

static void
test_may_sleep(void **state)
{
	(void)state;
	witness_may_sleep("test");
	spin_enter();
	EXPECT_PANIC(witness_may_sleep("test"));
	spin_leave();
	spin_lock(&outer);
	EXPECT_PANIC(witness_may_sleep("test"));
	assert_non_null(strstr(panic_text, "test_outer"));
	spin_unlock(&outer);
}

static void
test_unknown_class(void **state)
{
	struct spinlock l;

	(void)state;
	EXPECT_PANIC(spin_init(&l, "no_such_class"));
	assert_non_null(strstr(panic_text, "no_such_class"));
}

static void
test_too_many(void **state)
{
	static struct spinlock many[HELD_MAX + 1];
	int i;

	(void)state;
	for (i = 0; i <= HELD_MAX; i++)
		spin_init(&many[i], "test_dup");
	for (i = 0; i < HELD_MAX; i++)
		spin_lock(&many[i]);
	EXPECT_PANIC(spin_lock(&many[HELD_MAX]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_right_order, setup),
		cmocka_unit_test_setup(test_wrong_order, setup),
		cmocka_unit_test_setup(test_twice, setup),
		cmocka_unit_test_setup(test_dup_twice, setup),
		cmocka_unit_test_setup(test_trylock, setup),
		cmocka_unit_test_setup(test_unlock_unheld, setup),
		cmocka_unit_test_setup(test_may_sleep, setup),
		cmocka_unit_test_setup(test_unknown_class, setup),
		cmocka_unit_test_setup(test_too_many, setup),
	};
	int failed;

	machine_start(1 << 20);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	machine_stop();
	return failed;
}
