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
 * The receiving interface is named by its index in the stack, which is
 * never used again, not by pointer: a packet in a queue may outlive it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lock/spin.h"

#define MSIZE		256	/* bytes of an mbuf with its data */
#define MHLEN		(MSIZE - 64)	/* data bytes without a cluster */
#define MCLSIZE		2048
#define MCLBYTES	(MCLSIZE - 16)	/* data bytes of a cluster */
#define M_LEADING	64	/* room that new packets keep in front */

/* m_flags */
#define M_EXT		0x01	/* data in a cluster */
#define M_PKTHDR	0x02
#define M_BCAST		0x04	/* link-level broadcast */
#define M_MCAST		0x08
#define M_FRAG		0x10
#define M_LOOP		0x20	/* came by a loopback interface */

/* m_csum: what has been or shall be checked */
#define CSUM_IP_VALID	0x01
#define CSUM_DATA_VALID	0x02
#define CSUM_TX_DATA	0x04	/* compute UDP/TCP sum in hardware */

/* Shared data; freed with the last mbuf that points at it. */
struct mcluster {
	volatile uint32_t mc_refs;	/* [a] mbufs */
	uint32_t mc_pad[3];		/* aligns the data */
	char mc_dat[MCLBYTES];		/* [o] while mc_refs is 1 */
};

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
	uint32_t m_pktlen;		/* [o] bytes in the chain */
	uint32_t m_rcvidx;		/* [o] receiving interface, 0 none */
	uint32_t m_proto;		/* [o] ethertype while queued */
	uint32_t m_pad;
	uint64_t m_tstamp_ns;		/* [o] when captured or sent */
	char m_dat[];			/* [o] MHLEN bytes */
};

/*
 * Memory is charged to the jail of the calling thread, not to its stack: a
 * packet crosses from one stack to another, and its charge does not follow.
 * NULL when out of memory, or past the jail's limit.memory or .mbufs.
 */
struct mbuf *m_get(int kmflags);		/* plain */
struct mbuf *m_gethdr(int kmflags);		/* packet header */
struct mbuf *m_getcl(int kmflags);		/* header + cluster */
/* Packet of len bytes (chain), m_len set, contents undefined; M_LEADING
 * bytes free in front. */
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
/* Free bytes before and after the data of one mbuf; 0 when shared. */
uint32_t m_leading(const struct mbuf *m);
uint32_t m_trailing(const struct mbuf *m);
#define mtod(m, type)	((type)(void *)(m)->m_data)

/* Internet checksum (RFC 1071) of len bytes at off, starting with sum. */
uint16_t in_cksum_mbuf(const struct mbuf *m, uint32_t off, uint32_t len,
	    uint32_t sum);
uint16_t in_cksum(const void *data, size_t len);

/* A bounded queue of packets.  [q] mq_lock "mbufq" */
struct mbufq {
	struct spinlock mq_lock;	/* [x] itself */
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

/* In use now, all stacks.  [a] */
extern int64_t mbuf_count;
extern int64_t mbuf_cluster_count;
extern uint64_t mbuf_failures;	/* allocations refused */
