// SPDX-License-Identifier: BSD-2-Clause
/*
 * sockbuf - appending and taking records.
 *
 * A record is charged with its bytes and with what an mbuf costs, so that
 * many small packets fill a buffer as large ones do.
 */
#include <sys/errno.h>
#include <sys/socket.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/mbuf/mbuf.h"
#include "subsys/socket/sockbuf.h"

#define RECORD_COST	128	/* about what the record's mbufs take */

void
sockbuf_init(struct sockbuf *sb, uint32_t hiwat, const char *wmesg)
{
	*sb = (struct sockbuf){ .sb_hiwat = hiwat, .sb_lowat = 1 };
	waitq_init(&sb->sb_wait, wmesg);
}

static uint32_t
sockbuf_cost(const struct mbuf *record)
{
	return m_length(record) + RECORD_COST;
}

void
sockbuf_put(struct sockbuf *sb, struct mbuf *record)
{
	record->m_nextpkt = NULL;
	if (sb->sb_head == NULL)
		sb->sb_head = record;
	else
		sb->sb_tail->m_nextpkt = record;
	sb->sb_tail = record;
	sb->sb_cc += sockbuf_cost(record);
	sb->sb_records++;
}

void
sockbuf_trim(struct sockbuf *sb, uint32_t n)
{
	m_adj(sb->sb_head->m_next, (int32_t)n);
	sb->sb_cc -= n;
}

int
sockbuf_append(struct sockbuf *sb, const struct sockaddr *sa, struct mbuf *m)
{
	struct mbuf *record;

	record = m_get(KM_NOSLEEP);
	if (record == NULL) {
		m_freem(m);
		return ENOBUFS;
	}
	if (sa != NULL) {
		record->m_len = sa->sa_len;
		memcpy(record->m_data, sa, sa->sa_len);
	}
	record->m_next = m;
	if (sb->sb_cc + sockbuf_cost(record) > sb->sb_hiwat) {
		m_freem(record);
		return ENOBUFS;
	}
	sockbuf_put(sb, record);
	return 0;
}

struct mbuf *
sockbuf_take(struct sockbuf *sb)
{
	struct mbuf *record = sb->sb_head;

	if (record == NULL)
		return NULL;
	sb->sb_head = record->m_nextpkt;
	record->m_nextpkt = NULL;
	sb->sb_cc -= sockbuf_cost(record);
	sb->sb_records--;
	return record;
}

void
sockbuf_flush(struct sockbuf *sb)
{
	struct mbuf *record;

	while ((record = sockbuf_take(sb)) != NULL)
		m_freem(record);
}

uint32_t
sockbuf_first(const struct sockbuf *sb)
{
	return sb->sb_head == NULL ? 0 : m_length(sb->sb_head->m_next);
}
