// SPDX-License-Identifier: BSD-2-Clause
/*
 * jailparam - jail parameters: what kinds there are, text to values and
 * back, and the system calls made of them.
 *
 * The kernel describes each parameter by the sysctl security.jail.param.NAME,
 * a text of a type and how it may be used: "I", "L" (64 bits), "B", "S,256" or
 * "E,jailsys",
 * then "w" (any time), "c" (at creation) or "r" (only read).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysctl.h>
#include <sys/uio.h>

#include "user/libjail/jail.h"

#define PREFIX	"security.jail.param."

static const char *const jailsys_names[] = { "disable", "new", "inherit" };

static int
fail(int error, const char *fmt, const char *arg)
{
	snprintf(jail_errmsg, JAIL_ERRMSGLEN, fmt, arg);
	errno = error;
	return -1;
}

/* ------------------------------------------------------------- kinds */

/* Ask the kernel; 0, or -1 if it has no such parameter. */
static int
kind_read(struct jailparam *jp, const char *name)
{
	char node[CTL_NAMEMAX], kind[32];
	size_t len = sizeof(kind) - 1;

	if (snprintf(node, sizeof(node), PREFIX "%s", name) >=
	    (int)sizeof(node))
		return -1;
	if (sysctlbyname(node, kind, &len, NULL, 0) != 0)
		return -1;
	kind[len] = '\0';
	jp->jp_ctltype = CTLTYPE_INT;
	jp->jp_valuelen = sizeof(int);
	if (kind[0] == 'S') {
		jp->jp_ctltype = CTLTYPE_STRING;
		jp->jp_valuelen = strtoul(kind + 2, NULL, 10);
	} else if (kind[0] == 'L') {
		jp->jp_ctltype = CTLTYPE_S64;
		jp->jp_valuelen = sizeof(int64_t);
	} else if (kind[0] == 'B') {
		jp->jp_flags |= JP_BOOL;
	} else if (kind[0] == 'E') {
		jp->jp_flags |= JP_JAILSYS;
	}
	if (strstr(kind, " r") != NULL)
		jp->jp_flags |= JP_RDONLY;
	if (strstr(kind, " c") != NULL)
		jp->jp_flags |= JP_CREATEONLY;
	return 0;
}

/* "allow.nomount": plain gets "allow.mount".  0 if there is no "no". */
static int
name_negated(const char *name, char *plain, size_t size)
{
	const char *dot = strrchr(name, '.');
	size_t at = dot != NULL ? (size_t)(dot + 1 - name) : 0;

	if (strncmp(name + at, "no", 2) != 0 || strlen(name) >= size)
		return 0;
	memcpy(plain, name, at);
	strcpy(plain + at, name + at + 2);
	return 1;
}

int
jailparam_init(struct jailparam *jp, const char *name)
{
	char plain[CTL_NAMEMAX];

	memset(jp, 0, sizeof(*jp));
	jail_errmsg[0] = '\0';
	if (strcmp(name, "lastjid") == 0 || strcmp(name, "desc") == 0) {
		jp->jp_ctltype = CTLTYPE_INT;
		jp->jp_valuelen = sizeof(int);
		if (*name == 'd')
			jp->jp_flags |= JP_DESC;
	} else if (kind_read(jp, name) != 0) {
		if (!name_negated(name, plain, sizeof(plain)) ||
		    kind_read(jp, plain) != 0 ||
		    (jp->jp_flags & JP_BOOL) == 0)
			return fail(ENOENT, "unknown parameter: %s", name);
		jp->jp_flags |= JP_NOBOOL;
	}
	jp->jp_name = strdup(name);
	return jp->jp_name != NULL ? 0 : fail(ENOMEM, "%s", "no memory");
}

/* The next node after oid; 0 at the end of the tree. */
static int
node_next(int *oid, size_t *n)
{
	int ask[CTL_MAXNAME + 2] = { CTL_SYSCTL, CTL_SYSCTL_NEXT };
	size_t len = CTL_MAXNAME * sizeof(int);

	memcpy(ask + 2, oid, *n * sizeof(int));
	if (sysctl(ask, (unsigned)*n + 2, oid, &len, NULL, 0) != 0)
		return 0;
	*n = len / sizeof(int);
	return 1;
}

static int
node_name(const int *oid, size_t n, char *name, size_t size)
{
	int ask[CTL_MAXNAME + 2] = { CTL_SYSCTL, CTL_SYSCTL_NAME };

	memcpy(ask + 2, oid, n * sizeof(int));
	return sysctl(ask, (unsigned)n + 2, name, &size, NULL, 0);
}

/* Append name to a growing array; 0 without memory. */
static int
all_add(struct jailparam **all, unsigned *n, const char *name)
{
	struct jailparam *more;

	more = realloc(*all, (*n + 1) * sizeof(**all));
	if (more == NULL)
		return 0;
	*all = more;
	if (jailparam_init(&more[*n], name) == 0)
		(*n)++;
	return 1;
}

int
jailparam_all(struct jailparam **jpp)
{
	int oid[CTL_MAXNAME + 1] = { 0 };
	char name[CTL_NAMEMAX];
	size_t n = 0;
	unsigned count = 0;

	*jpp = NULL;
	while (node_next(oid, &n)) {
		if (node_name(oid, n, name, sizeof(name)) != 0 ||
		    strncmp(name, PREFIX, strlen(PREFIX)) != 0)
			continue;
		if (!all_add(jpp, &count, name + strlen(PREFIX)))
			return fail(ENOMEM, "%s", "no memory");
	}
	return (int)count;
}

/* ----------------------------------------------------- text to values */

static int
import_int(struct jailparam *jp, const char *value)
{
	static const char *const truths[] = {
		"false", "true", "0", "1", "no", "yes"
	};
	int *n = jp->jp_value;
	char *end;
	size_t i;

	*n = 1;				/* true, or JAIL_SYS_NEW */
	if (value == NULL && (jp->jp_flags & (JP_BOOL | JP_JAILSYS)) != 0)
		return 0;
	if (value == NULL)
		return fail(EINVAL, "%s: value missing", jp->jp_name);
	if ((jp->jp_flags & JP_JAILSYS) != 0)
		for (*n = 0; *n < 3; (*n)++)
			if (strcmp(value, jailsys_names[*n]) == 0)
				return 0;
	for (i = 0; (jp->jp_flags & JP_BOOL) != 0 && i < 6; i++)
		if (strcmp(value, truths[i]) == 0) {
			*n = i & 1;
			return 0;
		}
	*n = (int)strtol(value, &end, 10);
	if (*value == '\0' || *end != '\0')
		return fail(EINVAL, "%s: bad value", jp->jp_name);
	return 0;
}

/* A count, or an amount: 64k, 20M, 1G. */
static int
import_long(struct jailparam *jp, const char *value)
{
	static const char units[] = "kmg";
	const char *unit;
	char *end;
	int64_t n;

	if (value == NULL)
		return fail(EINVAL, "%s: value missing", jp->jp_name);
	n = strtoll(value, &end, 10);
	unit = *end != '\0' ? strchr(units, *end | 0x20) : NULL;
	if (unit != NULL) {
		n *= (int64_t)1024 << 10 * (unit - units);
		end++;
	}
	if (end == value || *end != '\0')
		return fail(EINVAL, "%s: bad value", jp->jp_name);
	*(int64_t *)jp->jp_value = n;
	return 0;
}

int
jailparam_import(struct jailparam *jp, const char *value)
{
	jail_errmsg[0] = '\0';
	if (jp->jp_ctltype == CTLTYPE_STRING) {
		if (value == NULL)
			return fail(EINVAL, "%s: value missing", jp->jp_name);
		jp->jp_value = strdup(value);
		jp->jp_valuelen = strlen(value) + 1;
	} else {
		jp->jp_value = malloc(jp->jp_valuelen);
	}
	if (jp->jp_value == NULL)
		return fail(ENOMEM, "%s", "no memory");
	if (jp->jp_ctltype == CTLTYPE_S64)
		return import_long(jp, value);
	return jp->jp_ctltype == CTLTYPE_STRING ? 0 : import_int(jp, value);
}

int
jailparam_import_raw(struct jailparam *jp, void *value, size_t len)
{
	jp->jp_value = value;
	jp->jp_valuelen = len;
	jp->jp_flags |= JP_RAWVALUE;
	return 0;
}

char *
jailparam_export(struct jailparam *jp)
{
	char text[24];
	int n;

	if (jp->jp_value == NULL)
		return strdup("");
	if (jp->jp_ctltype == CTLTYPE_STRING)
		return strdup(jp->jp_value);
	if (jp->jp_ctltype == CTLTYPE_S64) {
		snprintf(text, sizeof(text), "%lld",
		    (long long)*(int64_t *)jp->jp_value);
		return strdup(text);
	}
	n = *(int *)jp->jp_value;
	if ((jp->jp_flags & JP_JAILSYS) != 0 && n >= 0 && n < 3)
		return strdup(jailsys_names[n]);
	if ((jp->jp_flags & JP_BOOL) != 0)
		return strdup(n ? "true" : "false");
	snprintf(text, sizeof(text), "%d", n);
	return strdup(text);
}

void
jailparam_free(struct jailparam *jp, unsigned n)
{
	for (; n > 0; n--, jp++) {
		free(jp->jp_name);
		if ((jp->jp_flags & JP_RAWVALUE) == 0)
			free(jp->jp_value);
	}
}

/* ---------------------------------------------------- the system calls */

static void
iov_fill(struct iovec *iov, const char *name, void *value, size_t len)
{
	iov[0].iov_base = (void *)(uintptr_t)name;
	iov[0].iov_len = strlen(name) + 1;
	iov[1].iov_base = value;
	iov[1].iov_len = len;
}

/* iov for n parameters and errmsg; the caller frees. */
static struct iovec *
iov_make(struct jailparam *jp, unsigned n)
{
	struct iovec *iov = calloc(n + 1, 2 * sizeof(*iov));
	unsigned i;

	jail_errmsg[0] = '\0';
	if (iov == NULL) {
		fail(ENOMEM, "%s", "no memory");
		return NULL;
	}
	for (i = 0; i < n; i++)
		iov_fill(iov + 2 * i, jp[i].jp_name, jp[i].jp_value,
		    jp[i].jp_valuelen);
	iov_fill(iov + 2 * n, "errmsg", jail_errmsg, JAIL_ERRMSGLEN);
	return iov;
}

int
jailparam_set(struct jailparam *jp, unsigned n, int flags)
{
	struct iovec *iov = iov_make(jp, n);
	int jid;

	if (iov == NULL)
		return -1;
	jid = jail_set(iov, 2 * (n + 1), flags);
	free(iov);
	return jid;
}

/* Room for the value of each that brought none. */
static int
get_buffers(struct jailparam *jp, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++) {
		if (jp[i].jp_value != NULL) {
			jp[i].jp_flags |= JP_KEYVALUE;
			continue;
		}
		jp[i].jp_value = calloc(1, jp[i].jp_valuelen);
		if (jp[i].jp_value == NULL)
			return fail(ENOMEM, "%s", "no memory");
	}
	return 0;
}

/* Text buffers are as large as the parameter, whatever was in them. */
int
jailparam_get(struct jailparam *jp, unsigned n, int flags)
{
	struct iovec *iov;
	unsigned i;
	int jid;

	if (get_buffers(jp, n) != 0)
		return -1;
	iov = iov_make(jp, n);
	if (iov == NULL)
		return -1;
	jid = jail_get(iov, 2 * (n + 1), flags);
	for (i = 0; i < n && jid >= 0; i++)
		if (jp[i].jp_ctltype == CTLTYPE_STRING &&
		    iov[2 * i + 1].iov_len == 0)
			((char *)jp[i].jp_value)[0] = '\0';
	free(iov);
	return jid;
}
