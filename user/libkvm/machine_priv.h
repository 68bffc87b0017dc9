// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine_priv - what the interpreter's files share: an instruction taken
 * apart, its operands, and arithmetic with flags.
 */
#pragma once

#include "user/libkvm/machine.h"

/* An instruction while it runs. */
struct insn {
	unsigned in_op;		/* opcode; 0x100 added behind 0x0f */
	unsigned in_size;	/* operand's bytes: 1, 2, 4, 8 */
	unsigned in_rex;	/* the prefix, or 0 */
	unsigned in_rep;	/* 0xf2, 0xf3 or 0 */
	uint64_t in_seg;	/* base of fs or gs, or 0 */
	int in_wide;		/* REX.W */
	int in_op16;		/* operand size prefix */
	unsigned in_reg;	/* of modrm, extended */
	unsigned in_rm;		/* register if in_mem is 0 */
	int in_mem;		/* the operand lies at in_ea */
	int in_relative;	/* in_ea is counted from rip */
	uint64_t in_ea;
	uint64_t in_start;	/* where it began */
};

typedef void insn_fn(struct machine *ma, struct insn *in);

/* How to take an instruction apart before its function runs. */
#define OP_MODRM	0x1
#define OP_BYTE		0x2	/* one-byte operands */
#define OP_PAIR		0x4	/* one-byte if the opcode is even */
#define OP_64		0x8	/* 64 bits without being told */

struct opcode {
	insn_fn *oc_func;
	unsigned oc_how;
};

extern const struct opcode opcode_one[256];
extern const struct opcode opcode_two[256];	/* behind 0x0f */

/* ------------------------------------------------------ machine.c */

/* End the instruction, and the run, for this reason. */
void	machine_stop(struct machine *ma, enum machine_stop why)
	    __attribute__((noreturn));
/* n bytes of code as a signed number. */
int64_t	machine_code(struct machine *ma, unsigned n);
uint64_t machine_load(struct machine *ma, uint64_t va, unsigned size);
void	machine_store(struct machine *ma, uint64_t va, unsigned size,
	    uint64_t v);
void	machine_push(struct machine *ma, uint64_t v);
uint64_t machine_pop(struct machine *ma);
void	machine_call(struct machine *ma, uint64_t to);

/* Registers, as wide as the operand. */
uint64_t reg_get(struct machine *ma, const struct insn *in, unsigned reg,
	    unsigned size);
void	reg_set(struct machine *ma, const struct insn *in, unsigned reg,
	    unsigned size, uint64_t v);
/* The operand that modrm names: register or memory. */
uint64_t rm_get(struct machine *ma, const struct insn *in, unsigned size);
void	rm_set(struct machine *ma, const struct insn *in, unsigned size,
	    uint64_t v);
/* An immediate of the operand's size, at most 4 bytes, sign extended. */
uint64_t imm_get(struct machine *ma, const struct insn *in);

/* ------------------------------------------------------ alu.c */

enum alu_op { ALU_ADD, ALU_OR, ALU_ADC, ALU_SBB, ALU_AND, ALU_SUB, ALU_XOR,
    ALU_CMP };
enum shift_op { SHIFT_ROL, SHIFT_ROR, SHIFT_RCL, SHIFT_RCR, SHIFT_SHL,
    SHIFT_SHR, SHIFT_SAL, SHIFT_SAR };

static inline uint64_t
size_mask(unsigned size)
{
	return size == 8 ? ~0ul : (1ul << 8 * size) - 1;
}

static inline uint64_t
size_sign(unsigned size)
{
	return 1ul << (8 * size - 1);
}

static inline uint64_t
sign_extend(uint64_t v, unsigned size)
{
	unsigned shift = 64 - 8 * size;

	return (uint64_t)((int64_t)(v << shift) >> shift);
}

uint64_t alu(struct machine *ma, enum alu_op op, uint64_t a, uint64_t b,
	    unsigned size);
uint64_t alu_inc(struct machine *ma, uint64_t a, int up, unsigned size);
uint64_t alu_shift(struct machine *ma, enum shift_op op, uint64_t a,
	    unsigned count, unsigned size);
/* Shift a by count, bits of b coming in: left or right. */
uint64_t alu_double(struct machine *ma, int left, uint64_t a, uint64_t b,
	    unsigned count, unsigned size);
/* Signed product, cut to size; carry and overflow tell whether it fits. */
uint64_t alu_imul(struct machine *ma, uint64_t a, uint64_t b, unsigned size);
/* ax:dx from and by v: mul, imul, div, idiv as modrm's reg says 4 to 7. */
void	alu_wide(struct machine *ma, const struct insn *in, unsigned which,
	    uint64_t v);
/* Zero, sign and parity of a result. */
void	flags_result(struct machine *ma, uint64_t v, unsigned size);
void	flag_put(struct machine *ma, unsigned flag, int on);
/* Does condition cc, the low four bits of jcc and friends, hold? */
int	flags_test(const struct machine *ma, unsigned cc);

/* ------------------------------------------------------ string.c */

insn_fn	op_string;
