// SPDX-License-Identifier: BSD-2-Clause
/*
 * multiboot - the loader's information, multiboot2 form, into bootinfo.
 *
 * The information is a list of tags, each 8-byte aligned.  Memory that the
 * kernel, the modules and the information itself lie in is cut out of the
 * free ranges, as is all below 1 MiB, which the firmware and the starting
 * of CPUs use.
 */
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"

#define LOW_END		(1ul << 20)

enum {
	TAG_END = 0,
	TAG_CMDLINE = 1,
	TAG_LOADER = 2,
	TAG_MODULE = 3,
	TAG_MEMORY = 6,
	TAG_SCREEN = 8,
	TAG_ACPI_OLD = 14,
	TAG_ACPI_NEW = 15
};

struct tag {
	uint32_t type;
	uint32_t size;
};

struct tag_module {
	struct tag tag;
	uint32_t start;
	uint32_t end;
	char name[];
};

struct tag_memory {
	struct tag tag;
	uint32_t entry_size;
	uint32_t version;
	uint8_t entries[];
};

struct memory_entry {
	uint64_t start;
	uint64_t length;
	uint32_t type;			/* 1: usable */
	uint32_t zero;
};

struct tag_screen {
	struct tag tag;
	uint64_t phys;
	uint32_t pitch;
	uint32_t width;
	uint32_t height;
	uint8_t bpp;
	uint8_t type;			/* 1: RGB, 2: text */
};

static void
range_delete(uint32_t i)
{
	bootinfo.bi_free_count--;
	memmove(&bootinfo.bi_free[i], &bootinfo.bi_free[i + 1],
	    (bootinfo.bi_free_count - i) * sizeof(struct boot_range));
}

/* Insert in order; when the table is full the range is lost. */
static void
range_insert(uint64_t start, uint64_t end)
{
	struct boot_range *r = bootinfo.bi_free;
	uint32_t i = 0;

	if (start >= end || bootinfo.bi_free_count == BOOT_RANGES)
		return;
	while (i < bootinfo.bi_free_count && r[i].br_start < start)
		i++;
	memmove(&r[i + 1], &r[i],
	    (bootinfo.bi_free_count - i) * sizeof(struct boot_range));
	r[i].br_start = start;
	r[i].br_end = end;
	bootinfo.bi_free_count++;
}

/* Take every page that [start, end) touches out of the free ranges. */
static void
range_reserve(uint64_t start, uint64_t end)
{
	struct boot_range r;

	start &= ~PAGE_MASK;
	end = (end + PAGE_MASK) & ~PAGE_MASK;
	for (uint32_t i = 0; i < bootinfo.bi_free_count;) {
		r = bootinfo.bi_free[i];
		if (r.br_end <= start || r.br_start >= end) {
			i++;
			continue;
		}
		range_delete(i);
		range_insert(r.br_start, start);
		range_insert(end, r.br_end);
		i = 0;
	}
}

static void
memory_parse(const struct tag_memory *t)
{
	const uint8_t *p = t->entries;
	const uint8_t *end = (const uint8_t *)t + t->tag.size;
	const struct memory_entry *e;
	uint64_t first, last;

	for (; p < end; p += t->entry_size) {
		e = (const void *)p;
		if (e->type != 1)
			continue;
		first = (e->start + PAGE_MASK) & ~PAGE_MASK;
		last = (e->start + e->length) & ~PAGE_MASK;
		if (last > bootinfo.bi_phys_end)
			bootinfo.bi_phys_end = last;
		if (first < LOW_END)
			first = LOW_END;
		if (first >= last)
			continue;
		bootinfo.bi_ram_bytes += last - first;
		range_insert(first, last);
	}
}

static void
module_parse(const struct tag_module *t)
{
	struct boot_module *m;

	if (bootinfo.bi_module_count == BOOT_MODULES)
		return;
	m = &bootinfo.bi_module[bootinfo.bi_module_count++];
	m->bm_name = t->name;
	m->bm_data = direct_map(t->start);
	m->bm_size = t->end - t->start;
}

static void
screen_parse(const struct tag_screen *t)
{
	struct boot_fb *fb = &bootinfo.bi_fb;

	if (t->type == 1)
		fb->fb_type = BOOT_SCREEN_RGB;
	else if (t->type == 2)
		fb->fb_type = BOOT_SCREEN_TEXT;
	fb->fb_phys = t->phys;
	fb->fb_width = t->width;
	fb->fb_height = t->height;
	fb->fb_pitch = t->pitch;
	fb->fb_bpp = t->bpp;
}

static void
tag_parse(const struct tag *t)
{
	switch (t->type) {
	case TAG_CMDLINE:
		strlcpy(bootinfo.bi_cmdline, (const char *)(t + 1),
		    BOOT_CMDLINE);
		break;
	case TAG_LOADER:
		strlcpy(bootinfo.bi_loader, (const char *)(t + 1),
		    sizeof(bootinfo.bi_loader));
		break;
	case TAG_MODULE:
		module_parse((const struct tag_module *)t);
		break;
	case TAG_MEMORY:
		memory_parse((const struct tag_memory *)t);
		break;
	case TAG_SCREEN:
		screen_parse((const struct tag_screen *)t);
		break;
	case TAG_ACPI_OLD:
	case TAG_ACPI_NEW:
		acpi_root_set(t + 1);
		break;
	}
}

void
multiboot_parse(uint64_t pa)
{
	const uint32_t *head = direct_map(pa);	/* total size, reserved */
	const uint8_t *p = (const uint8_t *)(head + 2);
	const struct tag *t;
	const struct boot_module *m;
	uint64_t start;

	for (;; p += (t->size + 7) & ~7u) {
		t = (const void *)p;
		if (t->type == TAG_END)
			break;
		tag_parse(t);
	}
	range_reserve(pa, pa + *head);
	range_reserve(bootinfo.bi_kernel_start, bootinfo.bi_kernel_end);
	for (uint32_t i = 0; i < bootinfo.bi_module_count; i++) {
		m = &bootinfo.bi_module[i];
		start = direct_unmap(m->bm_data);
		range_reserve(start, start + m->bm_size);
	}
}
