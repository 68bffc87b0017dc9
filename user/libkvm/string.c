// SPDX-License-Identifier: BSD-2-Clause
/*
 * string - movs, cmps, stos, lods, scas, repeated or not.
 *
 * Each round is finished before the next begins, and counted, so that after
 * a fault rcx tells how much is left: the kernel's copies to and from
 * programs live by that.  Long moves and fills go by runs.
 */
#include <string.h>

#include "user/libkvm/machine_priv.h"

static uint64_t
step_of(const struct machine *ma, const struct insn *in)
{
	return (ma->ma_flags & FLAG_DF) != 0 ? -(uint64_t)in->in_size :
	    in->in_size;
}

/* One round.  Returns whether a repetition by comparison may go on. */
static int
string_once(struct machine *ma, const struct insn *in)
{
	uint64_t *si = &ma->ma_reg[REG_SI], *di = &ma->ma_reg[REG_DI];
	uint64_t step = step_of(ma, in), a, b;
	unsigned size = in->in_size;

	switch (in->in_op & ~1u) {
	case 0xa4:
		machine_store(ma, *di, size, machine_load(ma, *si +
		    in->in_seg, size));
		*si += step;
		*di += step;
		return 1;
	case 0xaa:
		machine_store(ma, *di, size, ma->ma_reg[REG_AX]);
		*di += step;
		return 1;
	case 0xac:
		reg_set(ma, in, REG_AX, size, machine_load(ma, *si +
		    in->in_seg, size));
		*si += step;
		return 1;
	case 0xa6:
		a = machine_load(ma, *si + in->in_seg, size);
		*si += step;
		break;
	default:
		a = ma->ma_reg[REG_AX];
	}
	b = machine_load(ma, *di, size);
	alu(ma, ALU_CMP, a, b, size);
	*di += step;
	return ((ma->ma_flags & FLAG_ZF) != 0) == (in->in_rep == 0xf3);
}

/*
 * As many rounds of a move or fill upwards as lie together on both sides.
 * Returns how many; 0: go on by single ones, which know how to fault.
 */
static uint64_t
string_run(struct machine *ma, const struct insn *in, uint64_t count)
{
	uint8_t *to, *from = NULL;
	size_t n, more;
	uint64_t rounds, i;
	unsigned size = in->in_size;

	if ((ma->ma_flags & FLAG_DF) != 0 || in->in_seg != 0 ||
	    ((in->in_op & ~1u) != 0xa4 && (in->in_op & ~1u) != 0xaa))
		return 0;
	to = machine_bytes(ma->ma_memory, ma->ma_reg[REG_DI], &n);
	if (to == NULL)
		return 0;
	if ((in->in_op & ~1u) == 0xa4) {
		from = machine_bytes(ma->ma_memory, ma->ma_reg[REG_SI],
		    &more);
		if (from == NULL)
			return 0;
		n = more < n ? more : n;
	}
	rounds = n / size < count ? n / size : count;
	/* One that overlaps copies what it has just written. */
	for (i = 0; i < rounds; i++, to += size) {
		if (from != NULL)
			memmove(to, from + i * size, size);
		else
			memcpy(to, &ma->ma_reg[REG_AX], size);
	}
	ma->ma_reg[REG_DI] += rounds * size;
	if (from != NULL)
		ma->ma_reg[REG_SI] += rounds * size;
	ma->ma_tsc += rounds / 8;
	return rounds;
}

void
op_string(struct machine *ma, struct insn *in)
{
	uint64_t *cx = &ma->ma_reg[REG_CX], done;
	int more;

	if (in->in_rep == 0) {
		string_once(ma, in);
		return;
	}
	while (*cx != 0) {
		if (++ma->ma_tsc > ma->ma_limit)
			machine_stop(ma, STOP_LIMIT);
		done = string_run(ma, in, *cx);
		*cx -= done;
		if (done != 0)
			continue;
		more = string_once(ma, in);
		--*cx;
		if (!more)
			break;
	}
}
