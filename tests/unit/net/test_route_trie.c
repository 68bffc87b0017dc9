// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_route_trie - the trie against a list that is searched from end to
 * end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "subsys/net/route_trie.h"

#define ENTRIES	300
#define ROUNDS	30000

struct entry {
	struct trie_node en_node;	/* first */
	int en_in;
};

static struct entry entry[ENTRIES];
static struct trie trie;
static int entries_in;

/* Few distinct high and low bits, so that prefixes nest and part often. */
static uint32_t
some_key(void)
{
	uint32_t k = (uint32_t)rand() << 16 ^ (uint32_t)rand();

	return rand() % 2 ? k & 0xc00000ff : k & 0xff0000ff;
}

static int
is_in(uint32_t key, unsigned len)
{
	int i;

	for (i = 0; i < ENTRIES; i++) {
		if (entry[i].en_in && entry[i].en_node.tn_key == key &&
		    entry[i].en_node.tn_len == len)
			return 1;
	}
	return 0;
}

static void
insert(struct entry *en)
{
	unsigned len = (unsigned)rand() % 33;
	uint32_t key = some_key() & trie_mask(len);
	struct trie_node *fork = malloc(sizeof(*fork));
	int dup = is_in(key, len), error;

	en->en_node.tn_key = key;
	en->en_node.tn_len = (uint8_t)len;
	error = trie_insert(&trie, &en->en_node, fork);
	assert_int_equal(error != 0, dup);
	if (error != 0)
		free(fork);
	else
		entries_in++;
	en->en_in = error == 0;
}

static void
remove_entry(struct entry *en)
{
	uint32_t key = en->en_node.tn_key;
	unsigned len = en->en_node.tn_len;

	assert_ptr_equal(trie_find(&trie, key, len), &en->en_node);
	free(trie_remove(&trie, &en->en_node));
	assert_null(trie_find(&trie, key, len));
	en->en_in = 0;
	entries_in--;
}

static void
check_match(uint32_t key)
{
	struct trie_node *best = NULL, *tn;
	int i;

	for (i = 0; i < ENTRIES; i++) {
		tn = &entry[i].en_node;
		if (entry[i].en_in &&
		    ((tn->tn_key ^ key) & trie_mask(tn->tn_len)) == 0 &&
		    (best == NULL || tn->tn_len > best->tn_len))
			best = tn;
	}
	assert_ptr_equal(trie_match(&trie, key), best);
}

static void
check_walk(void)
{
	struct trie_node *tn;
	uint32_t key = 0;
	int len = -1, n = 0;

	while ((tn = trie_next(&trie, key, len)) != NULL) {
		assert_true(tn->tn_key > key ||
		    (tn->tn_key == key && tn->tn_len > len));
		assert_int_equal(tn->tn_fork, 0);
		key = tn->tn_key;
		len = tn->tn_len;
		n++;
	}
	assert_int_equal(n, entries_in);
}

static void
test_against_list(void **state)
{
	struct entry *en;
	int i;

	(void)state;
	for (i = 0; i < ROUNDS; i++) {
		en = &entry[rand() % ENTRIES];
		if (en->en_in)
			remove_entry(en);
		else
			insert(en);
		check_match(some_key());
		check_match(entry[rand() % ENTRIES].en_node.tn_key | 3);
		if (i % 100 == 0)
			check_walk();
	}
	for (i = 0; i < ENTRIES; i++) {
		if (entry[i].en_in)
			remove_entry(&entry[i]);
	}
	assert_null(trie.tr_root);
	assert_null(trie.tr_spare);
}

static void
test_edges(void **state)
{
	struct trie tr = { NULL, NULL };
	struct trie_node fork[3], all = { .tn_key = 0, .tn_len = 0 };
	struct trie_node last = { .tn_key = 0xffffffff, .tn_len = 32 };

	(void)state;
	assert_null(trie_match(&tr, 1));
	assert_null(trie_next(&tr, 0, -1));
	assert_int_equal(trie_insert(&tr, &last, &fork[0]), 0);
	assert_int_equal(trie_insert(&tr, &all, &fork[1]), 0);
	assert_ptr_equal(trie_match(&tr, 0xffffffff), &last);
	assert_ptr_equal(trie_match(&tr, 0xfffffffe), &all);
	assert_ptr_equal(trie_next(&tr, 0, -1), &all);
	assert_ptr_equal(trie_next(&tr, 0, 0), &last);
	assert_null(trie_next(&tr, 0xffffffff, 32));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_list),
		cmocka_unit_test(test_edges),
	};

	srand(1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
