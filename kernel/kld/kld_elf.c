// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_elf - reading and relocating ELF64 relocatable files.
 *
 * A file may come from anybody.  kld_elf_open looks at every field that is
 * used later, so that the functions after it need no doubts; where it must
 * refuse, ke_why says in words what it saw.  Every sum of two numbers from
 * the file is written so that it cannot wrap: part_inside().
 *
 * The values written by relocation are checked too: code for the kernel's
 * memory model reaches the top 2 GiB only, and a value cut short would send
 * a call anywhere.
 */
#include <sys/errno.h>

#include "kernel/kld/kld_elf.h"
#include "kernel/kld/kld_format.h"
#include "kernel/lib/string.h"

#define BAD(ke, ...)							\
	(snprintf((ke)->ke_why, sizeof((ke)->ke_why), __VA_ARGS__), ENOEXEC)

/* Does [offset, offset + size) lie in whole? */
static int
part_inside(uint64_t whole, uint64_t offset, uint64_t size)
{
	return offset <= whole && size <= whole - offset;
}

static const struct elf_header *
header(const struct kld_elf *ke)
{
	return (const struct elf_header *)ke->ke_file;
}

static struct elf_section
raw_section(const struct kld_elf *ke, unsigned i)
{
	struct elf_section es;

	memcpy(&es, ke->ke_file + header(ke)->e_shoff + i * sizeof(es),
	    sizeof(es));
	return es;
}

/* ----------------------------------------------------------- opening */

static int
check_header(struct kld_elf *ke)
{
	const struct elf_header *eh = header(ke);

	if (ke->ke_size < sizeof(*eh) ||
	    memcmp(eh->e_ident, "\177ELF\2\1\1", 7) != 0)
		return BAD(ke, "not an ELF64 file");
	if (eh->e_type != ET_REL || eh->e_machine != EM_X86_64)
		return BAD(ke, "not a relocatable file for x86-64");
	if (eh->e_shentsize != sizeof(struct elf_section) ||
	    eh->e_shnum == 0 || eh->e_shnum > KLD_SECTIONS)
		return BAD(ke, "%u sections of %u bytes", eh->e_shnum,
		    eh->e_shentsize);
	if (eh->e_shoff % 8 != 0 || !part_inside(ke->ke_size, eh->e_shoff,
	    (uint64_t)eh->e_shnum * sizeof(struct elf_section)))
		return BAD(ke, "the section table is not in the file");
	ke->ke_nsections = eh->e_shnum;
	return 0;
}

/* A table of strings ends in a NUL, so that each string in it ends. */
static int
check_strings(struct kld_elf *ke, unsigned i)
{
	struct elf_section es;

	if (i == 0 || i >= ke->ke_nsections)
		return BAD(ke, "no section %u for strings", i);
	es = raw_section(ke, i);
	if (es.sh_type != SHT_STRTAB || es.sh_size == 0 ||
	    !part_inside(ke->ke_size, es.sh_offset, es.sh_size) ||
	    ke->ke_file[es.sh_offset + es.sh_size - 1] != '\0')
		return BAD(ke, "section %u holds no strings", i);
	return 0;
}

static int
class_of(const struct elf_section *es)
{
	if ((es->sh_flags & SHF_ALLOC) == 0 || es->sh_size == 0)
		return KLD_NONE;
	if ((es->sh_flags & SHF_EXECINSTR) != 0)
		return KLD_TEXT;
	return (es->sh_flags & SHF_WRITE) != 0 ? KLD_DATA : KLD_RODATA;
}

static int
check_section(struct kld_elf *ke, unsigned i)
{
	struct elf_section es = raw_section(ke, i);
	struct elf_section names = raw_section(ke, header(ke)->e_shstrndx);
	struct kld_section *ks = &ke->ke_section[i];

	if (es.sh_name >= names.sh_size)
		return BAD(ke, "section %u has no name", i);
	ks->ks_name = (const char *)ke->ke_file + names.sh_offset +
	    es.sh_name;
	if (es.sh_type != SHT_NOBITS &&
	    !part_inside(ke->ke_size, es.sh_offset, es.sh_size))
		return BAD(ke, "section %u is not in the file", i);
	if (es.sh_size > KLD_FILE_MAX)
		return BAD(ke, "section %u is too large", i);
	if ((es.sh_addralign & (es.sh_addralign - 1)) != 0 ||
	    es.sh_addralign > KLD_ALIGN_MAX)
		return BAD(ke, "section %u: bad alignment", i);
	if ((es.sh_flags & (SHF_WRITE | SHF_EXECINSTR)) ==
	    (SHF_WRITE | SHF_EXECINSTR))
		return BAD(ke, "section %u is writable and executable", i);
	ks->ks_size = es.sh_size;
	ks->ks_align = es.sh_addralign != 0 ? es.sh_addralign : 1;
	ks->ks_flags = es.sh_flags;
	ks->ks_bytes = es.sh_type == SHT_NOBITS ? NULL :
	    ke->ke_file + es.sh_offset;
	ks->ks_class = class_of(&es);
	return 0;
}

static int
check_symbols(struct kld_elf *ke, unsigned table)
{
	struct elf_section es = raw_section(ke, table), strings;
	struct elf_symbol sym;
	unsigned i;
	int error;

	if (ke->ke_symtab != 0 || es.sh_entsize != sizeof(sym) ||
	    es.sh_size % sizeof(sym) != 0 || es.sh_size == 0)
		return BAD(ke, "bad symbol table");
	error = check_strings(ke, es.sh_link);
	if (error != 0)
		return error;
	strings = raw_section(ke, es.sh_link);
	ke->ke_symtab = table;
	ke->ke_nsymbols = (unsigned)(es.sh_size / sizeof(sym));
	for (i = 0; i < ke->ke_nsymbols; i++) {
		memcpy(&sym, ke->ke_file + es.sh_offset + i * sizeof(sym),
		    sizeof(sym));
		if (sym.st_name >= strings.sh_size)
			return BAD(ke, "symbol %u has no name", i);
		if (sym.st_shndx == SHN_COMMON)
			return BAD(ke, "symbol %u is common: compile with "
			    "-fno-common", i);
		if (sym.st_shndx >= ke->ke_nsections &&
		    sym.st_shndx != SHN_ABS)
			return BAD(ke, "symbol %u is in no section", i);
	}
	return 0;
}

/* Bytes that a relocation of this type writes; 0: we know none such. */
static unsigned
reloc_width(uint32_t type)
{
	switch (type) {
	case R_X86_64_64:
	case R_X86_64_PC64:
		return 8;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
	case R_X86_64_32:
	case R_X86_64_32S:
		return 4;
	default:
		return 0;
	}
}

static struct elf_rela
rela_at(const struct kld_elf *ke, const struct elf_section *es, uint64_t i)
{
	struct elf_rela er;

	memcpy(&er, ke->ke_file + es->sh_offset + i * sizeof(er),
	    sizeof(er));
	return er;
}

static int
check_relocs(struct kld_elf *ke, unsigned table)
{
	struct elf_section es = raw_section(ke, table);
	struct elf_rela er;
	unsigned width;
	uint64_t i;

	if (es.sh_entsize != sizeof(er) || es.sh_size % sizeof(er) != 0 ||
	    es.sh_link != ke->ke_symtab || es.sh_link == 0 ||
	    es.sh_info >= ke->ke_nsections)
		return BAD(ke, "section %u: bad relocations", table);
	if (ke->ke_section[es.sh_info].ks_class == KLD_NONE)
		return 0;		/* of debugging information */
	for (i = 0; i < es.sh_size / sizeof(er); i++) {
		er = rela_at(ke, &es, i);
		width = reloc_width((uint32_t)er.r_info);
		if (width == 0)
			return BAD(ke, "relocation of unknown type %u",
			    (uint32_t)er.r_info);
		if (er.r_info >> 32 >= ke->ke_nsymbols ||
		    ke->ke_section[es.sh_info].ks_bytes == NULL ||
		    !part_inside(ke->ke_section[es.sh_info].ks_size,
		    er.r_offset, width))
			return BAD(ke, "relocation %lu of section %u leads "
			    "outside", (unsigned long)i, es.sh_info);
	}
	return 0;
}

int
kld_elf_open(struct kld_elf *ke, const void *file, size_t size)
{
	unsigned i, type;
	int error;

	memset(ke, 0, sizeof(*ke));
	ke->ke_file = file;
	ke->ke_size = size;
	error = check_header(ke);
	if (error == 0)
		error = check_strings(ke, header(ke)->e_shstrndx);
	for (i = 0; error == 0 && i < ke->ke_nsections; i++)
		error = check_section(ke, i);
	for (i = 0; error == 0 && i < ke->ke_nsections; i++)
		if (raw_section(ke, i).sh_type == SHT_SYMTAB)
			error = check_symbols(ke, i);
	for (i = 0; error == 0 && i < ke->ke_nsections; i++) {
		type = raw_section(ke, i).sh_type;
		if (type == SHT_RELA)
			error = check_relocs(ke, i);
		else if (type == SHT_REL)
			error = BAD(ke, "relocations without addends");
	}
	if (error == 0 && ke->ke_symtab == 0)
		error = BAD(ke, "no symbol table");
	return error;
}

/* ----------------------------------------------------------- reading */

struct kld_symbol
kld_elf_symbol(const struct kld_elf *ke, unsigned i)
{
	struct elf_section es = raw_section(ke, ke->ke_symtab);
	struct elf_section strings = raw_section(ke, es.sh_link);
	struct elf_symbol sym;

	memcpy(&sym, ke->ke_file + es.sh_offset + i * sizeof(sym),
	    sizeof(sym));
	return (struct kld_symbol){
		.sy_name = (const char *)ke->ke_file + strings.sh_offset +
		    sym.st_name,
		.sy_value = sym.st_value,
		.sy_size = sym.st_size,
		.sy_section = sym.st_shndx,
		.sy_global = sym.st_info >> 4 != STB_LOCAL,
		.sy_type = sym.st_info & 0xf,
	};
}

struct kld_section *
kld_elf_section(struct kld_elf *ke, const char *name)
{
	unsigned i;

	for (i = 1; i < ke->ke_nsections; i++)
		if (strcmp(ke->ke_section[i].ks_name, name) == 0)
			return &ke->ke_section[i];
	return NULL;
}

void
kld_elf_place(struct kld_elf *ke, int class, uint64_t *end)
{
	struct kld_section *ks;

	for (ks = ke->ke_section; ks < ke->ke_section + ke->ke_nsections;
	    ks++) {
		if (ks->ks_class != class)
			continue;
		*end = (*end + ks->ks_align - 1) & ~(ks->ks_align - 1);
		ks->ks_addr = *end;
		*end += ks->ks_size;
	}
}

void
kld_elf_copy(struct kld_elf *ke)
{
	struct kld_section *ks;

	for (ks = ke->ke_section; ks < ke->ke_section + ke->ke_nsections;
	    ks++) {
		if (ks->ks_mem == NULL)
			continue;
		if (ks->ks_bytes != NULL)
			memcpy(ks->ks_mem, ks->ks_bytes, ks->ks_size);
		else
			memset(ks->ks_mem, 0, ks->ks_size);
	}
}

/* -------------------------------------------------------- relocating */

/* Write v at mem if the type can hold it; 0 or ENOEXEC. */
static int
reloc_write(uint32_t type, uint8_t *mem, uint64_t v)
{
	int64_t s = (int64_t)v;

	switch (type) {
	case R_X86_64_64:
	case R_X86_64_PC64:
		memcpy(mem, &v, 8);
		return 0;
	case R_X86_64_32:
		if (v > UINT32_MAX)
			return ENOEXEC;
		break;
	default:
		if (s < INT32_MIN || s > INT32_MAX)
			return ENOEXEC;
	}
	memcpy(mem, &v, 4);
	return 0;
}

static int
reloc_apply(struct kld_elf *ke, const struct kld_section *ks,
    const struct elf_rela *er,
    int (*resolve)(void *arg, const char *name, uint64_t *value), void *arg)
{
	struct kld_symbol sy = kld_elf_symbol(ke, er->r_info >> 32);
	uint32_t type = (uint32_t)er->r_info;
	uint64_t v = sy.sy_value;
	int error = 0;

	if (sy.sy_section == 0 && sy.sy_name[0] != '\0')
		error = resolve(arg, sy.sy_name, &v);
	else if (sy.sy_section != KLD_SYM_ABS)
		v += ke->ke_section[sy.sy_section].ks_addr;
	if (error != 0)
		return error;
	v += (uint64_t)er->r_addend;
	if (type == R_X86_64_PC32 || type == R_X86_64_PLT32 ||
	    type == R_X86_64_PC64)
		v -= ks->ks_addr + er->r_offset;
	if (reloc_write(type, ks->ks_mem + er->r_offset, v) != 0)
		return BAD(ke, "%s is out of reach", sy.sy_name);
	return 0;
}

int
kld_elf_relocate(struct kld_elf *ke,
    int (*resolve)(void *arg, const char *name, uint64_t *value), void *arg)
{
	const struct kld_section *ks;
	struct elf_section es;
	struct elf_rela er;
	uint64_t n;
	unsigned i;
	int error = 0;

	for (i = 1; i < ke->ke_nsections && error == 0; i++) {
		es = raw_section(ke, i);
		if (es.sh_type != SHT_RELA)
			continue;
		ks = &ke->ke_section[es.sh_info];
		for (n = 0; ks->ks_mem != NULL && error == 0 &&
		    n < es.sh_size / sizeof(er); n++) {
			er = rela_at(ke, &es, n);
			error = reloc_apply(ke, ks, &er, resolve, arg);
		}
	}
	return error;
}
