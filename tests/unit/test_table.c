// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_table - the ranges of an address space, against an array of pages.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/vm/vm_priv.h"
#include "tests/unit/shim/machine.h"

#define BASE	0x10000ul
#define PAGES	200

static uint8_t model[PAGES];	/* protection + 1, or 0 */
static int holds;		/* objects held by clips */

void
vm_object_hold(struct vm_object *obj)
{
	(void)obj;
	holds++;
}

static int
setup(void **state)
{
	(void)state;
	machine_boot(16ul << 20);
	return 0;
}

static uaddr_t
va(int page)
{
	return BASE + (uaddr_t)page * PAGE_SIZE;
}

static void
unmap(struct vm_table *vt, int from, int to)
{
	unsigned first, n = 0;

	assert_int_equal(vm_table_reserve(vt, NULL, 2), 0);
	vm_table_clip(vt, va(from));
	vm_table_clip(vt, va(to));
	first = vm_table_find(vt, va(from));
	while (first + n < vt->vt_count &&
	    vt->vt_entry[first + n].ve_start < va(to))
		n++;
	vm_table_delete(vt, first, n);
	memset(model + from, 0, (size_t)(to - from));
}

static void
map(struct vm_table *vt, int from, int to, int prot)
{
	struct vm_entry ve = { .ve_start = va(from), .ve_end = va(to),
	    .ve_prot = (uint8_t)prot };

	unmap(vt, from, to);
	assert_int_equal(vm_table_reserve(vt, NULL, 1), 0);
	vm_table_insert(vt, &ve);
	memset(model + from, prot + 1, (size_t)(to - from));
}

static void
compare(const struct vm_table *vt)
{
	const struct vm_entry *ve;
	unsigned i;
	int p;

	for (i = 0; i < vt->vt_count; i++) {
		ve = &vt->vt_entry[i];
		assert_true(ve->ve_start < ve->ve_end);
		if (i > 0)
			assert_true(ve[-1].ve_end <= ve->ve_start);
	}
	for (p = 0; p < PAGES; p++) {
		ve = vm_table_lookup(vt, va(p) + 17);
		assert_int_equal(ve == NULL ? 0 : ve->ve_prot + 1, model[p]);
	}
}

static void
test_random(void **state)
{
	struct vm_table vt;
	int n, from, to;

	(void)state;
	vm_table_init(&vt);
	memset(model, 0, sizeof(model));
	srand(7);
	for (n = 0; n < 20000; n++) {
		from = rand() % PAGES;
		to = from + 1 + rand() % (PAGES - from);
		if (to - from > 20)
			to = from + 20;
		if (to > PAGES)
			to = PAGES;
		if (rand() % 3 == 0)
			unmap(&vt, from, to);
		else
			map(&vt, from, to, rand() % 4);
		compare(&vt);
	}
	vm_table_free(&vt);
}

/* Neighbours alike become one entry; objects keep theirs apart. */
static void
test_join(void **state)
{
	struct vm_object *obj = (struct vm_object *)0x1000;
	struct vm_entry ve = { .ve_start = va(10), .ve_end = va(20),
	    .ve_obj = obj, .ve_offset = 0x5000 };
	struct vm_table vt;

	(void)state;
	vm_table_init(&vt);
	map(&vt, 0, 2, 3);
	map(&vt, 2, 4, 3);
	map(&vt, 6, 8, 3);
	assert_int_equal(vt.vt_count, 2);
	map(&vt, 5, 6, 3);
	assert_int_equal(vt.vt_count, 2);
	map(&vt, 4, 5, 1);
	assert_int_equal(vt.vt_count, 3);

	vm_table_insert(&vt, &ve);
	holds = 0;
	vm_table_clip(&vt, va(13));
	assert_int_equal(holds, 1);
	assert_int_equal(vm_table_lookup(&vt, va(13))->ve_offset, 0x8000);
	vm_table_clip(&vt, va(13));
	vm_table_clip(&vt, va(20));
	assert_int_equal(holds, 1);
	vm_table_free(&vt);
}

static void
test_gap(void **state)
{
	struct vm_entry stack = { .ve_start = va(30), .ve_end = va(40),
	    .ve_flags = VE_STACK };
	struct vm_table vt;
	uaddr_t at;

	(void)state;
	vm_table_init(&vt);
	assert_int_equal(vm_table_gap(&vt, 0, PAGE_SIZE, &at), 0);
	assert_int_equal(at, USER_MIN);
	map(&vt, 0, 10, 1);
	map(&vt, 12, 20, 1);
	vm_table_insert(&vt, &stack);
	assert_int_equal(vm_table_gap(&vt, va(3), 2 * PAGE_SIZE, &at), 0);
	assert_int_equal(at, va(10));
	assert_int_equal(vm_table_gap(&vt, va(3), 3 * PAGE_SIZE, &at), 0);
	assert_int_equal(at, va(20));
	/* One page below a stack stays free. */
	assert_int_equal(vm_table_gap(&vt, va(20), 10 * PAGE_SIZE, &at), 0);
	assert_int_equal(at, va(40));
	assert_int_equal(vm_table_gap(&vt, va(0), USER_MAX, &at), ENOMEM);
	assert_int_equal(vm_table_gap(&vt, USER_MAX - PAGE_SIZE, PAGE_SIZE,
	    &at), 0);
	assert_int_equal(vm_table_gap(&vt, USER_MAX - PAGE_SIZE,
	    2 * PAGE_SIZE, &at), ENOMEM);
	vm_table_free(&vt);
}

static void
test_bound(void **state)
{
	struct vm_table vt;

	(void)state;
	vm_table_init(&vt);
	assert_int_equal(vm_table_reserve(&vt, NULL, VM_ENTRIES_MAX), 0);
	assert_int_equal(vm_table_reserve(&vt, NULL, VM_ENTRIES_MAX + 1),
	    ENOMEM);
	vm_table_free(&vt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_gap),
		cmocka_unit_test(test_bound)
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
