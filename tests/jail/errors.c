// SPDX-License-Identifier: BSD-2-Clause
/*
 * errors - every mistake one can make in a jail call has FreeBSD's errno and
 * a text that says what is wrong, and leaves nothing behind.
 */
#include "tests/jail/jailtest.h"

#define LONG_NAME	300
#define KERNEL_ADDR	((void *)0xffffffff80100000ul)
#define NOWHERE		((void *)0x1000ul)

static char long_text[2048];

/* The call just made gave result; it must have failed so. */
static void
expect(const char *name, int result, int error, const char *text)
{
	int e = errno;

	check(result < 0 && e == error && strcmp(errmsg, text) == 0, name,
	    "result %d errno %d \"%s\", not %d \"%s\"", result,
	    result < 0 ? e : 0, errmsg, error, text);
}

/* jail_set with one text parameter besides persist. */
static int
set_text(const char *name, const char *value, int flags)
{
	struct call c = { .n = 0 };

	add_text(&c, name, value);
	add(&c, "persist", NULL, 0);
	return set(&c, flags);
}

static int
set_int(const char *name, int value, int flags)
{
	struct call c = { .n = 0 };

	add(&c, name, &value, sizeof(value));
	add(&c, "persist", NULL, 0);
	return set(&c, flags);
}

static void
test_flags(void)
{
	struct call c = { .n = 0 };

	expect("e_no_operation", set_text("name", "e1", 0), EINVAL,
	    "no valid operation (create or update)");
	expect("e_bad_flag", set_text("name", "e1", JAIL_CREATE | 0x4000),
	    EINVAL, "");
	add_text(&c, "name", "e1");
	expect("e_persist", set(&c, JAIL_CREATE), EINVAL,
	    "new jail must persist or attach");
	errmsg[0] = '\0';
	expect("e_odd_iov", jail_set(c.iov, 3, JAIL_CREATE), EINVAL, "");
	expect("e_get_flag", jail_get(c.iov, 2, JAIL_CREATE), EINVAL, "");
}

static void
test_values(void)
{
	struct call c = { .n = 0 }, d = { .n = 0 }, e = { .n = 0 };
	short small = 1;

	expect("e_unknown", set_text("no.such", "x", JAIL_CREATE), EINVAL,
	    "unknown parameter: no.such");
	expect("e_ip4", set_text("ip4.addr", "x", JAIL_CREATE), EINVAL,
	    "unknown parameter: ip4.addr");
	expect("e_too_long", set_text("host.hostname", long_text,
	    JAIL_CREATE), ENAMETOOLONG, "host.hostname: string is too long");
	expect("e_path_long", set_text("path", long_text, JAIL_CREATE),
	    ENAMETOOLONG, "path: string is too long");
	add(&c, "name", "abc", 3);
	add(&c, "persist", NULL, 0);
	expect("e_no_nul", set(&c, JAIL_CREATE), EINVAL,
	    "name: string is empty or has no end");
	add(&d, "jid", &small, sizeof(small));
	add(&d, "persist", NULL, 0);
	expect("e_int_size", set(&d, JAIL_CREATE), EINVAL,
	    "jid: value has the wrong size");
	expect("e_vnet_value", set_int("vnet", 7, JAIL_CREATE), EINVAL,
	    "vnet: neither new nor inherit");
	add(&e, "persist", long_text, 17);
	expect("e_bool_size", set(&e, JAIL_CREATE), EINVAL,
	    "persist: value has the wrong size");
	expect("e_rdonly", set_int("children.cur", 1, JAIL_CREATE), EINVAL,
	    "children.cur cannot be set");
	expect("e_children_max", set_int("children.max", -1, JAIL_CREATE),
	    EINVAL, "children.max: out of range");
}

static void
test_which(void)
{
	struct call c = { .n = 0 };
	int jid, none = 4711;

	expect("e_path_none", set_text("path", "/no/where", JAIL_CREATE),
	    ENOENT, "path: /no/where: does not exist");
	expect("e_path_file", set_text("path", "/etc/passwd", JAIL_CREATE),
	    ENOTDIR, "path: /etc/passwd: not a directory");
	expect("e_negative", set_int("jid", -3, JAIL_CREATE), EINVAL,
	    "negative jid");
	expect("e_upd_jid", set_int("jid", none, JAIL_UPDATE), ENOENT,
	    "jail 4711 not found");
	expect("e_upd_name", set_text("name", "none", JAIL_UPDATE), ENOENT,
	    "jail \"none\" not found");
	expect("e_parent", set_text("name", "none.x", JAIL_CREATE), ENOENT,
	    "jail \"none\" not found");
	expect("e_upd_nothing", set_text("host.hostname", "x", JAIL_UPDATE),
	    ENOENT, "update specified no jail");
	jid = make("e1");
	check(jid > 0, "e_make", "errno %d %s", errno, errmsg);
	expect("e_dup_name", set_text("name", "e1", JAIL_CREATE), EEXIST,
	    "jail \"e1\" already exists");
	snprintf(long_text, 64, "jail %d already exists", jid);
	expect("e_dup_jid", set_int("jid", jid, JAIL_CREATE), EEXIST,
	    long_text);
	add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "name", "12");
	expect("e_numeric", set(&c, JAIL_UPDATE), EINVAL,
	    "name cannot be numeric (unless it is the jid)");
	c.n = 0;
	add(&c, "jid", &jid, sizeof(jid));
	add_text(&c, "path", "/tmp");
	expect("e_path_fixed", set(&c, JAIL_UPDATE), EINVAL,
	    "path cannot be changed after creation");
	c.n = 0;
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "vnet", &(int){ JAIL_SYS_NEW }, sizeof(int));
	expect("e_vnet_fixed", set(&c, JAIL_UPDATE), EINVAL,
	    "vnet cannot be changed after creation");
	expect("e_limit", set_text("name", "e1.sub", JAIL_CREATE), EPERM,
	    "prison limit exceeded");
	check(jail_remove(jid) == 0, "e_remove", "errno %d", errno);
	expect("e_gone", find("e1", JAIL_DYING), ENOENT,
	    "jail \"e1\" not found");
}

static void
test_get(void)
{
	struct call c = { .n = 0 };
	int jid = 4711, last = 999999;
	char one[1];

	add(&c, "jid", &jid, sizeof(jid));
	expect("g_jid", get(&c, 0), ENOENT, "jail 4711 not found");
	c.n = 0;
	add(&c, "lastjid", &last, sizeof(last));
	expect("g_last", get(&c, 0), ENOENT, "no jail after 999999");
	c.n = 0;
	expect("g_nothing", get(&c, 0), ENOENT, "no jail specified");
	jid = make("g1");
	c.n = 0;
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "name", one, sizeof(one));
	one[0] = '\0';
	expect("g_small", get(&c, 0), EINVAL,
	    "name: buffer has the wrong size");
	c.n = 0;
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "no.such", NULL, 0);
	expect("g_unknown", get(&c, 0), EINVAL, "unknown parameter: no.such");
	c.n = 0;
	add(&c, "jid", &jid, sizeof(jid));
	add(&c, "path", NULL, 0);
	check(get(&c, 0) == jid && c.iov[3].iov_len == 2, "g_length",
	    "length %zu", c.iov[3].iov_len);
	jail_remove(jid);
}

/* Addresses that are not the caller's, in every place of every call. */
static void
test_addresses(void)
{
	static void *const bad[] = { KERNEL_ADDR, NOWHERE, (void *)-8ul };
	struct call c;
	int i, good = 1;

	errmsg[0] = '\0';
	for (i = 0; i < 3; i++) {
		c.n = 0;
		add(&c, "name", bad[i], 8);
		add(&c, "persist", NULL, 0);
		good &= jail_set(c.iov, c.n, JAIL_CREATE) < 0 &&
		    errno == EFAULT;
		good &= jail_get(c.iov, 2, 0) < 0 && errno == EFAULT;
		c.iov[0].iov_base = bad[i];
		good &= jail_set(c.iov, c.n, JAIL_CREATE) < 0 &&
		    errno == EFAULT;
		good &= jail_set(bad[i], 4, JAIL_CREATE) < 0 &&
		    errno == EFAULT;
		good &= jail_get(bad[i], 4, 0) < 0 && errno == EFAULT;
	}
	check(good, "a_efault", "errno %d", errno);
	c.n = 0;
	add(&c, "name", "x", (size_t)-1);
	check(jail_set(c.iov, 2, JAIL_CREATE | JAIL_UPDATE) < 0 &&
	    errno == ENAMETOOLONG, "a_huge_value", "errno %d", errno);
	c.iov[0].iov_len = (size_t)-1;
	check(jail_set(c.iov, 2, JAIL_CREATE) < 0, "a_huge_name", "made");
	check(jail_set(c.iov, 0x80000000u, JAIL_CREATE) < 0 &&
	    errno == EINVAL, "a_huge_count", "errno %d", errno);
}

static void
test_calls(void)
{
	expect("c_attach", (errmsg[0] = '\0', jail_attach(4711)), EINVAL, "");
	expect("c_remove", jail_remove(4711), EINVAL, "");
	expect("c_remove_self", jail_remove(0), EINVAL, "");
	if (setuid(1000) != 0)
		exit(2);
	expect("p_set", set_text("name", "e1", JAIL_CREATE), EPERM, "");
	expect("p_attach", jail_attach(1), EPERM, "");
	expect("p_remove", jail_remove(1), EPERM, "");
}

int
main(void)
{
	memset(long_text, 'x', sizeof(long_text) - 1);
	test_flags();
	test_values();
	test_which();
	test_get();
	test_addresses();
	test_calls();
	return finish();
}
