// SPDX-License-Identifier: BSD-2-Clause
/*
 * stream - bytes in a row, in mbufs, without the bounds of packets.
 *
 * What a stream socket has received, and what TCP has yet to send, are such
 * queues.  The owner names the lock; nothing here sleeps.
 */
#pragma once

#include <stdint.h>

struct mbuf;

struct stream {
	struct mbuf *sm_head;	/* [x] the owner's lock */
	struct mbuf *sm_tail;	/* [x] last mbuf of the chain */
	uint32_t sm_cc;		/* [x] bytes */
};

/* Append a chain of any length; consumed.  Small pieces are joined. */
void	stream_append(struct stream *sm, struct mbuf *m);
/*
 * Take up to max bytes off the front: a packet, or NULL when there are none
 * or memory is short.
 */
struct mbuf *stream_take(struct stream *sm, uint32_t max);
/* A copy of len bytes at off, which must be there; NULL: no memory. */
struct mbuf *stream_copy(const struct stream *sm, uint32_t off,
	    uint32_t len);
/* Forget the first n bytes, which must be there. */
void	stream_drop(struct stream *sm, uint32_t n);
void	stream_flush(struct stream *sm);
