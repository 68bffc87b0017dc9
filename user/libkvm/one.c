// SPDX-License-Identifier: BSD-2-Clause
/*
 * one - the instructions whose opcode is one byte.
 */
#include "user/libkvm/machine_priv.h"

/* The six forms of add, or, adc, sbb, and, sub, xor, cmp. */
static void
op_alu(struct machine *ma, struct insn *in)
{
	enum alu_op op = (enum alu_op)(in->in_op >> 3 & 7);
	unsigned size = in->in_size;
	uint64_t r;

	if ((in->in_op & 4) != 0) {
		r = alu(ma, op, ma->ma_reg[REG_AX], imm_get(ma, in), size);
		if (op != ALU_CMP)
			reg_set(ma, in, REG_AX, size, r);
	} else if ((in->in_op & 2) != 0) {
		r = alu(ma, op, reg_get(ma, in, in->in_reg, size),
		    rm_get(ma, in, size), size);
		if (op != ALU_CMP)
			reg_set(ma, in, in->in_reg, size, r);
	} else {
		r = alu(ma, op, rm_get(ma, in, size),
		    reg_get(ma, in, in->in_reg, size), size);
		if (op != ALU_CMP)
			rm_set(ma, in, size, r);
	}
}

/* The same with an immediate: reg says which. */
static void
op_alu_imm(struct machine *ma, struct insn *in)
{
	enum alu_op op = (enum alu_op)(in->in_reg & 7);
	uint64_t b = in->in_op == 0x83 ? (uint64_t)machine_code(ma, 1) :
	    imm_get(ma, in);
	uint64_t r = alu(ma, op, rm_get(ma, in, in->in_size), b,
	    in->in_size);

	if (op != ALU_CMP)
		rm_set(ma, in, in->in_size, r);
}

static unsigned
op_low_reg(const struct insn *in)
{
	return (in->in_op & 7) | (in->in_rex & 1) << 3;
}

static void
op_push(struct machine *ma, struct insn *in)
{
	machine_push(ma, ma->ma_reg[op_low_reg(in)]);
}

static void
op_pop(struct machine *ma, struct insn *in)
{
	ma->ma_reg[op_low_reg(in)] = machine_pop(ma);
}

static void
op_push_imm(struct machine *ma, struct insn *in)
{
	machine_push(ma, (uint64_t)machine_code(ma, in->in_op == 0x6a ? 1 :
	    4));
}

static void
op_pop_rm(struct machine *ma, struct insn *in)
{
	rm_set(ma, in, 8, machine_pop(ma));
}

static void
op_movsxd(struct machine *ma, struct insn *in)
{
	reg_set(ma, in, in->in_reg, in->in_size,
	    sign_extend(rm_get(ma, in, 4), 4));
}

static void
op_imul_imm(struct machine *ma, struct insn *in)
{
	uint64_t b = in->in_op == 0x6b ? (uint64_t)machine_code(ma, 1) :
	    imm_get(ma, in);

	reg_set(ma, in, in->in_reg, in->in_size,
	    alu_imul(ma, rm_get(ma, in, in->in_size), b, in->in_size));
}

static void
op_jcc(struct machine *ma, struct insn *in)
{
	int64_t to = machine_code(ma, in->in_op < 0x100 ? 1 : 4);

	if (flags_test(ma, in->in_op))
		ma->ma_rip += (uint64_t)to;
}

static void
op_jrcxz(struct machine *ma, struct insn *in)
{
	int64_t to = machine_code(ma, 1);

	(void)in;
	if (ma->ma_reg[REG_CX] == 0)
		ma->ma_rip += (uint64_t)to;
}

static void
op_test(struct machine *ma, struct insn *in)
{
	alu(ma, ALU_AND, rm_get(ma, in, in->in_size),
	    reg_get(ma, in, in->in_reg, in->in_size), in->in_size);
}

static void
op_test_imm(struct machine *ma, struct insn *in)
{
	alu(ma, ALU_AND, ma->ma_reg[REG_AX], imm_get(ma, in), in->in_size);
}

static void
op_xchg(struct machine *ma, struct insn *in)
{
	uint64_t v = rm_get(ma, in, in->in_size);

	rm_set(ma, in, in->in_size,
	    reg_get(ma, in, in->in_reg, in->in_size));
	reg_set(ma, in, in->in_reg, in->in_size, v);
}

/* xchg with ax; of ax with itself, nop and pause. */
static void
op_xchg_ax(struct machine *ma, struct insn *in)
{
	unsigned reg = op_low_reg(in), size = in->in_size;
	uint64_t v = ma->ma_reg[REG_AX];

	if (reg == REG_AX)
		return;
	reg_set(ma, in, REG_AX, size, ma->ma_reg[reg]);
	reg_set(ma, in, reg, size, v);
}

static void
op_mov(struct machine *ma, struct insn *in)
{
	if ((in->in_op & 2) != 0)
		reg_set(ma, in, in->in_reg, in->in_size,
		    rm_get(ma, in, in->in_size));
	else
		rm_set(ma, in, in->in_size,
		    reg_get(ma, in, in->in_reg, in->in_size));
}

static void
op_mov_imm(struct machine *ma, struct insn *in)
{
	rm_set(ma, in, in->in_size, imm_get(ma, in));
}

static void
op_mov_reg(struct machine *ma, struct insn *in)
{
	unsigned size = in->in_op < 0xb8 ? 1 : in->in_size;

	reg_set(ma, in, op_low_reg(in), size,
	    (uint64_t)machine_code(ma, size));
}

static void
op_lea(struct machine *ma, struct insn *in)
{
	reg_set(ma, in, in->in_reg, in->in_size, in->in_ea);
}

/* cbw, cwde, cdqe */
static void
op_widen(struct machine *ma, struct insn *in)
{
	reg_set(ma, in, REG_AX, in->in_size,
	    sign_extend(ma->ma_reg[REG_AX], in->in_size / 2));
}

/* cwd, cdq, cqo */
static void
op_widen_dx(struct machine *ma, struct insn *in)
{
	reg_set(ma, in, REG_DX, in->in_size, (ma->ma_reg[REG_AX] &
	    size_sign(in->in_size)) != 0 ? ~0ul : 0);
}

static void
op_pushf(struct machine *ma, struct insn *in)
{
	(void)in;
	machine_push(ma, ma->ma_flags);
}

static void
op_popf(struct machine *ma, struct insn *in)
{
	(void)in;
	ma->ma_flags = machine_pop(ma) | FLAG_FIXED;
}

static void
op_shift(struct machine *ma, struct insn *in)
{
	unsigned count = 1;

	if (in->in_op < 0xd0)
		count = machine_code(ma, 1) & 0xff;
	else if ((in->in_op & 2) != 0)
		count = ma->ma_reg[REG_CX] & 0xff;
	rm_set(ma, in, in->in_size, alu_shift(ma,
	    (enum shift_op)(in->in_reg & 7), rm_get(ma, in, in->in_size),
	    count, in->in_size));
}

static void
op_ret(struct machine *ma, struct insn *in)
{
	uint64_t extra = in->in_op == 0xc2 ? machine_code(ma, 2) & 0xffff : 0;

	ma->ma_rip = machine_pop(ma);
	ma->ma_reg[REG_SP] += extra;
}

static void
op_leave(struct machine *ma, struct insn *in)
{
	(void)in;
	ma->ma_reg[REG_SP] = ma->ma_reg[REG_BP];
	ma->ma_reg[REG_BP] = machine_pop(ma);
}

static void
op_call(struct machine *ma, struct insn *in)
{
	int64_t to = machine_code(ma, 4);

	(void)in;
	machine_call(ma, ma->ma_rip + (uint64_t)to);
}

static void
op_jmp(struct machine *ma, struct insn *in)
{
	int64_t to = machine_code(ma, in->in_op == 0xeb ? 1 : 4);

	ma->ma_rip += (uint64_t)to;
	if (ma->ma_rip == ma->ma_never)
		machine_stop(ma, STOP_HALT);
}

/* Nothing is there: ones. */
static void
op_in(struct machine *ma, struct insn *in)
{
	if (in->in_op < 0xe8)
		machine_code(ma, 1);
	reg_set(ma, in, REG_AX, in->in_size == 8 ? 4 : in->in_size, ~0ul);
}

static void
op_out(struct machine *ma, struct insn *in)
{
	if (in->in_op < 0xe8)
		machine_code(ma, 1);
}

static void
op_hlt(struct machine *ma, struct insn *in)
{
	(void)in;
	machine_stop(ma, STOP_HALT);
}

/* test, not, neg, mul, imul, div, idiv */
static void
op_unary(struct machine *ma, struct insn *in)
{
	unsigned which = in->in_reg & 7, size = in->in_size;
	uint64_t v = rm_get(ma, in, size);

	if (which < 2)
		alu(ma, ALU_AND, v, imm_get(ma, in), size);
	else if (which == 2)
		rm_set(ma, in, size, ~v);
	else if (which == 3)
		rm_set(ma, in, size, alu(ma, ALU_SUB, 0, v, size));
	else
		alu_wide(ma, in, which, v);
}

static void
op_flag(struct machine *ma, struct insn *in)
{
	static const uint16_t flags[3] = { FLAG_CF, FLAG_IF, FLAG_DF };

	if (in->in_op == 0xf5)
		ma->ma_flags ^= FLAG_CF;
	else
		flag_put(ma, flags[(in->in_op - 0xf8) / 2],
		    (int)(in->in_op & 1));
}

/* inc, dec, call, jmp, push */
static void
op_group5(struct machine *ma, struct insn *in)
{
	unsigned which = in->in_reg & 7;

	if (which < 2) {
		rm_set(ma, in, in->in_size, alu_inc(ma,
		    rm_get(ma, in, in->in_size), which == 0, in->in_size));
		return;
	}
	if (in->in_op == 0xfe || (which != 2 && which != 4 && which != 6))
		machine_stop(ma, STOP_UNKNOWN);
	if (which == 2) {
		machine_call(ma, rm_get(ma, in, 8));
	} else if (which == 4) {
		ma->ma_rip = rm_get(ma, in, 8);
	} else {
		machine_push(ma, rm_get(ma, in, 8));
	}
}

#define ALU_ROW(at)							\
	[at] = { op_alu, OP_MODRM | OP_PAIR },				\
	[at + 1] = { op_alu, OP_MODRM }, [at + 2] = { op_alu,		\
	    OP_MODRM | OP_PAIR }, [at + 3] = { op_alu, OP_MODRM },	\
	[at + 4] = { op_alu, OP_PAIR }, [at + 5] = { op_alu, 0 }

const struct opcode opcode_one[256] = {
	ALU_ROW(0x00), ALU_ROW(0x08), ALU_ROW(0x10), ALU_ROW(0x18),
	ALU_ROW(0x20), ALU_ROW(0x28), ALU_ROW(0x30), ALU_ROW(0x38),
	[0x50 ... 0x57] = { op_push, OP_64 },
	[0x58 ... 0x5f] = { op_pop, OP_64 },
	[0x63] = { op_movsxd, OP_MODRM },
	[0x68] = { op_push_imm, OP_64 }, [0x6a] = { op_push_imm, OP_64 },
	[0x69] = { op_imul_imm, OP_MODRM },
	[0x6b] = { op_imul_imm, OP_MODRM },
	[0x70 ... 0x7f] = { op_jcc, 0 },
	[0x80] = { op_alu_imm, OP_MODRM | OP_BYTE },
	[0x81] = { op_alu_imm, OP_MODRM }, [0x83] = { op_alu_imm, OP_MODRM },
	[0x84 ... 0x85] = { op_test, OP_MODRM | OP_PAIR },
	[0x86 ... 0x87] = { op_xchg, OP_MODRM | OP_PAIR },
	[0x88 ... 0x8b] = { op_mov, OP_MODRM | OP_PAIR },
	[0x8d] = { op_lea, OP_MODRM }, [0x8f] = { op_pop_rm, OP_MODRM | OP_64 },
	[0x90 ... 0x97] = { op_xchg_ax, 0 },
	[0x98] = { op_widen, 0 }, [0x99] = { op_widen_dx, 0 },
	[0x9c] = { op_pushf, OP_64 }, [0x9d] = { op_popf, OP_64 },
	[0xa4 ... 0xa7] = { op_string, OP_PAIR },
	[0xa8 ... 0xa9] = { op_test_imm, OP_PAIR },
	[0xaa ... 0xaf] = { op_string, OP_PAIR },
	[0xb0 ... 0xbf] = { op_mov_reg, 0 },
	[0xc0 ... 0xc1] = { op_shift, OP_MODRM | OP_PAIR },
	[0xc2 ... 0xc3] = { op_ret, OP_64 },
	[0xc6 ... 0xc7] = { op_mov_imm, OP_MODRM | OP_PAIR },
	[0xc9] = { op_leave, OP_64 },
	[0xd0 ... 0xd3] = { op_shift, OP_MODRM | OP_PAIR },
	[0xe3] = { op_jrcxz, OP_64 },
	[0xe4 ... 0xe5] = { op_in, OP_PAIR },
	[0xe6 ... 0xe7] = { op_out, OP_PAIR },
	[0xe8] = { op_call, OP_64 },
	[0xe9] = { op_jmp, OP_64 }, [0xeb] = { op_jmp, OP_64 },
	[0xec ... 0xed] = { op_in, OP_PAIR },
	[0xee ... 0xef] = { op_out, OP_PAIR },
	[0xf4] = { op_hlt, 0 }, [0xf5] = { op_flag, 0 },
	[0xf6 ... 0xf7] = { op_unary, OP_MODRM | OP_PAIR },
	[0xf8 ... 0xfd] = { op_flag, 0 },
	[0xfe ... 0xff] = { op_group5, OP_MODRM | OP_PAIR },
};

