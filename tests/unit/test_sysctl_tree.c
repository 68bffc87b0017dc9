// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_sysctl_tree - order, numbers and look-ups of sysctl records.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/lib/init.h"
#include "kernel/sys/sysctl_tree.h"
#include "tests/unit/shim/machine.h"

static int value;

static int
proc(const struct sysctl_node *node, struct sysctl_req *req)
{
	(void)node;
	(void)req;
	return 0;
}

SYSCTL_INT(v1, "net.inet.ip.ttl", SYSCTL_RW, value, "");
SYSCTL_INT(v2, "kern.maxproc", SYSCTL_RW, value, "");
SYSCTL_PROC(v3, "kern.proc.pid", SYSCTL_RD, proc, "");
SYSCTL_PROC(v4, "kern.proc.all", SYSCTL_RD, proc, "");
SYSCTL_INT(v5, "net.inet.icmp.limit", SYSCTL_RW, value, "");
SYSCTL_INT(v6, "kern.process", SYSCTL_RW, value, "");
SYSCTL_INT(v7, "kern.proc-max", SYSCTL_RW, value, "");
SYSCTL_INT(v8, "a", SYSCTL_RW, value, "");
SYSCTL_INT(v9, "vm.x", SYSCTL_RW, value, "");

static const char *const in_order[] = {
	"a", "kern.maxproc", "kern.proc.all", "kern.proc.pid",
	"kern.proc-max", "kern.process", "net.inet.icmp.limit",
	"net.inet.ip.ttl", "vm.x"
};
#define COUNT	((int)(sizeof(in_order) / sizeof(in_order[0])))

static int
setup(void **state)
{
	const struct initcall *const *ic;

	(void)state;
	machine_boot(16ul << 20);
	SET_FOREACH(ic, initcall) {
		if (strcmp((*ic)->ic_name, "sysctl_tree_init") == 0)
			(*ic)->ic_func();
	}
	return 0;
}

/* Going on from each finds the next; the memory's records are in between. */
static void
test_walk(void **state)
{
	const struct sysctl_leaf *leaf = sysctl_next(NULL, 0), *prev = NULL;
	int i = 0, n;

	(void)state;
	for (n = 0; leaf != NULL; n++) {
		assert_true(leaf != prev && leaf->sl_oid[0] > 0 && n < 100);
		if (i < COUNT &&
		    strcmp(leaf->sl_node->so_name, in_order[i]) == 0)
			i++;
		prev = leaf;
		leaf = sysctl_next(leaf->sl_oid, leaf->sl_depth);
	}
	assert_int_equal(i, COUNT);
}

static void
test_find(void **state)
{
	const struct sysctl_leaf *leaf;
	int64_t index;
	int i;

	(void)state;
	for (i = 0; i < COUNT; i++) {
		leaf = sysctl_find_name(in_order[i], &index);
		assert_non_null(leaf);
		assert_int_equal(index, -1);
		assert_ptr_equal(sysctl_find_oid(leaf->sl_oid,
		    leaf->sl_depth, &index), leaf);
	}
	assert_null(sysctl_find_name("kern", &index));
	assert_null(sysctl_find_name("kern.maxpro", &index));
	assert_null(sysctl_find_name("", &index));
	assert_null(sysctl_find_name("kern.maxproc.1", &index));
	leaf = sysctl_find_name("kern.proc.pid.77", &index);
	assert_non_null(leaf);
	assert_int_equal(index, 77);
	assert_null(sysctl_find_name("kern.proc.pid.7x", &index));
	assert_null(sysctl_find_name("kern.proc.pid.", &index));
}

static void
test_below(void **state)
{
	int32_t oid[OID_DEPTH + 1];
	const struct sysctl_leaf *leaf;
	int64_t index;
	int n;

	(void)state;
	n = sysctl_name_oid("net.inet", oid);
	assert_int_equal(n, 2);
	leaf = sysctl_below(oid, n);
	assert_string_equal(leaf->sl_node->so_name, "net.inet.icmp.limit");
	assert_int_equal(sysctl_name_oid("net.ine", oid), 0);
	assert_int_equal(sysctl_name_oid("kern.proc", oid), 2);
	leaf = sysctl_below(oid, 2);
	assert_string_equal(leaf->sl_node->so_name, "kern.proc.all");
	oid[0] = 99;
	assert_null(sysctl_below(oid, 1));
	assert_null(sysctl_find_oid(oid, 1, &index));

	n = sysctl_name_oid("kern.proc.pid", oid);
	oid[n] = 12;
	leaf = sysctl_find_oid(oid, n + 1, &index);
	assert_string_equal(leaf->sl_node->so_name, "kern.proc.pid");
	assert_int_equal(index, 12);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_below)
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
