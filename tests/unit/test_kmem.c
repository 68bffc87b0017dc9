// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_kmem - allocation by size, and the fault injector.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

static int
setup(void **state)
{
	(void)state;
	machine_boot(32ul << 20);
	return 0;
}

static void
test_every_size(void **state)
{
	size_t size;
	uint8_t *p;

	(void)state;
	for (size = 0; size < 9000; size++) {
		p = kmem_zalloc(NULL, size, KM_NOSLEEP);
		assert_non_null(p);
		assert_int_equal((uintptr_t)p % 16, 0);
		if (size > 0) {
			assert_int_equal(p[size - 1], 0);
			memset(p, 0xee, size);
		}
		kmem_free(p);
	}
	p = kmem_alloc(NULL, 4ul << 20, KM_NOSLEEP);
	assert_non_null(p);
	kmem_free(p);
	assert_null(kmem_alloc(NULL, (4ul << 20) + 1, KM_NOSLEEP));
	assert_null(kmem_alloc(NULL, SIZE_MAX, KM_NOSLEEP));
	kmem_free(NULL);
}

static void
test_strdup(void **state)
{
	char *s = kmem_strdup(NULL, "copy me", KM_NOSLEEP);

	(void)state;
	assert_string_equal(s, "copy me");
	kmem_free(s);
}

static void
test_wild_free(void **state)
{
	struct page *pg = page_alloc(0, KM_NOSLEEP);

	(void)state;
	EXPECT_PANIC(kmem_free(page_va(pg)));
	page_free(pg, 0);
}

/* The Nth of three allocations fails, and only it; others are not counted. */
static void
test_fault_walk(void **state)
{
	struct ledger mine;
	void *p[3];
	int n, i;

	(void)state;
	ledger_init(&mine, "mine", NULL);
	fault_ledger = &mine;
	for (n = 1; n <= 4; n++) {
		fault_after = n;
		for (i = 0; i < 3; i++) {
			void *other = kmem_alloc(NULL, 10, KM_NOSLEEP);

			assert_non_null(other);
			kmem_free(other);
			p[i] = kmem_alloc(&mine, i == 1 ? 9000 : 10,
			    KM_NOSLEEP);
			assert_int_equal(p[i] == NULL, i + 1 == n);
		}
		for (i = 0; i < 3; i++)
			kmem_free(p[i]);
		assert_int_equal(mine.ld_bytes, 0);
	}
	assert_int_equal(fault_after, 1);
	fault_after = 0;
	fault_ledger = NULL;
	ledger_destroy(&mine);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_size),
		cmocka_unit_test(test_strdup),
		cmocka_unit_test(test_wild_free),
		cmocka_unit_test(test_fault_walk),
	};
	int failed = cmocka_run_group_tests(tests, setup, NULL);

	machine_stop();
	return failed;
}
