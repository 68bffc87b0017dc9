// SPDX-License-Identifier: BSD-2-Clause
/*
 * hash - short hashes of bytes and of numbers, for tables in memory.
 *
 * Not for anything an attacker may aim at: they carry no secret.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Mix a number so that its high bits depend on all bits; pure. */
static inline uint64_t
hash_u64(uint64_t v)
{
	v *= 0x9e3779b97f4a7c15ul;
	return v ^ v >> 32;
}

/* Hash of n bytes (FNV-1a, mixed once more at the end); pure. */
static inline uint64_t
hash_bytes(const void *p, size_t n)
{
	const uint8_t *s = p;
	uint64_t h = 0xcbf29ce484222325ul;

	for (; n > 0; n--)
		h = (h ^ *s++) * 0x100000001b3ul;
	return hash_u64(h);
}
