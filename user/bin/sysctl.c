// SPDX-License-Identifier: BSD-2-Clause
/*
 * sysctl - read and set kernel variables.
 *
 * The kernel turns a name into numbers and back, and tells by numbers each
 * variable's type and which comes next.  A module that comes or goes moves
 * numbers, so values are read and written by name, and what numbers told is
 * believed only if they are the same afterwards.  A name that is no variable
 * stands for all variables below it.
 */
#include <err.h>
#include <errno.h>
#include <jail.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/jail.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "user/libkvm/attach.h"

struct var {
	int oid[CTL_MAXNAME];
	size_t len;			/* numbers in oid */
	char name[CTL_NAMEMAX];
	uint32_t kind;			/* CTLTYPE | CTLFLAG */
	char fmt[32];
};

static int all, describe, equals, human, names_only, no_name, opaque;
static int quiet, show_type, writable, hex, hex_opaque, ignore;
static int status;

static void
usage(void)
{
	fprintf(stderr,
	    "usage: sysctl [-j jail] [-bdehiNnoqTtWx] name[=value] ...\n"
	    "       sysctl [-j jail] [-bdehNnoqTtWx] -a\n");
	exit(1);
}

/* Ask CTL_SYSCTL_what about v; *len bytes to out.  0 or -1. */
static int
meta(int what, const struct var *v, void *out, size_t *len)
{
	int ask[CTL_MAXNAME + 2] = { CTL_SYSCTL, what };

	memcpy(ask + 2, v->oid, v->len * sizeof(int));
	return sysctl(ask, (u_int)v->len + 2, out, len, NULL, 0);
}

/* Name and type of the variable whose oid is set; 0 or -1. */
static int
var_describe(struct var *v)
{
	struct {
		uint32_t kind;
		char fmt[32];
	} type = { 0, "" };
	size_t len = sizeof(v->name);

	if (meta(CTL_SYSCTL_NAME, v, v->name, &len) != 0)
		return -1;
	len = sizeof(type) - 1;
	if (meta(CTL_SYSCTL_OIDFMT, v, &type, &len) != 0)
		return -1;
	v->kind = type.kind;
	strlcpy(v->fmt, type.fmt, sizeof(v->fmt));
	return 0;
}

static int
var_find(struct var *v, const char *name)
{
	int oid[CTL_MAXNAME];
	size_t len;

	do {
		v->len = len = CTL_MAXNAME;
		if (sysctlnametomib(name, v->oid, &v->len) != 0 ||
		    var_describe(v) != 0 ||
		    sysctlnametomib(name, oid, &len) != 0)
			return -1;
	} while (len != v->len || memcmp(oid, v->oid, len * sizeof(int)) != 0);
	return 0;
}

/* The variable behind v; with v->len 0 the first.  0 or -1. */
static int
var_next(struct var *v)
{
	size_t len = sizeof(v->oid);
	int oid[CTL_MAXNAME];

	if (meta(CTL_SYSCTL_NEXT, v, oid, &len) != 0)
		return -1;
	v->len = len / sizeof(int);
	memcpy(v->oid, oid, len);
	return var_describe(v);
}

/* Its value, allocated, with a NUL behind; NULL with errno. */
static char *
value_get(const struct var *v, size_t *len)
{
	size_t room;
	char *buf;

	if (sysctlbyname(v->name, NULL, &room, NULL, 0) != 0)
		return NULL;
	room += room / 8 + 64;		/* it may grow in between */
	buf = malloc(room + 1);
	if (buf == NULL)
		err(1, NULL);
	*len = room;
	if (sysctlbyname(v->name, buf, len, NULL, 0) != 0) {
		free(buf);
		return NULL;
	}
	buf[*len] = '\0';
	return buf;
}

static size_t
number_size(uint32_t kind)
{
	switch (kind & CTLTYPE) {
	case CTLTYPE_INT:
	case CTLTYPE_UINT:
		return sizeof(int);
	case CTLTYPE_LONG:
	case CTLTYPE_ULONG:
	case CTLTYPE_S64:
	case CTLTYPE_U64:
		return sizeof(long);
	default:
		return 0;
	}
}

static void
number_print(uint32_t kind, const char *p)
{
	unsigned long val;

	if (number_size(kind) == sizeof(int)) {
		val = *(const unsigned int *)p;
		if ((kind & CTLTYPE) == CTLTYPE_INT && !hex)
			val = (unsigned long)(long)*(const int *)p;
	} else
		val = *(const unsigned long *)p;
	switch (kind & CTLTYPE) {
	case CTLTYPE_INT:
	case CTLTYPE_LONG:
	case CTLTYPE_S64:
		printf(hex ? "0x%lx" : "%ld", val);
		break;
	default:
		printf(hex ? "0x%lx" : "%lu", val);
	}
}

/* The kernel gives structures no format; this one is known by its name. */
static int
is_time(const struct var *v)
{
	return strcmp(v->name, "kern.boottime") == 0;
}

static void
dump_print(const struct var *v, const unsigned char *p, size_t len)
{
	size_t i, most = hex_opaque || len < 16 ? len : 16;

	printf("Format:%s Length:%zu Dump:0x", v->fmt, len);
	for (i = 0; i < most; i++)
		printf("%02x", p[i]);
	if (most < len)
		printf("...");
}

static void
value_print(const struct var *v, const char *p, size_t len)
{
	size_t i, size = number_size(v->kind);
	const struct timeval *tv;

	if ((v->kind & CTLTYPE) == CTLTYPE_STRING) {
		printf("%s", p);
	} else if (size > 0) {
		for (i = 0; i + size <= len; i += size) {
			if (i > 0)
				putchar(' ');
			number_print(v->kind, p + i);
		}
	} else if (is_time(v) && len == sizeof(*tv)) {
		tv = (const struct timeval *)p;
		printf("{ sec = %ld, usec = %ld } %.24s", tv->tv_sec,
		    tv->tv_usec, ctime(&tv->tv_sec));
	} else
		dump_print(v, (const unsigned char *)p, len);
}

static const char *
type_name(uint32_t kind)
{
	static const char *const names[] = {
		"unknown", "node", "integer", "string", "int64_t", "opaque",
		"unsigned integer", "long integer", "unsigned long",
		"uint64_t",
	};
	uint32_t type = kind & CTLTYPE;

	return type < sizeof(names) / sizeof(names[0]) ? names[type] :
	    names[0];
}

static void
label_print(const struct var *v)
{
	if (!no_name)
		printf("%s%s", v->name, equals ? "=" : ": ");
}

static void
description_print(const struct var *v)
{
	char text[512] = "";
	size_t len = sizeof(text) - 1;

	meta(CTL_SYSCTL_OIDDESCR, v, text, &len);
	label_print(v);
	puts(show_type ? type_name(v->kind) : text);
}

/* Structures nobody can read are left out of long lists. */
static int
is_opaque(const struct var *v)
{
	return (v->kind & CTLTYPE) == CTLTYPE_OPAQUE && !is_time(v);
}

static void
var_show(const struct var *v)
{
	size_t len;
	char *p;

	if (writable && (v->kind & CTLFLAG_WR) == 0)
		return;
	if (names_only) {
		puts(v->name);
		return;
	}
	if (describe || show_type) {
		description_print(v);
		return;
	}
	p = value_get(v, &len);
	if (p == NULL) {
		/* In a list, what we may not see or is gone is no news. */
		if (!all) {
			warn("%s", v->name);
			status = 1;
		}
		return;
	}
	label_print(v);
	value_print(v, p, len);
	putchar('\n');
	free(p);
}

/* All below prefix ("" for all); how many there were. */
static int
tree_show(const char *prefix)
{
	struct var v = { .len = 0 };
	size_t n = strlen(prefix);
	int count = 0, was_all = all;

	all = 1;
	while (var_next(&v) == 0) {
		if (n > 0 && (strncmp(v.name, prefix, n) != 0 ||
		    v.name[n] != '.'))
			continue;
		count++;
		if (opaque || hex_opaque || !is_opaque(&v))
			var_show(&v);
	}
	all = was_all;
	return count;
}

/* Text to the variable's own form in *out; its length, 0 if no number. */
static size_t
value_parse(const struct var *v, const char *text, unsigned long *out)
{
	size_t size = number_size(v->kind);
	unsigned int small;
	char *end;

	errno = 0;
	*out = *text == '-' ? (unsigned long)strtol(text, &end, 0) :
	    strtoul(text, &end, 0);
	if (*text == '\0' || *end != '\0' || errno != 0)
		return 0;
	if (size == sizeof(int)) {
		small = (unsigned int)*out;
		if ((v->kind & CTLTYPE) == CTLTYPE_INT ?
		    (long)*out != (int)small : *out != small)
			return 0;
		memcpy(out, &small, sizeof(small));
	}
	return size;
}

static int
var_write(const struct var *v, const char *text)
{
	unsigned long number;
	size_t len;

	if (number_size(v->kind) == 0)
		return sysctlbyname(v->name, NULL, NULL, text, strlen(text));
	len = value_parse(v, text, &number);
	if (len == 0) {
		errno = EINVAL;
		return -1;
	}
	return sysctlbyname(v->name, NULL, NULL, &number, len);
}

/* Why it could not be written; a range is the kernel's to tell. */
static void
var_complain(const struct var *v, const char *text)
{
	int64_t range[2];
	size_t len = sizeof(range);
	int why = errno;

	if (why == EINVAL && meta(CTL_SYSCTL_OIDRANGE, v, range, &len) == 0) {
		warnx("%s=%s: not from %lld to %lld", v->name, text,
		    (long long)range[0], (long long)range[1]);
		return;
	}
	errno = why;
	warn("%s=%s", v->name, text);
}

static void
var_set(const struct var *v, const char *text)
{
	size_t len;
	char *p;

	if ((v->kind & CTLFLAG_WR) == 0) {
		warnx("oid '%s' is read only", v->name);
		status = 1;
		return;
	}
	p = value_get(v, &len);
	if (var_write(v, text) != 0) {
		var_complain(v, text);
		free(p);
		status = 1;
		return;
	}
	label_print(v);
	if (p != NULL) {
		value_print(v, p, len);
		printf(" -> ");
		free(p);
	}
	p = value_get(v, &len);
	if (p != NULL)
		value_print(v, p, len);
	putchar('\n');
	free(p);
}

static void
argument(char *arg)
{
	char *text = strchr(arg, '=');
	struct var v;
	int found;

	if (text != NULL)
		*text++ = '\0';
	found = var_find(&v, arg) == 0 &&
	    (v.kind & CTLTYPE) != CTLTYPE_NODE;
	if (found && text != NULL)
		var_set(&v, text);
	else if (found)
		var_show(&v);
	else if (text != NULL || tree_show(arg) == 0) {
		if (ignore)
			return;
		if (!quiet)
			warnx("unknown oid '%s'", arg);
		status = 1;
	}
}

static void
attach(const char *jail)
{
	int jid = jail_getid(jail);

	if (jid < 0)
		errx(1, "jail \"%s\" not found", jail);
	if (jail_attach(jid) != 0)
		err(1, "jail \"%s\"", jail);
}

static void
options(int argc, char **argv)
{
	static const struct {
		char letter;
		int *flag;
	} opts[] = {
		{ 'a', &all }, { 'd', &describe }, { 'e', &equals },
		{ 'h', &human }, { 'i', &ignore }, { 'N', &names_only },
		{ 'n', &no_name }, { 'o', &opaque }, { 'q', &quiet },
		{ 't', &show_type }, { 'W', &writable }, { 'x', &hex },
		{ 'X', &hex_opaque },
	};
	size_t i;
	int ch;

	while ((ch = getopt(argc, argv, "adehij:NnoqTtWxX")) != -1) {
		if (ch == '?')
			usage();
		if (ch == 'j')
			attach(optarg);
		for (i = 0; i < sizeof(opts) / sizeof(opts[0]); i++)
			if (opts[i].letter == ch)
				*opts[i].flag = 1;
	}
	if (hex_opaque)
		all = 1;
}

int
main(int argc, char **argv)
{
	kvm_options(&argc, &argv);
	options(argc, argv);
	argv += optind;
	if (!all && *argv == NULL)
		usage();
	if (all && *argv == NULL)
		tree_show("");
	for (; *argv != NULL; argv++)
		argument(*argv);
	return status;
}
