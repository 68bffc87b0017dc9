// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_list - circular lists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/lib/list.h"

struct item {
	int value;
	struct list link;
};

static struct list head, other;
static struct item items[4];

static int
setup(void **state)
{
	int i;

	(void)state;
	list_init(&head);
	list_init(&other);
	for (i = 0; i < 4; i++) {
		items[i].value = i;
		list_insert_tail(&head, &items[i].link);
	}
	return 0;
}

/* The values in order, as the digits of a number. */
static int
digits(struct list *l)
{
	struct item *it;
	int n = 0;

	LIST_FOREACH(it, l, link)
		n = n * 10 + it->value;
	return n;
}

static void
test_order(void **state)
{
	(void)state;
	assert_int_equal(digits(&head), 123);
	list_remove(&items[2].link);
	list_insert_head(&head, &items[2].link);
	assert_int_equal(digits(&head), 2013);
	assert_ptr_equal(LIST_FIRST(&head, struct item, link), &items[2]);
}

static void
test_remove(void **state)
{
	struct item *it, *next;

	(void)state;
	list_remove(&items[0].link);
	list_remove(&items[0].link);	/* twice is harmless */
	LIST_FOREACH_SAFE(it, &head, link, next)
		list_remove(&it->link);
	assert_true(list_empty(&head));
	assert_null(LIST_FIRST(&head, struct item, link));
}

static void
test_splice(void **state)
{
	(void)state;
	list_splice_tail(&other, &head);
	assert_true(list_empty(&head));
	assert_int_equal(digits(&other), 123);
	list_splice_tail(&other, &head);	/* of nothing */
	list_remove(&items[3].link);
	list_insert_tail(&head, &items[3].link);
	list_splice_tail(&head, &other);
	assert_int_equal(digits(&head), 3012);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_order, setup),
		cmocka_unit_test_setup(test_remove, setup),
		cmocka_unit_test_setup(test_splice, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
