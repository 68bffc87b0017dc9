// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_elf - program headers: the good, each kind of bad, and noise.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/proc/elf.h"

#define LOW	0x1000ul
#define HIGH	0x3f7ff000ul
#define SIZE	0x3000ul	/* bytes of the file */
#define HEAD	1024

/* Offsets in the header and in a program header. */
#define H_TYPE		16
#define H_MACHINE	18
#define H_ENTRY		24
#define H_PHOFF		32
#define H_PHENTSIZE	54
#define H_PHNUM		56
#define P_FLAGS		4
#define P_OFFSET	8
#define P_VADDR		16
#define P_FILESZ	32
#define P_MEMSZ		40
#define PH(n)		(64 + (n) * 56)

static uint8_t head[HEAD] __attribute__((aligned(8)));

static void
put(int at, uint64_t value, int bytes)
{
	memcpy(head + at, &value, (size_t)bytes);
}

static void
segment(int n, uint32_t flags, uint64_t off, uint64_t va, uint64_t filesz,
    uint64_t memsz)
{
	put(PH(n), 1, 4);
	put(PH(n) + P_FLAGS, flags, 4);
	put(PH(n) + P_OFFSET, off, 8);
	put(PH(n) + P_VADDR, va, 8);
	put(PH(n) + P_FILESZ, filesz, 8);
	put(PH(n) + P_MEMSZ, memsz, 8);
}

/* Text, then data with a tail of zeros. */
static void
good(void)
{
	static const uint8_t ident[7] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	memset(head, 0, sizeof(head));
	memcpy(head, ident, sizeof(ident));
	put(H_TYPE, 2, 2);
	put(H_MACHINE, 62, 2);
	put(H_ENTRY, 0x400100, 8);
	put(H_PHOFF, 64, 8);
	put(H_PHENTSIZE, 56, 2);
	put(H_PHNUM, 2, 2);
	segment(0, 5, 0, 0x400000, 0x1800, 0x1800);
	segment(1, 6, 0x1800, 0x402800, 0x100, 0x2000);
}

static int
check(struct elf_image *ei)
{
	return elf_check(head, sizeof(head), SIZE, LOW, HIGH, ei);
}

static void
test_good(void **state)
{
	struct elf_image ei;

	(void)state;
	good();
	assert_int_equal(check(&ei), 0);
	assert_int_equal(ei.ei_count, 2);
	assert_int_equal(ei.ei_entry, 0x400100);
	assert_int_equal(ei.ei_phdr, 0x400040);
	assert_int_equal(ei.ei_segment[1].es_start, 0x402000);
	assert_int_equal(ei.ei_segment[1].es_offset, 0x1000);
	assert_int_equal(ei.ei_segment[1].es_file_end, 0x402900);
	assert_int_equal(ei.ei_segment[1].es_end, 0x404800);
	assert_int_equal(ei.ei_end, 0x405000);
}

static void
test_short(void **state)
{
	struct elf_image ei;
	size_t len;

	(void)state;
	good();
	for (len = 0; len < 64 + 2 * 56; len++)
		assert_int_equal(elf_check(head, len, SIZE, LOW, HIGH, &ei),
		    ENOEXEC);
	assert_int_equal(elf_check(head, 512, 100, LOW, HIGH, &ei), ENOEXEC);
}

/* One field wrong each. */
static void
test_bad_fields(void **state)
{
	static const struct { int at, bytes; uint64_t value; } bad[] = {
		{ 0, 1, 0 }, { 4, 1, 1 }, { 5, 1, 2 }, { H_TYPE, 2, 3 },
		{ H_MACHINE, 2, 3 }, { H_PHENTSIZE, 2, 55 },
		{ H_PHNUM, 2, 0 }, { H_PHNUM, 2, 0xffff },
		{ H_PHOFF, 8, 0xfffffffffffffff8 }, { H_PHOFF, 8, 65 },
		{ H_ENTRY, 8, 0x402800 }, { H_ENTRY, 8, 0 },
		{ H_ENTRY, 8, 0xffffffff80100000 },
		{ PH(0) + P_FLAGS, 4, 7 }, { PH(0) + P_FLAGS, 4, 4 },
		{ PH(0) + P_OFFSET, 8, 0x10 },
		{ PH(0) + P_VADDR, 8, 0 }, { PH(0) + P_VADDR, 8, 0x402000 },
		{ PH(1) + P_VADDR, 8, 0xffffffffffffe800 },
		{ PH(1) + P_VADDR, 8, 0x400800 },
		{ PH(1) + P_FILESZ, 8, 0xffffffffffffff00 },
		{ PH(1) + P_FILESZ, 8, 0x1900 },
		{ PH(1) + P_OFFSET, 8, 0xfffffffffffff800 },
		{ PH(1) + P_MEMSZ, 8, 0x80 }, { PH(1) + P_MEMSZ, 8, HIGH },
		{ PH(1) + P_MEMSZ, 8, UINT64_MAX }, { PH(1), 4, 3 }
	};
	struct elf_image ei;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		good();
		put(bad[i].at, bad[i].value, bad[i].bytes);
		assert_int_equal(check(&ei), ENOEXEC);
	}
}

/* Whatever is accepted obeys what exec relies on. */
static void
check_promises(const struct elf_image *ei)
{
	uint64_t floor = LOW;
	int i;

	for (i = 0; i < ei->ei_count; i++) {
		const struct elf_segment *es = &ei->ei_segment[i];

		assert_true(es->es_start >= floor && es->es_end <= HIGH);
		assert_true(es->es_start <= es->es_file_end &&
		    es->es_file_end <= es->es_end);
		assert_true(es->es_offset + (es->es_file_end -
		    es->es_start) <= SIZE);
		assert_int_equal(es->es_start % 4096 + es->es_offset % 4096,
		    0);
		floor = (es->es_end + 4095) & ~4095ul;
	}
	assert_true(ei->ei_end == floor && ei->ei_count > 0);
}

static void
test_noise(void **state)
{
	struct elf_image ei;
	int n, k, accepted = 0;

	(void)state;
	srand(3);
	for (n = 0; n < 200000; n++) {
		good();
		for (k = rand() % 4; k >= 0; k--)
			head[4 + rand() % (PH(2) - 4)] = (uint8_t)(
			    rand() % 2 ? rand() : 0xff);
		if (check(&ei) == 0) {
			accepted++;
			check_promises(&ei);
		}
	}
	assert_true(accepted > 1000);
}

static void
test_many_segments(void **state)
{
	struct elf_image ei;
	int i;

	(void)state;
	good();
	for (i = 0; i < ELF_SEGMENTS + 1; i++)
		segment(i, i == 0 ? 5 : 4, 0, 0x400000 + i * 0x1000ul, 0x200,
		    0x200);
	put(H_PHNUM, ELF_SEGMENTS, 2);
	assert_int_equal(check(&ei), 0);
	put(H_PHNUM, ELF_SEGMENTS + 1, 2);
	assert_int_equal(check(&ei), ENOEXEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_bad_fields),
		cmocka_unit_test(test_noise),
		cmocka_unit_test(test_many_segments)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
