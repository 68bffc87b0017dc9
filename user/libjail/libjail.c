// SPDX-License-Identifier: BSD-2-Clause
/*
 * libjail - the short forms: jails by name, and parameters as arguments.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "user/libjail/jail.h"

#define PAIRS_MAX	32	/* of jail_setv and jail_getv */

char jail_errmsg[JAIL_ERRMSGLEN];

static void
pair(struct iovec *iov, const char *name, void *value, size_t len)
{
	iov[0].iov_base = (void *)(uintptr_t)name;
	iov[0].iov_len = strlen(name) + 1;
	iov[1].iov_base = value;
	iov[1].iov_len = len;
}

int
jail_getid(const char *name)
{
	struct iovec iov[4];
	char buf[JAIL_NAME_MAX], *end;
	int jid = (int)strtol(name, &end, 10);

	jail_errmsg[0] = '\0';
	if (*name != '\0' && *end == '\0') {
		if (jid == 0)
			return 0;
		pair(iov, "jid", &jid, sizeof(jid));
	} else {
		if (strlen(name) >= sizeof(buf)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		strcpy(buf, name);
		pair(iov, "name", buf, sizeof(buf));
	}
	pair(iov + 2, "errmsg", jail_errmsg, JAIL_ERRMSGLEN);
	return jail_get(iov, 4, 0);
}

char *
jail_getname(int jid)
{
	struct iovec iov[6];
	char name[JAIL_NAME_MAX] = "";

	jail_errmsg[0] = '\0';
	pair(iov, "jid", &jid, sizeof(jid));
	pair(iov + 2, "name", name, sizeof(name));
	pair(iov + 4, "errmsg", jail_errmsg, JAIL_ERRMSGLEN);
	if (jail_get(iov, 6, JAIL_DYING) < 0)
		return NULL;
	return strdup(name);
}

/* Make parameters of the arguments, as text; how many, or -1. */
static int
args_import(struct jailparam *jp, va_list ap)
{
	const char *name, *value;
	int n = 0;

	while (n < PAIRS_MAX && (name = va_arg(ap, char *)) != NULL) {
		value = va_arg(ap, char *);
		if (jailparam_init(&jp[n], name) != 0)
			break;
		if (jailparam_import(&jp[n++], value) != 0)
			break;
	}
	if (jail_errmsg[0] == '\0')
		return n;
	jailparam_free(jp, (unsigned)n);
	return -1;
}

int
jail_setv(int flags, ...)
{
	struct jailparam jp[PAIRS_MAX];
	va_list ap;
	int n, jid;

	jail_errmsg[0] = '\0';
	va_start(ap, flags);
	n = args_import(jp, ap);
	va_end(ap);
	if (n < 0)
		return -1;
	jid = jailparam_set(jp, (unsigned)n, flags);
	jailparam_free(jp, (unsigned)n);
	return jid;
}

/* Where the results go: the caller's buffers, in their order. */
static void
args_export(struct jailparam *jp, int n, va_list ap)
{
	char *buf, *text;
	int i;

	for (i = 0; i < n; i++) {
		(void)va_arg(ap, char *);
		buf = va_arg(ap, char *);
		text = jailparam_export(&jp[i]);
		if (text != NULL)
			snprintf(buf, JAIL_NAME_MAX, "%s", text);
		free(text);
	}
}

/* A buffer that is not empty is a key; the rest only has to be filled. */
static int
args_keys(struct jailparam *jp, va_list ap)
{
	char *name, *buf, *room;
	int n = 0;

	while (n < PAIRS_MAX && (name = va_arg(ap, char *)) != NULL) {
		buf = va_arg(ap, char *);
		if (jailparam_init(&jp[n], name) != 0)
			break;
		n++;
		if (buf[0] == '\0')
			continue;
		room = calloc(1, jp[n - 1].jp_valuelen);
		if (room == NULL)
			break;
		if (jp[n - 1].jp_valuelen == sizeof(int))
			*(int *)(void *)room = atoi(buf);
		else
			snprintf(room, jp[n - 1].jp_valuelen, "%s", buf);
		jp[n - 1].jp_value = room;
	}
	return n;
}

int
jail_getv(int flags, ...)
{
	struct jailparam jp[PAIRS_MAX];
	va_list ap;
	int n, jid;

	jail_errmsg[0] = '\0';
	va_start(ap, flags);
	n = args_keys(jp, ap);
	va_end(ap);
	jid = jail_errmsg[0] == '\0' ? jailparam_get(jp, (unsigned)n, flags) :
	    -1;
	if (jid >= 0) {
		va_start(ap, flags);
		args_export(jp, n, ap);
		va_end(ap);
	}
	jailparam_free(jp, (unsigned)n);
	return jid;
}
