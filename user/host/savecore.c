// SPDX-License-Identifier: BSD-2-Clause
/*
 * savecore - make an ELF core of the stream that a dying kernel wrote to its
 * dump device (sys/dump.h).
 *
 * Memory goes to the file as the records come; then come the notes and a
 * program header for each run of pages.  Each run is listed at the address
 * the kernel's image has there, if it is part of it, and at the direct map's
 * else, and once more where the kernel's arena has its pages (stacks,
 * modules): all of which gdb wants; readers that know page tables go by the
 * physical addresses.  Nothing in the stream is believed.
 */
#include <sys/types.h>
#include <sys/dump.h>

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <lz4.h>

#define RUNS_MAX	65536
#define CPUS_MAX	64
#define KERNEL_BASE	0xffffffff80000000ul
#define DIRECT_BASE	0xffff800000000000ul
#define ARENA_BASE	0xffffa00000000000ul
#define ARENA_MAX	16384
#define TABLES_MAX	2048		/* page tables of the arena */
#define PAGE		4096ul
#define PTE_PHYS	0x000ffffffffff000ul
#define PRSTATUS_SIZE	336		/* x86_64's struct elf_prstatus */
#define PRSTATUS_REGS	112
#define NT_PRSTATUS	1

struct program {
	uint32_t type, flags;
	uint64_t offset, vaddr, paddr, filesz, memsz, align;
};

struct elf {
	unsigned char ident[16];
	uint16_t type, machine;
	uint32_t version;
	uint64_t entry, phoff, shoff;
	uint32_t flags;
	uint16_t ehsize, phsize, phnum, shsize, shnum, shstr;
};

static FILE *in;
static int out;
static struct dump_header head;
static struct dump_cpu cpus[CPUS_MAX];
static unsigned ncpus;
static struct program runs[RUNS_MAX];
static unsigned nruns;
static struct program arena[ARENA_MAX];
static unsigned narena;
static uint64_t end = DUMP_BLOCK;	/* of what is written */
static int quiet;

static uint32_t
crc32(const void *buf, size_t n)
{
	const uint8_t *p = buf;
	uint32_t crc = 0xffffffff;
	int i;

	for (; n > 0; n--, p++) {
		crc ^= *p;
		for (i = 0; i < 8; i++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return ~crc;
}

static void
put(const void *buf, size_t n, uint64_t offset)
{
	if (lseek(out, (off_t)offset, SEEK_SET) < 0 ||
	    write(out, buf, n) != (ssize_t)n)
		err(1, "writing");
}

/* Next to the last run if it belongs there. */
static void
run_add(uint64_t phys, const void *buf, size_t n)
{
	struct program *last = nruns > 0 ? &runs[nruns - 1] : NULL;

	put(buf, n, end);
	if (last != NULL && last->paddr + last->filesz == phys) {
		last->filesz += n;
		last->memsz += n;
	} else if (nruns < RUNS_MAX) {
		runs[nruns++] = (struct program){ .type = 1, .flags = 7,
		    .offset = end, .vaddr = DIRECT_BASE + phys,
		    .paddr = phys, .filesz = n, .memsz = n, .align = 4096 };
	} else
		errx(1, "too many pieces of memory");
	end += n;
}

/* The record's bytes, checked, in buf.  0, or -1: the stream is broken. */
static int
record_read(struct dump_record *dr, char *buf)
{
	size_t padded;

	if (fread(dr, sizeof(*dr), 1, in) != 1 ||
	    dr->dr_magic != DUMP_RECORD_MAGIC || crc32(dr,
	    offsetof(struct dump_record, dr_check)) != dr->dr_check ||
	    dr->dr_packed > DUMP_RUN || dr->dr_bytes > DUMP_RUN)
		return -1;
	padded = (dr->dr_packed + 7u) & ~7u;
	if (padded > 0 && fread(buf, padded, 1, in) != 1)
		return -1;
	return crc32(buf, dr->dr_packed) == dr->dr_crc ? 0 : -1;
}

/* One that is none of ours is passed over. */
static int
record_take(const struct dump_record *dr, const char *buf)
{
	static char plain[DUMP_RUN];
	struct dump_cpu dc;
	int n;

	if (dr->dr_kind == DUMP_CPU && dr->dr_bytes >= sizeof(dc) &&
	    dr->dr_packed == dr->dr_bytes) {
		memcpy(&dc, buf, sizeof(dc));
		if (ncpus < CPUS_MAX)
			cpus[ncpus++] = dc;
	}
	if (dr->dr_kind != DUMP_MEMORY)
		return 0;
	if (dr->dr_packed == dr->dr_bytes) {
		run_add(dr->dr_phys, buf, dr->dr_bytes);
		return 0;
	}
	n = LZ4_decompress_safe(buf, plain, (int)dr->dr_packed, DUMP_RUN);
	if (n != (int)dr->dr_bytes)
		return -1;
	run_add(dr->dr_phys, plain, dr->dr_bytes);
	return 0;
}

/* All records.  Returns whether the end was met. */
static int
stream_read(void)
{
	static char buf[DUMP_RUN + 8];
	struct dump_record dr;

	while (record_read(&dr, buf) == 0) {
		if (dr.dr_kind == DUMP_END)
			return 1;
		if (record_take(&dr, buf) != 0)
			return 0;
	}
	return 0;
}

static void
note(const char *name, uint32_t type, const void *desc, uint32_t size)
{
	uint32_t word[3] = { (uint32_t)strlen(name) + 1, size, type };
	char text[16] = "";
	static const char zero[4];

	strlcpy(text, name, sizeof(text));
	put(word, sizeof(word), end);
	end += sizeof(word);
	put(text, (word[0] + 3) & ~3u, end);
	end += (word[0] + 3) & ~3u;
	put(desc, size, end);
	end += size;
	put(zero, -size & 3, end);
	end += -size & 3;
}

/* As gdb wants a thread's registers; ours begin alike. */
static void
note_prstatus(const struct dump_cpu *dc)
{
	static const unsigned char from[21] = {
		0, 1, 2, 3, 10, 11, 4, 5, 6, 7, 14, 13, 12, 9, 8, 16, 17,
		18, 19, 20, 21
	};
	char status[PRSTATUS_SIZE] = "";
	uint32_t pid = dc->dc_id + 1;
	unsigned i;

	memcpy(status + 32, &pid, sizeof(pid));
	for (i = 0; i < 21; i++)
		memcpy(status + PRSTATUS_REGS + 8 * i,
		    &dc->dc_frame[from[i]], 8);
	note("CORE", NT_PRSTATUS, status, sizeof(status));
}

/* The CPU that died comes first: gdb shows that one. */
static void
notes_write(struct program *pt)
{
	unsigned i;

	end = (end + 4095) & ~4095ul;
	pt->type = 4;
	pt->offset = end;
	for (i = 0; i < ncpus; i++)
		if (cpus[i].dc_known && cpus[i].dc_id == head.dh_info.di_cpu)
			note_prstatus(&cpus[i]);
	for (i = 0; i < ncpus; i++)
		if (cpus[i].dc_known && cpus[i].dc_id != head.dh_info.di_cpu)
			note_prstatus(&cpus[i]);
	note(DUMP_NOTE_NAME, DUMP_NOTE_INFO, &head.dh_info,
	    sizeof(head.dh_info));
	for (i = 0; i < ncpus; i++)
		note(DUMP_NOTE_NAME, DUMP_NOTE_CPU, &cpus[i],
		    sizeof(cpus[i]));
	pt->filesz = end - pt->offset;
	pt->align = 4;
}

/* The run that has all of a page of physical memory, or NULL. */
static const struct program *
run_of(uint64_t phys)
{
	unsigned i;

	for (i = 0; i < nruns; i++)
		if (phys >= runs[i].paddr && runs[i].filesz >= PAGE &&
		    phys - runs[i].paddr <= runs[i].filesz - PAGE)
			return &runs[i];
	return NULL;
}

/* A page table as it is in the core.  0 or -1: it is not there. */
static int
table_read(uint64_t phys, uint64_t *table)
{
	const struct program *run = run_of(phys);

	return run != NULL && pread(out, table, PAGE, (off_t)(run->offset +
	    (phys - run->paddr))) == (ssize_t)PAGE ? 0 : -1;
}

/* One page of the arena, where stacks and modules are. */
static void
arena_page(uint64_t va, uint64_t phys)
{
	struct program *last = narena > 0 ? &arena[narena - 1] : NULL;
	const struct program *run = run_of(phys);

	if (run == NULL)
		return;
	if (last != NULL && last->vaddr + last->filesz == va &&
	    last->paddr + last->filesz == phys) {
		last->filesz += PAGE;
		last->memsz += PAGE;
	} else if (narena < ARENA_MAX) {
		arena[narena] = *run;
		arena[narena].offset += phys - run->paddr;
		arena[narena].paddr = phys;
		arena[narena].vaddr = va;
		arena[narena].filesz = arena[narena].memsz = PAGE;
		narena++;
	}
}

/*
 * All that the table at phys maps, from va on.  Tables that a bad stream
 * lays in circles come to an end with the count.
 */
static void
arena_walk(uint64_t phys, uint64_t va, int shift)
{
	static unsigned tables;
	uint64_t table[512];
	unsigned i;

	if (++tables > TABLES_MAX || table_read(phys, table) != 0)
		return;
	for (i = 0; i < 512; i++, va += 1ul << shift) {
		if ((table[i] & 1) == 0 ||
		    (shift > 12 && (table[i] & 0x80) != 0))
			continue;
		if (shift == 12)
			arena_page(va, table[i] & PTE_PHYS);
		else
			arena_walk(table[i] & PTE_PHYS, va, shift - 9);
	}
}

/* The part of a run that is the kernel's image, at its own address. */
static int
image_part(const struct program *run, struct program *part)
{
	uint64_t low = run->paddr > 0x100000 ? run->paddr : 0x100000;
	uint64_t high = run->paddr + run->filesz;

	if (high > 0x4000000)
		high = 0x4000000;
	if (low >= high)
		return 0;
	*part = *run;
	part->paddr = low;
	part->offset += low - run->paddr;
	part->vaddr = KERNEL_BASE + low;
	part->filesz = part->memsz = high - low;
	return 1;
}

static void
headers_write(void)
{
	static const unsigned char ident[16] = "\177ELF\2\1\1";
	struct elf eh = { .type = 4, .machine = 62, .version = 1,
	    .ehsize = sizeof(eh), .phsize = sizeof(struct program) };
	struct program pt = { .type = 0 };
	uint64_t top[512];
	unsigned i, n = 1;

	memcpy(eh.ident, ident, sizeof(ident));
	notes_write(&pt);
	if (table_read(head.dh_info.di_cr3 & PTE_PHYS, top) == 0 &&
	    (top[ARENA_BASE >> 39 & 511] & 1) != 0)
		arena_walk(top[ARENA_BASE >> 39 & 511] & PTE_PHYS,
		    ARENA_BASE, 30);
	eh.phoff = end = (end + 4095) & ~4095ul;
	put(&pt, sizeof(pt), end);
	for (i = 0; i < nruns; i++) {
		put(&runs[i], sizeof(pt), eh.phoff + n++ * sizeof(pt));
		if (image_part(&runs[i], &pt))
			put(&pt, sizeof(pt), eh.phoff + n++ * sizeof(pt));
	}
	for (i = 0; i < narena; i++)
		put(&arena[i], sizeof(pt), eh.phoff + n++ * sizeof(pt));
	if (n > 60000)
		errx(1, "too many pieces of memory");
	eh.phnum = (uint16_t)n;
	put(&eh, sizeof(eh), 0);
}

static void
head_read(const char *name)
{
	static char block[DUMP_BLOCK];

	if (fread(block, sizeof(block), 1, in) != 1)
		errx(1, "%s: no dump is in it", name);
	memcpy(&head, block, sizeof(head));
	if (memcmp(head.dh_magic, DUMP_MAGIC, sizeof(head.dh_magic)) != 0 ||
	    crc32(&head.dh_info, sizeof(head.dh_info)) != head.dh_crc)
		errx(1, "%s: no dump is in it", name);
	head.dh_info.di_message[DUMP_MESSAGE - 1] = '\0';
}

int
main(int argc, char **argv)
{
	int ch, whole;

	while ((ch = getopt(argc, argv, "q")) == 'q')
		quiet = 1;
	if (ch != -1 || argc - optind != 2) {
		fprintf(stderr, "usage: savecore [-q] device core\n");
		return 2;
	}
	in = fopen(argv[optind], "rb");
	if (in == NULL)
		err(1, "%s", argv[optind]);
	head_read(argv[optind]);
	out = open(argv[optind + 1], O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (out < 0)
		err(1, "%s", argv[optind + 1]);
	whole = stream_read() && head.dh_complete;
	headers_write();
	if (!quiet)
		printf("%s: %s%s\n", argv[optind + 1],
		    head.dh_info.di_message, whole ? "" :
		    " (the dump is not whole)");
	return whole ? 0 : 1;
}
