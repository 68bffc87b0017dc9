// SPDX-License-Identifier: BSD-2-Clause
/*
 * chacha - the ChaCha20 block function (RFC 8439, 2.3).
 *
 * Ten double rounds, each of four quarter rounds on the columns and four on
 * the diagonals of the state seen as a square; then the state is added.
 */
#include "kernel/dev/chacha.h"

#define CHACHA_DOUBLE_ROUNDS	10

static inline uint32_t
chacha_rotate(uint32_t v, int by)
{
	return v << by | v >> (32 - by);
}

static inline void
chacha_quarter(uint32_t *x, int a, int b, int c, int d)
{
	x[a] += x[b];
	x[d] = chacha_rotate(x[d] ^ x[a], 16);
	x[c] += x[d];
	x[b] = chacha_rotate(x[b] ^ x[c], 12);
	x[a] += x[b];
	x[d] = chacha_rotate(x[d] ^ x[a], 8);
	x[c] += x[d];
	x[b] = chacha_rotate(x[b] ^ x[c], 7);
}

void
chacha_init(uint32_t state[CHACHA_WORDS])
{
	state[0] = 0x61707865;		/* "expand 32-byte k" */
	state[1] = 0x3320646e;
	state[2] = 0x79622d32;
	state[3] = 0x6b206574;
}

void
chacha_block(const uint32_t state[CHACHA_WORDS], uint32_t out[CHACHA_WORDS])
{
	int i;

	for (i = 0; i < CHACHA_WORDS; i++)
		out[i] = state[i];
	for (i = 0; i < CHACHA_DOUBLE_ROUNDS; i++) {
		chacha_quarter(out, 0, 4, 8, 12);
		chacha_quarter(out, 1, 5, 9, 13);
		chacha_quarter(out, 2, 6, 10, 14);
		chacha_quarter(out, 3, 7, 11, 15);
		chacha_quarter(out, 0, 5, 10, 15);
		chacha_quarter(out, 1, 6, 11, 12);
		chacha_quarter(out, 2, 7, 8, 13);
		chacha_quarter(out, 3, 4, 9, 14);
	}
	for (i = 0; i < CHACHA_WORDS; i++)
		out[i] += state[i];
}
