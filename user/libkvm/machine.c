// SPDX-License-Identifier: BSD-2-Clause
/*
 * machine - taking instructions apart, and their operands.
 *
 * Prefixes, opcode, modrm and displacement are read by rules that hold for
 * all instructions; tables (one.c, two.c) tell what is left to do.  An
 * instruction that cannot go on leaves by longjmp, with rip back at its
 * start; the string instructions have by then counted what they did.
 */
#include <string.h>

#include "user/libkvm/machine_priv.h"

#define PAGE		4096ul

void
machine_stop(struct machine *ma, enum machine_stop why)
{
	longjmp(ma->ma_jump, (int)why + 1);
}

/* ------------------------------------------------------ memory */

static void __attribute__((noreturn))
machine_fault(struct machine *ma, uint64_t va)
{
	ma->ma_fault = va;
	ma->ma_cr[2] = va;
	machine_stop(ma, STOP_FAULT);
}

/* Across a border: byte by byte. */
static uint64_t
load_slowly(struct machine *ma, uint64_t va, unsigned size)
{
	uint64_t v = 0;
	const uint8_t *p;
	unsigned i;
	size_t n;

	for (i = 0; i < size; i++) {
		p = machine_bytes(ma->ma_memory, va + i, &n);
		if (p == NULL)
			machine_fault(ma, va + i);
		v |= (uint64_t)*p << 8 * i;
	}
	return v;
}

uint64_t
machine_load(struct machine *ma, uint64_t va, unsigned size)
{
	uint64_t v = 0;
	size_t n;
	const uint8_t *p = machine_bytes(ma->ma_memory, va, &n);

	if (p == NULL)
		machine_fault(ma, va);
	if (n < size)
		return load_slowly(ma, va, size);
	switch (size) {
	case 1: return *p;
	case 2: memcpy(&v, p, 2); return v;
	case 4: memcpy(&v, p, 4); return v;
	default: memcpy(&v, p, 8); return v;
	}
}

void
machine_store(struct machine *ma, uint64_t va, unsigned size, uint64_t v)
{
	size_t n;
	uint8_t *p = machine_bytes(ma->ma_memory, va, &n);
	unsigned i;

	if (p == NULL)
		machine_fault(ma, va);
	if (n >= size) {
		memcpy(p, &v, size);
		return;
	}
	/* All of it or nothing. */
	load_slowly(ma, va, size);
	for (i = 0; i < size; i++) {
		p = machine_bytes(ma->ma_memory, va + i, &n);
		*p = (uint8_t)(v >> 8 * i);
	}
}

int64_t
machine_code(struct machine *ma, unsigned n)
{
	uint64_t at = ma->ma_rip, v = 0;
	size_t room;

	if ((at & ~(PAGE - 1)) != ma->ma_code) {
		ma->ma_code_bytes = machine_bytes(ma->ma_memory,
		    at & ~(PAGE - 1), &room);
		if (ma->ma_code_bytes == NULL || room < PAGE) {
			ma->ma_code = 1;
			machine_fault(ma, at);
		}
		ma->ma_code = at & ~(PAGE - 1);
	}
	ma->ma_rip += n;
	if ((at & (PAGE - 1)) + n > PAGE)
		v = load_slowly(ma, at, n);
	else
		memcpy(&v, ma->ma_code_bytes + (at & (PAGE - 1)), n);
	return (int64_t)sign_extend(v, n);
}

void
machine_push(struct machine *ma, uint64_t v)
{
	machine_store(ma, ma->ma_reg[REG_SP] - 8, 8, v);
	ma->ma_reg[REG_SP] -= 8;
}

uint64_t
machine_pop(struct machine *ma)
{
	uint64_t v = machine_load(ma, ma->ma_reg[REG_SP], 8);

	ma->ma_reg[REG_SP] += 8;
	return v;
}

void
machine_call(struct machine *ma, uint64_t to)
{
	if (to == ma->ma_never)
		machine_stop(ma, STOP_HALT);
	machine_push(ma, ma->ma_rip);
	ma->ma_rip = to;
}

/* ------------------------------------------------------ operands */

/* Without REX, byte registers 4 to 7 are the second bytes of 0 to 3. */
static int
reg_is_high(const struct insn *in, unsigned reg, unsigned size)
{
	return size == 1 && in->in_rex == 0 && reg >= 4 && reg < 8;
}

uint64_t
reg_get(struct machine *ma, const struct insn *in, unsigned reg,
    unsigned size)
{
	if (reg_is_high(in, reg, size))
		return ma->ma_reg[reg - 4] >> 8 & 0xff;
	return ma->ma_reg[reg] & size_mask(size);
}

void
reg_set(struct machine *ma, const struct insn *in, unsigned reg,
    unsigned size, uint64_t v)
{
	uint64_t *r = &ma->ma_reg[reg];

	if (reg_is_high(in, reg, size)) {
		r = &ma->ma_reg[reg - 4];
		*r = (*r & ~0xff00ul) | (v & 0xff) << 8;
	} else if (size >= 4) {
		*r = v & size_mask(size);	/* the upper half goes */
	} else {
		*r = (*r & ~size_mask(size)) | (v & size_mask(size));
	}
}

uint64_t
rm_get(struct machine *ma, const struct insn *in, unsigned size)
{
	return in->in_mem ? machine_load(ma, in->in_ea, size) :
	    reg_get(ma, in, in->in_rm, size);
}

void
rm_set(struct machine *ma, const struct insn *in, unsigned size, uint64_t v)
{
	if (in->in_mem)
		machine_store(ma, in->in_ea, size, v);
	else
		reg_set(ma, in, in->in_rm, size, v);
}

uint64_t
imm_get(struct machine *ma, const struct insn *in)
{
	return (uint64_t)machine_code(ma, in->in_size > 4 ? 4 : in->in_size);
}

/* Base, index and scale. */
static uint64_t
decode_sib(struct machine *ma, const struct insn *in, unsigned mod)
{
	unsigned sib = machine_code(ma, 1) & 0xff;
	unsigned index = (sib >> 3 & 7) | (in->in_rex & 2) << 2;
	unsigned base = (sib & 7) | (in->in_rex & 1) << 3;
	uint64_t ea = 0;

	if (index != REG_SP)
		ea = ma->ma_reg[index] << (sib >> 6);
	if ((base & 7) == REG_BP && mod == 0)
		ea += (uint64_t)machine_code(ma, 4);
	else
		ea += ma->ma_reg[base];
	return ea;
}

static void
decode_modrm(struct machine *ma, struct insn *in)
{
	unsigned byte = machine_code(ma, 1) & 0xff, mod = byte >> 6;
	unsigned rm = byte & 7;

	in->in_reg = (byte >> 3 & 7) | (in->in_rex & 4) << 1;
	in->in_rm = rm | (in->in_rex & 1) << 3;
	in->in_mem = mod != 3;
	if (!in->in_mem)
		return;
	if (rm == REG_SP)
		in->in_ea = decode_sib(ma, in, mod);
	else if (rm == REG_BP && mod == 0)
		in->in_ea = (uint64_t)machine_code(ma, 4);
	else
		in->in_ea = ma->ma_reg[in->in_rm];
	if (mod == 1)
		in->in_ea += (uint64_t)machine_code(ma, 1);
	else if (mod == 2)
		in->in_ea += (uint64_t)machine_code(ma, 4);
	in->in_ea += in->in_seg;
	/* Relative to the next instruction: its immediate is added later. */
	in->in_relative = rm == REG_BP && mod == 0;
	if (in->in_relative)
		in->in_ea += ma->ma_rip;
}

/* Prefixes, then the first byte of the opcode. */
static unsigned
decode_prefixes(struct machine *ma, struct insn *in)
{
	unsigned byte, n;

	for (n = 0; n < 15; n++) {
		byte = machine_code(ma, 1) & 0xff;
		if (byte == 0x66)
			in->in_op16 = 1;
		else if (byte == 0xf2 || byte == 0xf3)
			in->in_rep = byte;
		else if (byte == 0x64)
			in->in_seg = ma->ma_fs;
		else if (byte == 0x65)
			in->in_seg = ma->ma_gs;
		else if (byte >= 0x40 && byte < 0x50) {
			in->in_rex = byte;
			in->in_wide = (byte & 8) != 0;
			return machine_code(ma, 1) & 0xff;
		} else if (byte != 0xf0 && byte != 0x2e && byte != 0x3e)
			return byte;
	}
	machine_stop(ma, STOP_UNKNOWN);
}

/* Bytes of an immediate that follows, for addresses relative to rip. */
static unsigned
decode_immediate(const struct insn *in)
{
	unsigned op = in->in_op, full = in->in_size > 4 ? 4 : in->in_size;

	switch (op) {
	case 0x69: case 0x81: case 0xc7:
		return full;
	case 0x6b: case 0x80: case 0x83: case 0xc0: case 0xc1: case 0xc6:
	case 0x1a4: case 0x1ac: case 0x1ba:
		return 1;
	case 0xf6: case 0xf7:
		return (in->in_reg & 7) < 2 ? full : 0;
	default:
		return 0;
	}
}

static void
machine_step(struct machine *ma)
{
	struct insn in = { .in_start = ma->ma_rip };
	const struct opcode *oc;

	in.in_op = decode_prefixes(ma, &in);
	oc = &opcode_one[in.in_op];
	if (in.in_op == 0x0f) {
		in.in_op = machine_code(ma, 1) & 0xff;
		oc = &opcode_two[in.in_op];
		in.in_op |= 0x100;
	}
	if (oc->oc_func == NULL)
		machine_stop(ma, STOP_UNKNOWN);
	in.in_size = in.in_wide || (oc->oc_how & OP_64) != 0 ? 8 :
	    in.in_op16 ? 2 : 4;
	if ((oc->oc_how & OP_BYTE) != 0 ||
	    ((oc->oc_how & OP_PAIR) != 0 && (in.in_op & 1) == 0))
		in.in_size = 1;
	if ((oc->oc_how & OP_MODRM) != 0)
		decode_modrm(ma, &in);
	if (in.in_relative)
		in.in_ea += decode_immediate(&in);
	oc->oc_func(ma, &in);
}

enum machine_stop
machine_run(struct machine *ma)
{
	volatile uint64_t start = ma->ma_rip;
	int why;

	ma->ma_code = 1;
	why = setjmp(ma->ma_jump);
	if (why != 0) {
		ma->ma_rip = start;
		return (enum machine_stop)(why - 1);
	}
	while (ma->ma_rip != ma->ma_return) {
		start = ma->ma_rip;
		if (++ma->ma_tsc > ma->ma_limit)
			machine_stop(ma, STOP_LIMIT);
		machine_step(ma);
	}
	return STOP_DONE;
}
