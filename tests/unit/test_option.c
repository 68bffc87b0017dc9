// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_option - words out of mount options.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/sys/errno.h"
#include "kernel/vfs/vfs.h"

static void
is(const char *options, const char *name, const char *want)
{
	char buf[16];

	assert_int_equal(vfs_option(options, name, buf, sizeof(buf)), 0);
	assert_string_equal(buf, want);
}

static void
found(void **state)
{
	(void)state;
	is("ro", "ro", "");
	is("size=1m", "size", "1m");
	is("a,size=1m,b", "size", "1m");
	is("rox,ro=,size=", "ro", "");
	is("sizes=2,size=3", "size", "3");
	is(",,x=y=z,", "x", "y=z");
}

static void
not_found(void **state)
{
	char buf[4];

	(void)state;
	assert_int_equal(vfs_option("", "ro", buf, 4), ENOENT);
	assert_int_equal(vfs_option(NULL, "ro", buf, 4), ENOENT);
	assert_int_equal(vfs_option("rox,xro,r", "ro", buf, 4), ENOENT);
	assert_int_equal(vfs_option("x=1234", "x", buf, 4), EINVAL);
	assert_int_equal(vfs_option("x=123", "x", buf, 4), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(found),
		cmocka_unit_test(not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
