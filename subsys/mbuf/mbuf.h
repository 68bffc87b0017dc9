// SPDX-License-Identifier: BSD-2-Clause
/*
 * mbuf - packet buffers: chains of small pieces and shared clusters.
 *
 * A packet is a chain by m_next; its first mbuf has M_PKTHDR.  Queues chain
 * packets by m_nextpkt.  Data is written only when not shared
 * (m_writable).  Names and semantics follow FreeBSD mbuf(9); functions that
 * "consume" free their argument on failure as well.
 *
 * An mbuf belongs to one owner at a time: no locks; clusters count [a].
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lock/spin.h"

struct ifnet;
struct image;

#define MSIZE		256
#define MCLBYTES	2048
#define MHLEN		(MSIZE - 104)	/* see the assert in mbuf.c */

/* m_flags */
#define M_EXT		0x01	/* data in a cluster */
#define M_PKTHDR	0x02
#define M_BCAST		0x04	/* link-level broadcast */
#define M_MCAST		0x08
#define M_FRAG		0x10

/* m_csum: what has been or shall be checked */
#define CSUM_IP_VALID	0x01
#define CSUM_DATA_VALID	0x02
#define CSUM_TX_DATA	0x04	/* compute UDP/TCP sum in hardware */

struct mcluster;

/* [o] the owner's */
struct mbuf {
	struct mbuf *m_next;		/* [o] */
	struct mbuf *m_nextpkt;		/* [o] */
	char *m_data;			/* [o] */
	uint32_t m_len;			/* [o] bytes here */
	uint16_t m_flags;		/* [o] */
	uint16_t m_csum;		/* [o] */
	struct mcluster *m_cl;		/* [o] with M_EXT */
	/* packet header, valid with M_PKTHDR */
	struct ifnet *m_rcvif;		/* [o] referenced by generation */
	struct image *m_vnet;		/* [o] stack charged */
	uint32_t m_pktlen;		/* [o] bytes in the chain */
	uint32_t m_rcvgen;		/* [o] if_index generation of rcvif */
	uint64_t m_tstamp_ns;		/* [o] when captured or sent */
	uint32_t m_proto;		/* [o] protocol scratch */
	uint32_t m_pad[3];
	char m_dat[];			/* [o] MHLEN bytes */
};

/* NULL when out of memory; charged to the current vnet's ledger if set. */
struct mbuf *m_get(int kmflags);		/* plain */
struct mbuf *m_gethdr(int kmflags);		/* packet header */
struct mbuf *m_getcl(int kmflags);		/* header + cluster */
/* Packet of len bytes (chain), m_len set, contents undefined. */
struct mbuf *m_getm(uint32_t len, int kmflags);
void	m_freem(struct mbuf *m);		/* chain; NULL allowed */
struct mbuf *m_free(struct mbuf *m);		/* one; returns m_next */
int	m_writable(const struct mbuf *m);

/* First len bytes contiguous; NULL (chain freed) if impossible. */
struct mbuf *m_pullup(struct mbuf *m, uint32_t len);
/* Room of len bytes in front; NULL (freed) if out of memory. */
struct mbuf *m_prepend(struct mbuf *m, uint32_t len, int kmflags);
/* Cut len bytes from the front, or -len from the end. */
void	m_adj(struct mbuf *m, int32_t len);
/* Copy of [off, off+len) sharing clusters; NULL out of memory. */
struct mbuf *m_copym(const struct mbuf *m, uint32_t off, uint32_t len,
	    int kmflags);
/* Deep, writable copy. */
struct mbuf *m_dup(const struct mbuf *m, int kmflags);
void	m_copydata(const struct mbuf *m, uint32_t off, uint32_t len,
	    void *dst);
/* Write; grows the chain if needed.  0 or ENOBUFS. */
int	m_copyback(struct mbuf *m, uint32_t off, uint32_t len,
	    const void *src);
/* Append chain n to m; both headers right afterwards. */
void	m_cat(struct mbuf *m, struct mbuf *n);
/* Cut a packet in two at len; NULL: out of memory, m unchanged. */
struct mbuf *m_split(struct mbuf *m, uint32_t len, int kmflags);
uint32_t m_length(const struct mbuf *m);
#define mtod(m, type)	((type)(void *)(m)->m_data)

/* Internet checksum (RFC 1071) of len bytes at off, starting with sum. */
uint16_t in_cksum_mbuf(const struct mbuf *m, uint32_t off, uint32_t len,
	    uint32_t sum);
uint16_t in_cksum(const void *data, size_t len);

/* A bounded queue of packets.  [q] mq_lock "mbufq" */
struct mbufq {
	struct spinlock mq_lock;
	struct mbuf *mq_head;		/* [q] */
	struct mbuf *mq_tail;		/* [q] */
	uint32_t mq_len;		/* [q] packets */
	uint32_t mq_max;		/* [I] */
	uint64_t mq_drops;		/* [q] */
};
void	mbufq_init(struct mbufq *mq, uint32_t max);
/* 0, or ENOBUFS: m freed and counted. */
int	mbufq_enqueue(struct mbufq *mq, struct mbuf *m);
struct mbuf *mbufq_dequeue(struct mbufq *mq);	/* NULL when empty */
void	mbufq_drain(struct mbufq *mq);		/* frees all */
