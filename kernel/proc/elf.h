// SPDX-License-Identifier: BSD-2-Clause
/*
 * elf - what a program file asks to be mapped.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define ELF_SEGMENTS	8

struct elf_segment {
	uint64_t es_start;		/* [t] page aligned */
	uint64_t es_offset;		/* [t] in the file, page aligned */
	uint64_t es_file_end;		/* [t] address where file bytes end */
	uint64_t es_end;		/* [t] address where memory ends */
	int es_prot;			/* [t] PROT_* */
};

struct elf_image {
	struct elf_segment ei_segment[ELF_SEGMENTS];	/* [t] */
	int ei_count;			/* [t] */
	uint64_t ei_entry;		/* [t] */
	uint64_t ei_phdr;		/* [t] user address, 0 unknown */
	uint64_t ei_phnum;		/* [t] */
	uint64_t ei_end;		/* [t] highest address used */
};

/*
 * Check the first len bytes of a program file of size bytes and say what
 * to map where, all of it in [low, high).  0 or ENOEXEC.  Pure.
 */
int	elf_check(const void *head, size_t len, uint64_t size, uint64_t low,
	    uint64_t high, struct elf_image *ei);
