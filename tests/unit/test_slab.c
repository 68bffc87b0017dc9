// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_slab - caches of objects.
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
#include "kernel/mem/slab.h"
#include "tests/unit/shim/machine.h"

#define MEMORY	(32ul << 20)
#define OBJECTS	3000

static void *object[OBJECTS];

static int
setup(void **state)
{
	(void)state;
	machine_boot(MEMORY);
	return 0;
}

/* Objects of every size are apart, aligned, whole, and all come back. */
static void
check_size(size_t size)
{
	struct slab_cache *sc;
	uint64_t free;
	int i, n = OBJECTS;

	kmem_drain();
	free = page_free_count();
	sc = slab_create("test", size);
	assert_non_null(sc);
	for (i = 0; i < n; i++) {
		object[i] = slab_alloc(sc, NULL, KM_NOSLEEP);
		assert_non_null(object[i]);
		assert_int_equal((uintptr_t)object[i] % 16, 0);
		memset(object[i], i, size);
	}
	for (i = 0; i < n; i++) {
		assert_int_equal(((uint8_t *)object[i])[0], (uint8_t)i);
		assert_int_equal(((uint8_t *)object[i])[size - 1],
		    (uint8_t)i);
		slab_free(sc, object[i]);
	}
	slab_destroy(sc);
	kmem_drain();
	assert_int_equal(page_free_count(), free);
}

static void
test_sizes(void **state)
{
	static const size_t sizes[] = { 1, 8, 9, 24, 100, 504, 1000, 2041,
	    4000, 5000 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		check_size(sizes[i]);
}

static void
test_random(void **state)
{
	struct slab_cache *sc = slab_create("test", 56);
	int i, n;

	(void)state;
	srand(3);
	memset(object, 0, sizeof(object));
	for (n = 0; n < 50000; n++) {
		i = rand() % OBJECTS;
		if (object[i] == NULL) {
			object[i] = slab_alloc(sc, NULL, KM_NOSLEEP);
			*(int *)object[i] = i;
		} else {
			assert_int_equal(*(int *)object[i], i);
			slab_free(sc, object[i]);
			object[i] = NULL;
		}
	}
	for (i = 0; i < OBJECTS; i++)
		slab_free(sc, object[i]);
	slab_destroy(sc);
}

static void
test_zero(void **state)
{
	struct slab_cache *sc = slab_create("test", 100);
	uint8_t *p;
	int i;

	(void)state;
	p = slab_alloc(sc, NULL, KM_NOSLEEP);
	memset(p, 0xff, 100);
	slab_free(sc, p);
	p = slab_alloc(sc, NULL, KM_NOSLEEP | KM_ZERO);
	for (i = 0; i < 100; i++)
		assert_int_equal(p[i], 0);
	slab_free(sc, p);
	slab_destroy(sc);
}

static void
test_freed_twice(void **state)
{
	struct slab_cache *sc = slab_create("test", 100);
	void *p = slab_alloc(sc, NULL, KM_NOSLEEP);

	(void)state;
	slab_free(sc, NULL);
	slab_free(sc, p);
	EXPECT_PANIC(slab_free(sc, p));
}

/* When memory is all gone, so is every object; then all come back. */
static void
test_exhaustion(void **state)
{
	struct slab_cache *sc = slab_create("test", 1000);
	void *first = NULL, *p;
	uint64_t n = 0;

	(void)state;
	while ((p = slab_alloc(sc, NULL, KM_SLEEP)) != NULL) {
		*(void **)p = first;
		first = p;
		n++;
	}
	assert_true(n > MEMORY / 1100 * 8 / 10);
	while ((p = first) != NULL) {
		first = *(void **)p;
		slab_free(sc, p);
	}
	slab_destroy(sc);
	p = kmem_alloc(NULL, 1 << 20, KM_NOSLEEP);
	assert_non_null(p);
	kmem_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_zero),
		cmocka_unit_test(test_freed_twice),
		cmocka_unit_test(test_exhaustion),
	};
	int failed = cmocka_run_group_tests(tests, setup, NULL);

	machine_stop();
	return failed;
}
