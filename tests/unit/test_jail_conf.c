// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_jail_conf - jail.conf as users write it, as FreeBSD's manual shows
 * it, and as somebody hostile would.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "user/jail/conf.h"

static struct conf cf;

static int
reset(void **state)
{
	(void)state;
	conf_free(&cf);
	memset(&cf, 0, sizeof(cf));
	return 0;
}

static int
text(const char *s)
{
	return conf_read_text(&cf, "t", s, strlen(s));
}

/* Values of a jail's parameter joined by '|'; "-" if it is not there. */
static const char *
value(const char *jail, const char *name)
{
	static char buf[4096];
	struct conf_block *cb = conf_jail(&cf, jail);
	const struct conf_param *cp;
	unsigned i;

	if (cb == NULL)
		return cf.cf_error;
	cp = conf_find(cb, name);
	snprintf(buf, sizeof(buf), "%s", cp == NULL ? "-" : "");
	for (i = 0; cp != NULL && i < cp->cp_count; i++)
		snprintf(buf + strlen(buf), sizeof(buf) - strlen(buf),
		    "%s%s", i > 0 ? "|" : "", cp->cp_value[i]);
	conf_block_free(cb);
	return buf;
}

static void
test_example(void **state)
{
	(void)state;
	assert_int_equal(text(
	    "# the example of the manual, nearly\n"
	    "exec.start = \"/bin/sh /etc/rc\"; // first\n"
	    "exec.stop = '/bin/sh /etc/rc.shutdown';\n"
	    "exec.clean; /* a\n comment */ mount.devfs;\n"
	    "path = \"/var/jail/$name\";\n"
	    "$domain = example.com;\n"
	    "foo { host.hostname = foo.${domain};\n"
	    "  ip.addr = 10.1.1.1, 10.1.1.2, 10.1.1.3; }\n"
	    "bar { host.hostname = \"bar.$domain\"; path = /bar//x;\n"
	    "  persist; exec.start += \"second $name\";\n"
	    "  depend = foo }\n"), 0);
	assert_string_equal(value("foo", "path"), "/var/jail/foo");
	assert_string_equal(value("bar", "path"), "/bar//x");
	assert_string_equal(value("foo", "host.hostname"), "foo.example.com");
	assert_string_equal(value("bar", "exec.start"),
	    "/bin/sh /etc/rc|second bar");
	assert_string_equal(value("foo", "ip.addr"),
	    "10.1.1.1|10.1.1.2|10.1.1.3");
	assert_string_equal(value("foo", "persist"), "-");
	assert_string_equal(value("bar", "persist"), "");
	assert_string_equal(value("bar", "depend"), "foo");
	assert_true(conf_has(&cf, "foo"));
	assert_false(conf_has(&cf, "*"));
	assert_false(conf_has(&cf, "baz"));
}

static void
test_wildcards(void **state)
{
	(void)state;
	assert_true(conf_match("*", "a.b.c"));
	assert_true(conf_match("a.*", "a.b"));
	assert_false(conf_match("a.*", "a"));
	assert_false(conf_match("a.*", "a.b.c"));
	assert_true(conf_match("*.b", "a.b"));
	assert_false(conf_match("a", "ab"));
	assert_false(conf_match("ab", "a"));
	assert_int_equal(text("* { x = all; } web.* { x = web; y = 1; }"
	    "web.a { x += own; } a { }"), 0);
	assert_string_equal(value("web.a", "x"), "web|own");
	assert_string_equal(value("web.b", "x"), "web");
	assert_string_equal(value("a", "x"), "all");
}

static void
test_booleans(void **state)
{
	struct conf_block *cb;

	(void)state;
	assert_int_equal(text("allow.mount; a { allow.nomount; persist=0; "
	    "exec.clean = true; }"), 0);
	assert_string_equal(value("a", "allow.mount"), "-");
	assert_string_equal(value("b", "allow.mount"), "");
	cb = conf_jail(&cf, "a");
	assert_non_null(cb);
	assert_true(conf_true(cb, "allow.nomount"));
	assert_true(conf_true(cb, "exec.clean"));
	assert_false(conf_true(cb, "persist"));
	assert_false(conf_true(cb, "none"));
	conf_block_free(cb);
}

static void
test_quotes(void **state)
{
	(void)state;
	assert_int_equal(text("a { s = 'no $name\\n'; d = \"t\\tq\\\"\\$x\";"
	    "j = a\"b c\"'d'; e = \"\"; l = a\\\nb; h = x#y; }"), 0);
	assert_string_equal(value("a", "s"), "no $name\\n");
	assert_string_equal(value("a", "d"), "t\tq\"$x");
	assert_string_equal(value("a", "j"), "ab cd");
	assert_string_equal(value("a", "e"), "");
	assert_string_equal(value("a", "l"), "ab");
	assert_string_equal(value("a", "h"), "x#y");
}

static void
test_errors(void **state)
{
	static const char *const bad[][2] = {
		{ "a { x = ", "t:1: x: value missing" },
		{ "a { x\n", "t:2: x: semicolon missing" },
		{ "a {\n x;\n", "t:3: a: closing brace missing" },
		{ "\n}", "t:2: name of a jail or parameter expected" },
		{ "x }", "t:1: a brace too many" },
		{ "/* x", "t:1: a comment has no end" },
		{ "x = \"y", "t:1: a quoted text has no end" },
		{ "x = ${y;", "t:1: bad name of a variable" },
		{ "x = $;", "t:1: bad name of a variable" },
		{ "x = a\1b;", "t:1: control character" },
		{ "x = \\\1b;", "t:1: control character" },
		{ "x = \"\2\";", "t:1: control character" },
		{ "x = y\\", "t:1: the file ends in a backslash" },
		{ "x = a b;", "t:1: x: semicolon missing" },
		{ "x = , b;", "t:1: x: value missing" },
		{ "a$b;", "t:1: a variable in the place of a name" },
		{ ".include;", "t:1: .include: name of a file missing" },
		{ ".include '/no/such';",
		    "/no/such: No such file or directory" },
	};
	unsigned i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		reset(state);
		assert_int_equal(text(bad[i][0]), -1);
		assert_string_equal(cf.cf_error, bad[i][1]);
	}
	reset(state);
	assert_int_equal(conf_read_text(&cf, "t", "x = a\0b;", 8), -1);
}

static void
test_variables(void **state)
{
	char big[3000] = "a { x = \"$y$y$y$y\"; y = \"";

	(void)state;
	assert_int_equal(text("a { x = $y; y = ${x}; z = $none; }"), 0);
	assert_string_equal(value("a", "x"),
	    "a: variable \"y\" leads to itself, or too far");
	reset(state);
	assert_int_equal(text("a { z = $none; }"), 0);
	assert_string_equal(value("a", "z"),
	    "a: variable \"none\" is not defined");
	reset(state);
	/* Many times nothing, and much of something. */
	while (strlen(big) < 2900)
		strcat(big, "$w");
	strcat(big, "\"; w = \"$v$v$v$v$v$v\"; v = \"\"; }");
	assert_int_equal(text(big), 0);
	assert_string_equal(value("a", "x"),
	    "a: variable \"v\" leads to itself, or too far");
}

static void
test_include(void **state)
{
	char path[] = "/tmp/jail_conf_XXXXXX", line[64];
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	snprintf(line, sizeof(line), "x = 1;\n.include \"%s\";\n", path);
	assert_int_equal(write(fd, line, strlen(line)), strlen(line));
	assert_int_equal(text(line + 7), -1);
	assert_non_null(strstr(cf.cf_error, ".include: too deep"));
	assert_int_equal(ftruncate(fd, 7), 0);
	reset(state);
	assert_int_equal(text(line), 0);
	assert_string_equal(value("a", "x"), "1");
	close(fd);
	unlink(path);
}

/* Any bytes at all: an answer, no fault, nothing lost. */
static void
test_fuzz(void **state)
{
	static const char seed[] = "a.* { $v = \"x${name}\", 'y'; z += $v; }\n"
	    "# c\n/* c */ b { p; q = \\\" ; } // e\n.include none; * {}";
	static const char chars[] = "{};=,+$\"'\\#/* \n.ab\1\2";
	unsigned round, i, n, r = 12345;
	struct conf_block *cb;
	char buf[256];

	(void)state;
	for (round = 0; round < 20000; round++) {
		reset(state);
		n = sizeof(seed) - 1;
		memcpy(buf, seed, n);
		for (i = 0; i < 1 + round % 7; i++) {
			r = r * 1103515245u + 12345u;
			buf[(r >> 8) % n] = chars[(r >> 20) %
			    (sizeof(chars))];
		}
		(void)conf_read_text(&cf, "f", buf, r % 5 == 0 ?
		    (r >> 9) % n : n);
		cb = conf_jail(&cf, "a.b");
		conf_block_free(cb);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_example, reset),
		cmocka_unit_test_teardown(test_wildcards, reset),
		cmocka_unit_test_teardown(test_booleans, reset),
		cmocka_unit_test_teardown(test_quotes, reset),
		cmocka_unit_test_teardown(test_errors, reset),
		cmocka_unit_test_teardown(test_variables, reset),
		cmocka_unit_test_teardown(test_include, reset),
		cmocka_unit_test_teardown(test_fuzz, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
