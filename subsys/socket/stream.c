// SPDX-License-Identifier: BSD-2-Clause
/*
 * stream - appending to, and taking from, a row of bytes.
 *
 * A piece that fits behind the last mbuf is copied there, so that a writer
 * of single bytes cannot make a queue cost hundreds of times its length.
 */
#include "kernel/lib/panic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/socket/stream.h"

#define STREAM_JOIN	512	/* copy rather than chain, up to here */

/* Could m's bytes be copied behind the tail?  Then they are. */
static int
stream_join(struct stream *sm, const struct mbuf *m)
{
	struct mbuf *tail = sm->sm_tail;

	if (m->m_len > STREAM_JOIN || tail == NULL ||
	    m_trailing(tail) < m->m_len)
		return 0;
	memcpy(tail->m_data + tail->m_len, m->m_data, m->m_len);
	tail->m_len += m->m_len;
	return 1;
}

void
stream_append(struct stream *sm, struct mbuf *m)
{
	while (m != NULL) {
		sm->sm_cc += m->m_len;
		if (m->m_len == 0 || stream_join(sm, m)) {
			m = m_free(m);
			continue;
		}
		m->m_flags &= ~M_PKTHDR;
		m->m_nextpkt = NULL;
		if (sm->sm_head == NULL)
			sm->sm_head = m;
		else
			sm->sm_tail->m_next = m;
		sm->sm_tail = m;
		m = m->m_next;
		sm->sm_tail->m_next = NULL;
	}
}

struct mbuf *
stream_copy(const struct stream *sm, uint32_t off, uint32_t len)
{
	KASSERT(off + len <= sm->sm_cc && len > 0);
	return m_copym(sm->sm_head, off, len, KM_NOSLEEP);
}

void
stream_drop(struct stream *sm, uint32_t n)
{
	struct mbuf *m;

	KASSERT(n <= sm->sm_cc);
	sm->sm_cc -= n;
	while (n > 0) {
		m = sm->sm_head;
		if (n < m->m_len) {
			m->m_data += n;
			m->m_len -= n;
			break;
		}
		n -= m->m_len;
		sm->sm_head = m_free(m);
	}
	if (sm->sm_head == NULL)
		sm->sm_tail = NULL;
}

struct mbuf *
stream_take(struct stream *sm, uint32_t max)
{
	struct mbuf *m;

	if (sm->sm_cc == 0 || max == 0)
		return NULL;
	if (max >= sm->sm_cc) {
		m = sm->sm_head;
		*sm = (struct stream){ .sm_cc = 0 };
		return m;
	}
	m = stream_copy(sm, 0, max);
	if (m != NULL)
		stream_drop(sm, max);
	return m;
}

void
stream_flush(struct stream *sm)
{
	m_freem(sm->sm_head);
	*sm = (struct stream){ .sm_cc = 0 };
}
