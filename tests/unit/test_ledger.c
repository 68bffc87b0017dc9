// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_ledger - charging, limits, reports.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

static struct ledger parent, child;
static int64_t reported;
static const char *where;

static int
setup(void **state)
{
	(void)state;
	machine_boot(16ul << 20);
	return 0;
}

static void
report(const struct ledger_entry *le, void *arg)
{
	(void)arg;
	reported += le->le_bytes;
	where = le->le_site->as_func;
}

static void
test_charge(void **state)
{
	void *a, *b;

	(void)state;
	reported = 0;
	ledger_init(&parent, "parent", &ledger_base);
	ledger_init(&child, "child", &parent);
	a = kmem_alloc(&child, 24, KM_NOSLEEP);
	b = kmem_alloc(&parent, 24, KM_NOSLEEP);
	assert_int_equal(child.ld_bytes, 32);
	assert_int_equal(child.ld_objects, 1);
	assert_int_equal(parent.ld_bytes, 64);
	assert_int_equal(parent.ld_objects, 2);
	assert_int_equal(ledger_report(&child, report, NULL), 1);
	assert_int_equal(reported, 32);
	assert_string_equal(where, __func__);
	kmem_free(a);
	assert_int_equal(child.ld_bytes, 0);
	assert_int_equal(parent.ld_objects, 1);
	assert_int_equal(ledger_report(&child, report, NULL), 0);
	kmem_free(b);
	assert_int_equal(parent.ld_bytes, 0);
	ledger_destroy(&child);
	ledger_destroy(&parent);
}

static void
test_limit(void **state)
{
	void *a, *b;

	(void)state;
	ledger_init(&parent, "parent", NULL);
	ledger_init(&child, "child", &parent);
	parent.ld_limit = 100;
	a = kmem_alloc(&child, 40, KM_NOSLEEP);
	b = kmem_alloc(&child, 88, KM_NOSLEEP);
	assert_non_null(a);
	assert_null(b);
	assert_int_equal(child.ld_bytes, 48);	/* nothing of the failed one */
	assert_int_equal(parent.ld_bytes, 48);
	assert_int_equal(child.ld_objects, 1);
	child.ld_limit = 10;
	assert_null(kmem_alloc(&child, 20000, KM_NOSLEEP));
	kmem_free(a);
	assert_int_equal(parent.ld_bytes, 0);
	ledger_destroy(&child);
	ledger_destroy(&parent);
}

/* An object that grows and shrinks is one object all the while. */
static void
test_resize(void **state)
{
	struct ledger_entry *le;

	(void)state;
	ledger_init(&parent, "parent", NULL);
	ledger_init(&child, "child", &parent);
	parent.ld_limit = 100;
	le = ledger_charge(&child, ALLOC_SITE(), 0);
	assert_int_equal(ledger_resize(le, 100), 0);
	assert_int_equal(ledger_resize(le, 1), ENOMEM);
	assert_int_equal(child.ld_bytes, 100);
	assert_int_equal(parent.ld_bytes, 100);
	assert_int_equal(parent.ld_objects, 1);
	/* Shrinking never fails, even above a limit that came later. */
	parent.ld_limit = 10;
	assert_int_equal(ledger_resize(le, -40), 0);
	assert_int_equal(le->le_bytes, 60);
	ledger_release(le, 60);
	assert_int_equal(parent.ld_bytes, 0);
	assert_int_equal(parent.ld_objects, 0);
	le = ledger_charge(NULL, ALLOC_SITE(), 0);
	assert_int_equal(ledger_resize(le, 1l << 40), 0);
	ledger_release(le, 1l << 40);
	ledger_destroy(&child);
	ledger_destroy(&parent);
}

static void
test_base(void **state)
{
	int64_t before, after;
	void *p;
	int n;

	(void)state;
	reported = 0;
	n = ledger_report(NULL, report, NULL);
	before = reported;
	p = kmem_alloc(NULL, 100, KM_NOSLEEP);
	reported = 0;
	assert_int_equal(ledger_report(&ledger_base, report, NULL), n + 1);
	after = reported;
	assert_int_equal(after - before, 128);
	kmem_free(p);
}

/* Many sites in one ledger: chains longer than one. */
#define SITE(i)	p[i] = kmem_alloc(&child, 24, KM_NOSLEEP)
#define SITES(i) SITE(i); SITE(i + 1); SITE(i + 2); SITE(i + 3);	\
	SITE(i + 4); SITE(i + 5); SITE(i + 6); SITE(i + 7)

static void
test_many_sites(void **state)
{
	void *p[40];
	int i;

	(void)state;
	ledger_init(&child, "child", NULL);
	SITES(0);
	SITES(8);
	SITES(16);
	SITES(24);
	SITES(32);
	assert_int_equal(ledger_report(&child, report, NULL), 40);
	for (i = 0; i < 40; i++)
		kmem_free(p[i]);
	assert_int_equal(ledger_report(&child, report, NULL), 0);
	ledger_destroy(&child);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_charge),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_many_sites),
	};
	int failed = cmocka_run_group_tests(tests, setup, NULL);

	machine_stop();
	return failed;
}
