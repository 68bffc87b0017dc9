// SPDX-License-Identifier: BSD-2-Clause
/*
 * fwcfg - files the emulator passes in (QEMU's fw_cfg, by I/O ports).
 *
 * A selector chooses an item, reads of the data port give its bytes.  Item
 * 0 is a signature, item 0x19 the directory of named files.  Multi-byte
 * numbers in it are big-endian.  On a real PC the signature is missing and
 * there are no files.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"

#define PORT_SELECT	0x510
#define PORT_DATA	0x511
#define ITEM_SIGNATURE	0x0000
#define ITEM_DIRECTORY	0x0019

struct fwcfg_entry {
	uint32_t size;			/* big-endian */
	uint16_t item;			/* big-endian */
	uint16_t reserved;
	char name[56];
};

static void
fwcfg_bytes(void *buf, size_t n)
{
	__asm__ volatile("rep insb" : "+D"(buf), "+c"(n)
	    : "d"(PORT_DATA) : "memory");
}

static int
fwcfg_present(void)
{
	char signature[4];

	cpu_out16(PORT_SELECT, ITEM_SIGNATURE);
	fwcfg_bytes(signature, 4);
	return memcmp(signature, "QEMU", 4) == 0;
}

/* Select file name; leaves the data port at its start. */
static int
fwcfg_find(const char *name, size_t *size)
{
	struct fwcfg_entry e;
	uint32_t count;

	cpu_out16(PORT_SELECT, ITEM_DIRECTORY);
	fwcfg_bytes(&count, 4);
	for (count = __builtin_bswap32(count); count > 0; count--) {
		fwcfg_bytes(&e, sizeof(e));
		if (strncmp(e.name, name, sizeof(e.name)) != 0)
			continue;
		*size = __builtin_bswap32(e.size);
		cpu_out16(PORT_SELECT, __builtin_bswap16(e.item));
		return 0;
	}
	return ENOENT;
}

int
fwcfg_read(const char *name, const char **data, size_t *size)
{
	char *p;

	if (!fwcfg_present() || fwcfg_find(name, size) != 0)
		return ENOENT;
	p = boot_alloc(*size + 1);
	fwcfg_bytes(p, *size);
	*data = p;
	return 0;
}

void
fwcfg_init(void)
{
	const char *line;
	size_t size;

	if (fwcfg_read("opt/cellblock/cmdline", &line, &size) == 0) {
		strlcat(bootinfo.bi_cmdline, " ", BOOT_CMDLINE);
		strlcat(bootinfo.bi_cmdline, line, BOOT_CMDLINE);
	}
	if (fwcfg_read("opt/cellblock/script", &bootinfo.bi_script,
	    &bootinfo.bi_script_size) != 0)
		bootinfo.bi_script = NULL;
}
