// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_source - lines of the kernel's own source.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/db.h"
#include "kernel/debug/db_lines.h"

static struct db_lines source_lines;		/* [d] */
static int source_open;				/* [d] tried already? */

static const struct db_lines *
source_table(void)
{
	if (!source_open)
		db_lines_open(&source_lines, kernel_lines,
		    (size_t)(kernel_lines_end - kernel_lines));
	source_open = 1;
	return &source_lines;
}

int
db_line_of(uintptr_t addr, const char **file, uint32_t *line,
    uintptr_t *begin)
{
	uint32_t offset;
	int error;

	if (addr < (uintptr_t)kernel_start ||
	    addr >= (uintptr_t)kernel_text_end)
		return ENOENT;
	error = db_lines_find(source_table(),
	    (uint32_t)(addr - KERNEL_BASE), file, line, &offset);
	*begin = KERNEL_BASE + offset;
	return error;
}

int
db_line_place(const char *file, uint32_t line, uintptr_t *addr)
{
	uint32_t offset = 0;
	int error = db_lines_place(source_table(), file, line, &offset);

	*addr = KERNEL_BASE + offset;
	return error;
}

void
db_print_line(uintptr_t addr)
{
	uintptr_t begin;
	const char *file;
	uint32_t line;

	if (db_line_of(addr, &file, &line, &begin) == 0)
		db_printf(" %s:%u", file, line);
}
