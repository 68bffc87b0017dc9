// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_pheap - the pairing heap against a search through all elements.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernel/lib/pheap.h"

#define NODES	300

static struct pheap heap;
static struct pheap_node node[NODES];
static int inside[NODES];

static uint64_t
smallest(void)
{
	uint64_t min = UINT64_MAX;
	int i;

	for (i = 0; i < NODES; i++) {
		if (inside[i] && node[i].pn_key < min)
			min = node[i].pn_key;
	}
	return min;
}

static void
check(void)
{
	struct pheap_node *first = pheap_first(&heap);

	assert_int_equal(first != NULL ? first->pn_key : UINT64_MAX,
	    smallest());
}

static void
test_random(void **state)
{
	int i, n;

	(void)state;
	srand(1);
	pheap_init(&heap);
	for (n = 0; n < 20000; n++) {
		i = rand() % NODES;
		if (inside[i])
			pheap_remove(&heap, &node[i]);
		else
			pheap_insert(&heap, &node[i], (uint64_t)rand() % 500);
		inside[i] = !inside[i];
		check();
	}
	while (pheap_first(&heap) != NULL) {
		i = (int)(pheap_first(&heap) - node);
		pheap_remove(&heap, &node[i]);
		inside[i] = 0;
		check();
	}
}

static void
test_order(void **state)
{
	uint64_t last = 0;
	int i;

	(void)state;
	pheap_init(&heap);
	for (i = 0; i < NODES; i++)
		pheap_insert(&heap, &node[i], (uint64_t)(NODES - i));
	for (i = 0; i < NODES; i++) {
		assert_true(pheap_first(&heap)->pn_key >= last);
		last = pheap_first(&heap)->pn_key;
		pheap_remove(&heap, pheap_first(&heap));
	}
	assert_null(pheap_first(&heap));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
