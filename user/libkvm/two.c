// SPDX-License-Identifier: BSD-2-Clause
/*
 * two - the instructions whose opcode is two bytes, 0x0f the first.
 */
#include "user/libkvm/machine_priv.h"

#define MSR_FS_BASE	0xc0000100u
#define MSR_GS_BASE	0xc0000101u

static void
op_nothing(struct machine *ma, struct insn *in)
{
	(void)ma, (void)in;
}

/* invlpg; clac and stac; swapgs is not for code that never left. */
static void
op_group7(struct machine *ma, struct insn *in)
{
	if (in->in_mem && (in->in_reg & 7) == 7)
		machine_flush(ma->ma_memory);
	else if (in->in_mem || (in->in_reg & 7) != 1)
		machine_stop(ma, STOP_UNKNOWN);
}

static void
op_mov_cr(struct machine *ma, struct insn *in)
{
	if (in->in_reg > 8)
		machine_stop(ma, STOP_UNKNOWN);
	if (in->in_op == 0x120) {
		ma->ma_reg[in->in_rm] = ma->ma_cr[in->in_reg];
		return;
	}
	ma->ma_cr[in->in_reg] = ma->ma_reg[in->in_rm];
	machine_flush(ma->ma_memory);
}

/* The debug registers: no watchpoint here. */
static void
op_mov_dr(struct machine *ma, struct insn *in)
{
	if (in->in_op == 0x121)
		ma->ma_reg[in->in_rm] = 0;
}

static void
msr_put(struct machine *ma, uint64_t v)
{
	ma->ma_reg[REG_AX] = v & 0xffffffff;
	ma->ma_reg[REG_DX] = v >> 32;
}

/* wrmsr, rdtsc, rdmsr */
static void
op_msr(struct machine *ma, struct insn *in)
{
	uint32_t which = (uint32_t)ma->ma_reg[REG_CX];

	if (in->in_op == 0x131)
		msr_put(ma, ma->ma_tsc_base + ma->ma_tsc);
	else if (in->in_op == 0x132)
		msr_put(ma, which == MSR_GS_BASE ? ma->ma_gs :
		    which == MSR_FS_BASE ? ma->ma_fs : 0);
}

/* A processor that has nothing special. */
static void
op_cpuid(struct machine *ma, struct insn *in)
{
	(void)in;
	msr_put(ma, 0);
	ma->ma_reg[REG_BX] = ma->ma_reg[REG_CX] = 0;
}

static void
op_cmov(struct machine *ma, struct insn *in)
{
	uint64_t v = rm_get(ma, in, in->in_size);

	/* Four bytes clear the upper half even if nothing is moved. */
	if (!flags_test(ma, in->in_op))
		v = reg_get(ma, in, in->in_reg, in->in_size);
	reg_set(ma, in, in->in_reg, in->in_size, v);
}

static void
op_jcc_far(struct machine *ma, struct insn *in)
{
	int64_t to = machine_code(ma, 4);

	if (flags_test(ma, in->in_op))
		ma->ma_rip += (uint64_t)to;
}

static void
op_setcc(struct machine *ma, struct insn *in)
{
	rm_set(ma, in, 1, (uint64_t)flags_test(ma, in->in_op));
}

/* bt, bts, btr, btc: op 0 to 3.  In memory the bit may lie far away. */
static void
bit_op(struct machine *ma, struct insn *in, unsigned op, uint64_t bit)
{
	unsigned bits = 8 * in->in_size;
	uint64_t v, one = 1ul << (bit & (bits - 1));

	v = rm_get(ma, in, in->in_size);
	flag_put(ma, FLAG_CF, (v & one) != 0);
	if (op == 0)
		return;
	v = op == 1 ? v | one : op == 2 ? v & ~one : v ^ one;
	rm_set(ma, in, in->in_size, v);
}

static void
op_bit(struct machine *ma, struct insn *in)
{
	uint64_t bit = sign_extend(reg_get(ma, in, in->in_reg, in->in_size),
	    in->in_size);
	unsigned bits = 8 * in->in_size;

	if (in->in_mem)
		in->in_ea += (uint64_t)((int64_t)bit >> (bits == 64 ? 6 :
		    bits == 32 ? 5 : 4)) * in->in_size;
	bit_op(ma, in, in->in_op >> 3 & 3, bit);
}

static void
op_bit_imm(struct machine *ma, struct insn *in)
{
	uint64_t bit = (uint64_t)machine_code(ma, 1) & 0xff;

	if ((in->in_reg & 7) < 4)
		machine_stop(ma, STOP_UNKNOWN);
	bit_op(ma, in, in->in_reg & 3, bit);
}

/* shld and shrd, by an immediate or by cl. */
static void
op_double(struct machine *ma, struct insn *in)
{
	unsigned count = (in->in_op & 1) != 0 ? ma->ma_reg[REG_CX] & 0xff :
	    machine_code(ma, 1) & 0xff;

	rm_set(ma, in, in->in_size, alu_double(ma, in->in_op < 0x1a8,
	    rm_get(ma, in, in->in_size),
	    reg_get(ma, in, in->in_reg, in->in_size), count, in->in_size));
}

/* Fences and prefetches; what saves floating point has no business here. */
static void
op_fence(struct machine *ma, struct insn *in)
{
	if (in->in_mem)
		machine_stop(ma, STOP_UNKNOWN);
}

static void
op_imul(struct machine *ma, struct insn *in)
{
	reg_set(ma, in, in->in_reg, in->in_size, alu_imul(ma,
	    reg_get(ma, in, in->in_reg, in->in_size),
	    rm_get(ma, in, in->in_size), in->in_size));
}

static void
op_cmpxchg(struct machine *ma, struct insn *in)
{
	uint64_t was = rm_get(ma, in, in->in_size);

	alu(ma, ALU_CMP, ma->ma_reg[REG_AX], was, in->in_size);
	if ((ma->ma_flags & FLAG_ZF) != 0)
		rm_set(ma, in, in->in_size,
		    reg_get(ma, in, in->in_reg, in->in_size));
	else
		reg_set(ma, in, REG_AX, in->in_size, was);
}

static void
op_xadd(struct machine *ma, struct insn *in)
{
	uint64_t was = rm_get(ma, in, in->in_size);

	rm_set(ma, in, in->in_size, alu(ma, ALU_ADD, was,
	    reg_get(ma, in, in->in_reg, in->in_size), in->in_size));
	reg_set(ma, in, in->in_reg, in->in_size, was);
}

/* movzx and movsx: from bytes, or from two bytes if the opcode is odd. */
static void
op_extend(struct machine *ma, struct insn *in)
{
	unsigned from = (in->in_op & 1) != 0 ? 2 : 1;
	uint64_t v = rm_get(ma, in, from);

	if (in->in_op >= 0x1be)
		v = sign_extend(v, from);
	reg_set(ma, in, in->in_reg, in->in_size, v);
}

/* bsf and bsr, tzcnt and lzcnt if repeated. */
static void
op_scan(struct machine *ma, struct insn *in)
{
	uint64_t v = rm_get(ma, in, in->in_size), r;
	unsigned bits = 8 * in->in_size;

	flag_put(ma, FLAG_ZF, v == 0);
	flag_put(ma, FLAG_CF, v == 0);
	if (v == 0) {
		if (in->in_rep != 0)
			reg_set(ma, in, in->in_reg, in->in_size, bits);
		return;
	}
	if (in->in_op == 0x1bc)
		r = (uint64_t)__builtin_ctzl(v);
	else if (in->in_rep != 0)
		r = (uint64_t)__builtin_clzl(v) - (64 - bits);
	else
		r = 63 - (uint64_t)__builtin_clzl(v);
	reg_set(ma, in, in->in_reg, in->in_size, r);
}

static void
op_popcnt(struct machine *ma, struct insn *in)
{
	uint64_t v, n = 0;

	if (in->in_rep != 0xf3)
		machine_stop(ma, STOP_UNKNOWN);
	for (v = rm_get(ma, in, in->in_size); v != 0; v &= v - 1)
		n++;
	reg_set(ma, in, in->in_reg, in->in_size, n);
}

/* cmpxchg8b and cmpxchg16b */
static void
op_cmpxchg_pair(struct machine *ma, struct insn *in)
{
	unsigned half = in->in_wide ? 8 : 4;
	uint64_t low, high;

	if (!in->in_mem || (in->in_reg & 7) != 1)
		machine_stop(ma, STOP_UNKNOWN);
	low = machine_load(ma, in->in_ea, half);
	high = machine_load(ma, in->in_ea + half, half);
	if (low == reg_get(ma, in, REG_AX, half) &&
	    high == reg_get(ma, in, REG_DX, half)) {
		flag_put(ma, FLAG_ZF, 1);
		machine_store(ma, in->in_ea, half, ma->ma_reg[REG_BX]);
		machine_store(ma, in->in_ea + half, half,
		    ma->ma_reg[REG_CX]);
		return;
	}
	flag_put(ma, FLAG_ZF, 0);
	reg_set(ma, in, REG_AX, half, low);
	reg_set(ma, in, REG_DX, half, high);
}

static void
op_movnti(struct machine *ma, struct insn *in)
{
	rm_set(ma, in, in->in_size,
	    reg_get(ma, in, in->in_reg, in->in_size));
}

static void
op_bswap(struct machine *ma, struct insn *in)
{
	unsigned reg = (in->in_op & 7) | (in->in_rex & 1) << 3;
	uint64_t v = ma->ma_reg[reg];

	ma->ma_reg[reg] = in->in_size == 8 ? __builtin_bswap64(v) :
	    __builtin_bswap32((uint32_t)v);
}

const struct opcode opcode_two[256] = {
	[0x01] = { op_group7, OP_MODRM },
	[0x06] = { op_nothing, 0 }, [0x08 ... 0x09] = { op_nothing, 0 },
	[0x0d] = { op_nothing, OP_MODRM },
	[0x18 ... 0x1f] = { op_nothing, OP_MODRM },
	[0x20] = { op_mov_cr, OP_MODRM | OP_64 },
	[0x22] = { op_mov_cr, OP_MODRM | OP_64 },
	[0x21] = { op_mov_dr, OP_MODRM | OP_64 },
	[0x23] = { op_mov_dr, OP_MODRM | OP_64 },
	[0x30 ... 0x32] = { op_msr, 0 },
	[0x40 ... 0x4f] = { op_cmov, OP_MODRM },
	[0x80 ... 0x8f] = { op_jcc_far, OP_64 },
	[0x90 ... 0x9f] = { op_setcc, OP_MODRM | OP_BYTE },
	[0xa2] = { op_cpuid, 0 },
	[0xa3] = { op_bit, OP_MODRM }, [0xab] = { op_bit, OP_MODRM },
	[0xb3] = { op_bit, OP_MODRM }, [0xbb] = { op_bit, OP_MODRM },
	[0xa4 ... 0xa5] = { op_double, OP_MODRM },
	[0xac ... 0xad] = { op_double, OP_MODRM },
	[0xae] = { op_fence, OP_MODRM },
	[0xaf] = { op_imul, OP_MODRM },
	[0xb0 ... 0xb1] = { op_cmpxchg, OP_MODRM | OP_PAIR },
	[0xb6 ... 0xb7] = { op_extend, OP_MODRM },
	[0xb8] = { op_popcnt, OP_MODRM },
	[0xba] = { op_bit_imm, OP_MODRM },
	[0xbc ... 0xbd] = { op_scan, OP_MODRM },
	[0xbe ... 0xbf] = { op_extend, OP_MODRM },
	[0xc0 ... 0xc1] = { op_xadd, OP_MODRM | OP_PAIR },
	[0xc3] = { op_movnti, OP_MODRM },
	[0xc7] = { op_cmpxchg_pair, OP_MODRM },
	[0xc8 ... 0xcf] = { op_bswap, 0 },
};
