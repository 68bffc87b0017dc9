// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_btf - the reader of type information, on a small blob and on
 * that blob damaged in every way a byte can be.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/debug/db_btf.h"

#define INFO(kind, count)	((uint32_t)(kind) << 24 | (count))
#define FLAG			(1u << 31)

/* Names, by their offsets below. */
static const char strings[] =
	"\0int\0node\0next\0bits\0color\0RED\0BLUE\0loop\0head\0inner";
enum { N_INT = 1, N_NODE = 5, N_NEXT = 10, N_BITS = 15, N_COLOR = 20,
	N_RED = 26, N_BLUE = 30, N_LOOP = 35, N_HEAD = 40, N_INNER = 45 };

static const uint32_t records[] = {
	N_INT, INFO(BTF_INT, 0), 4, BTF_SIGNED << 24 | 32,	/* 1 */
	N_NODE, INFO(BTF_STRUCT, 3) | FLAG, 32,			/* 2 */
		N_NEXT, 3, 0, N_BITS, 1, 3u << 24 | 65, 0, 9, 128,
	0, INFO(BTF_PTR, 0), 2,					/* 3 */
	0, INFO(BTF_ARRAY, 0), 0, 3, 1, 7,			/* 4 */
	N_COLOR, INFO(BTF_ENUM, 2), 4, N_RED, 0, N_BLUE, 5,	/* 5 */
	N_LOOP, INFO(BTF_TYPEDEF, 0), 7,			/* 6 */
	0, INFO(BTF_CONST, 0), 6,				/* 7 */
	N_HEAD, INFO(BTF_VAR, 0), 4, 1,				/* 8 */
	0, INFO(BTF_UNION, 1), 8, N_INNER, 1, 32,		/* 9 */
	0, INFO(BTF_ARRAY, 0), 0, 10, 1, 7,			/* 10 */
	0, INFO(BTF_FUNC_PROTO, 0), 1,				/* 11 */
	0, INFO(BTF_PTR, 0), 11,				/* 12 */
	N_HEAD, INFO(BTF_VAR, 0), 1, 0,				/* 13 */
	0, INFO(BTF_DATASEC, 2), 0, 8, 64, 56, 13, 128, 4,	/* 14 */
};

#define BLOB	(24 + sizeof(records) + sizeof(strings))

static struct btf bf;

static uint8_t *
blob_make(void)
{
	uint32_t head[6] = { 0x0001eb9f, 24, 0, sizeof(records),
	    sizeof(records), sizeof(strings) };
	uint8_t *blob = malloc(BLOB);

	assert_non_null(blob);
	memcpy(blob, head, sizeof(head));
	memcpy(blob + 24, records, sizeof(records));
	memcpy(blob + 24 + sizeof(records), strings, sizeof(strings));
	return blob;
}

static void
declared(uint32_t id, const char *name, const char *want)
{
	char text[80];

	db_btf_declare(&bf, id, name, text, sizeof(text));
	assert_string_equal(text, want);
}

static void
test_names_and_sizes(void **state)
{
	uint8_t *blob = blob_make();
	size_t size;

	(void)state;
	assert_int_equal(db_btf_open(&bf, blob, BLOB), 0);
	assert_int_equal(bf.bf_count, 14);
	assert_int_equal(db_btf_find(&bf, BTF_STRUCT, "node"), 2);
	assert_int_equal(db_btf_find(&bf, BTF_UNION, "node"), 0);
	assert_int_equal(db_btf_size(&bf, 2, &size), 0);
	assert_int_equal(size, 32);
	assert_int_equal(db_btf_size(&bf, 4, &size), 0);
	assert_int_equal(size, 56);
	assert_int_equal(db_btf_size(&bf, 11, &size), EINVAL);
	assert_int_equal(db_btf_target(&bf, 8), 4);
	assert_true(db_btf_signed(&bf, 1));
	declared(4, "head", "struct node *head[7]");
	declared(12, "f", "int (*f)()");
	declared(0, "x", "void x");
	free(blob);
}

static void
test_members(void **state)
{
	uint8_t *blob = blob_make();
	struct btf_member bm;
	const char *name;

	(void)state;
	assert_int_equal(db_btf_open(&bf, blob, BLOB), 0);
	assert_int_equal(db_btf_member_find(&bf, 2, "bits", &bm), 0);
	assert_int_equal(bm.bm_bit, 65);
	assert_int_equal(bm.bm_bits, 3);
	/* Through a member without a name. */
	assert_int_equal(db_btf_member_find(&bf, 2, "inner", &bm), 0);
	assert_int_equal(bm.bm_bit, 160);
	assert_int_equal(db_btf_member_find(&bf, 2, "none", &bm), ENOENT);
	assert_int_equal(db_btf_member_find(&bf, 2, "", &bm), ENOENT);
	assert_int_equal(db_btf_member(&bf, 2, 3, &bm), ENOENT);
	assert_int_equal(db_btf_enum_name(&bf, 5, 5, &name), 0);
	assert_string_equal(name, "BLUE");
	assert_int_equal(db_btf_enum_name(&bf, 5, 1, &name), ENOENT);
	assert_int_equal(db_btf_enum_name(&bf, 1, 1, &name), ENOENT);
	free(blob);
}

/* Two statics of one name, told apart by where they lie. */
static void
test_variables(void **state)
{
	uint8_t *blob = blob_make();
	struct btf_member bm;
	uint32_t id;

	(void)state;
	assert_int_equal(db_btf_open(&bf, blob, BLOB), 0);
	assert_int_equal(db_btf_variable(&bf, "head", 64), 8);
	assert_int_equal(db_btf_variable(&bf, "head", 128), 13);
	assert_int_equal(db_btf_variable(&bf, "head", 65), 0);
	assert_int_equal(db_btf_variable(&bf, "node", 64), 0);
	assert_int_equal(db_btf_member_owner(&bf, "next", &id, &bm), 0);
	assert_int_equal(id, 2);
	assert_int_equal(db_btf_member_owner(&bf, "inner", &id, &bm), 0);
	assert_int_equal(id, 2);
	assert_int_equal(bm.bm_bit, 160);
	assert_int_equal(db_btf_member_owner(&bf, "none", &id, &bm), ENOENT);
	free(blob);
}

/* Every question about every type: none may hang or look outside. */
static void
ask_all(void)
{
	struct btf_member bm;
	const char *name;
	char text[40];
	uint32_t id;
	size_t size;

	for (id = 0; id <= bf.bf_count + 1; id++) {
		db_btf_size(&bf, id, &size);
		db_btf_strip(&bf, id);
		db_btf_target(&bf, id);
		db_btf_signed(&bf, id);
		db_btf_elements(&bf, id);
		db_btf_member_find(&bf, id, "nobody", &bm);
		db_btf_enum_name(&bf, id, 77, &name);
		db_btf_declare(&bf, id, db_btf_name(&bf, id), text,
		    sizeof(text));
	}
	db_btf_find(&bf, BTF_STRUCT, "nobody");
	db_btf_variable(&bf, "nobody", 64);
	db_btf_member_owner(&bf, "nobody", &id, &bm);
}

static void
test_circles(void **state)
{
	uint8_t *blob = blob_make();
	size_t size;

	(void)state;
	assert_int_equal(db_btf_open(&bf, blob, BLOB), 0);
	assert_int_equal(db_btf_strip(&bf, 6), 0);
	assert_int_equal(db_btf_size(&bf, 7, &size), EINVAL);
	assert_int_equal(db_btf_size(&bf, 10, &size), EINVAL);
	ask_all();
	free(blob);
}

/* Cut at each byte, in memory that ends there. */
static void
test_cut(void **state)
{
	uint8_t *blob = blob_make(), *cut;
	size_t len;

	(void)state;
	for (len = 0; len < BLOB; len++) {
		cut = malloc(len > 0 ? len : 1);
		assert_non_null(cut);
		memcpy(cut, blob, len);
		assert_int_equal(db_btf_open(&bf, cut, len), EINVAL);
		ask_all();
		free(cut);
	}
	free(blob);
}

/* Every byte with values of all sizes, then many at once. */
static void
test_flipped(void **state)
{
	uint8_t *blob = blob_make(), *bad = malloc(BLOB);
	size_t at, i;
	int value;

	(void)state;
	assert_non_null(bad);
	for (at = 0; at < BLOB; at++)
		for (value = 0; value < 256; value += 15) {
			memcpy(bad, blob, BLOB);
			bad[at] = (uint8_t)value;
			db_btf_open(&bf, bad, BLOB);
			ask_all();
		}
	srandom(1);
	for (i = 0; i < 20000; i++) {
		memcpy(bad, blob, BLOB);
		for (at = 0; at < 1 + i % 8; at++)
			bad[24 + (size_t)random() % (BLOB - 24)] =
			    (uint8_t)random();
		db_btf_open(&bf, bad, BLOB);
		ask_all();
	}
	free(bad);
	free(blob);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_and_sizes),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_flipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
