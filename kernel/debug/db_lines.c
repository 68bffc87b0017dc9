// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_lines - reading the table of lines.
 *
 * Blocks are found by halves; inside one, entries are read from its start,
 * each telling how far it is from the one before.
 */
#include <sys/errno.h>

#include "kernel/debug/db_lines.h"
#include "kernel/lib/string.h"

#define BLOCK	64u	/* entries a block; the last has fewer */
#define HEAD	12u

/* Where a reader of entries is. */
struct reader {
	const struct db_lines *rd_lines;	/* [t] */
	uint32_t rd_at;		/* [t] next byte */
	uint32_t rd_end;	/* [t] where the next block begins */
	uint32_t rd_offset;	/* [t] the entry's address */
	uint32_t rd_line;	/* [t] 0: nobody's code */
	uint32_t rd_file;	/* [t] */
};

static uint32_t
word_at(const uint8_t *at)
{
	uint32_t word;

	memcpy(&word, at, sizeof(word));
	return word;
}

int
db_lines_open(struct db_lines *ln, const void *table, size_t size)
{
	const uint8_t *at = table;
	uint64_t need;

	ln->ln_nblocks = 0;
	if (size < HEAD)
		return EINVAL;
	ln->ln_nfiles = word_at(at + 4);
	ln->ln_names_len = word_at(at + 8);
	need = HEAD + 8 * (uint64_t)word_at(at) +
	    4 * (uint64_t)ln->ln_nfiles + ln->ln_names_len;
	if (need > size || ln->ln_names_len == 0)
		return EINVAL;
	ln->ln_blocks = at + HEAD;
	ln->ln_files = ln->ln_blocks + 8 * (size_t)word_at(at);
	ln->ln_names = (const char *)ln->ln_files + 4 * ln->ln_nfiles;
	ln->ln_data = at + need;
	ln->ln_data_len = (uint32_t)(size - need);
	if (ln->ln_names[ln->ln_names_len - 1] != '\0')
		return EINVAL;
	ln->ln_nblocks = word_at(at);
	return 0;
}

/* A number in sevens of bits; 0 at the end. */
static uint32_t
read_number(struct reader *rd)
{
	uint32_t value = 0, shift;
	uint8_t byte;

	for (shift = 0; shift < 32 && rd->rd_at < rd->rd_end; shift += 7) {
		byte = rd->rd_lines->ln_data[rd->rd_at++];
		value |= (uint32_t)(byte & 127) << shift;
		if ((byte & 128) == 0)
			break;
	}
	return value;
}

static void
reader_start(struct reader *rd, const struct db_lines *ln, uint32_t block)
{
	rd->rd_lines = ln;
	rd->rd_offset = word_at(ln->ln_blocks + 8 * (size_t)block);
	rd->rd_at = word_at(ln->ln_blocks + 8 * (size_t)block + 4);
	rd->rd_end = ln->ln_data_len;
	if (block + 1 < ln->ln_nblocks)
		rd->rd_end = word_at(ln->ln_blocks + 8 * (size_t)block + 12);
	if (rd->rd_end > ln->ln_data_len)
		rd->rd_end = ln->ln_data_len;
	rd->rd_line = 0;
	rd->rd_file = 0;
}

/* The next entry of the block; returns 0 at its end. */
static int
reader_next(struct reader *rd)
{
	uint32_t step;

	if (rd->rd_at >= rd->rd_end)
		return 0;
	rd->rd_offset += read_number(rd);
	step = read_number(rd);
	if ((step & 1) != 0)
		rd->rd_file = read_number(rd);
	step >>= 1;
	/* The sign is in the lowest bit, and -1 comes before 1. */
	rd->rd_line += (step & 1) != 0 ? -(step / 2 + 1) : step / 2;
	return 1;
}

static const char *
file_name(const struct db_lines *ln, uint32_t file)
{
	uint32_t place;

	if (file >= ln->ln_nfiles)
		return NULL;
	place = word_at(ln->ln_files + 4 * (size_t)file);
	return place < ln->ln_names_len ? ln->ln_names + place : NULL;
}

int
db_lines_find(const struct db_lines *ln, uint32_t offset, const char **file,
    uint32_t *line, uint32_t *begin)
{
	uint32_t low = 0, high = ln->ln_nblocks, mid, n;
	struct reader rd, last;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (word_at(ln->ln_blocks + 8 * (size_t)mid) <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0)
		return ENOENT;
	reader_start(&rd, ln, low - 1);
	last = rd;
	for (n = 0; n < BLOCK && reader_next(&rd); n++) {
		if (rd.rd_offset > offset)
			break;
		last = rd;
	}
	*file = file_name(ln, last.rd_file);
	*line = last.rd_line;
	*begin = last.rd_offset;
	return last.rd_line == 0 || *file == NULL ? ENOENT : 0;
}

int
db_lines_place(const struct db_lines *ln, const char *file, uint32_t line,
    uint32_t *offset)
{
	struct reader rd;
	uint32_t block, n;
	const char *name;

	for (block = 0; block < ln->ln_nblocks; block++) {
		reader_start(&rd, ln, block);
		for (n = 0; n < BLOCK && reader_next(&rd); n++) {
			if (rd.rd_line != line)
				continue;
			name = file_name(ln, rd.rd_file);
			if (name == NULL || strcmp(name, file) != 0)
				continue;
			*offset = rd.rd_offset;
			return 0;
		}
	}
	return ENOENT;
}
