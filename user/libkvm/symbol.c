// SPDX-License-Identifier: BSD-2-Clause
/*
 * symbol - finding the kernel in the memory, and names in the kernel.
 *
 * The anchor (sys/dump.h) lies low in physical memory, 16-byte aligned; it
 * tells its own address, so that what it points at can be found, and what
 * looks like one by chance cannot pass.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "user/libkvm/kvm_priv.h"

#define SYMBOLS_MAX	(16ul << 20)
#define EXEC_MAX	(256l << 20)

struct entry {
	uint32_t en_offset, en_size, en_name;
};

static int
anchor_fits(kvm_t *kd, uint64_t phys)
{
	struct dump_anchor *da = &kd->kd_anchor;
	struct dump_anchor there;

	if (da->da_version != DUMP_VERSION || da->da_size < sizeof(*da) ||
	    da->da_self < KERNEL_BASE || da->da_self - KERNEL_BASE != phys ||
	    da->da_symbols_end < da->da_symbols ||
	    da->da_symbols_end - da->da_symbols > SYMBOLS_MAX)
		return 0;
	return memory_copy(kd, da->da_self, &there, sizeof(there), 0) == 0 &&
	    memcmp(&there, da, sizeof(there)) == 0;
}

static int
anchor_find(kvm_t *kd)
{
	uint64_t phys, at;
	const uint8_t *page;

	for (phys = DUMP_ANCHOR_LOW; phys < DUMP_ANCHOR_HIGH; phys += PAGE) {
		page = memory_page(kd, phys);
		for (at = 0; page != NULL && at + sizeof(kd->kd_anchor) <=
		    PAGE; at += 16) {
			if (memcmp(page + at, DUMP_ANCHOR_MAGIC, 16) != 0)
				continue;
			memcpy(&kd->kd_anchor, page + at,
			    sizeof(kd->kd_anchor));
			if (anchor_fits(kd, phys + at))
				return 0;
		}
	}
	return kvm_fail(kd, "no kernel of ours is in its memory");
}

int
symbol_open(kvm_t *kd)
{
	const struct dump_anchor *da = &kd->kd_anchor;
	uint32_t count;
	size_t size;

	if (anchor_find(kd) != 0)
		return -1;
	size = da->da_symbols_end - da->da_symbols;
	kd->kd_symbols = malloc(size + 1);
	if (kd->kd_symbols == NULL)
		return kvm_fail(kd, "no memory for its symbols");
	kd->kd_symbols[size] = '\0';
	kd->kd_symbols_size = size;
	if (memory_copy(kd, da->da_symbols, kd->kd_symbols, size, 0) != 0)
		return kvm_fail(kd, "its symbols are cut off");
	if (size < sizeof(count))
		return kvm_fail(kd, "it has no symbols");
	memcpy(&count, kd->kd_symbols, sizeof(count));
	if (count > (size - sizeof(count)) / sizeof(struct entry))
		return kvm_fail(kd, "its symbols make no sense");
	return 0;
}

int
symbol_find(kvm_t *kd, const char *name, uint64_t *value)
{
	const char *names;
	struct entry en;
	uint32_t count, i;
	size_t room;

	if (kd->kd_symbols == NULL)
		return -1;
	memcpy(&count, kd->kd_symbols, sizeof(count));
	names = kd->kd_symbols + sizeof(count) + count * sizeof(en);
	room = kd->kd_symbols_size - (size_t)(names - kd->kd_symbols);
	for (i = 0; i < count; i++) {
		memcpy(&en, kd->kd_symbols + sizeof(count) + i * sizeof(en),
		    sizeof(en));
		if (en.en_name >= room || strcmp(names + en.en_name, name) !=
		    0)
			continue;
		*value = KERNEL_BASE + en.en_offset;
		return 0;
	}
	return -1;
}

/* Does the file hold these bytes?  The build's number is long enough. */
static int
file_has(int fd, const uint8_t *what, size_t n)
{
	struct stat st;
	char *all;
	int found = 0;
	off_t i;

	if (fstat(fd, &st) != 0 || st.st_size > EXEC_MAX ||
	    st.st_size < (off_t)n)
		return 0;
	all = malloc((size_t)st.st_size);
	if (all != NULL && pread(fd, all, (size_t)st.st_size, 0) ==
	    st.st_size)
		for (i = 0; i + (off_t)n <= st.st_size && !found; i++)
			found = all[i] == (char)what[0] &&
			    memcmp(all + i, what, n) == 0;
	free(all);
	return found;
}

int
symbol_check(kvm_t *kd, const char *exec)
{
	uint8_t note[DUMP_BUILD_NOTE + DUMP_BUILD];
	int fd, same;

	if (memory_copy(kd, kd->kd_anchor.da_build, note, sizeof(note), 0) !=
	    0)
		return kvm_fail(kd, "its build's number is missing");
	fd = open(exec, O_RDONLY);
	if (fd < 0)
		return kvm_fail(kd, "%s: cannot be opened", exec);
	same = file_has(fd, note, sizeof(note));
	close(fd);
	return same ? 0 : kvm_fail(kd, "%s is not the kernel that died",
	    exec);
}
