// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_pagetree - pages by index, against a plain list of what is in.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernel/mem/kmem.h"
#include "kernel/vm/vm_priv.h"
#include "tests/unit/shim/machine.h"

#define PAGES	600

static struct page page[PAGES];
static uint64_t where[PAGES];
static int taken;

static int
setup(void **state)
{
	(void)state;
	machine_boot(16ul << 20);
	return 0;
}

static void
take(struct page *pg, void *arg)
{
	uint64_t from = *(uint64_t *)arg;

	assert_true(where[pg - page] >= from);
	where[pg - page] = UINT64_MAX;
	taken++;
}

/* An index of one of several sizes; never one that is in use. */
static uint64_t
fresh_index(int n)
{
	uint64_t index;
	int i;

	do {
		index = (uint64_t)rand() >> (rand() % 31);
		if (rand() % 50 == 0)
			index |= 1ul << 40;
		for (i = 0; i < n && where[i] != index; i++)
			;
	} while (i < n);
	return index;
}

static void
test_random(void **state)
{
	struct pagetree pt = { NULL, 0 };
	uint64_t from;
	int i, left;

	(void)state;
	srand(5);
	for (i = 0; i < PAGES; i++) {
		where[i] = fresh_index(i);
		assert_null(pagetree_find(&pt, where[i]));
		assert_int_equal(pagetree_insert(&pt, NULL, where[i],
		    &page[i]), 0);
	}
	for (i = 0; i < PAGES; i++)
		assert_ptr_equal(pagetree_find(&pt, where[i]), &page[i]);

	from = 5000;
	taken = 0;
	pagetree_truncate(&pt, from, take, &from);
	for (i = left = 0; i < PAGES; i++) {
		if (where[i] == UINT64_MAX)
			continue;
		left++;
		assert_true(where[i] < from);
		assert_ptr_equal(pagetree_find(&pt, where[i]), &page[i]);
	}
	assert_int_equal(left + taken, PAGES);
	from = 0;
	pagetree_truncate(&pt, from, take, &from);
	assert_int_equal(taken, PAGES);
	assert_null(pt.pt_root);
}

/* Out of memory at each step: refused, and nothing lost. */
static void
test_no_memory(void **state)
{
	struct pagetree pt = { NULL, 0 };
	uint64_t from = 0;
	int i, error;

	(void)state;
	where[0] = 3;
	assert_int_equal(pagetree_insert(&pt, NULL, 3, &page[0]), 0);
	where[1] = 1ul << 35;
	for (i = 1; ; i++) {
		fault_after = i;
		error = pagetree_insert(&pt, NULL, where[1], &page[1]);
		if (error == 0)
			break;
		assert_int_equal(error, ENOMEM);
		assert_ptr_equal(pagetree_find(&pt, 3), &page[0]);
		assert_null(pagetree_find(&pt, where[1]));
		assert_true(i < 50);
	}
	fault_after = 0;
	assert_true(i > 1);
	assert_ptr_equal(pagetree_find(&pt, where[1]), &page[1]);
	taken = 0;
	pagetree_truncate(&pt, 0, take, &from);
	assert_int_equal(taken, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
