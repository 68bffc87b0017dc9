// SPDX-License-Identifier: BSD-2-Clause
/*
 * frame - building frames; all numbers in network order on the wire.
 */
#include <string.h>

#include "tests/unit/net/frame.h"
#include "tests/unit/net/harness.h"

static const uint8_t our_mac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t peer_mac[6] = { 2, 0, 0, 0, 0, 2 };

void
put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

unsigned
get16(const uint8_t *p)
{
	return (unsigned)p[0] << 8 | p[1];
}

uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)get16(p) << 16 | get16(p + 2);
}

/* The plain way, to check the clever one against. */
unsigned
sum16(const uint8_t *p, size_t n, uint32_t start)
{
	uint32_t sum = start;
	size_t i;

	for (i = 0; i < n; i++)
		sum += i & 1 ? p[i] : (uint32_t)p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum & 0xffff;
}

static void
frame_ether(struct frame *f, unsigned type)
{
	memset(f, 0, sizeof(*f));
	memcpy(f->fr_byte, our_mac, 6);
	memcpy(f->fr_byte + 6, peer_mac, 6);
	put16(f->fr_byte + 12, type);
	f->fr_len = ETH;
}

void
frame_arp(struct frame *f, unsigned op, const uint8_t *sha, uint32_t spa,
    uint32_t tpa)
{
	uint8_t *p = f->fr_byte + ETH;

	frame_ether(f, 0x0806);
	put16(p, 1);
	put16(p + 2, 0x0800);
	p[4] = 6;
	p[5] = 4;
	put16(p + 6, op);
	memcpy(p + 8, sha, 6);
	put32(p + 14, spa);
	put32(p + 24, tpa);
	f->fr_len += 28;
}

void
frame_ip_sum(struct frame *f)
{
	uint8_t *ip = f->fr_byte + ETH;

	put16(ip + 10, 0);
	put16(ip + 10, sum16(ip, (size_t)(ip[0] & 15) * 4, 0));
}

void
frame_ip(struct frame *f, unsigned proto, uint32_t src, uint32_t dst,
    const void *data, size_t n)
{
	uint8_t *ip = f->fr_byte + ETH;

	frame_ether(f, 0x0800);
	ip[0] = 0x45;
	put16(ip + 2, (unsigned)(IPH + n));
	put16(ip + 4, 0x1234);
	ip[8] = 64;
	ip[9] = (uint8_t)proto;
	put32(ip + 12, src);
	put32(ip + 16, dst);
	if (n > 0)
		memcpy(ip + IPH, data, n);
	f->fr_len += IPH + n;
	frame_ip_sum(f);
}

void
frame_fragment(struct frame *f, unsigned proto, unsigned id, unsigned off,
    int more, const void *data, size_t n)
{
	uint8_t *ip = f->fr_byte + ETH;

	frame_ip(f, proto, PEER_ADDR, OUR_ADDR, data, n);
	put16(ip + 4, id);
	put16(ip + 6, off / 8 | (more ? 0x2000u : 0));
	frame_ip_sum(f);
}

void
frame_icmp(struct frame *f, unsigned type, unsigned code, const void *data,
    size_t n)
{
	uint8_t msg[FRAME_MAX] = { 0 };

	msg[0] = (uint8_t)type;
	msg[1] = (uint8_t)code;
	put16(msg + 4, 0x77);		/* id, or unused */
	put16(msg + 6, 1);
	if (n > 0)
		memcpy(msg + 8, data, n);
	put16(msg + 2, sum16(msg, 8 + n, 0));
	frame_ip(f, 1, PEER_ADDR, OUR_ADDR, msg, 8 + n);
}

void
frame_udp(struct frame *f, unsigned sport, unsigned dport, const void *data,
    size_t n)
{
	uint8_t msg[FRAME_MAX] = { 0 };
	uint32_t pseudo;

	put16(msg, sport);
	put16(msg + 2, dport);
	put16(msg + 4, (unsigned)(8 + n));
	if (n > 0)
		memcpy(msg + 8, data, n);
	pseudo = (PEER_ADDR >> 16) + (PEER_ADDR & 0xffff) +
	    (OUR_ADDR >> 16) + (OUR_ADDR & 0xffff) + 17 + 8 + (uint32_t)n;
	put16(msg + 6, sum16(msg, 8 + n, pseudo));
	frame_ip(f, 17, PEER_ADDR, OUR_ADDR, msg, 8 + n);
}
