// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_lines - the table of lines: a small one, and that damaged.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/debug/db_lines.h"

/* Two blocks; 0x100 a.c:10, 0x104 b.h:300, 0x110 none, 0x200 a.c:9. */
static const uint8_t table[] = {
	2, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0,
	0x00, 1, 0, 0, 0, 0, 0, 0, 0x00, 2, 0, 0, 10, 0, 0, 0,
	0, 0, 0, 0, 4, 0, 0, 0,
	'a', '.', 'c', 0, 'b', '.', 'h', 0,
	0, 40,				/* +0, line 10: 10 * 2 * 2 */
	4, 0x89, 9, 1,			/* +4, line 300, file 1 */
	12, 0xaf, 9, 0,			/* +12, line -1 - 299 = 0, file 0 */
	0, 36,				/* second block: +0, line 9 */
};

static struct db_lines ln;

static void
found(uint32_t offset, const char *file, uint32_t line, uint32_t begin)
{
	const char *name;
	uint32_t at, where;

	assert_int_equal(db_lines_find(&ln, offset, &name, &at, &where), 0);
	assert_string_equal(name, file);
	assert_int_equal(at, line);
	assert_int_equal(where, begin);
}

static void
test_find(void **state)
{
	const char *name;
	uint32_t at, where;

	(void)state;
	assert_int_equal(db_lines_open(&ln, table, sizeof(table)), 0);
	found(0x100, "a.c", 10, 0x100);
	found(0x103, "a.c", 10, 0x100);
	found(0x104, "b.h", 300, 0x104);
	found(0x200, "a.c", 9, 0x200);
	found(0x5000, "a.c", 9, 0x200);
	assert_int_equal(db_lines_find(&ln, 0xff, &name, &at, &where),
	    ENOENT);
	assert_int_equal(db_lines_find(&ln, 0x110, &name, &at, &where),
	    ENOENT);
	assert_int_equal(db_lines_place(&ln, "b.h", 300, &where), 0);
	assert_int_equal(where, 0x104);
	assert_int_equal(db_lines_place(&ln, "a.c", 300, &where), ENOENT);
}

static void
ask_all(void)
{
	const char *name;
	uint32_t at, where, offset;

	for (offset = 0xf0; offset < 0x210; offset += 3)
		if (db_lines_find(&ln, offset, &name, &at, &where) == 0)
			assert_true(strlen(name) < sizeof(table));
	db_lines_place(&ln, "a.c", 77, &where);
}

/* Cut at each byte and flipped at random, in memory that ends there. */
static void
test_damaged(void **state)
{
	uint8_t *bad;
	size_t len;
	int i;

	(void)state;
	for (len = 0; len < sizeof(table); len++) {
		bad = malloc(len + 1);
		assert_non_null(bad);
		bad = realloc(bad, len > 0 ? len : 1);
		memcpy(bad, table, len);
		db_lines_open(&ln, bad, len);
		ask_all();
		free(bad);
	}
	srandom(1);
	for (i = 0; i < 20000; i++) {
		bad = malloc(sizeof(table));
		assert_non_null(bad);
		memcpy(bad, table, sizeof(table));
		for (len = 0; len < 1 + (size_t)i % 4; len++)
			bad[(size_t)random() % sizeof(table)] =
			    (uint8_t)random();
		db_lines_open(&ln, bad, sizeof(table));
		ask_all();
		free(bad);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
