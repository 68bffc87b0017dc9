// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_jail_opts - hostile and well-meant iovecs of jail calls.
 *
 * User memory is an array of the test's; whatever lies outside of it faults.
 * Memory can be made to run out at each allocation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/abi/include/sys/errno.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/mem/kmem.h"
#include "tests/unit/shim/machine.h"

#define USER_SIZE	4096

static _Alignas(8) char user[USER_SIZE];	/* at user address 0x10000 */
#define USER_BASE	0x10000ul
static size_t user_used;
static int allocated, fail_at;

int
copyin(uaddr_t src, void *dst, size_t len)
{
	if (src < USER_BASE || len > USER_SIZE ||
	    src - USER_BASE > USER_SIZE - len)
		return EFAULT;
	memcpy(dst, user + (src - USER_BASE), len);
	return 0;
}

int
copyout(const void *src, uaddr_t dst, size_t len)
{
	if (dst < USER_BASE || len > USER_SIZE ||
	    dst - USER_BASE > USER_SIZE - len)
		return EFAULT;
	memcpy(user + (dst - USER_BASE), src, len);
	return 0;
}

void *
kmem_alloc_at(struct ledger *ld, size_t size, int flags,
    const struct alloc_site *site)
{
	(void)ld, (void)site;
	if (fail_at > 0 && --fail_at == 0)
		return NULL;
	allocated++;
	return (flags & KM_ZERO) != 0 ? calloc(1, size) : malloc(size);
}

void
kmem_free(void *p)
{
	if (p != NULL)
		allocated--;
	free(p);
}

static const struct jail_param params[] = {
	{ .jp_name = "jid", .jp_type = JP_INT, .jp_size = 4 },
	{ .jp_name = "persist", .jp_type = JP_BOOL, .jp_size = 4 },
	{ .jp_name = "name", .jp_type = JP_STRING, .jp_size = 16 },
	{ .jp_name = "vnet", .jp_type = JP_JAILSYS, .jp_size = 4 },
};

const struct jail_param *
jail_param_find(const char *name, int *negated)
{
	size_t i;

	*negated = strncmp(name, "no", 2) == 0;
	for (i = 0; i < sizeof(params) / sizeof(params[0]); i++)
		if (strcmp(params[i].jp_name, name + 2 * *negated) == 0)
			return &params[i];
	return NULL;
}

/* --------------------------------------------------------- a caller */

static uaddr_t
put(const void *data, size_t len)
{
	uaddr_t at = USER_BASE + user_used;

	memcpy(user + user_used, data, len);
	user_used += (len + 7) & ~7ul;
	return at;
}

struct vec {
	uint64_t at, len;
};

static struct vec vecs[2 * (JAIL_OPTS_MAX + 2)];
static unsigned nvecs;

static void
start(void)
{
	user_used = 0;
	nvecs = 0;
	fail_at = 0;
	memset(user, 0xa5, sizeof(user));
}

static void
pair(const char *name, const void *value, size_t len)
{
	vecs[nvecs].at = put(name, strlen(name) + 1);
	vecs[nvecs++].len = strlen(name) + 1;
	vecs[nvecs].at = value != NULL ? put(value, len) : 0;
	vecs[nvecs++].len = len;
}

static int
readit(struct jail_opts **os)
{
	return jail_opts_read(put(vecs, nvecs * sizeof(vecs[0])), nvecs, os);
}

/* ----------------------------------------------------------- tests */

static void
test_good(void **state)
{
	struct jail_opts *os;
	struct jail_opt *jo;
	const char *why;
	int seven = 7;

	(void)state;
	start();
	pair("jid", &seven, 4);
	pair("nopersist", NULL, 0);
	pair("name", "first", 6);
	pair("name", "second", 7);
	pair("errmsg", "          ", 10);
	pair("strange", "x", 2);
	assert_int_equal(readit(&os), 0);
	jo = jail_opts_find(os, "jid");
	assert_int_equal(jail_opt_decode(jo, &why), 0);
	assert_int_equal(jo->jo_number, 7);
	jo = jail_opts_find(os, "persist");
	assert_int_equal(jail_opt_decode(jo, &why), 0);
	assert_int_equal(jo->jo_number, 0);
	jo = jail_opts_find(os, "name");
	assert_int_equal(jail_opt_decode(jo, &why), 0);
	assert_string_equal(jo->jo_string, "second");
	assert_int_equal(jail_opt_value(jo).len, 7);
	assert_null(os->os_opt[5].jo_param);
	assert_string_equal(os->os_opt[5].jo_name, "strange");
	jail_opts_errmsg(os, "too long for ten");
	assert_string_equal(user + (vecs[9].at - USER_BASE), "too long ");
	jail_opts_free(os);
	assert_int_equal(allocated, 0);
}

/* Decode one value; its error. */
static int
decode(const char *name, const void *value, size_t len, int *number)
{
	struct jail_opts *os;
	const char *why = "";
	int error;

	start();
	pair(name, value, len);
	assert_int_equal(readit(&os), 0);
	error = jail_opt_decode(&os->os_opt[0], &why);
	assert_true(error == 0 || *why != '\0');
	*number = os->os_opt[0].jo_number;
	jail_opts_free(os);
	assert_int_equal(allocated, 0);
	return error;
}

static void
test_values(void **state)
{
	int n, zero = 0, one = 1, three = 3;

	(void)state;
	assert_int_equal(decode("jid", "abc", 3, &n), EINVAL);
	assert_int_equal(decode("jid", NULL, 0, &n), EINVAL);
	assert_int_equal(decode("jid", NULL, 4, &n), EFAULT);
	assert_int_equal(decode("persist", &zero, 4, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(decode("nopersist", &zero, 4, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(decode("persist", "x", 1, &n), EINVAL);
	assert_int_equal(decode("name", NULL, 0, &n), EINVAL);
	assert_int_equal(decode("name", NULL, 8, &n), EFAULT);
	assert_int_equal(decode("name", "abc", 3, &n), EINVAL);
	assert_int_equal(decode("name", "0123456789abcdef", 17, &n),
	    ENAMETOOLONG);
	assert_int_equal(decode("vnet", &zero, 4, &n), EINVAL);
	assert_int_equal(decode("vnet", &three, 4, &n), EINVAL);
	assert_int_equal(decode("vnet", &one, 4, &n), 0);
}

static void
test_arrays(void **state)
{
	struct jail_opts *os;
	unsigned i;

	(void)state;
	start();
	assert_int_equal(jail_opts_read(USER_BASE, 3, &os), EINVAL);
	assert_int_equal(jail_opts_read(USER_BASE, 0x80000000u, &os), EINVAL);
	assert_int_equal(jail_opts_read(0, 2, &os), EFAULT);
	assert_int_equal(jail_opts_read(USER_BASE + USER_SIZE - 16, 2, &os),
	    EFAULT);
	assert_int_equal(jail_opts_read(UINT64_MAX - 8, 2, &os), EFAULT);
	for (i = 0; i <= JAIL_OPTS_MAX; i++) {
		vecs[nvecs++].len = 1;
		vecs[nvecs++].len = 0;
	}
	assert_int_equal(jail_opts_read(USER_BASE, nvecs, &os), EINVAL);
	start();
	assert_int_equal(jail_opts_read(USER_BASE, 0, &os), 0);
	jail_opts_free(os);
	assert_int_equal(allocated, 0);
}

static void
test_names(void **state)
{
	struct jail_opts *os;
	char longname[100];

	(void)state;
	start();
	pair("jid", NULL, 0);
	vecs[0].len = 3;			/* the NUL is cut off */
	assert_int_equal(readit(&os), EINVAL);
	vecs[0].len = 0;
	assert_int_equal(readit(&os), EINVAL);
	vecs[0].at = 8;
	vecs[0].len = 4;
	assert_int_equal(readit(&os), EFAULT);
	vecs[0].len = SIZE_MAX;
	assert_int_equal(readit(&os), EFAULT);
	start();
	memset(longname, 'n', sizeof(longname));
	longname[sizeof(longname) - 1] = '\0';
	pair(longname, NULL, 0);
	assert_int_equal(readit(&os), 0);
	assert_int_equal(strlen(os->os_opt[0].jo_name), JAIL_OPT_NAME - 1);
	jail_opts_free(os);
	assert_int_equal(allocated, 0);
}

static void
test_no_memory(void **state)
{
	struct jail_opts *os;
	const char *why;

	(void)state;
	start();
	pair("name", "abc", 4);
	fail_at = 1;
	assert_int_equal(readit(&os), ENOMEM);
	fail_at = 2;
	assert_int_equal(readit(&os), 0);
	assert_int_equal(jail_opt_decode(&os->os_opt[0], &why), ENOMEM);
	jail_opts_free(os);
	jail_opts_free(NULL);
	assert_int_equal(allocated, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_arrays),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_memory),
	};

	machine_boot(1ul << 20);	/* spinlocks want a processor */
	return cmocka_run_group_tests(tests, NULL, NULL);
}
