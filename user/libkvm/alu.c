// SPDX-License-Identifier: BSD-2-Clause
/*
 * alu - arithmetic as the processor does it, with its flags.
 *
 * The auxiliary carry, which only decimal arithmetic asks for, is not kept.
 */
#include "user/libkvm/machine_priv.h"

void
flag_put(struct machine *ma, unsigned flag, int on)
{
	if (on)
		ma->ma_flags |= flag;
	else
		ma->ma_flags &= ~(uint64_t)flag;
}

void
flags_result(struct machine *ma, uint64_t v, unsigned size)
{
	unsigned flags = 0;

	v &= size_mask(size);
	if (v == 0)
		flags |= FLAG_ZF;
	if ((v & size_sign(size)) != 0)
		flags |= FLAG_SF;
	if (__builtin_parity((unsigned)v & 0xff) == 0)
		flags |= FLAG_PF;
	ma->ma_flags = (ma->ma_flags & ~(uint64_t)(FLAG_ZF | FLAG_SF |
	    FLAG_PF)) | flags;
}

static uint64_t
alu_add(struct machine *ma, uint64_t a, uint64_t b, unsigned carry,
    unsigned size)
{
	uint64_t mask = size_mask(size), r = (a + b + carry) & mask;

	a &= mask;
	b &= mask;
	flag_put(ma, FLAG_CF, r < a || (carry != 0 && r == a));
	flag_put(ma, FLAG_OF, ((a ^ r) & (b ^ r) & size_sign(size)) != 0);
	return r;
}

static uint64_t
alu_sub(struct machine *ma, uint64_t a, uint64_t b, unsigned carry,
    unsigned size)
{
	uint64_t mask = size_mask(size), r = (a - b - carry) & mask;

	a &= mask;
	b &= mask;
	flag_put(ma, FLAG_CF, a < b || (carry != 0 && a == b));
	flag_put(ma, FLAG_OF, ((a ^ b) & (a ^ r) & size_sign(size)) != 0);
	return r;
}

uint64_t
alu(struct machine *ma, enum alu_op op, uint64_t a, uint64_t b, unsigned size)
{
	unsigned carry = (ma->ma_flags & FLAG_CF) != 0;
	uint64_t r;

	switch (op) {
	case ALU_ADD: case ALU_ADC:
		r = alu_add(ma, a, b, op == ALU_ADC && carry, size);
		break;
	case ALU_SUB: case ALU_CMP: case ALU_SBB:
		r = alu_sub(ma, a, b, op == ALU_SBB && carry, size);
		break;
	default:
		r = op == ALU_OR ? a | b : op == ALU_AND ? a & b : a ^ b;
		flag_put(ma, FLAG_CF | FLAG_OF, 0);
	}
	flags_result(ma, r, size);
	return r & size_mask(size);
}

/* The carry stays what it was. */
uint64_t
alu_inc(struct machine *ma, uint64_t a, int up, unsigned size)
{
	uint64_t carry = ma->ma_flags & FLAG_CF, r;

	r = alu(ma, up ? ALU_ADD : ALU_SUB, a, 1, size);
	flag_put(ma, FLAG_CF, carry != 0);
	return r;
}

/* One bit round, through the carry or not. */
static uint64_t
rotate_once(struct machine *ma, enum shift_op op, uint64_t a, unsigned size)
{
	unsigned top = 8 * size - 1, carry = (ma->ma_flags & FLAG_CF) != 0;
	unsigned low = a & 1, high = (unsigned)(a >> top) & 1;

	switch (op) {
	case SHIFT_ROL:
		flag_put(ma, FLAG_CF, (int)high);
		return (a << 1 | high) & size_mask(size);
	case SHIFT_RCL:
		flag_put(ma, FLAG_CF, (int)high);
		return (a << 1 | carry) & size_mask(size);
	case SHIFT_ROR:
		flag_put(ma, FLAG_CF, (int)low);
		return a >> 1 | (uint64_t)low << top;
	default:
		flag_put(ma, FLAG_CF, (int)low);
		return a >> 1 | (uint64_t)carry << top;
	}
}

static uint64_t
alu_rotate(struct machine *ma, enum shift_op op, uint64_t a, unsigned count,
    unsigned size)
{
	uint64_t sign = size_sign(size);

	a &= size_mask(size);
	while (count-- > 0)
		a = rotate_once(ma, op, a, size);
	if (op == SHIFT_ROL || op == SHIFT_RCL)
		flag_put(ma, FLAG_OF, ((a & sign) != 0) !=
		    ((ma->ma_flags & FLAG_CF) != 0));
	else
		flag_put(ma, FLAG_OF, ((a & sign) != 0) !=
		    ((a & sign >> 1) != 0));
	return a;
}

uint64_t
alu_shift(struct machine *ma, enum shift_op op, uint64_t a, unsigned count,
    unsigned size)
{
	unsigned bits = 8 * size;
	uint64_t r, last, old;

	count &= size == 8 ? 63 : 31;
	if (count == 0)
		return a & size_mask(size);
	if (op < SHIFT_SHL)
		return alu_rotate(ma, op, a, count, size);
	old = a &= size_mask(size);
	if (op == SHIFT_SAR) {
		a = sign_extend(a, size);
		last = (uint64_t)((int64_t)a >> (count - 1)) & 1;
		r = (uint64_t)((int64_t)a >> count);
	} else if (op == SHIFT_SHR) {
		last = a >> (count - 1) & 1;
		r = a >> count;
	} else {
		last = count <= bits ? a >> (bits - count) & 1 : 0;
		r = a << count;
	}
	r &= size_mask(size);
	flags_result(ma, r, size);
	flag_put(ma, FLAG_CF, last != 0);
	if (op == SHIFT_SHL || op == SHIFT_SAL)
		flag_put(ma, FLAG_OF, ((r & size_sign(size)) != 0) !=
		    (last != 0));
	else
		flag_put(ma, FLAG_OF, op == SHIFT_SHR &&
		    (old & size_sign(size)) != 0);
	return r;
}

uint64_t
alu_double(struct machine *ma, int left, uint64_t a, uint64_t b,
    unsigned count, unsigned size)
{
	unsigned bits = 8 * size;
	uint64_t r, last, mask = size_mask(size);

	count &= size == 8 ? 63 : 31;
	a &= mask;
	b &= mask;
	if (count == 0 || count >= bits)
		return a;
	last = left ? a >> (bits - count) & 1 : a >> (count - 1) & 1;
	r = left ? a << count | b >> (bits - count) :
	    a >> count | b << (bits - count);
	r &= mask;
	flags_result(ma, r, size);
	flag_put(ma, FLAG_CF, last != 0);
	flag_put(ma, FLAG_OF, ((r ^ a) & size_sign(size)) != 0);
	return r;
}

uint64_t
alu_imul(struct machine *ma, uint64_t a, uint64_t b, unsigned size)
{
	__int128 full = (__int128)(int64_t)sign_extend(a, size) *
	    (int64_t)sign_extend(b, size);
	uint64_t r = (uint64_t)full & size_mask(size);
	int lost = full != (int64_t)sign_extend(r, size);

	flags_result(ma, r, size);
	flag_put(ma, FLAG_CF | FLAG_OF, lost);
	return r;
}

static void
wide_put(struct machine *ma, const struct insn *in, unsigned size,
    uint64_t low, uint64_t high)
{
	if (size == 1) {
		reg_set(ma, in, REG_AX, 2, (low & 0xff) | (high & 0xff) << 8);
		return;
	}
	reg_set(ma, in, REG_AX, size, low);
	reg_set(ma, in, REG_DX, size, high);
}

static void
wide_multiply(struct machine *ma, const struct insn *in, int is_signed,
    uint64_t v)
{
	unsigned size = in->in_size;
	uint64_t a = ma->ma_reg[REG_AX] & size_mask(size), low, high;
	unsigned __int128 full;

	v &= size_mask(size);
	if (is_signed)
		full = (unsigned __int128)((__int128)(int64_t)
		    sign_extend(a, size) * (int64_t)sign_extend(v, size));
	else
		full = (unsigned __int128)a * v;
	low = (uint64_t)full & size_mask(size);
	high = (uint64_t)(full >> 8 * size) & size_mask(size);
	wide_put(ma, in, size, low, high);
	flag_put(ma, FLAG_CF | FLAG_OF, high != (is_signed ?
	    sign_extend(low, size) >> 63 == 0 ? 0 : size_mask(size) : 0));
}

/*
 * A number of two words by one of one; the quotient fits.  Our compiler has
 * no such division without a library, our processor has.
 */
static uint64_t
divide(uint64_t high, uint64_t low, uint64_t v, uint64_t *rest)
{
	uint64_t q;

	__asm__("divq %4" : "=a"(q), "=d"(*rest) : "0"(low), "1"(high),
	    "r"(v));
	return q;
}

/* Division by 0 is an exception: nobody could handle it here. */
static void
wide_divide(struct machine *ma, const struct insn *in, int is_signed,
    uint64_t v)
{
	unsigned size = in->in_size;
	uint64_t low = reg_get(ma, in, REG_AX, size), high, q, rest, most;
	int neg_n = 0, neg_v = 0;

	high = size == 1 ? ma->ma_reg[REG_AX] >> 8 & 0xff :
	    reg_get(ma, in, REG_DX, size);
	v &= size_mask(size);
	if (is_signed) {
		neg_n = (high & size_sign(size)) != 0;
		neg_v = (v & size_sign(size)) != 0;
	}
	/* By magnitudes, so that the most negative overflows nothing. */
	if (neg_n) {
		low = -low & size_mask(size);
		high = (~high + (low == 0)) & size_mask(size);
	}
	if (neg_v)
		v = -v & size_mask(size);
	if (high >= v)
		machine_stop(ma, STOP_UNKNOWN);
	if (size == 8)
		q = divide(high, low, v, &rest);
	else
		q = divide(0, high << 8 * size | low, v, &rest);
	most = !is_signed ? size_mask(size) :
	    size_sign(size) - (neg_n == neg_v);
	if (q > most)
		machine_stop(ma, STOP_UNKNOWN);
	wide_put(ma, in, size, neg_n != neg_v ? -q : q, neg_n ? -rest : rest);
}

void
alu_wide(struct machine *ma, const struct insn *in, unsigned which,
    uint64_t v)
{
	if (which < 6)
		wide_multiply(ma, in, which == 5, v);
	else
		wide_divide(ma, in, which == 7, v);
}

int
flags_test(const struct machine *ma, unsigned cc)
{
	uint64_t f = ma->ma_flags;
	int less = ((f & FLAG_SF) != 0) != ((f & FLAG_OF) != 0), yes;

	switch (cc >> 1 & 7) {
	case 0: yes = (f & FLAG_OF) != 0; break;
	case 1: yes = (f & FLAG_CF) != 0; break;
	case 2: yes = (f & FLAG_ZF) != 0; break;
	case 3: yes = (f & (FLAG_CF | FLAG_ZF)) != 0; break;
	case 4: yes = (f & FLAG_SF) != 0; break;
	case 5: yes = (f & FLAG_PF) != 0; break;
	case 6: yes = less; break;
	default: yes = less || (f & FLAG_ZF) != 0;
	}
	return yes != (int)(cc & 1);
}
