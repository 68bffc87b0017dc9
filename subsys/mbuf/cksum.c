// SPDX-License-Identifier: BSD-2-Clause
/*
 * cksum - the internet checksum (RFC 1071), over memory and over chains.
 *
 * Sums are kept in 64 bits and folded at the end; a piece that begins at
 * an odd place in the packet counts with its bytes swapped.
 */
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "subsys/mbuf/mbuf.h"

static uint32_t
cksum_fold(uint64_t sum)
{
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 32) + (sum & 0xffffffff);
	sum = (sum >> 16) + (sum & 0xffff);
	sum = (sum >> 16) + (sum & 0xffff);
	return (uint32_t)sum;
}

/* A word at any address; the call is one load, which memcpy here is not. */
static inline uint64_t
load64(const char *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* One's complement addition: what is carried out of 64 bits is worth 1. */
static inline uint64_t
add64(uint64_t sum, uint64_t v)
{
	return __builtin_add_overflow(sum, v, &sum) ? sum + 1 : sum;
}

/* One's complement sum of 16-bit words in memory order, not inverted. */
static uint32_t
cksum_add(const char *p, size_t len)
{
	uint64_t sum = 0, last = 0;

	for (; len >= 32; p += 32, len -= 32) {
		sum = add64(sum, load64(p));
		sum = add64(sum, load64(p + 8));
		sum = add64(sum, load64(p + 16));
		sum = add64(sum, load64(p + 24));
	}
	for (; len >= 8; p += 8, len -= 8)
		sum = add64(sum, load64(p));
	memcpy(&last, p, len);		/* the rest, zeros behind it */
	return cksum_fold(add64(sum, last));
}

uint16_t
in_cksum(const void *data, size_t len)
{
	return (uint16_t)~cksum_add(data, len);
}

uint16_t
in_cksum_mbuf(const struct mbuf *m, uint32_t off, uint32_t len, uint32_t sum)
{
	uint64_t total = sum;
	uint32_t n, part;
	int odd = 0;

	for (; len > 0; m = m->m_next) {
		KASSERT(m != NULL);
		if (off >= m->m_len) {
			off -= m->m_len;
			continue;
		}
		n = m->m_len - off < len ? m->m_len - off : len;
		part = cksum_add(m->m_data + off, n);
		total += odd ? __builtin_bswap16((uint16_t)part) : part;
		odd ^= n & 1;
		len -= n;
		off = 0;
	}
	return (uint16_t)~cksum_fold(total);
}
