// SPDX-License-Identifier: BSD-2-Clause
/*
 * core - an ELF core file: ranges of memory, and notes.
 *
 * Nothing in the file is believed: each offset and count is held against
 * the file's size.  QEMU's notes have the registers of each CPU in a layout
 * of its own (its version 1); ours are those of sys/dump.h.
 */
#include <string.h>
#include <unistd.h>

#include "user/libkvm/kvm_priv.h"

#define PT_LOAD		1
#define PT_NOTE		4
#define NOTES_MAX	(1ul << 20)
#define QEMU_BYTES	440
#define QEMU_REGS	8	/* offsets in QEMU's note */
#define QEMU_RIP	136
#define QEMU_SEGMENTS	152
#define QEMU_SEGMENT	24
#define QEMU_CR		392
#define QEMU_KERNEL_GS	432

struct elf_header {
	uint8_t eh_ident[16];
	uint16_t eh_type, eh_machine;
	uint32_t eh_version;
	uint64_t eh_entry, eh_phoff, eh_shoff;
	uint32_t eh_flags;
	uint16_t eh_size, eh_phsize, eh_phnum, eh_shsize, eh_shnum, eh_shstr;
};

struct elf_program {
	uint32_t ep_type, ep_flags;
	uint64_t ep_offset, ep_vaddr, ep_paddr, ep_filesz, ep_memsz, ep_align;
};

int
core_pread(kvm_t *kd, void *buf, size_t n, uint64_t offset)
{
	char *at = buf;
	ssize_t got;

	if (offset > kd->kd_size || n > kd->kd_size - offset)
		return -1;
	while (n > 0) {
		got = pread(kd->kd_fd, at, n, (off_t)offset);
		if (got <= 0)
			return -1;
		at += got;
		offset += (uint64_t)got;
		n -= (size_t)got;
	}
	return 0;
}

static uint64_t
word(const uint8_t *at)
{
	uint64_t v;

	memcpy(&v, at, sizeof(v));
	return v;
}

/* QEMU's order is ax bx cx dx si di sp bp; the kernel's frame begins r15. */
static void
qemu_cpu(kvm_t *kd, const uint8_t *note)
{
	static const uint8_t place[16] = {
		14, 11, 13, 12, 9, 8, 20, 10, 7, 6, 5, 4, 3, 2, 1, 0
	};
	struct dump_cpu *dc = &kd->kd_cpu[kd->kd_cpus];
	uint64_t gs = word(note + QEMU_SEGMENTS + 4 * QEMU_SEGMENT + 16);
	unsigned i;

	for (i = 0; i < 16; i++)
		dc->dc_frame[place[i]] = word(note + QEMU_REGS + 8 * i);
	dc->dc_frame[17] = word(note + QEMU_RIP);
	dc->dc_frame[18] = word(note + QEMU_SEGMENTS) & 0xffff;
	dc->dc_frame[19] = word(note + QEMU_RIP + 8);
	dc->dc_frame[21] = word(note + QEMU_SEGMENTS + 5 * QEMU_SEGMENT) &
	    0xffff;
	/* In a program the kernel's base waits in the other register. */
	if (gs < USER_END)
		gs = word(note + QEMU_KERNEL_GS);
	dc->dc_gs = gs;
	dc->dc_id = kd->kd_cpus++;
	dc->dc_known = 1;
	if (kd->kd_info.di_cr3 == 0)
		kd->kd_info.di_cr3 = word(note + QEMU_CR + 24);
}

static void
note_take(kvm_t *kd, const char *name, uint32_t type, const uint8_t *at,
    uint32_t size)
{
	struct dump_cpu dc;

	if (strcmp(name, "QEMU") == 0 && size >= QEMU_BYTES &&
	    kd->kd_cpus < CPUS_MAX && !kd->kd_noted)
		qemu_cpu(kd, at);
	if (strcmp(name, DUMP_NOTE_NAME) != 0)
		return;
	if (type == DUMP_NOTE_INFO && size >= sizeof(kd->kd_info)) {
		memcpy(&kd->kd_info, at, sizeof(kd->kd_info));
		kd->kd_noted = 1;
		kd->kd_info.di_message[DUMP_MESSAGE - 1] = '\0';
	} else if (type == DUMP_NOTE_CPU && size >= sizeof(dc)) {
		memcpy(&dc, at, sizeof(dc));
		if (dc.dc_id < CPUS_MAX)
			kd->kd_cpu[dc.dc_id] = dc;
		if (dc.dc_id < CPUS_MAX && dc.dc_id >= kd->kd_cpus)
			kd->kd_cpus = dc.dc_id + 1;
	}
}

static int
notes_read(kvm_t *kd, const struct elf_program *ep)
{
	static uint8_t notes[NOTES_MAX];
	uint64_t at = 0, size = ep->ep_filesz, name, desc, next;
	uint32_t head[3];
	char text[16];

	if (size > sizeof(notes) || core_pread(kd, notes, size,
	    ep->ep_offset) != 0)
		return kvm_fail(kd, "the notes are cut off");
	while (size - at >= sizeof(head)) {
		memcpy(head, notes + at, sizeof(head));
		name = at + sizeof(head);
		desc = name + (((uint64_t)head[0] + 3) & ~3ul);
		next = desc + (((uint64_t)head[1] + 3) & ~3ul);
		if (desc + head[1] > size)
			return kvm_fail(kd, "a note is cut off");
		memset(text, 0, sizeof(text));
		memcpy(text, notes + name, head[0] < sizeof(text) ? head[0] :
		    sizeof(text) - 1);
		note_take(kd, text, head[2], notes + desc, head[1]);
		if (next >= size)
			break;
		at = next;
	}
	return 0;
}

/* The same memory may be there twice, at other virtual addresses. */
static void
segment_add(kvm_t *kd, const struct elf_program *ep)
{
	struct segment *sg = &kd->kd_segment[kd->kd_segments];
	unsigned i;

	for (i = 0; i < kd->kd_segments; i++)
		if (kd->kd_segment[i].sg_phys == ep->ep_paddr &&
		    kd->kd_segment[i].sg_bytes >= ep->ep_filesz)
			return;
	if (kd->kd_segments == SEGMENTS_MAX || ep->ep_filesz == 0 ||
	    ep->ep_offset > kd->kd_size)
		return;
	sg->sg_phys = ep->ep_paddr;
	sg->sg_offset = ep->ep_offset;
	sg->sg_bytes = ep->ep_filesz;
	if (sg->sg_bytes > kd->kd_size - ep->ep_offset)
		sg->sg_bytes = kd->kd_size - ep->ep_offset;
	if (sg->sg_bytes <= UINT64_MAX - sg->sg_phys)
		kd->kd_segments++;
}

int
core_open(kvm_t *kd)
{
	struct elf_header eh;
	struct elf_program ep;
	unsigned i;

	if (core_pread(kd, &eh, sizeof(eh), 0) != 0 ||
	    memcmp(eh.eh_ident, "\177ELF\2\1", 6) != 0)
		return kvm_fail(kd, "it is no ELF file of 64 bits");
	if (eh.eh_type != 4 || eh.eh_machine != 62)
		return kvm_fail(kd, "it is no core of an x86_64");
	if (eh.eh_phsize != sizeof(ep))
		return kvm_fail(kd, "its program headers make no sense");
	for (i = 0; i < eh.eh_phnum; i++) {
		if (core_pread(kd, &ep, sizeof(ep), eh.eh_phoff +
		    i * sizeof(ep)) != 0)
			return kvm_fail(kd, "its program headers are cut off");
		if (ep.ep_type == PT_NOTE && notes_read(kd, &ep) != 0)
			return -1;
		if (ep.ep_type == PT_LOAD)
			segment_add(kd, &ep);
	}
	if (kd->kd_segments == 0)
		return kvm_fail(kd, "there is no memory in it");
	if (kd->kd_info.di_cr3 == 0)
		return kvm_fail(kd, "no note tells where its page tables are");
	return 0;
}
