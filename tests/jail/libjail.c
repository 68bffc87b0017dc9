// SPDX-License-Identifier: BSD-2-Clause
/*
 * libjail - each function of the library, as a program in FreeBSD would call
 * it: names, texts, values of every kind, and what is said of mistakes.
 */
#include <jail.h>
#include <sys/sysctl.h>

#include "tests/jail/jailtest.h"

/* The value of a parameter of jail "lj" as text, to be freed. */
static char *
text_of(const char *name, int flags)
{
	struct jailparam jp[2];
	char *text = NULL;

	if (jailparam_init(&jp[0], "name") != 0 ||
	    jailparam_init(&jp[1], name) != 0 ||
	    jailparam_import(&jp[0], "lj") != 0)
		return NULL;
	if (jailparam_get(jp, 2, flags) >= 0)
		text = jailparam_export(&jp[1]);
	jailparam_free(jp, 2);
	return text;
}

static void
test_texts(void)
{
	static const char *const want[][2] = {
		{ "persist", "true" }, { "vnet", "new" },
		{ "sysvmsg", "disable" }, { "sysvsem", "inherit" },
		{ "children.max", "3" }, { "limit.files", "4096" },
		{ "allow.mount", "false" }, { "allow.nomount", "true" },
		{ "host.hostname", "lj.test" }, { "host.hostid", "12" },
		{ "path", "/" }, { "dying", "false" },
	};
	char *text;
	unsigned i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		text = text_of(want[i][0], 0);
		check(text != NULL && strcmp(text, want[i][1]) == 0,
		    want[i][0], "%s, not %s (%s)", text ? text : "nothing",
		    want[i][1], jail_errmsg);
		free(text);
	}
}

/* Every parameter there is can be asked for, with its kind. */
static void
test_all(int jid)
{
	struct jailparam *all = NULL;
	int i, n = jailparam_all(&all), bad = 0;

	check(n > 30, "lj_all", "only %d", n);
	for (i = 0; i < n; i++) {
		if (strcmp(all[i].jp_name, "jid") == 0)
			bad += jailparam_import_raw(&all[i], &jid,
			    sizeof(jid)) != 0;
		bad += all[i].jp_valuelen == 0;
	}
	check(bad == 0 && n > 0 && jailparam_get(all, (unsigned)n, 0) == jid,
	    "lj_get_all", "errno %d %s", errno, jail_errmsg);
	for (i = 0; i < n; i++)
		if ((all[i].jp_flags & (JP_RDONLY | JP_CREATEONLY)) ==
		    (JP_RDONLY | JP_CREATEONLY))
			bad++;
	check(bad == 0, "lj_kinds", "%d are both", bad);
	jailparam_free(all, (unsigned)(n > 0 ? n : 0));
	free(all);
}

static void
refused(const char *test, const char *name, const char *value,
    const char *why)
{
	struct jailparam jp;
	int error = jailparam_init(&jp, name);

	if (error == 0) {
		error = jailparam_import(&jp, value);
		jailparam_free(&jp, 1);
	}
	check(error == -1 && strcmp(jail_errmsg, why) == 0, test, "%d %s",
	    error, jail_errmsg);
}

static void
test_errors(void)
{
	char *name;

	refused("lj_unknown", "no.such", "x", "unknown parameter: no.such");
	refused("lj_not_bool", "nojid", "1", "unknown parameter: nojid");
	refused("lj_bad_int", "children.max", "x", "children.max: bad value");
	refused("lj_bad_long", "limit.files", "1z", "limit.files: bad value");
	refused("lj_bad_sys", "vnet", "old", "vnet: bad value");
	refused("lj_no_value", "path", NULL, "path: value missing");
	check(jail_getid("lj.none") == -1 && errno == ENOENT &&
	    strcmp(jail_errmsg, "jail \"lj.none\" not found") == 0,
	    "lj_getid_none", "%s", jail_errmsg);
	check(jail_getid("0") == 0, "lj_getid_self", "%s", jail_errmsg);
	name = jail_getname(999999);
	check(name == NULL && errno == ENOENT, "lj_getname_none", "%s", name);
	check(jail_setv(JAIL_UPDATE, "name", "lj", "no.such", "1", NULL) < 0,
	    "lj_setv_unknown", "%s", jail_errmsg);
}

static void
test_descriptor(int jid)
{
	char desc[256] = "-1", name[256] = "lj", host[256] = "";
	char none[256] = "";
	int fd;

	check(jail_getv(JAIL_GET_DESC, "name", name, "desc", desc, NULL) ==
	    jid && (fd = atoi(desc)) > 0, "lj_desc", "%s %s", desc,
	    jail_errmsg);
	check(jail_getv(JAIL_USE_DESC, "desc", desc, "host.hostname", host,
	    NULL) == jid && strcmp(host, "lj.test") == 0, "lj_desc_use",
	    "%s %s", host, jail_errmsg);
	check(jail_getv(0, "desc", none, "name", name, NULL) < 0,
	    "lj_desc_no_flag", "%s", none);
	close(atoi(desc));
}

int
main(void)
{
	char num[16], name[256] = "", *found;
	int jid;

	jid = jail_setv(JAIL_CREATE, "name", "lj", "path", "/", "persist",
	    NULL, "vnet", NULL, "sysvmsg", "disable", "sysvsem", "inherit",
	    "children.max", "3", "limit.files", "4k", "host.hostname",
	    "lj.test", "host.hostid", "12", "allow.nomount", NULL, NULL);
	check(jid > 0, "lj_setv", "errno %d %s", errno, jail_errmsg);
	snprintf(num, sizeof(num), "%d", jid);
	check(jail_getid("lj") == jid && jail_getid(num) == jid, "lj_getid",
	    "%s", jail_errmsg);
	found = jail_getname(jid);
	check(found != NULL && strcmp(found, "lj") == 0, "lj_getname", "%s",
	    found);
	free(found);
	check(jail_getv(0, "jid", num, "name", name, NULL) == jid &&
	    strcmp(name, "lj") == 0, "lj_getv", "%s", jail_errmsg);
	test_texts();
	test_all(jid);
	test_errors();
	test_descriptor(jid);
	check(jail_remove(jid) == 0, "lj_remove", "errno %d", errno);
	return finish();
}
