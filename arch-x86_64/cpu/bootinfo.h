// SPDX-License-Identifier: BSD-2-Clause
/*
 * bootinfo - what the loader told the kernel, in the kernel's own form.
 *
 * arch-x86_64/boot fills it before any phase runs; from then on it is read
 * only, but for the free ranges, which kernel/mem takes over.  Pointers in
 * it are kernel addresses.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define BOOT_RANGES	64	/* free ranges kept; the rest is ignored */
#define BOOT_MODULES	8
#define BOOT_CMDLINE	1024

/* Usable memory, page aligned, in rising order: [start, end).  All [I]. */
struct boot_range {
	uint64_t br_start;
	uint64_t br_end;
};

/* A file GRUB loaded; stays where it is, outside the free ranges. */
struct boot_module {
	const char *bm_name;		/* [I] the module2 line */
	const void *bm_data;		/* [I] */
	size_t bm_size;			/* [I] */
};

/* The screen: text cells at 0xb8000, or pixels. */
enum boot_screen {
	BOOT_SCREEN_NONE,
	BOOT_SCREEN_TEXT,
	BOOT_SCREEN_RGB
};

struct boot_fb {
	enum boot_screen fb_type;	/* [I] */
	uint64_t fb_phys;		/* [I] */
	uint32_t fb_width;		/* [I] pixels, or cells */
	uint32_t fb_height;		/* [I] */
	uint32_t fb_pitch;		/* [I] bytes a line */
	uint32_t fb_bpp;		/* [I] bits a pixel */
};

/*
 * Kernel symbols, sorted by address, in a blob the build appends: a count,
 * so many entries, then the names.  Addresses are KERNEL_BASE + ks_offset.
 * All [I].
 */
struct ksym {
	uint32_t ks_offset;
	uint32_t ks_size;		/* bytes; 0 if not known */
	uint32_t ks_name;		/* offset in the names */
};

struct bootinfo {
	uint64_t bi_tsc;			/* [I] TSC at the start */
	char bi_cmdline[BOOT_CMDLINE];	/* [I] loader's and fw_cfg's */
	struct boot_range bi_free[BOOT_RANGES];	/* [I] phase CPU */
	uint32_t bi_free_count;			/* [I] after phase CPU */
	struct boot_module bi_module[BOOT_MODULES];	/* [I] */
	uint32_t bi_module_count;		/* [I] */
	struct boot_fb bi_fb;			/* [I] */
	uint64_t bi_phys_end;			/* [I] after the last of RAM */
	uint64_t bi_ram_bytes;			/* [I] usable, at the start */
	uint64_t bi_kernel_start;		/* [I] physical, page aligned */
	uint64_t bi_kernel_end;			/* [I] */
	const char *bi_script;			/* [I] script to run, or NULL */
	size_t bi_script_size;			/* [I] */
	const struct ksym *bi_sym;		/* [I] NULL without symbols */
	uint32_t bi_sym_count;			/* [I] */
	const char *bi_sym_names;		/* [I] */
	char bi_loader[32];			/* [I] */
};

extern struct bootinfo bootinfo;

/*
 * Value of word NAME=VALUE on the kernel command line, copied to buf;
 * plain NAME gives "1".  Returns 0 or ENOENT.  Any context.
 */
int	bootinfo_option(const char *name, char *buf, size_t size);
