// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_cpio - the archive reader, on good archives and on bad ones.
 *
 * Archives are copied to blocks of just their size, so that the address
 * sanitizer sees any step beyond.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/vfs/cpio.h"

#define K_ENOENT	2	/* the kernel's numbers, not the host's */
#define K_EINVAL	22
#define ROOM		65536
#define ROUNDS		20000

static char archive[ROOM];
static size_t archive_len;

static void
pad(void)
{
	while (archive_len % 4 != 0)
		archive[archive_len++] = '\0';
}

/* nuls: bytes of the name field beyond the name's own NUL. */
static void
add(const char *name, unsigned mode, const char *data, unsigned nuls)
{
	unsigned namesize = (unsigned)strlen(name) + 1 + nuls;

	archive_len += (size_t)sprintf(archive + archive_len,
	    "070701%08X%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08x%08x",
	    7u, mode, 1u, 2u, 1u, 0x5fu, strlen(data), 0u, 0u, 0u, 0u,
	    namesize, 0u);
	memset(archive + archive_len, 0, namesize);
	memcpy(archive + archive_len, name, strlen(name));
	archive_len += namesize;
	pad();
	memcpy(archive + archive_len, data, strlen(data));
	archive_len += strlen(data);
	pad();
}

static int
make(void **state)
{
	(void)state;
	archive_len = 0;
	add("bin", 040755, "", 0);
	add("bin/sh", 0100755, "program", 0);
	add("etc/padded", 0100644, "contents", 4000);
	add("lib", 0120777, "bin", 0);
	add("TRAILER!!!", 0, "", 0);
	return 0;
}

static void
good_archive(void **state)
{
	struct cpio_entry ce;
	struct cpio cp;

	(void)state;
	assert_true(cpio_probe(archive, archive_len));
	cpio_init(&cp, archive, archive_len);
	assert_int_equal(cpio_next(&cp, &ce), 0);
	assert_string_equal(ce.ce_name, "bin");
	assert_int_equal(ce.ce_mode, 040755);
	assert_int_equal(ce.ce_size, 0);
	assert_int_equal(cpio_next(&cp, &ce), 0);
	assert_string_equal(ce.ce_name, "bin/sh");
	assert_int_equal(ce.ce_size, 7);
	assert_memory_equal(ce.ce_data, "program", 7);
	assert_int_equal(ce.ce_uid, 1);
	assert_int_equal(ce.ce_gid, 2);
	assert_int_equal(ce.ce_mtime_s, 0x5f);
	assert_int_equal(cpio_next(&cp, &ce), 0);
	assert_string_equal(ce.ce_name, "etc/padded");
	assert_memory_equal(ce.ce_data, "contents", 8);
	assert_int_equal(cpio_next(&cp, &ce), 0);
	assert_memory_equal(ce.ce_data, "bin", 3);
	assert_int_equal(cpio_next(&cp, &ce), K_ENOENT);
}

/* Read to the end or to the first error, touching all that is given. */
static int
read_all(const char *data, size_t size)
{
	struct cpio_entry ce;
	unsigned long sum = 0;
	struct cpio cp;
	uint64_t i;
	int error;

	cpio_init(&cp, data, size);
	while ((error = cpio_next(&cp, &ce)) == 0) {
		sum += strlen(ce.ce_name);
		for (i = 0; i < ce.ce_size; i++)
			sum += (unsigned char)ce.ce_data[i];
	}
	return sum == 0 && error == 0 ? -1 : error;
}

static int
read_copy(size_t size)
{
	char *copy = malloc(size > 0 ? size : 1);
	int error;

	memcpy(copy, archive, size);
	error = read_all(copy, size);
	free(copy);
	return error;
}

static void
cut_anywhere(void **state)
{
	size_t size;
	int error;

	(void)state;
	for (size = 0; size < archive_len; size++) {
		error = read_copy(size);
		/* Only the padding behind the trailer may be missing. */
		if (error != K_EINVAL)
			assert_true(error == K_ENOENT &&
			    size + 4 > archive_len);
	}
}

static void
changed_anywhere(void **state)
{
	size_t at;
	int i, error;

	srand(1);
	for (i = 0; i < ROUNDS; i++) {
		make(state);
		at = (size_t)rand() % archive_len;
		archive[at] = "0fF\0 x"[rand() % 6];
		archive[(at + (size_t)rand() % 16) % archive_len] =
		    (char)rand();
		error = read_copy(archive_len);
		assert_true(error == K_EINVAL || error == K_ENOENT);
	}
}

static void
name_without_end(void **state)
{
	(void)state;
	archive_len = 0;
	add("abc", 0100644, "", 0);
	archive[110 + 3] = 'd';
	assert_int_equal(read_copy(archive_len), K_EINVAL);
}

static void
huge_lengths(void **state)
{
	static const int fields[] = { 6, 11 };	/* file size, name size */
	size_t i;

	for (i = 0; i < 2; i++) {
		make(state);
		memcpy(archive + 6 + fields[i] * 8, "ffffffff", 8);
		assert_int_equal(read_copy(archive_len), K_EINVAL);
		memcpy(archive + 6 + fields[i] * 8, "fffffffc", 8);
		assert_int_equal(read_copy(archive_len), K_EINVAL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(good_archive, make),
		cmocka_unit_test_setup(cut_anywhere, make),
		cmocka_unit_test(changed_anywhere),
		cmocka_unit_test(name_without_end),
		cmocka_unit_test(huge_lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
