// SPDX-License-Identifier: BSD-2-Clause
/*
 * mbufq - bounded queues of packets, by m_nextpkt.
 */
#include <sys/errno.h>
#include "subsys/mbuf/mbuf.h"

void
mbufq_init(struct mbufq *mq, uint32_t max)
{
	spin_init(&mq->mq_lock, "mbufq");
	mq->mq_head = mq->mq_tail = NULL;
	mq->mq_len = 0;
	mq->mq_max = max;
	mq->mq_drops = 0;
}

int
mbufq_enqueue(struct mbufq *mq, struct mbuf *m)
{
	m->m_nextpkt = NULL;
	spin_lock(&mq->mq_lock);
	if (mq->mq_len >= mq->mq_max) {
		mq->mq_drops++;
		spin_unlock(&mq->mq_lock);
		m_freem(m);
		return ENOBUFS;
	}
	if (mq->mq_head == NULL)
		mq->mq_head = m;
	else
		mq->mq_tail->m_nextpkt = m;
	mq->mq_tail = m;
	mq->mq_len++;
	spin_unlock(&mq->mq_lock);
	return 0;
}

struct mbuf *
mbufq_dequeue(struct mbufq *mq)
{
	struct mbuf *m;

	spin_lock(&mq->mq_lock);
	m = mq->mq_head;
	if (m != NULL) {
		mq->mq_head = m->m_nextpkt;
		mq->mq_len--;
		m->m_nextpkt = NULL;
	}
	spin_unlock(&mq->mq_lock);
	return m;
}

void
mbufq_drain(struct mbufq *mq)
{
	struct mbuf *m;

	while ((m = mbufq_dequeue(mq)) != NULL)
		m_freem(m);
}
