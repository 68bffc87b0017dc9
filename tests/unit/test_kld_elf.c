// SPDX-License-Identifier: BSD-2-Clause
/*
 * test_kld_elf - a small relocatable file, and what hostile hands make of it.
 *
 * The file is built here: a text section with a call, a table of pointers
 * and a symbol that is defined elsewhere.  Then bytes of it are changed at
 * random, a great many times: it must be refused, or relocated within its
 * own memory; the sanitizers watch.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/kld/kld_elf.h"
#include "kernel/kld/kld_format.h"

#define ROUNDS		60000
#define BASE		0xffffffffa0000000ul
#define OUTSIDE		0xffffffff80123456ul

enum { S_NULL, S_TEXT, S_RELTEXT, S_DATA, S_RELDATA, S_BSS, S_SYM, S_STR,
    S_SHSTR, S_COUNT };

static const char shstr[] = "\0.text\0.rela.text\0.data\0.rela.data\0.bss\0"
    ".symtab\0.strtab\0.shstrtab";
static const char str[] = "\0local\0outside\0table";

static union {
	uint8_t bytes[2048];
	struct elf_header header;
} file;
static size_t file_size;

static uint64_t
append(const void *data, size_t size)
{
	uint64_t at = (file_size + 7) & ~7ul;

	memcpy(file.bytes + at, data, size);
	file_size = at + size;
	return at;
}

static void
section(struct elf_section *es, uint32_t name, uint32_t type, uint64_t flags,
    const void *data, size_t size)
{
	memset(es, 0, sizeof(*es));
	es->sh_name = name;
	es->sh_type = type;
	es->sh_flags = flags;
	es->sh_addralign = 8;
	es->sh_size = size;
	if (data != NULL)
		es->sh_offset = append(data, size);
}

static void
build(void)
{
	static const uint8_t text[16], data[16];
	const struct elf_symbol sym[] = {
		{ 0 },
		{ 1, STT_FUNC, 0, S_TEXT, 4, 12 },
		{ 7, 1 << 4, 0, 0, 0, 0 },
		{ 15, 1 << 4 | STT_OBJECT, 0, S_DATA, 0, 16 },
	};
	const struct elf_rela reltext[] = {
		{ 1, 2ul << 32 | R_X86_64_PLT32, -4 },
		{ 8, 3ul << 32 | R_X86_64_32S, 8 },
	};
	const struct elf_rela reldata[] = {
		{ 0, 1ul << 32 | R_X86_64_64, 0 },
		{ 8, 2ul << 32 | R_X86_64_64, 1 },
	};
	struct elf_section es[S_COUNT];

	memset(&file, 0, sizeof(file));
	file_size = sizeof(struct elf_header);
	memset(es, 0, sizeof(es));
	section(&es[S_TEXT], 1, 1, SHF_ALLOC | SHF_EXECINSTR, text, 16);
	section(&es[S_RELTEXT], 7, SHT_RELA, 0, reltext, sizeof(reltext));
	section(&es[S_DATA], 18, 1, SHF_ALLOC | SHF_WRITE, data, 16);
	section(&es[S_RELDATA], 24, SHT_RELA, 0, reldata, sizeof(reldata));
	section(&es[S_BSS], 35, SHT_NOBITS, SHF_ALLOC | SHF_WRITE, NULL, 64);
	section(&es[S_SYM], 40, SHT_SYMTAB, 0, sym, sizeof(sym));
	section(&es[S_STR], 48, SHT_STRTAB, 0, str, sizeof(str));
	section(&es[S_SHSTR], 56, SHT_STRTAB, 0, shstr, sizeof(shstr));
	es[S_RELTEXT].sh_link = es[S_RELDATA].sh_link = S_SYM;
	es[S_RELTEXT].sh_info = S_TEXT;
	es[S_RELDATA].sh_info = S_DATA;
	es[S_RELTEXT].sh_entsize = es[S_RELDATA].sh_entsize =
	    sizeof(struct elf_rela);
	es[S_SYM].sh_link = S_STR;
	es[S_SYM].sh_entsize = sizeof(struct elf_symbol);
	file.header.e_shoff = append(es, sizeof(es));
	memcpy(file.header.e_ident, "\177ELF\2\1\1", 7);
	file.header.e_type = ET_REL;
	file.header.e_machine = EM_X86_64;
	file.header.e_shentsize = sizeof(struct elf_section);
	file.header.e_shnum = S_COUNT;
	file.header.e_shstrndx = S_SHSTR;
}

static int
resolve(void *arg, const char *name, uint64_t *value)
{
	*value = OUTSIDE;
	return strlen(name) < 4096 && arg == NULL ? 0 : ENOENT;
}

/* Open, place, copy and link in memory of exactly the size wanted. */
static int
load(struct kld_elf *ke, const uint8_t *bytes, size_t size, uint8_t **out)
{
	uint8_t *copy = malloc(size), *mem = NULL;
	struct kld_section *ks;
	uint64_t end = 0;
	int class, error;
	unsigned i;

	/* On the heap, so that one byte too far is seen. */
	memcpy(copy, bytes, size);
	error = kld_elf_open(ke, copy, size);
	if (error == 0) {
		for (class = KLD_TEXT; class < KLD_CLASSES; class++)
			kld_elf_place(ke, class, &end);
		mem = calloc(1, end + 1);
		for (i = 0; i < ke->ke_nsections; i++) {
			ks = &ke->ke_section[i];
			if (ks->ks_class != KLD_NONE)
				ks->ks_mem = mem + ks->ks_addr;
			ks->ks_addr += BASE;
		}
		kld_elf_copy(ke);
		error = kld_elf_relocate(ke, resolve, NULL);
		for (i = 0; i < ke->ke_nsymbols; i++)
			(void)strlen(kld_elf_symbol(ke, i).sy_name);
	}
	free(copy);
	*out = mem;
	return error;
}

static void
test_links(void **state)
{
	struct kld_elf *ke = malloc(sizeof(*ke));
	uint8_t *mem;
	uint64_t v;
	int32_t s;

	(void)state;
	build();
	assert_int_equal(load(ke, file.bytes, file_size, &mem), 0);
	memcpy(&s, mem + 1, 4);
	assert_true(BASE + 1 + 4 + (uint64_t)(int64_t)s == OUTSIDE);
	memcpy(&s, mem + 8, 4);
	assert_true((uint64_t)(int64_t)s == BASE + 16 + 8);
	memcpy(&v, mem + 16, 8);
	assert_true(v == BASE + 4);
	memcpy(&v, mem + 24, 8);
	assert_true(v == OUTSIDE + 1);
	free(mem);
	free(ke);
}

/* Each is refused with a word about why. */
static void
test_refused(void **state)
{
	struct kld_elf *ke = malloc(sizeof(*ke));
	uint8_t *mem;
	size_t n;

	(void)state;
	for (n = 0; n < sizeof(struct elf_header); n++) {
		build();
		assert_int_equal(load(ke, file.bytes, n, &mem), ENOEXEC);
		assert_true(ke->ke_why[0] != '\0');
		free(mem);
	}
	build();
	file.header.e_type = 2;
	assert_int_equal(load(ke, file.bytes, file_size, &mem), ENOEXEC);
	assert_non_null(strstr(ke->ke_why, "relocatable"));
	build();
	file.header.e_shoff = UINT64_MAX - 7;
	assert_int_equal(load(ke, file.bytes, file_size, &mem), ENOEXEC);
	free(ke);
}

static void
test_hostile(void **state)
{
	struct kld_elf *ke = malloc(sizeof(*ke));
	unsigned round, n, accepted = 0;
	uint32_t seed = 4;
	uint8_t *mem;
	size_t size;

	(void)state;
	for (round = 0; round < ROUNDS; round++) {
		build();
		for (n = 0; n <= round % 3; n++) {
			seed = seed * 1103515245 + 12345;
			file.bytes[(seed >> 8) % file_size] =
			    round % 2 ? 0xff : (uint8_t)(seed >> 4);
		}
		size = round % 7 == 0 ? (seed >> 8) % file_size : file_size;
		accepted += load(ke, file.bytes, size, &mem) == 0;
		free(mem);
	}
	assert_true(accepted > 0 && accepted < ROUNDS);
	free(ke);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
