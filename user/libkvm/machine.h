// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine - a processor for the dead: runs a kernel's code in its dump.
 *
 * It knows the general instructions that a kernel is compiled to (kernels
 * use no floating point), one CPU, no interrupts, no devices: reading a
 * port gives ones, writing to one does nothing.  All memory is reached
 * through machine_bytes, so nothing the dead code does can touch our own.
 * Whatever the code is, running it ends: by itself, or after a number of
 * instructions.
 */
#pragma once

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

enum machine_reg {
	REG_AX, REG_CX, REG_DX, REG_BX, REG_SP, REG_BP, REG_SI, REG_DI,
	REG_8, REG_9, REG_10, REG_11, REG_12, REG_13, REG_14, REG_15
};

#define FLAG_CF		0x0001u
#define FLAG_FIXED	0x0002u
#define FLAG_PF		0x0004u
#define FLAG_AF		0x0010u
#define FLAG_ZF		0x0040u
#define FLAG_SF		0x0080u
#define FLAG_IF		0x0200u
#define FLAG_DF		0x0400u
#define FLAG_OF		0x0800u
#define FLAGS_STATUS	(FLAG_CF | FLAG_PF | FLAG_AF | FLAG_ZF | FLAG_SF | \
			    FLAG_OF)

/* Why machine_run() came back. */
enum machine_stop {
	STOP_DONE,		/* rip is ma_return */
	STOP_FAULT,		/* no memory at ma_fault; rip at the culprit */
	STOP_UNKNOWN,		/* no instruction we know, at rip */
	STOP_HALT,		/* hlt, or a call of ma_never */
	STOP_LIMIT		/* ma_limit instructions have run */
};

struct machine {
	uint64_t ma_reg[16];
	uint64_t ma_rip;
	uint64_t ma_flags;
	uint64_t ma_fs, ma_gs;		/* bases */
	uint64_t ma_cr[9];		/* 0, 2, 3, 4, 8 */
	uint64_t ma_tsc;		/* instructions run */
	uint64_t ma_tsc_base;		/* the clock when it stood still */
	uint64_t ma_limit;
	uint64_t ma_return;		/* where STOP_DONE is */
	uint64_t ma_never;		/* function that must not be called */
	uint64_t ma_fault;
	void *ma_memory;		/* machine_bytes's */
	uint64_t ma_code;		/* page of the code last run, or 1 */
	const uint8_t *ma_code_bytes;	/* its bytes */
	jmp_buf ma_jump;		/* out of an instruction */
};

/*
 * The owner of the memory: where the byte at va lies in ours, or NULL; *n is
 * how many bytes from there on lie together.  May change after
 * machine_flush.
 */
uint8_t	*machine_bytes(void *memory, uint64_t va, size_t *n);
/* Addresses mean something else from now on: forget translations. */
void	machine_flush(void *memory);

/* Run until something stops it. */
enum machine_stop machine_run(struct machine *ma);
