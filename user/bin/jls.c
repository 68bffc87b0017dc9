// SPDX-License-Identifier: BSD-2-Clause
/*
 * jls - list jails, as a table or parameter by parameter.
 *
 * Layouts are FreeBSD's, for scripts read them.  With -w it says instead
 * what the end of a jail waits for, and who holds it.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <unistd.h>

#include "user/libkvm/attach.h"

#define P_HEADER	0x01
#define P_NAMEVAL	0x02
#define P_QUOTED	0x04
#define P_SETTABLE	0x08
#define P_VERBOSE	0x10
#define P_TABLE		0x20
#define P_BYNAME	0x40
#define P_LIMITS	0x80

/* params[0] is the key: lastjid, or jid with -j. */
static struct jailparam *params;
static unsigned nparams;

static void
usage(void)
{
	fprintf(stderr, "usage: jls [-adhNnqsv] [-j jail] [param ...]\n"
	    "       jls -c -j jail\n"
	    "       jls -l [-j jail]\n"
	    "       jls -w jail\n");
	exit(1);
}

/* ------------------------------------------------------- what to show */

static void
param_add(const char *name)
{
	struct jailparam *more;

	more = realloc(params, (nparams + 1) * sizeof(*params));
	if (more == NULL)
		err(1, NULL);
	params = more;
	if (jailparam_init(&params[nparams], name) != 0)
		errx(1, "%s", jail_errmsg);
	nparams++;
}

static void
param_add_all(int flags)
{
	struct jailparam *all;
	int i, n = jailparam_all(&all);

	if (n < 0)
		errx(1, "%s", jail_errmsg);
	for (i = 0; i < n; i++)
		if ((flags & P_SETTABLE) == 0 ||
		    (all[i].jp_flags & JP_RDONLY) == 0)
			param_add(all[i].jp_name);
	jailparam_free(all, (unsigned)n);
	free(all);
}

static void
params_choose(int flags, char **argv)
{
	static const char *const table[] = {
		"jid", "host.hostname", "path", "name", "dying", NULL
	};
	int i;

	if ((flags & P_TABLE) != 0) {
		for (i = 0; table[i] != NULL; i++)
			param_add(table[i]);
		return;
	}
	if (*argv == NULL)
		param_add_all(flags);
	for (; *argv != NULL; argv++) {
		if (strcmp(*argv, "all") == 0)
			param_add_all(flags);
		else
			param_add(*argv);
	}
}

/* ------------------------------------------------------------ printing */

/* Quotes only where a shell would need them. */
static void
print_quoted(const char *s)
{
	int q = 0;

	if (*s == '\0' || strpbrk(s, " \t'") != NULL)
		q = '"';
	else if (strchr(s, '"') != NULL)
		q = '\'';
	if (q != 0)
		putchar(q);
	for (; *s != '\0'; s++) {
		if (*s == '\\' || *s == q)
			putchar('\\');
		putchar(*s);
	}
	if (q != 0)
		putchar(q);
}

/* A boolean is its name, or its name turned round. */
static void
print_bool(const struct jailparam *jp)
{
	const char *dot = strrchr(jp->jp_name, '.');
	int at = dot != NULL ? (int)(dot + 1 - jp->jp_name) : 0;
	int on = *(int *)jp->jp_value, no = (jp->jp_flags & JP_NOBOOL) != 0;

	if (on)
		printf("%s", jp->jp_name);
	else if (no)
		printf("%.*s%s", at, jp->jp_name, jp->jp_name + at + 2);
	else
		printf("%.*sno%s", at, jp->jp_name, jp->jp_name + at);
}

static void
print_params(int flags)
{
	char *text;
	unsigned i;

	for (i = 1; i < nparams; i++) {
		if (i > 1)
			putchar(' ');
		if ((flags & P_NAMEVAL) != 0 &&
		    (params[i].jp_flags & JP_BOOL) != 0) {
			print_bool(&params[i]);
			continue;
		}
		if ((flags & P_NAMEVAL) != 0)
			printf("%s=", params[i].jp_name);
		text = jailparam_export(&params[i]);
		if (text == NULL)
			err(1, NULL);
		if ((flags & P_QUOTED) != 0 || *text == '\0')
			print_quoted(text);
		else
			fputs(text, stdout);
		free(text);
	}
	putchar('\n');
}

static void
print_table(int flags)
{
	const char *host = params[2].jp_value, *path = params[3].jp_value;
	const char *name = params[4].jp_value;
	int jid = *(int *)params[1].jp_value;
	char id[16];

	snprintf(id, sizeof(id), "%d", jid);
	if ((flags & P_VERBOSE) != 0) {
		printf("%6s  %-29.29s %.74s\n%6s  %-29.29s %.74s\n"
		    "%6s  %-6d\n", id, host, path, "", name,
		    *(int *)params[5].jp_value ? "DYING" : "ACTIVE", "", 0);
		return;
	}
	if ((flags & P_BYNAME) != 0)
		printf(" %-15.15s %-15.15s %-29.29s %.74s\n", name, "", host,
		    path);
	else
		printf("%6s  %-15.15s %-29.29s %.74s\n", id, "", host, path);
}

static void
print_header(int flags)
{
	unsigned i;

	if ((flags & P_VERBOSE) != 0)
		printf("   JID  Hostname                      Path\n"
		    "        Name                          State\n"
		    "        CPUSetID\n"
		    "        IP Address(es)\n");
	else if ((flags & (P_TABLE | P_BYNAME)) == (P_TABLE | P_BYNAME))
		printf(" JID             IP Address      "
		    "Hostname                      Path\n");
	else if ((flags & P_TABLE) != 0)
		printf("   JID  IP Address      "
		    "Hostname                      Path\n");
	else if ((flags & P_HEADER) != 0) {
		for (i = 1; i < nparams; i++)
			printf("%s%s", i > 1 ? " " : "", params[i].jp_name);
		putchar('\n');
	}
}

/* -------------------------------------------------------------- limits */

/* limit.X of all there are, and use.X beside each. */
static void
params_limits(void)
{
	static const char prefix[] = "limit.";
	struct jailparam *all;
	char use[JAIL_NAME_MAX];
	int i, n = jailparam_all(&all);

	if (n < 0)
		errx(1, "%s", jail_errmsg);
	param_add("name");
	for (i = 0; i < n; i++) {
		if (strncmp(all[i].jp_name, prefix, strlen(prefix)) != 0)
			continue;
		snprintf(use, sizeof(use), "use.%s",
		    all[i].jp_name + strlen(prefix));
		param_add(all[i].jp_name);
		param_add(use);
	}
	jailparam_free(all, (unsigned)n);
	free(all);
}

/* One line: what a jail and all below it have, of how many. */
static void
print_limits(void)
{
	long long max;
	unsigned i;

	printf("%s", (char *)params[1].jp_value);
	for (i = 2; i + 1 < nparams; i += 2) {
		max = *(int64_t *)params[i].jp_value;
		printf(" %s=%lld/", strchr(params[i].jp_name, '.') + 1,
		    (long long)*(int64_t *)params[i + 1].jp_value);
		if (max == 0)
			putchar('-');
		else
			printf("%lld", max);
	}
	putchar('\n');
}

/* --------------------------------------------------------------- modes */

/* Forget what was read, so that no result is taken for a key. */
static void
params_clear(void)
{
	unsigned i;

	for (i = 1; i < nparams; i++)
		if (params[i].jp_value != NULL)
			memset(params[i].jp_value, 0, params[i].jp_valuelen);
}

static void
show(int flags)
{
	if ((flags & P_LIMITS) != 0)
		print_limits();
	else if ((flags & P_TABLE) != 0)
		print_table(flags);
	else
		print_params(flags);
}

static int
list_all(int flags, int get)
{
	int last = 0;

	print_header(flags);
	jailparam_import_raw(&params[0], &last, sizeof(last));
	for (;;) {
		params_clear();
		last = jailparam_get(params, nparams, get);
		if (last < 0)
			break;
		show(flags);
	}
	if (errno != ENOENT)
		errx(1, "%s", jail_errmsg[0] ? jail_errmsg :
		    strerror(errno));
	return 0;
}

static int
list_one(int flags, int get, int jid)
{
	print_header(flags);
	jailparam_import_raw(&params[0], &jid, sizeof(jid));
	if (jailparam_get(params, nparams, get) < 0)
		errx(1, "%s", jail_errmsg[0] ? jail_errmsg :
		    strerror(errno));
	show(flags);
	return 0;
}

/* A jid by name, dying jails too. */
static int
find(const char *name, int get)
{
	char key[JAIL_NAME_MAX], *end;

	snprintf(key, sizeof(key), "%s", name);
	if (strtol(name, &end, 10) > 0 && *end == '\0')
		return jail_getv(get, "jid", key, NULL);
	return jail_getv(get, "name", key, NULL);
}

/* Who holds it, a line each, in the kernel's words. */
static void
print_holders(int jid)
{
	static char text[65536];
	size_t len = sizeof(text);

	if (sysctlbyname("security.jail.why", text, &len, &jid,
	    sizeof(jid)) != 0)
		warn("security.jail.why");
	else
		fputs(text, stdout);
}

static int
waits(const char *name)
{
	char dying[JAIL_NAME_MAX] = "", what[JAIL_NAME_MAX] = "";
	char jid[JAIL_NAME_MAX];

	snprintf(jid, sizeof(jid), "%d", find(name, JAIL_DYING));
	if (jail_getv(JAIL_DYING, "jid", jid, "dying", dying, "waitsfor",
	    what, NULL) < 0)
		errx(1, "jail \"%s\" not found", name);
	if (strcmp(dying, "true") != 0)
		printf("%s: is not ending\n", name);
	else
		printf("%s: waits for %s\n", name, *what ? what : "nothing");
	print_holders(atoi(jid));
	return 0;
}

int
main(int argc, char **argv)
{
	const char *jail = NULL;
	int ch, check = 0, flags = 0, get = 0, jid = 0;

	kvm_options(&argc, &argv);
	while ((ch = getopt(argc, argv, "+acdhj:lNnqsvw:")) != -1) {
		switch (ch) {
		case 'a': case 'd': get |= JAIL_DYING; break;
		case 'c': check = 1; break;
		case 'h': flags |= P_HEADER; break;
		case 'j': jail = optarg; break;
		case 'l': flags |= P_LIMITS; break;
		case 'N': flags |= P_BYNAME; break;
		case 'n': flags |= P_NAMEVAL; break;
		case 'q': flags |= P_QUOTED; break;
		case 's': flags |= P_NAMEVAL | P_QUOTED | P_SETTABLE; break;
		case 'v': flags |= P_VERBOSE | P_TABLE; break;
		case 'w': return waits(optarg);
		default: usage();
		}
	}
	argv += optind;
	if (jail != NULL) {
		jid = find(jail, get);
		if (check)
			return jid < 0;
		if (jid < 0)
			errx(1, "jail \"%s\" not found", jail);
	} else if (check) {
		usage();
	}
	if (*argv == NULL && (flags & (P_HEADER | P_NAMEVAL |
	    P_QUOTED | P_LIMITS)) == 0)
		flags |= P_TABLE;
	param_add(jail != NULL ? "jid" : "lastjid");
	if ((flags & P_LIMITS) != 0)
		params_limits();
	else
		params_choose(flags, argv);
	return jail != NULL ? list_one(flags, get, jid) : list_all(flags, get);
}
