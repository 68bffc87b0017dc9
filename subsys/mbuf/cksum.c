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

/* One's complement sum of 16-bit words in memory order, not inverted. */
static uint32_t
cksum_add(const char *p, size_t len)
{
	uint64_t sum = 0;
	uint32_t word;
	uint16_t half;

	for (; len >= 4; p += 4, len -= 4) {
		memcpy(&word, p, 4);
		sum += word;
	}
	if (len & 2) {
		memcpy(&half, p, 2);
		sum += half;
		p += 2;
	}
	if (len & 1)
		sum += (uint8_t)*p;
	return cksum_fold(sum);
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
