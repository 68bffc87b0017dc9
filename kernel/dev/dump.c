// SPDX-License-Identifier: BSD-2-Clause
/*
 * dump - the stream that a dying kernel leaves (sys/dump.h has its form).
 *
 * Pages in use go out in runs: copied aside first, for some of them change
 * while they are written (this stack, for one), packed, and summed.  The
 * first block is written twice: at the start, so that nobody takes an old
 * dump behind it for this one's, and at the end, saying that it is whole.
 * Every page is read under the debugger's guard: what cannot be read is left
 * out.
 *
 * Letter: [d] the debugger's owner.
 */
#include <sys/dump.h>
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/debug/cons.h"
#include "kernel/debug/db.h"
#include "kernel/dev/dump.h"
#include "kernel/lib/string.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/page.h"

#define RUN_PAGES	(DUMP_RUN / PAGE_SIZE)
#define VGA_LOW		0xa0000ul	/* no RAM from here to 1 MiB */
#define VGA_HIGH	0x100000ul
#define SECTOR		512ul

static const struct dump_device *dump_device;	/* [I] after boot */
static char dump_name[16] = "none";		/* [I] after boot */
static struct dump_header dump_head;		/* [d] */
static char dump_out[DUMP_CHUNK];		/* [d] not yet written */
static size_t dump_fill;			/* [d] bytes in it */
static uint64_t dump_at;			/* [d] where it will go */
static uint64_t dump_pages;			/* [d] written */
static int dump_error;				/* [d] the first */
static char dump_run[DUMP_RUN];			/* [d] pages to be packed */

void
dump_offer(const struct dump_device *dd)
{
	char want[16];

	if (dump_device != NULL ||
	    (bootinfo_option("dumpdev", want, sizeof(want)) == 0 &&
	    strcmp(want, dd->dd_name) != 0))
		return;
	dump_device = dd;
	strlcpy(dump_name, dd->dd_name, sizeof(dump_name));
}

/* ---------------------------------------------------------- the stream */

static void
out_flush(void)
{
	size_t n = (dump_fill + SECTOR - 1) & ~(SECTOR - 1);

	if (dump_error == 0 && dump_at + n > dump_device->dd_bytes)
		dump_error = ENOSPC;
	if (dump_error == 0)
		dump_error = dump_device->dd_write(dump_device->dd_cookie,
		    dump_at, dump_out, n);
	dump_at += n;
	dump_fill = 0;
}

static void
out_bytes(const void *buf, size_t n)
{
	const char *at = buf;
	size_t room;

	for (; n > 0; n -= room, at += room) {
		room = DUMP_CHUNK - dump_fill < n ? DUMP_CHUNK - dump_fill :
		    n;
		memcpy(dump_out + dump_fill, at, room);
		dump_fill += room;
		if (dump_fill == DUMP_CHUNK)
			out_flush();
	}
}

static void
out_record(enum dump_kind kind, uint64_t phys, const void *buf, size_t n)
{
	static const char zero[8];
	struct dump_record dr = { .dr_magic = DUMP_RECORD_MAGIC,
	    .dr_kind = kind, .dr_phys = phys, .dr_bytes = (uint32_t)n };
	size_t size = 0;

	if (kind == DUMP_MEMORY)
		buf = dump_pack(buf, n, &size);
	if (size == 0 && kind == DUMP_MEMORY)
		buf = dump_run;
	dr.dr_packed = (uint32_t)(size != 0 ? size : n);
	dr.dr_crc = dump_crc(buf, dr.dr_packed);
	dr.dr_check = dump_crc(&dr, offsetof(struct dump_record, dr_check));
	out_bytes(&dr, sizeof(dr));
	out_bytes(buf, dr.dr_packed);
	out_bytes(zero, -(size_t)dr.dr_packed & 7);
}

/* ------------------------------------------------------------- memory */

/* What GRUB loaded, the programs' archive, is in the image already. */
static uint64_t
skip_module(uint64_t pa)
{
	const struct boot_module *bm;
	uint64_t at;
	uint32_t i;

	for (i = 0; i < bootinfo.bi_module_count; i++) {
		bm = &bootinfo.bi_module[i];
		at = (uintptr_t)bm->bm_data - DIRECT_BASE;
		if (pa >= at && pa + PAGE_SIZE <= at + bm->bm_size)
			return trunc_page(at + bm->bm_size);
	}
	return pa;
}

/* The first page at or behind pa that is in use. */
static uint64_t
next_used(uint64_t pa)
{
	const struct page *pg;
	uint64_t was;

	do {
		was = pa;
		if (pa >= VGA_LOW && pa < VGA_HIGH)
			pa = VGA_HIGH;
		pa = skip_module(pa);
		pg = pa < bootinfo.bi_phys_end ? page_of(pa) : NULL;
		if (pg != NULL && pg->pg_state == PG_FREE &&
		    pg->pg_order <= PAGE_ORDER_MAX)
			pa += PAGE_SIZE << pg->pg_order;
		else if (pg != NULL && pg->pg_state == PG_CACHED)
			pa += PAGE_SIZE;
	} while (pa != was);
	return pa;
}

static void
dump_memory(void)
{
	uint64_t pa, start = 0;
	size_t n = 0;

	for (pa = next_used(0); pa < bootinfo.bi_phys_end && dump_error == 0;
	    pa = next_used(pa + PAGE_SIZE)) {
		if (n > 0 && (start + n != pa || n == DUMP_RUN)) {
			out_record(DUMP_MEMORY, start, dump_run, n);
			n = 0;
		}
		if (db_read((uintptr_t)pa_to_va(pa), dump_run + n,
		    PAGE_SIZE) != 0)
			continue;
		if (n == 0)
			start = pa;
		n += PAGE_SIZE;
		dump_pages++;
	}
	if (n > 0)
		out_record(DUMP_MEMORY, start, dump_run, n);
}

static void
dump_cpus(void)
{
	const struct trapframe *tf;
	struct dump_cpu dc;
	uint32_t i;

	for (i = 0; i < cpu_count; i++) {
		memset(&dc, 0, sizeof(dc));
		tf = db_cpu_frame(i);
		dc.dc_id = i;
		dc.dc_gs = (uintptr_t)cpu_table[i];
		dc.dc_known = tf != NULL;
		if (tf != NULL)
			memcpy(dc.dc_frame, tf, sizeof(dc.dc_frame));
		out_record(DUMP_CPU, 0, &dc, sizeof(dc));
	}
}

static void
head_write(int complete)
{
	memset(dump_out, 0, DUMP_BLOCK);
	dump_head.dh_complete = (uint32_t)complete;
	dump_head.dh_bytes = dump_at;
	dump_head.dh_crc = dump_crc(&dump_head.dh_info,
	    sizeof(dump_head.dh_info));
	memcpy(dump_out, &dump_head, sizeof(dump_head));
	dump_at = 0;
	dump_fill = DUMP_BLOCK;
	out_flush();
}

static void
dump_body(void *arg)
{
	const struct dump_anchor *da = db_anchor();
	struct dump_info *di = &dump_head.dh_info;

	memcpy(dump_head.dh_magic, DUMP_MAGIC, sizeof(dump_head.dh_magic));
	di->di_version = DUMP_VERSION;
	di->di_cpu = db_cpu();
	di->di_cr3 = cpu_cr3_read();
	di->di_tsc = cpu_tsc();
	di->di_anchor = da->da_self - KERNEL_BASE;
	di->di_phys_end = bootinfo.bi_phys_end;
	memcpy(di->di_build, kernel_build + DUMP_BUILD_NOTE, DUMP_BUILD);
	di->di_ncpus = cpu_count;
	strlcpy(di->di_message, arg, sizeof(di->di_message));
	head_write(0);
	dump_cpus();
	dump_memory();
	out_record(DUMP_END, 0, "", 0);
	out_flush();
	if (dump_error == 0)
		head_write(1);
}

int
dump_write(const char *why)
{
	uint64_t bytes;
	int error;

	if (dump_device == NULL)
		return ENXIO;
	kprintf("dumping to %s ...\n", dump_name);
	dump_error = 0;
	dump_at = 0;
	dump_pages = 0;
	error = db_guard_run(dump_body, (void *)(uintptr_t)why);
	if (error == 0)
		error = dump_error;
	bytes = dump_head.dh_bytes;
	if (error == 0)
		kprintf("dumped %lu pages in %lu KiB\n", dump_pages,
		    bytes / 1024);
	else
		kprintf("dump failed: error %d\n", error);
	return error;
}

static void
dump_db(int nwords, char *const *words)
{
	int error;

	(void)nwords, (void)words;
	error = dump_write("asked for in the debugger");
	if (error == ENXIO)
		db_printf("no dump device\n");
	if (error != 0)
		db_fail(error);
}

/* After a panic, before anybody is asked. */
static void
dump_panic(const char *why)
{
	dump_write(why);
}

DB_DUMPER(panic, dump_panic);
DB_COMMAND("dump", "", "write memory to the dump device", DB_PANIC, dump_db);
SYSCTL_STRING(dumpdev, "kern.dumpdev", SYSCTL_RD, dump_name,
    "where a panic writes memory to");
