// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_lines - which line of which file an address is.
 *
 * The table is made by the build (arch-x86_64/boot/gen_lines.py, which has
 * its form).  db_lines_open() checks the counts, the rest that it never
 * reads beyond the end; what a damaged table says may be nonsense.  Pure;
 * any context.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct db_lines {
	const uint8_t *ln_blocks;	/* [I] offset and place of each */
	const uint8_t *ln_files;	/* [I] each file's place in the names */
	const char *ln_names;		/* [I] ends with 0 */
	const uint8_t *ln_data;		/* [I] */
	uint32_t ln_nblocks;		/* [I] 0: no table */
	uint32_t ln_nfiles;		/* [I] */
	uint32_t ln_names_len;		/* [I] */
	uint32_t ln_data_len;		/* [I] */
};

/* Check a table of size bytes.  0 or EINVAL. */
int	db_lines_open(struct db_lines *ln, const void *table, size_t size);

/*
 * File (valid for ever), line, and the offset it begins at, of an offset
 * into the image.  0 or ENOENT.
 */
int	db_lines_find(const struct db_lines *ln, uint32_t offset,
	    const char **file, uint32_t *line, uint32_t *begin);

/* The lowest offset of a line of a file.  0 or ENOENT. */
int	db_lines_place(const struct db_lines *ln, const char *file,
	    uint32_t line, uint32_t *offset);
