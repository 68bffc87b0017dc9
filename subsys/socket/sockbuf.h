// SPDX-License-Identifier: BSD-2-Clause
/*
 * sockbuf - packets waiting in a socket.
 *
 * A datagram is one record: the mbuf that holds the sender's address, then
 * the packet; records chain by m_nextpkt.  Guarded by the socket's lock
 * [s]; nothing here sleeps.
 */
#pragma once

#include <stdint.h>
#include "kernel/sched/waitq.h"

struct mbuf;
struct sockaddr;

struct sockbuf {
	struct mbuf *sb_head;	/* [s] first record */
	struct mbuf *sb_tail;	/* [s] last record */
	uint32_t sb_cc;		/* [s] bytes, addresses too */
	uint32_t sb_records;	/* [s] */
	uint32_t sb_hiwat;	/* [s] most bytes */
	uint32_t sb_lowat;	/* [s] fewest that wake a poller */
	uint64_t sb_timeo_ns;	/* [s] longest sleep, 0 for ever */
	struct waitq sb_wait;	/* [s] for data, or for room */
};

void	sockbuf_init(struct sockbuf *sb, uint32_t hiwat, const char *wmesg);
/*
 * Append a packet from sa (may be NULL); consumed.  0, ENOBUFS: no room,
 * then m is freed.
 */
int	sockbuf_append(struct sockbuf *sb, const struct sockaddr *sa,
	    struct mbuf *m);
/* Append a record made by the caller, head and data, whatever the room. */
void	sockbuf_put(struct sockbuf *sb, struct mbuf *record);
/* n bytes of the first record's data, which has more, are gone. */
void	sockbuf_trim(struct sockbuf *sb, uint32_t n);
/* Take the first record off, or NULL. */
struct mbuf *sockbuf_take(struct sockbuf *sb);
/* Free everything. */
void	sockbuf_flush(struct sockbuf *sb);
/* Bytes of data in the first record, without its address. */
uint32_t sockbuf_first(const struct sockbuf *sb);
