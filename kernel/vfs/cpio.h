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
	const char *ce_name;	/* in the archive, with its NUL */
	const char *ce_data;	/* contents, or a link's target (no NUL) */
	uint64_t ce_size;	/* bytes of contents */
	uint32_t ce_ino;
	uint32_t ce_mode;	/* type and permissions, as st_mode */
	uint32_t ce_uid;
	uint32_t ce_gid;
	uint32_t ce_nlink;
	uint32_t ce_mtime_s;
};

/* Does data begin like an archive? */
int	cpio_probe(const void *data, size_t size);
void	cpio_init(struct cpio *cp, const void *data, size_t size);
/* Next entry: 0, ENOENT at the end, EINVAL if the archive is damaged. */
int	cpio_next(struct cpio *cp, struct cpio_entry *ce);
