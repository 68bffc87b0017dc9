// SPDX-License-Identifier: BSD-2-Clause
/*
 * chacha - the ChaCha20 block function (RFC 8439, 2.3).  Pure.
 */
#pragma once

#include <stdint.h>

#define CHACHA_WORDS	16	/* of state, and of output */
#define CHACHA_KEY	8	/* key words in a state, from the fifth on */
#define CHACHA_KEY_AT	4
#define CHACHA_COUNT_AT	12

/* Fill in the constant first words. */
void	chacha_init(uint32_t state[CHACHA_WORDS]);
/* out = the key stream block of state; state is not changed. */
void	chacha_block(const uint32_t state[CHACHA_WORDS],
	    uint32_t out[CHACHA_WORDS]);
