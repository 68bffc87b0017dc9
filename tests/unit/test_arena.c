// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_arena - spans of integers.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "kernel/lib/panic.h"
#include "kernel/mem/arena.h"
#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

#define BASE	0x1000
#define UNITS	500
#define QUANTUM	0x10
#define SPANS	100

static uint8_t used[UNITS];
static struct { uint64_t start, size; } span[SPANS];

static int
setup(void **state)
{
	(void)state;
	machine_boot(16ul << 20);
	return 0;
}

static void
mark(uint64_t start, uint64_t size, uint8_t from, uint8_t to)
{
	uint64_t u = (start - BASE) / QUANTUM, n = size / QUANTUM;

	assert_true(start >= BASE && u + n <= UNITS);
	for (; n > 0; n--, u++) {
		assert_int_equal(used[u], from);
		used[u] = to;
	}
}

static void
test_random(void **state)
{
	struct arena *ar = arena_create("test", BASE, UNITS * QUANTUM,
	    QUANTUM);
	uint64_t whole;
	int i, n;

	(void)state;
	srand(4);
	for (n = 0; n < 20000; n++) {
		i = rand() % SPANS;
		if (span[i].size != 0) {
			mark(span[i].start, span[i].size, 1, 0);
			arena_free(ar, span[i].start, span[i].size);
			span[i].size = 0;
			continue;
		}
		span[i].size = QUANTUM * (1 + (uint64_t)rand() % 12);
		if (arena_alloc(ar, span[i].size, &span[i].start) == 0)
			mark(span[i].start, span[i].size, 0, 1);
		else
			span[i].size = 0;
	}
	for (i = 0; i < SPANS; i++) {
		if (span[i].size != 0)
			arena_free(ar, span[i].start, span[i].size);
	}
	/* All joined: the whole can be had in one piece. */
	assert_int_equal(arena_alloc(ar, UNITS * QUANTUM, &whole), 0);
	assert_int_equal(whole, BASE);
	assert_int_equal(arena_alloc(ar, QUANTUM, &whole), ENOSPC);
	arena_free(ar, BASE, UNITS * QUANTUM);
	arena_destroy(ar);
}

static void
test_errors(void **state)
{
	struct arena *ar;
	uint64_t s;

	(void)state;
	fault_after = 1;
	assert_null(arena_create("test", 0, 100, 1));
	fault_after = 2;
	assert_null(arena_create("test", 0, 100, 1));
	ar = arena_create("test", 0, 100, 1);
	fault_after = 1;
	assert_int_equal(arena_alloc(ar, 1, &s), ENOMEM);
	assert_int_equal(arena_alloc(ar, 0, &s), EINVAL);
	assert_int_equal(arena_alloc(ar, 101, &s), ENOSPC);
	assert_int_equal(arena_alloc(ar, 5, &s), 0);
	EXPECT_PANIC(arena_free(ar, s, 4));
	arena_destroy(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_errors),
	};
	int failed = cmocka_run_group_tests(tests, setup, NULL);

	machine_stop();
	return failed;
}
