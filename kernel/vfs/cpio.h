// SPDX-License-Identifier: BSD-2-Clause
/*
 * cpio - reading an archive of the "new ASCII" (newc) form in memory.
 *
 * Pure, and distrustful: every length is checked against the archive.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct cpio {
	const char *cp_data;	/* [I] */
	size_t cp_size;		/* [I] */
	size_t cp_at;		/* [t] offset of the next header */
};

struct cpio_entry {
	const char *ce_name;	/* [t] in the archive, with its NUL */
	const char *ce_data;	/* [t] contents, a link's target */
	uint64_t ce_size;	/* [t] bytes of contents */
	uint32_t ce_ino;	/* [t] */
	uint32_t ce_mode;	/* [t] type and permissions, as st_mode */
	uint32_t ce_uid;	/* [t] */
	uint32_t ce_gid;	/* [t] */
	uint32_t ce_nlink;	/* [t] */
	uint32_t ce_mtime_s;	/* [t] */
};

/* Does data begin like an archive? */
int	cpio_probe(const void *data, size_t size);
void	cpio_init(struct cpio *cp, const void *data, size_t size);
/* Next entry: 0, ENOENT at the end, EINVAL if the archive is damaged. */
int	cpio_next(struct cpio *cp, struct cpio_entry *ce);
