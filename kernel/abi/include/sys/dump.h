// SPDX-License-Identifier: BSD-2-Clause
/*
 * dump - what is known about a dead kernel before anything else is.
 *
 * Every kernel holds one struct dump_anchor; a reader of memory, whoever
 * wrote it, finds it by its first bytes and from there the tables of
 * symbols and types.  The kernel writes its own dump as a stream: a struct
 * dump_header in the first block, then records; savecore makes an ELF core
 * of it, with a note of ours beside those of the processors.
 */
#pragma once

#include <stdint.h>

#define DUMP_ANCHOR_MAGIC	"Cellblock anchor"	/* without its end */
#define DUMP_ANCHOR_LOW		0x100000ul	/* physical: searched from */
#define DUMP_ANCHOR_HIGH	0x2000000ul	/* ... to here, by 16 */
#define DUMP_VERSION		1

/* All [I]; addresses are the kernel's. */
struct dump_anchor {
	char da_magic[16];	/* [I] */
	uint32_t da_version;	/* [I] */
	uint32_t da_size;	/* [I] of this struct */
	uint64_t da_self;	/* [I] where it is: tells where memory is */
	uint64_t da_symbols;	/* [I] a count, entries, names */
	uint64_t da_symbols_end;
	uint64_t da_types;	/* [I] BTF */
	uint64_t da_types_end;
	uint64_t da_build;	/* [I] the build's number, a note for ELF */
};

#define DUMP_BUILD	20	/* bytes of a build's number */
#define DUMP_BUILD_NOTE	16	/* bytes before it in its note */
#define DUMP_BLOCK	4096	/* of the stream's header */
#define DUMP_RUN	32768	/* most memory of a record */
#define DUMP_MESSAGE	256
#define DUMP_MAGIC	"Cellblock dump 1"
#define DUMP_NOTE_NAME	"Cellblock"
#define DUMP_NOTE_INFO	1	/* type of the note: struct dump_info */
#define DUMP_NOTE_CPU	2	/* type: struct dump_cpu, one a processor */

/* What the reader needs of the whole.  All [I]. */
struct dump_info {
	uint32_t di_version;
	uint32_t di_cpu;	/* who wrote the dump */
	uint64_t di_cr3;	/* page tables */
	uint64_t di_tsc;	/* the processor's counter */
	uint64_t di_anchor;	/* physical */
	uint64_t di_phys_end;	/* behind the last of RAM */
	uint8_t di_build[DUMP_BUILD];
	uint32_t di_ncpus;
	char di_message[DUMP_MESSAGE];	/* of the panic, or why */
};

/* Registers of a processor, in the order of the kernel's frame.  All [I]. */
struct dump_cpu {
	uint32_t dc_id;
	uint32_t dc_known;	/* 0: it did not stop; the rest is nothing */
	uint64_t dc_gs;		/* its own block of the kernel's */
	uint64_t dc_frame[22];	/* struct trapframe */
};

/* The first block of the stream.  All [I]. */
struct dump_header {
	char dh_magic[16];
	uint32_t dh_complete;	/* 1 once all is written */
	uint32_t dh_crc;	/* of dh_info */
	uint64_t dh_bytes;	/* of the stream, this block included */
	struct dump_info dh_info;
};

enum dump_kind { DUMP_CPU = 1, DUMP_MEMORY, DUMP_END };

#define DUMP_RECORD_MAGIC	0x43656c6cu

/* Before each record's bytes, which are rounded up to 8.  All [I]. */
struct dump_record {
	uint32_t dr_magic;
	uint32_t dr_kind;
	uint64_t dr_phys;	/* DUMP_MEMORY: where it was */
	uint32_t dr_bytes;	/* of memory, or of the struct */
	uint32_t dr_packed;	/* bytes that follow; as LZ4 if fewer */
	uint32_t dr_crc;	/* of those, CRC-32 */
	uint32_t dr_check;	/* CRC-32 of the words before this one */
};
