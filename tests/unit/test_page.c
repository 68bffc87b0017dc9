// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_page - the buddy allocator.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/lib/panic.h"
#include "kernel/mem/mem_priv.h"
#include "tests/unit/shim/machine.h"

#define MEMORY	(16ul << 20)
#define BLOCKS	200

static int
setup(void **state)
{
	(void)state;
	machine_start(MEMORY);
	page_init();
	return 0;
}

static void
test_all_and_back(void **state)
{
	struct page *first = NULL, *pg;
	uint64_t free = page_free_count(), n = 0;

	(void)state;
	assert_true(page_total() > MEMORY / PAGE_SIZE * 9 / 10);
	assert_int_equal(free, page_total());
	while ((pg = page_alloc(0, KM_NOSLEEP)) != NULL) {
		memset(page_va(pg), 1, PAGE_SIZE);
		pg->pg_owner = first;
		first = pg;
		n++;
	}
	assert_int_equal(n, free);
	assert_int_equal(page_free_count(), 0);
	while ((pg = first) != NULL) {
		first = pg->pg_owner;
		page_free(pg, 0);
	}
	page_drain();
	assert_int_equal(page_free_count(), free);
	pg = page_alloc(PAGE_ORDER_MAX, KM_NOSLEEP);	/* all joined again */
	assert_non_null(pg);
	page_free(pg, PAGE_ORDER_MAX);
}

static void
test_alignment(void **state)
{
	struct page *pg;
	unsigned order;

	(void)state;
	for (order = 0; order <= PAGE_ORDER_MAX; order++) {
		pg = page_alloc(order, KM_NOSLEEP | KM_ZERO);
		assert_non_null(pg);
		assert_int_equal(page_pa(pg) % (PAGE_SIZE << order), 0);
		assert_ptr_equal(page_of(page_pa(pg)), pg);
		assert_int_equal(*(char *)page_va(pg), 0);
		assert_int_equal(((char *)page_va(pg))[(PAGE_SIZE << order) -
		    1], 0);
		page_free(pg, order);
	}
	assert_null(page_alloc(PAGE_ORDER_MAX + 1, KM_NOSLEEP));
	assert_null(page_of(0));
	assert_null(page_of(1ul << 40));
}

/* No two blocks ever overlap: each page carries its block's number. */
static void
test_random(void **state)
{
	struct page *pg[BLOCKS] = { NULL };
	unsigned order[BLOCKS], p;
	uint64_t free;
	int i, n;

	(void)state;
	page_drain();
	free = page_free_count();
	srand(2);
	for (n = 0; n < 5000; n++) {
		i = rand() % BLOCKS;
		if (pg[i] == NULL) {
			order[i] = (unsigned)rand() % 5;
			pg[i] = page_alloc(order[i], KM_NOSLEEP);
			for (p = 0; pg[i] != NULL && p < 1u << order[i]; p++)
				*(int *)page_va(pg[i] + p) = i;
			continue;
		}
		for (p = 0; p < 1u << order[i]; p++)
			assert_int_equal(*(int *)page_va(pg[i] + p), i);
		page_free(pg[i], order[i]);
		pg[i] = NULL;
	}
	for (i = 0; i < BLOCKS; i++) {
		if (pg[i] != NULL)
			page_free(pg[i], order[i]);
	}
	page_drain();
	assert_int_equal(page_free_count(), free);
}

static void
test_references(void **state)
{
	struct page *pg;
	uint64_t free;

	(void)state;
	page_drain();
	free = page_free_count();
	pg = page_alloc(0, KM_NOSLEEP);
	page_hold(pg);
	page_drop(pg);
	assert_int_equal(pg->pg_refs, 1);
	page_drop(pg);
	page_drain();
	assert_int_equal(page_free_count(), free);
}

static void
test_mistakes(void **state)
{
	struct page *pg = page_alloc(0, KM_NOSLEEP);

	(void)state;
	page_free(pg, 0);
	EXPECT_PANIC(page_free(pg, 0));
	machine_start(1 << 20);
	EXPECT_PANIC(page_init());
	assert_non_null(strstr(panic_text, "too little memory"));
}

static void
test_fault(void **state)
{
	struct page *pg;

	(void)state;
	fault_after = 2;
	pg = page_alloc(0, KM_NOSLEEP);
	assert_non_null(pg);
	page_free(pg, 0);
	assert_null(page_alloc(0, KM_NOSLEEP));
	pg = page_alloc(0, KM_NOSLEEP);	/* only once */
	assert_non_null(pg);
	page_free(pg, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_and_back),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_fault),
		cmocka_unit_test(test_mistakes),	/* the last */
	};
	int failed = cmocka_run_group_tests(tests, setup, NULL);

	machine_stop();
	return failed;
}
