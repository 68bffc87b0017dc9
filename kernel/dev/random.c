// SPDX-License-Identifier: BSD-2-Clause
/*
 * random - random numbers for the kernel and for programs.
 *
 * A ChaCha20 generator whose key is replaced with its own output at every
 * request, so that what was given out cannot be found later from the
 * kernel's memory.  It begins with the processor's random numbers, where
 * there are any, and the time stamp counter; interrupts and writers of
 * /dev/random stir more in.
 *
 * Locks: [r] random_lock, a spinlock; it guards the key only, each request
 * produces its bytes with a key of its own.
 */
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/cpu/rdrand.h"
#include "kernel/dev/chacha.h"
#include "kernel/dev/random.h"
#include "kernel/lib/init.h"
#include "kernel/lib/string.h"
#include "kernel/lock/spin.h"

#define KEY_BYTES	(CHACHA_KEY * sizeof(uint32_t))
#define BLOCK_BYTES	(CHACHA_WORDS * sizeof(uint32_t))

static struct spinlock random_lock = SPIN_INITIALIZER("random");
static uint32_t random_state[CHACHA_WORDS];	/* [r] */

/* A fresh state for the caller; ours moves on. */
static void
random_fork(uint32_t state[CHACHA_WORDS])
{
	uint32_t block[CHACHA_WORDS];

	spin_lock(&random_lock);
	random_state[CHACHA_COUNT_AT]++;
	chacha_block(random_state, block);
	memcpy(random_state + CHACHA_KEY_AT, block, KEY_BYTES);
	spin_unlock(&random_lock);
	memset(state, 0, BLOCK_BYTES);
	chacha_init(state);
	memcpy(state + CHACHA_KEY_AT, block + CHACHA_KEY, KEY_BYTES);
	memset(block, 0, sizeof(block));
}

void
random_bytes(void *buf, size_t len)
{
	uint32_t state[CHACHA_WORDS], block[CHACHA_WORDS];
	char *to = buf;
	size_t n;

	random_fork(state);
	while (len > 0) {
		n = len < BLOCK_BYTES ? len : BLOCK_BYTES;
		state[CHACHA_COUNT_AT]++;
		chacha_block(state, block);
		memcpy(to, block, n);
		to += n;
		len -= n;
	}
	memset(state, 0, sizeof(state));
	memset(block, 0, sizeof(block));
}

/* Each piece is mixed into the key, and the key drawn through the cipher. */
void
random_stir(const void *data, size_t len)
{
	uint32_t block[CHACHA_WORDS];
	const char *from = data;
	char *key = (char *)(random_state + CHACHA_KEY_AT);
	size_t i, n;

	spin_lock(&random_lock);
	do {
		n = len < KEY_BYTES ? len : KEY_BYTES;
		for (i = 0; i < n; i++)
			key[i] ^= from[i];
		random_state[CHACHA_COUNT_AT + 1] ^= (uint32_t)cpu_tsc();
		chacha_block(random_state, block);
		memcpy(key, block, KEY_BYTES);
		from += n;
		len -= n;
	} while (len > 0);
	spin_unlock(&random_lock);
}

static void
random_init(void)
{
	uint64_t seed[CHACHA_KEY / 2];
	size_t i;

	chacha_init(random_state);
	for (i = 0; i < CHACHA_KEY / 2; i++)
		if (!cpu_rdrand(&seed[i]))
			seed[i] = cpu_tsc();
	random_stir(seed, sizeof(seed));
}
INITCALL(PHASE_MEMORY, random_init);
