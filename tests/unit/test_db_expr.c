// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_db_expr - the debugger's expressions against a machine of ours: two
 * names, one register, eight bytes of memory at 0x1000.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/debug/db_priv.h"

static int
mock_name(const char *name, const char *where, uintptr_t *value, size_t *size)
{
	*size = 4;
	if (strcmp(name, "counter") == 0 && where == NULL) {
		*value = 0x1000;
		return 0;
	}
	if (strcmp(name, "V_ttl") == 0) {
		*value = where == NULL ? 0x10 : strcmp(where, "web-1") == 0 ?
		    0x20 : 0x30;
		return 0;
	}
	return ENOENT;
}

static int
mock_register(const char *name, uintptr_t *value)
{
	*value = strcmp(name, "dot") == 0 ? 0x77 : 0x1004;
	return strcmp(name, "rip") == 0 || strcmp(name, "dot") == 0 ? 0 :
	    ENOENT;
}

static int
mock_read(uintptr_t addr, void *buf, size_t n)
{
	static const uint8_t memory[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };

	if (addr < 0x1000 || addr + n > 0x1008)
		return EFAULT;
	memcpy(buf, memory + (addr - 0x1000), n);
	return 0;
}

static const struct db_expr_ops ops = { mock_name, mock_register, mock_read };

static int
eval(const char *text, struct db_value *dv, const char **end)
{
	const char *what;

	return db_expr_parse(&ops, text, end, dv, &what);
}

static void
check(const char *text, uintptr_t value)
{
	struct db_value dv;
	const char *end;

	assert_int_equal(eval(text, &dv, &end), 0);
	assert_int_equal(*end, '\0');
	assert_int_equal(dv.dv_value, value);
}

static void
check_error(const char *text, int error)
{
	struct db_value dv;
	const char *end;

	assert_int_equal(eval(text, &dv, &end), error);
}

static void
test_numbers(void **state)
{
	(void)state;
	check("10", 0x10);
	check("0x10", 0x10);
	check("0t10", 10);
	check("0o17", 15);
	check("0", 0);
	check("deadbeef", 0xdeadbeef);
	check("ffffffffffffffff", UINT64_MAX);
	check_error("10000000000000000", EINVAL);
	check_error("12z", EINVAL);
	check_error("0t", EINVAL);
}

static void
test_operators(void **state)
{
	(void)state;
	check("2+3*4", 14);
	check("(2+3)*4", 20);
	check("10-1-1", 14);
	check("1<<4|3", 0x13);
	check("f0>>4&3", 3);
	check("-1", UINT64_MAX);
	check("~0", UINT64_MAX);
	check("!5", 0);
	check("7 # 4", 8);
	check("0t17 % 5", 2);
	check("1<<40", 0);
	check_error("1/0", EINVAL);
	check_error("1%0", EINVAL);
	check_error("1#0", EINVAL);
}

static void
test_names(void **state)
{
	(void)state;
	check("counter", 0x1000);
	check("counter+4", 0x1004);
	check("V_ttl", 0x10);
	check("V_ttl in web-1", 0x20);
	check("V_ttl in b + 1", 0x31);
	check("$rip", 0x1004);
	check(".", 0x77);
	check(".+1", 0x78);
	check_error("nobody", ENOENT);
	check_error("counter in web", ENOENT);
	check_error("V_ttl in ", EINVAL);
	check_error("$nothing", ENOENT);
}

static void
test_memory(void **state)
{
	(void)state;
	check("*counter", 0x0807060504030201);
	check("*counter:4", 0x04030201);
	check("*$rip:1", 5);
	check("*(counter+2):2", 0x0403);
	check("*counter:1+1", 2);
	check_error("*0", EFAULT);
	check_error("*counter:3", EINVAL);
}

static void
test_size(void **state)
{
	struct db_value dv;
	const char *end;

	(void)state;
	assert_int_equal(eval("counter", &dv, &end), 0);
	assert_int_equal(dv.dv_size, 4);
	assert_int_equal(eval("counter+4", &dv, &end), 0);
	assert_int_equal(dv.dv_size, 0);
	assert_int_equal(eval("*counter", &dv, &end), 0);
	assert_int_equal(dv.dv_size, 0);
	assert_int_equal(eval("10", &dv, &end), 0);
	assert_int_equal(dv.dv_size, 0);
}

/* What does not belong is left for the caller; nothing runs away. */
static void
test_rest(void **state)
{
	char deep[200];
	struct db_value dv;
	const char *end;

	(void)state;
	assert_int_equal(eval("counter,8", &dv, &end), 0);
	assert_string_equal(end, ",8");
	check_error("", EINVAL);
	check_error("+", EINVAL);
	check_error("(1", EINVAL);
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	check_error(deep, EINVAL);
	memset(deep, '-', sizeof(deep) - 1);
	check_error(deep, EINVAL);
	memset(deep, 'a', sizeof(deep) - 1);
	check_error(deep, EINVAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_operators),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
