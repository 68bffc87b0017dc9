// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_match - from typed words to a command.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/debug/db_priv.h"

static const struct db_command commands[] = {
	{ "show jail", "", "", DB_ANY, NULL },
	{ "show jails", "", "", DB_ANY, NULL },
	{ "show threads", "", "", DB_ANY, NULL },
	{ "show all procs", "", "", DB_ANY, NULL },
	{ "show alllocks", "", "", DB_ANY, NULL },
	{ "print", "", "", DB_ANY, NULL },
	{ "p", "", "", DB_ANY, NULL },
	{ "panic", "", "", DB_ANY, NULL },
	{ "trace", "", "", DB_ANY, NULL },
	{ "show", "", "", DB_ANY, NULL },
};

#define COUNT	(sizeof(commands) / sizeof(commands[0]))

/* The match for a line, or NULL and *error. */
static const char *
match(const char *line, int *error, int *used)
{
	const struct db_command *table[COUNT], *found = NULL;
	char text[100], *words[DB_WORDS];
	size_t i;

	for (i = 0; i < COUNT; i++)
		table[i] = &commands[i];
	strcpy(text, line);
	*error = db_command_match(table, table + COUNT,
	    db_words_split(text, words), words, &found, used);
	return *error == 0 ? found->dc_name : NULL;
}

static void
check(const char *line, const char *name, int words)
{
	int error, used;

	assert_string_equal(match(line, &error, &used), name);
	assert_int_equal(used, words);
}

static void
check_error(const char *line, int want)
{
	int error, used;

	assert_null(match(line, &error, &used));
	assert_int_equal(error, want);
}

static void
test_prefixes(void **state)
{
	(void)state;
	check("show threads", "show threads", 2);
	check("sh th", "show threads", 2);
	check("t 5", "trace", 1);
	check("pr x", "print", 1);
	check("pan", "panic", 1);
	check("show all p", "show all procs", 3);
}

static void
test_exact(void **state)
{
	(void)state;
	check("p 5", "p", 1);
	check("show jail a", "show jail", 2);
	check("show jails", "show jails", 2);
	check("sho jail a", "show jail", 2);
	check("show 5", "show", 1);
	check("show alll", "show alllocks", 2);
}

static void
test_errors(void **state)
{
	(void)state;
	check_error("show ja", EEXIST);
	check_error("nothing", ENOENT);
	check_error("printx", ENOENT);
	check_error("showjails", ENOENT);
	check_error("show all nothing", ENOENT);
	check_error("show all", ENOENT);
}

static void
test_words(void **state)
{
	char line[40] = "  x/lx  addr,8 ", *words[DB_WORDS];
	char many[2 * DB_WORDS + 20];

	(void)state;
	assert_int_equal(db_words_split(line, words), 3);
	assert_string_equal(words[0], "x");
	assert_string_equal(words[1], "/lx");
	assert_string_equal(words[2], "addr,8");
	assert_null(words[3]);

	strcpy(line, "p a/b");
	assert_int_equal(db_words_split(line, words), 2);
	assert_string_equal(words[1], "a/b");

	memset(many, 0, sizeof(many));
	for (size_t i = 0; i + 2 < sizeof(many); i += 2)
		memcpy(many + i, "a ", 2);
	assert_int_equal(db_words_split(many, words), DB_WORDS - 1);
	strcpy(line, "");
	assert_int_equal(db_words_split(line, words), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_exact),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
