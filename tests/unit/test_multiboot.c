// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_multiboot - the loader's information, made by hand, read.
 *
 * The information lies at 2 MiB of the pretended machine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "tests/unit/shim/machine.h"

#define INFO	(2ul << 20)
#define MIB	(1ul << 20)

static uint8_t *info, *at;
static const void *root_seen;

void
acpi_root_set(const void *rsdp)
{
	root_seen = rsdp;
}

static void
put32(uint32_t v)
{
	memcpy(at, &v, 4);
	at += 4;
}

static void
put64(uint64_t v)
{
	memcpy(at, &v, 8);
	at += 8;
}

static void
tag_begin(uint32_t type, uint32_t size)
{
	at = info + ((size_t)(at - info) + 7) / 8 * 8;
	put32(type);
	put32(size);
}

static void
info_begin(void)
{
	info = at = direct_map(INFO);
	memset(&bootinfo, 0, sizeof(bootinfo));
	bootinfo.bi_kernel_start = MIB;
	bootinfo.bi_kernel_end = MIB + 0x5000;
	put64(0);
}

static void
info_end(void)
{
	uint32_t size;

	tag_begin(0, 8);
	size = (uint32_t)(at - info);
	memcpy(info, &size, 4);
	multiboot_parse(INFO);
}

static void
memory(unsigned n, const uint64_t (*entry)[3])
{
	tag_begin(6, 16 + 24 * n);
	put32(24);
	put32(0);
	for (unsigned i = 0; i < n; i++) {
		put64(entry[i][0]);
		put64(entry[i][1]);
		put64(entry[i][2]);
	}
}

/* In order, apart, page aligned, and nothing in them that is taken. */
static void
check_ranges(void)
{
	const struct boot_range *r = bootinfo.bi_free;
	uint64_t last = 0;

	for (uint32_t i = 0; i < bootinfo.bi_free_count; i++, r++) {
		assert_true(r->br_start >= last && r->br_start < r->br_end);
		assert_int_equal((r->br_start | r->br_end) & PAGE_MASK, 0);
		assert_true(r->br_start >= MIB);
		last = r->br_end;
	}
}

static int
is_free(uint64_t pa)
{
	for (uint32_t i = 0; i < bootinfo.bi_free_count; i++) {
		if (pa >= bootinfo.bi_free[i].br_start &&
		    pa < bootinfo.bi_free[i].br_end)
			return 1;
	}
	return 0;
}

static void
test_memory(void **state)
{
	static const uint64_t map[][3] = {
		{ 0x100000000, 0x40000000, 1 },
		{ 0, 0x9fc00, 1 },
		{ MIB, 7 * MIB + 0x123, 1 },
		{ 0xf0000, 0x10000, 2 },
	};

	(void)state;
	info_begin();
	memory(4, map);
	info_end();
	check_ranges();
	assert_int_equal(bootinfo.bi_phys_end, 0x140000000);
	assert_int_equal(bootinfo.bi_ram_bytes, 7 * MIB + 0x40000000);
	assert_false(is_free(0x8000));
	assert_false(is_free(MIB));
	assert_false(is_free(MIB + 0x4fff));
	assert_true(is_free(MIB + 0x5000));
	assert_false(is_free(INFO));
	assert_false(is_free(8 * MIB));
	assert_true(is_free(0x13ffff000));
}

static void
test_words_and_modules(void **state)
{
	static const uint64_t map[][3] = { { MIB, 63 * MIB, 1 } };

	(void)state;
	info_begin();
	tag_begin(1, 8 + 4);
	memcpy(at, "a=b", 4);
	at += 4;
	tag_begin(3, 16 + 7);
	put32(0x300800);
	put32(0x302001);
	memcpy(at, "bootfs", 7);
	at += 7;
	memory(1, map);
	tag_begin(15, 8 + 36);
	at += 36;
	info_end();
	check_ranges();
	assert_string_equal(bootinfo.bi_cmdline, "a=b");
	assert_int_equal(bootinfo.bi_module_count, 1);
	assert_string_equal(bootinfo.bi_module[0].bm_name, "bootfs");
	assert_int_equal(bootinfo.bi_module[0].bm_size, 0x1801);
	assert_true(is_free(0x2ff000));
	assert_false(is_free(0x300000));
	assert_false(is_free(0x302000));
	assert_true(is_free(0x303000));
	assert_non_null(root_seen);
}

/* More pieces than there is room for: the rest is lost, nothing else. */
static void
test_many_pieces(void **state)
{
	uint64_t map[100][3];

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		map[i][0] = (100 - i) * 2 * MIB;
		map[i][1] = MIB;
		map[i][2] = 1;
	}
	info_begin();
	memory(100, map);
	info_end();
	check_ranges();
	assert_true(bootinfo.bi_free_count <= BOOT_RANGES);
	assert_true(bootinfo.bi_free_count >= BOOT_RANGES - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_words_and_modules),
		cmocka_unit_test(test_many_pieces),
	};

	machine_start(16 * MIB);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
