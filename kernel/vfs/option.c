// SPDX-License-Identifier: BSD-2-Clause
/*
 * option - mount options: words between commas, a value behind "=" or none.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/vfs/vfs.h"

int
vfs_option(const char *options, const char *name, char *buf, size_t size)
{
	size_t len = strlen(name), n;
	const char *word, *end;

	for (word = options; word != NULL && *word != '\0'; word = end) {
		end = strchr(word, ',');
		n = end != NULL ? (size_t)(end - word) : strlen(word);
		if (end != NULL)
			end++;
		if (n < len || strncmp(word, name, len) != 0)
			continue;
		if (n > len && word[len] != '=')
			continue;
		word += n > len ? len + 1 : len;
		n -= n > len ? len + 1 : len;
		if (n >= size)
			return EINVAL;
		memcpy(buf, word, n);
		buf[n] = '\0';
		return 0;
	}
	return ENOENT;
}
