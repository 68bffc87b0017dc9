// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_sym - names for addresses, on a table of three symbols.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db.h"

static const struct ksym table[] = {
	{ 0x1000, 0x10, 0 }, { 0x1010, 0x100, 5 }, { 0x2000, 0, 9 },
	{ 0x5000, 8, 13 }, { 0x5008, 8, 23 }, { 0x5010, 8, 33 },
};

struct bootinfo bootinfo = {
	.bi_sym = table, .bi_sym_count = 6,
	.bi_sym_names = "main\0foo\0bar\0a.c:twice\0b.c:twice\0c.c:once",
};

static char printed[100];

int
db_printf(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsprintf(printed, fmt, ap);
	va_end(ap);
	return n;
}

static void
check(uintptr_t addr, const char *text)
{
	db_print_symbol(KERNEL_BASE + addr);
	assert_string_equal(printed, text);
}

static void
test_by_address(void **state)
{
	(void)state;
	check(0x1000, "main");
	check(0x1008, "main+0x8");
	check(0x1010, "foo");
	check(0x1110, "foo+0x100");	/* after a call that never returns */
	check(0x1200, "0xffffffff80001200");
	check(0x2000, "bar");
	check(0x2f00, "bar+0xf00");
	check(0xfff, "0xffffffff80000fff");
	check(-KERNEL_BASE, "0x0");
	check(UINT64_MAX - KERNEL_BASE, "0xffffffffffffffff");
}

static void
test_by_name(void **state)
{
	uintptr_t addr;
	size_t size;

	(void)state;
	assert_int_equal(db_sym_value("foo", &addr, &size), 0);
	assert_int_equal(addr, KERNEL_BASE + 0x1010);
	assert_int_equal(size, 0x100);
	assert_int_equal(db_sym_value("fo", &addr, &size), ENOENT);
	assert_int_equal(db_sym_value("", &addr, &size), ENOENT);
}

/* Statics of one name are told apart by their files. */
static void
test_by_file(void **state)
{
	uintptr_t addr;
	size_t size;

	(void)state;
	assert_int_equal(db_sym_value("twice", &addr, &size), EEXIST);
	assert_int_equal(db_sym_value("b.c:twice", &addr, &size), 0);
	assert_int_equal(addr, KERNEL_BASE + 0x5008);
	assert_int_equal(db_sym_value("c.c:twice", &addr, &size), ENOENT);
	assert_int_equal(db_sym_value("once", &addr, &size), 0);
	assert_int_equal(addr, KERNEL_BASE + 0x5010);
}

static void
test_without_table(void **state)
{
	const char *name;
	uintptr_t addr;
	size_t size;

	(void)state;
	bootinfo.bi_sym = NULL;
	assert_int_equal(db_sym_find(KERNEL_BASE + 0x1000, &name, &addr),
	    ENOENT);
	assert_int_equal(db_sym_value("main", &addr, &size), ENOENT);
	bootinfo.bi_sym = table;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_address),
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_by_file),
		cmocka_unit_test(test_without_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
