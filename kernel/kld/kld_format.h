// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_format - the parts of ELF64 that a relocatable file is made of, by
 * the names of the System V ABI.  What lies in a file is never changed.
 */
#pragma once

#include <stdint.h>

struct elf_header {
	uint8_t e_ident[16];		/* [I] */
	uint16_t e_type;		/* [I] */
	uint16_t e_machine;		/* [I] */
	uint32_t e_version;		/* [I] */
	uint64_t e_entry;		/* [I] */
	uint64_t e_phoff;		/* [I] */
	uint64_t e_shoff;		/* [I] */
	uint32_t e_flags;		/* [I] */
	uint16_t e_ehsize;		/* [I] */
	uint16_t e_phentsize;		/* [I] */
	uint16_t e_phnum;		/* [I] */
	uint16_t e_shentsize;		/* [I] */
	uint16_t e_shnum;		/* [I] */
	uint16_t e_shstrndx;		/* [I] */
};
#define ET_REL		1
#define EM_X86_64	62

struct elf_section {
	uint32_t sh_name;		/* [I] */
	uint32_t sh_type;		/* [I] SHT_* */
	uint64_t sh_flags;		/* [I] SHF_* */
	uint64_t sh_addr;		/* [I] */
	uint64_t sh_offset;		/* [I] */
	uint64_t sh_size;		/* [I] */
	uint32_t sh_link;		/* [I] */
	uint32_t sh_info;		/* [I] */
	uint64_t sh_addralign;		/* [I] */
	uint64_t sh_entsize;		/* [I] */
};
#define SHT_SYMTAB	2
#define SHT_STRTAB	3
#define SHT_RELA	4
#define SHT_NOBITS	8
#define SHT_REL		9
#define SHF_WRITE	0x1
#define SHF_ALLOC	0x2
#define SHF_EXECINSTR	0x4
#define SHN_ABS		0xfff1
#define SHN_COMMON	0xfff2

struct elf_symbol {
	uint32_t st_name;		/* [I] */
	uint8_t st_info;		/* [I] binding << 4 | type */
	uint8_t st_other;		/* [I] */
	uint16_t st_shndx;		/* [I] */
	uint64_t st_value;		/* [I] */
	uint64_t st_size;		/* [I] */
};
#define STB_LOCAL	0
#define STT_OBJECT	1
#define STT_FUNC	2

struct elf_rela {
	uint64_t r_offset;		/* [I] */
	uint64_t r_info;		/* [I] symbol << 32 | type */
	int64_t r_addend;		/* [I] */
};
#define R_X86_64_64	1
#define R_X86_64_PC32	2
#define R_X86_64_PLT32	4
#define R_X86_64_32	10
#define R_X86_64_32S	11
#define R_X86_64_PC64	24
