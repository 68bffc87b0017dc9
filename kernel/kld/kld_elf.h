// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_elf - ELF64 relocatable files, checked before anything is believed.
 *
 * Pure: works on bytes in memory and knows neither pages nor sets.  The
 * caller opens a file, gives each section an address and memory, and
 * relocates.  Once kld_elf_open has returned 0 every offset, index and
 * string in the file may be followed.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define KLD_FILE_MAX	(4ul << 20)	/* bytes of a file */
#define KLD_SECTIONS	512		/* in a file at most */
#define KLD_ALIGN_MAX	4096
#define KLD_WHY		128		/* bytes of a reason */

/* Where a section goes. */
enum kld_class {
	KLD_NONE,		/* not loaded */
	KLD_TEXT,		/* executable */
	KLD_RODATA,
	KLD_DATA,
	KLD_CLASSES		/* others: the caller's, placed by it */
};

struct kld_section {
	const char *ks_name;		/* [I] */
	uint64_t ks_size;		/* [I] bytes when loaded */
	uint64_t ks_align;		/* [I] a power of two */
	uint64_t ks_flags;		/* [I] SHF_* */
	const uint8_t *ks_bytes;	/* [I] in the file; NULL: zeroes */
	int ks_class;			/* [t] enum kld_class, or more */
	uint64_t ks_addr;		/* [t] where code sees it */
	uint8_t *ks_mem;		/* [t] where it is written now */
};

struct kld_symbol {
	const char *sy_name;		/* [I] "" for sections */
	uint64_t sy_value;		/* [I] offset in its section */
	uint64_t sy_size;		/* [I] */
	unsigned sy_section;		/* [I] 0: undefined, ABS below */
	int sy_global;			/* [I] */
	int sy_type;			/* [I] STT_* */
};
#define KLD_SYM_ABS	0xfff1u

/* An open file.  Belongs to who opened it. */
struct kld_elf {
	const uint8_t *ke_file;		/* [I] */
	size_t ke_size;			/* [I] */
	unsigned ke_nsections;		/* [I] with the empty one, 0 */
	unsigned ke_nsymbols;		/* [I] with the empty one, 0 */
	unsigned ke_symtab;		/* [I] section number */
	struct kld_section ke_section[KLD_SECTIONS];	/* [t] */
	char ke_why[KLD_WHY];		/* [t] what is wrong, in words */
};

/*
 * Check all of the file and fill ke; classes are set by flags.  0, or
 * ENOEXEC with ke_why.
 */
int	kld_elf_open(struct kld_elf *ke, const void *file, size_t size);
/* Symbol i, below ke_nsymbols. */
struct kld_symbol kld_elf_symbol(const struct kld_elf *ke, unsigned i);
/* The section of that name, or NULL. */
struct kld_section *kld_elf_section(struct kld_elf *ke, const char *name);
/*
 * Lay the sections of a class out one after the other from offset *end on,
 * as ks_addr; *end becomes the offset behind the last.
 */
void	kld_elf_place(struct kld_elf *ke, int class, uint64_t *end);
/* Copy what the file has of each section to its ks_mem; zero the rest. */
void	kld_elf_copy(struct kld_elf *ke);
/*
 * Apply all relocations.  resolve gives an undefined symbol its value: 0, or
 * an errno that ends it, having said why.  0, that errno, or ENOEXEC.
 */
int	kld_elf_relocate(struct kld_elf *ke,
	    int (*resolve)(void *arg, const char *name, uint64_t *value),
	    void *arg);
