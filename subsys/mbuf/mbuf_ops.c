// SPDX-License-Identifier: BSD-2-Clause
/*
 * mbuf_ops - reshaping packets: pull up, prepend, cut, copy, join, split.
 *
 * All keep m_pktlen of packets right.  A function that may fail says in
 * mbuf.h whether it frees its argument then.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "subsys/mbuf/mbuf.h"

static char *
m_start(const struct mbuf *m)
{
	return m->m_flags & M_EXT ? m->m_cl->mc_dat : (char *)m->m_dat;
}

static uint32_t
m_room(const struct mbuf *m)
{
	return m->m_flags & M_EXT ? MCLBYTES : MHLEN;
}

uint32_t
m_leading(const struct mbuf *m)
{
	return m_writable(m) ? (uint32_t)(m->m_data - m_start(m)) : 0;
}

uint32_t
m_trailing(const struct mbuf *m)
{
	if (!m_writable(m))
		return 0;
	return m_room(m) - (uint32_t)(m->m_data - m_start(m)) - m->m_len;
}

uint32_t
m_length(const struct mbuf *m)
{
	uint32_t len;

	for (len = 0; m != NULL; m = m->m_next)
		len += m->m_len;
	return len;
}

/* What belongs to the packet, not to its bytes. */
static void
m_copyhdr(struct mbuf *to, const struct mbuf *from)
{
	to->m_flags |= from->m_flags & ~M_EXT;
	to->m_csum = from->m_csum;
	to->m_pktlen = from->m_pktlen;
	to->m_rcvidx = from->m_rcvidx;
	to->m_proto = from->m_proto;
	to->m_tstamp_ns = from->m_tstamp_ns;
	to->m_nextpkt = from->m_nextpkt;
}

void
m_copydata(const struct mbuf *m, uint32_t off, uint32_t len, void *dst)
{
	char *to = dst;
	uint32_t n;

	for (; len > 0; m = m->m_next) {
		KASSERT(m != NULL);
		if (off >= m->m_len) {
			off -= m->m_len;
			continue;
		}
		n = m->m_len - off < len ? m->m_len - off : len;
		memcpy(to, m->m_data + off, n);
		to += n;
		len -= n;
		off = 0;
	}
}

/* Drop n bytes at the front of a chain, emptied pieces stay. */
static void
m_trim_front(struct mbuf *m, uint32_t n)
{
	uint32_t k;

	for (; n > 0 && m != NULL; m = m->m_next) {
		k = m->m_len < n ? m->m_len : n;
		m->m_data += k;
		m->m_len -= k;
		n -= k;
	}
}

/*
 * The first bytes move into a new mbuf in front, unless they lie together
 * already.  More than an mbuf holds cannot be asked for.
 */
struct mbuf *
m_pullup(struct mbuf *m, uint32_t len)
{
	struct mbuf *front;

	if (m->m_len >= len)
		return m;
	if (len > MHLEN || m->m_pktlen < len)
		goto fail;
	front = m_get(KM_NOSLEEP);
	if (front == NULL)
		goto fail;
	m_copyhdr(front, m);
	if (len + M_LEADING <= MHLEN)
		front->m_data += M_LEADING;
	m_copydata(m, 0, len, front->m_data);
	front->m_len = len;
	m_trim_front(m, len);
	while (m != NULL && m->m_len == 0)
		m = m_free(m);
	front->m_next = m;
	if (m != NULL) {
		m->m_flags &= ~M_PKTHDR;
		m->m_nextpkt = NULL;
	}
	return front;
fail:
	m_freem(m);
	return NULL;
}

struct mbuf *
m_prepend(struct mbuf *m, uint32_t len, int kmflags)
{
	struct mbuf *front;

	if (m_leading(m) >= len) {
		m->m_data -= len;
		m->m_len += len;
		m->m_pktlen += len;
		return m;
	}
	front = len <= MHLEN ? m_get(kmflags) : NULL;
	if (front == NULL) {
		m_freem(m);
		return NULL;
	}
	m_copyhdr(front, m);
	m->m_flags &= ~M_PKTHDR;
	m->m_nextpkt = NULL;
	front->m_next = m;
	front->m_data += MHLEN - len;	/* the next header fits before it */
	front->m_len = len;
	front->m_pktlen += len;
	return front;
}

/* Keep only the first len bytes of a chain; what is behind is freed. */
static void
m_trim_back(struct mbuf *m, uint32_t len)
{
	for (; m != NULL && m->m_len < len; m = m->m_next)
		len -= m->m_len;
	if (m == NULL)
		return;
	m->m_len = len;
	m_freem(m->m_next);
	m->m_next = NULL;
}

void
m_adj(struct mbuf *m, int32_t len)
{
	uint32_t total, n;

	total = m->m_flags & M_PKTHDR ? m->m_pktlen : m_length(m);
	n = len < 0 ? (uint32_t)-(int64_t)len : (uint32_t)len;
	if (n > total)
		n = total;
	if (len >= 0)
		m_trim_front(m, n);
	else
		m_trim_back(m, total - n);
	if (m->m_flags & M_PKTHDR)
		m->m_pktlen = total - n;
}

/* One piece: a share of the cluster, or a copy of n bytes at off. */
static struct mbuf *
m_copypiece(const struct mbuf *m, uint32_t off, uint32_t n, int kmflags)
{
	struct mbuf *c;

	c = m_get(kmflags);
	if (c == NULL)
		return NULL;
	c->m_len = n;
	if (m->m_flags & M_EXT) {
		atomic_add(&m->m_cl->mc_refs, 1);
		c->m_cl = m->m_cl;
		c->m_flags = M_EXT;
		c->m_data = m->m_data + off;
		return c;
	}
	/* the same place, so that headers can be prepended again */
	c->m_data = c->m_dat + (m->m_data + off - m->m_dat);
	memcpy(c->m_data, m->m_data + off, n);
	return c;
}

struct mbuf *
m_copym(const struct mbuf *m, uint32_t off, uint32_t len, int kmflags)
{
	struct mbuf *head = NULL, **link = &head, *c;
	const struct mbuf *from = m;
	uint32_t n, left = len;

	for (; left > 0 || head == NULL; m = m->m_next) {
		KASSERT(m != NULL);
		if (off >= m->m_len && left > 0) {
			off -= m->m_len;
			continue;
		}
		n = m->m_len - off < left ? m->m_len - off : left;
		c = m_copypiece(m, off, n, kmflags);
		if (c == NULL) {
			m_freem(head);
			return NULL;
		}
		*link = c;
		link = &c->m_next;
		left -= n;
		off = 0;
	}
	if (from->m_flags & M_PKTHDR) {
		m_copyhdr(head, from);
		head->m_nextpkt = NULL;
		head->m_pktlen = len;
	}
	return head;
}

struct mbuf *
m_dup(const struct mbuf *m, int kmflags)
{
	struct mbuf *head, *c;
	uint32_t off = 0;

	head = m_getm(m->m_pktlen, kmflags);
	if (head == NULL)
		return NULL;
	m_copyhdr(head, m);
	head->m_nextpkt = NULL;
	for (c = head; c != NULL; c = c->m_next) {
		m_copydata(m, off, c->m_len, c->m_data);
		off += c->m_len;
	}
	return head;
}

/* Make a chain n bytes longer.  0 or ENOBUFS. */
static int
m_grow(struct mbuf *m, uint32_t n)
{
	struct mbuf *head = m, *more;
	uint32_t k;

	while (m->m_next != NULL)
		m = m->m_next;
	k = m_trailing(m) < n ? m_trailing(m) : n;
	more = NULL;
	if (n > k) {
		more = m_getm(n - k, KM_NOSLEEP);
		if (more == NULL)
			return ENOBUFS;
		more->m_flags &= ~M_PKTHDR;
	}
	m->m_len += k;
	m->m_next = more;
	if (head->m_flags & M_PKTHDR)
		head->m_pktlen += n;
	return 0;
}

int
m_copyback(struct mbuf *m, uint32_t off, uint32_t len, const void *src)
{
	const char *from = src;
	uint32_t total, n;
	int error;

	total = m_length(m);
	if (off + len > total) {
		error = m_grow(m, off + len - total);
		if (error != 0)
			return error;
	}
	for (; len > 0; m = m->m_next) {
		if (off >= m->m_len) {
			off -= m->m_len;
			continue;
		}
		n = m->m_len - off < len ? m->m_len - off : len;
		memcpy(m->m_data + off, from, n);
		from += n;
		len -= n;
		off = 0;
	}
	return 0;
}

void
m_cat(struct mbuf *m, struct mbuf *n)
{
	struct mbuf *last;
	uint32_t len;

	len = n->m_flags & M_PKTHDR ? n->m_pktlen : m_length(n);
	for (last = m; last->m_next != NULL;)
		last = last->m_next;
	n->m_flags &= ~M_PKTHDR;
	n->m_nextpkt = NULL;
	last->m_next = n;
	if (m->m_flags & M_PKTHDR)
		m->m_pktlen += len;
}

struct mbuf *
m_split(struct mbuf *m, uint32_t len, int kmflags)
{
	struct mbuf *back;

	back = m_copym(m, len, m->m_pktlen - len, kmflags);
	if (back != NULL)
		m_adj(m, -(int32_t)(m->m_pktlen - len));
	return back;
}
