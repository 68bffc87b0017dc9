// SPDX-License-Identifier: BSD-2-Clause
/*
 * elf - reading a program's headers without trusting a single field.
 *
 * Pure: bytes in, a plan out.  Every sum is checked before it is made, so
 * that a file can only be accepted or refused.  Segments must rise and may
 * not share a page, for each page has one protection.
 */
#include <sys/errno.h>
#include <sys/mman.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/proc/elf.h"

/* The System V ABI's ELF64 structures, as far as they matter here. */
struct elf_header {
	uint8_t eh_ident[16];
	uint16_t eh_type;
	uint16_t eh_machine;
	uint32_t eh_version;
	uint64_t eh_entry;
	uint64_t eh_phoff;
	uint64_t eh_shoff;
	uint32_t eh_flags;
	uint16_t eh_ehsize;
	uint16_t eh_phentsize;
	uint16_t eh_phnum;
	uint16_t eh_rest[3];
};

struct elf_program {
	uint32_t ep_type;
	uint32_t ep_flags;
	uint64_t ep_offset;
	uint64_t ep_vaddr;
	uint64_t ep_paddr;
	uint64_t ep_filesz;
	uint64_t ep_memsz;
	uint64_t ep_align;
};

#define ELF_EXECUTABLE	2
#define ELF_X86_64	62
#define PT_LOAD		1
#define PT_INTERP	3

static int
elf_header_check(const struct elf_header *eh, size_t len)
{
	/* magic, 64 bits, little endian, version 1 */
	static const uint8_t ident[7] = { 0x7f, 'E', 'L', 'F', 2, 1, 1 };

	if (memcmp(eh->eh_ident, ident, sizeof(ident)) != 0 ||
	    eh->eh_type != ELF_EXECUTABLE || eh->eh_machine != ELF_X86_64 ||
	    eh->eh_phentsize != sizeof(struct elf_program) ||
	    eh->eh_phnum == 0)
		return ENOEXEC;
	if (eh->eh_phoff > len || (len - eh->eh_phoff) /
	    sizeof(struct elf_program) < eh->eh_phnum)
		return ENOEXEC;
	return 0;
}

static int
elf_prot(uint32_t flags)
{
	return ((flags & 4) != 0 ? PROT_READ : 0) |
	    ((flags & 2) != 0 ? PROT_WRITE : 0) |
	    ((flags & 1) != 0 ? PROT_EXEC : 0);
}

/* One PT_LOAD; floor is where the one before ended. */
static int
elf_segment_check(const struct elf_program *ep, uint64_t size,
    uint64_t floor, uint64_t high, struct elf_segment *es)
{
	if (ep->ep_filesz > ep->ep_memsz || ep->ep_offset > size ||
	    ep->ep_filesz > size - ep->ep_offset)
		return ENOEXEC;
	if (ep->ep_vaddr < floor || ep->ep_vaddr > high ||
	    ep->ep_memsz > high - ep->ep_vaddr)
		return ENOEXEC;
	if ((ep->ep_vaddr & PAGE_MASK) != (ep->ep_offset & PAGE_MASK))
		return ENOEXEC;
	es->es_start = trunc_page(ep->ep_vaddr);
	if (es->es_start < floor)
		return ENOEXEC;
	es->es_offset = trunc_page(ep->ep_offset);
	es->es_file_end = ep->ep_vaddr + ep->ep_filesz;
	es->es_end = ep->ep_vaddr + ep->ep_memsz;
	es->es_prot = elf_prot(ep->ep_flags);
	if ((es->es_prot & (PROT_WRITE | PROT_EXEC)) ==
	    (PROT_WRITE | PROT_EXEC))
		return ENOEXEC;
	return 0;
}

static int
elf_segments_check(const struct elf_header *eh, const struct elf_program *ep,
    uint64_t size, uint64_t low, uint64_t high, struct elf_image *ei)
{
	struct elf_segment *es;
	uint64_t floor = low;
	int i, error;

	for (i = 0; i < eh->eh_phnum; i++) {
		if (ep[i].ep_type == PT_INTERP)
			return ENOEXEC;
		if (ep[i].ep_type != PT_LOAD || ep[i].ep_memsz == 0)
			continue;
		if (ei->ei_count == ELF_SEGMENTS)
			return ENOEXEC;
		es = &ei->ei_segment[ei->ei_count++];
		error = elf_segment_check(&ep[i], size, floor, high, es);
		if (error != 0)
			return error;
		floor = round_page(es->es_end);
		/* Do the headers lie in what this segment maps? */
		if (eh->eh_phoff >= ep[i].ep_offset && eh->eh_phoff +
		    eh->eh_phnum * sizeof(*ep) <= ep[i].ep_offset +
		    ep[i].ep_filesz)
			ei->ei_phdr = ep[i].ep_vaddr + eh->eh_phoff -
			    ep[i].ep_offset;
	}
	ei->ei_end = floor;
	return ei->ei_count > 0 ? 0 : ENOEXEC;
}

static int
elf_entry_check(const struct elf_image *ei)
{
	const struct elf_segment *es;
	int i;

	for (i = 0; i < ei->ei_count; i++) {
		es = &ei->ei_segment[i];
		if ((es->es_prot & PROT_EXEC) != 0 &&
		    ei->ei_entry >= es->es_start && ei->ei_entry < es->es_end)
			return 0;
	}
	return ENOEXEC;
}

int
elf_check(const void *head, size_t len, uint64_t size, uint64_t low,
    uint64_t high, struct elf_image *ei)
{
	const struct elf_header *eh = head;
	int error;

	memset(ei, 0, sizeof(*ei));
	if (len < sizeof(*eh) || len > size)
		return ENOEXEC;
	error = elf_header_check(eh, len);
	if (error == 0 && (eh->eh_phoff & 7) != 0)
		error = ENOEXEC;
	if (error == 0)
		error = elf_segments_check(eh, (const struct elf_program *)
		    ((const char *)head + eh->eh_phoff), size, low, high, ei);
	if (error != 0)
		return error;
	ei->ei_entry = eh->eh_entry;
	ei->ei_phnum = eh->eh_phnum;
	return elf_entry_check(ei);
}
