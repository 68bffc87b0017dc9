// SPDX-License-Identifier: BSD-2-Clause
/*
 * frame - building Ethernet frames byte by byte, and reading them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define FRAME_MAX	2048
#define ETH		14	/* where the next header begins */
#define IPH		20

struct frame {
	uint8_t fr_byte[FRAME_MAX];	/* [t] */
	size_t fr_len;			/* [t] */
};

void	put16(uint8_t *p, unsigned v);
void	put32(uint8_t *p, uint32_t v);
unsigned get16(const uint8_t *p);
uint32_t get32(const uint8_t *p);
/* Internet checksum, as it goes into a header. */
unsigned sum16(const uint8_t *p, size_t n, uint32_t start);

/* From the peer to us. */
void	frame_arp(struct frame *f, unsigned op, const uint8_t *sha,
	    uint32_t spa, uint32_t tpa);
/* An IP packet with n bytes of data; its sum right. */
void	frame_ip(struct frame *f, unsigned proto, uint32_t src, uint32_t dst,
	    const void *data, size_t n);
/* One fragment: off in bytes. */
void	frame_fragment(struct frame *f, unsigned proto, unsigned id,
	    unsigned off, int more, const void *data, size_t n);
void	frame_icmp(struct frame *f, unsigned type, unsigned code,
	    const void *data, size_t n);
void	frame_udp(struct frame *f, unsigned sport, unsigned dport,
	    const void *data, size_t n);
/* After changing bytes of the IP header: make its sum right again. */
void	frame_ip_sum(struct frame *f);
