// SPDX-License-Identifier: BSD-2-Clause
/*
 * bootinfo - the one copy of what the loader said, and its command line.
 *
 * Words are separated by spaces; there is no quoting.  The last of several
 * equal names wins, so that what is given by hand beats grub.cfg.
 */
#include <sys/errno.h>

#include "arch-x86_64/cpu/bootinfo.h"
#include "kernel/lib/string.h"

struct bootinfo bootinfo;

/* Value in the word at w of len bytes if it is NAME or NAME=..., or NULL. */
static const char *
option_match(const char *w, size_t len, const char *name, size_t *vlen)
{
	size_t n = strlen(name);

	if (len < n || strncmp(w, name, n) != 0)
		return NULL;
	if (len == n) {
		*vlen = 1;
		return "1";
	}
	if (w[n] != '=')
		return NULL;
	*vlen = len - n - 1;
	return w + n + 1;
}

int
bootinfo_option(const char *name, char *buf, size_t size)
{
	const char *p = bootinfo.bi_cmdline, *end, *v;
	size_t vlen;
	int error = ENOENT;

	while (*p != '\0') {
		if (*p == ' ') {
			p++;
			continue;
		}
		end = strchr(p, ' ');
		if (end == NULL)
			end = p + strlen(p);
		v = option_match(p, (size_t)(end - p), name, &vlen);
		if (v != NULL && vlen < size) {
			memcpy(buf, v, vlen);
			buf[vlen] = '\0';
			error = 0;
		}
		p = end;
	}
	return error;
}
