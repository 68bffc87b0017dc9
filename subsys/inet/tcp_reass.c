// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_reass - data in order, or kept until it is (RFC 9293 3.10.7.4,
 * seventh and eighth step).
 *
 * Pieces are kept sorted and do not overlap: what is there already stays,
 * the newcomer is cut.  Their number is bounded, so a peer that sends
 * single bytes with gaps cannot pile up memory.
 */
#include "kernel/lib/panic.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_PIECES_MAX	128

static void
tcp_deliver(struct tcpcb *tp, struct mbuf *m, uint32_t len)
{
	struct socket *so = tp->t_inp.inp_so;

	tp->t_rcv_nxt += len;
	TCPSTAT_ADD(tcps_rcvbyte, len);
	if (len == 0)
		m_freem(m);
	else if (so != NULL)
		socket_stream_deliver(so, m);
	else
		stream_append(&tp->t_rcv, m);
}

/* Eighth step: the peer has no more.  TIME_WAIT acknowledges first. */
static void
tcp_fin(struct tcpcb *tp)
{
	tp->t_rcv_nxt++;
	tp->t_flags |= TF_ACKNOW;
	if (tp->t_inp.inp_so != NULL)
		socket_set_state(tp->t_inp.inp_so, SS_CANTRECV, 0);
	switch (tp->t_state) {
	case TCPS_ESTABLISHED:
		tp->t_state = TCPS_CLOSE_WAIT;
		break;
	case TCPS_FIN_WAIT_1:
		tp->t_state = TCPS_CLOSING;
		break;
	case TCPS_FIN_WAIT_2:
		tcp_emit(tp, tp->t_snd_max, 0, TH_ACK);
		tcp_tw_start(tp);
		tcp_closed(tp, 0);
		break;
	}
}

static struct tcp_piece *
tcp_piece_pop(struct tcpcb *tp)
{
	struct tcp_piece *p = tp->t_pieces;

	tp->t_pieces = p->tp_next;
	tp->t_npieces--;
	return p;
}

/* Deliver the pieces that have become in order. */
static void
tcp_pieces_join(struct tcpcb *tp)
{
	struct tcp_piece *p;
	uint32_t cut;
	int fin = 0;

	while (!fin && (p = tp->t_pieces) != NULL &&
	    SEQ_LEQ(p->tp_seq, tp->t_rcv_nxt)) {
		tcp_piece_pop(tp);
		cut = tp->t_rcv_nxt - p->tp_seq;
		fin = p->tp_fin && cut <= p->tp_len;
		if (cut >= p->tp_len) {
			m_freem(p->tp_m);
		} else {
			m_adj(p->tp_m, (int32_t)cut);
			tcp_deliver(tp, p->tp_m, p->tp_len - cut);
		}
		kmem_free(p);
	}
	if (fin)
		tcp_fin(tp);
}

/* Where sg belongs, its front cut by what lies before; NULL: nothing new. */
static struct tcp_piece **
tcp_piece_place(struct tcpcb *tp, struct tcp_seg *sg)
{
	struct tcp_piece **link = &tp->t_pieces, *p;
	uint32_t over;

	for (; (p = *link) != NULL && SEQ_LEQ(p->tp_seq, sg->sg_seq);
	    link = &p->tp_next) {
		if (SEQ_LEQ(p->tp_seq + p->tp_len, sg->sg_seq))
			continue;
		over = p->tp_seq + p->tp_len - sg->sg_seq;
		if (over >= sg->sg_len)
			return NULL;
		m_adj(sg->sg_m, (int32_t)over);
		sg->sg_seq += over;
		sg->sg_len -= over;
	}
	return link;
}

static void
tcp_piece_add(struct tcpcb *tp, struct tcp_seg *sg)
{
	int fin = (sg->sg_flags & TH_FIN) != 0;
	struct tcp_piece **link, *p;
	uint32_t over;

	TCPSTAT_INC(tcps_rcvoopack);
	link = tp->t_npieces < TCP_PIECES_MAX ? tcp_piece_place(tp, sg) :
	    NULL;
	p = link == NULL ? NULL : VNET_ALLOC(sizeof(*p), KM_NOSLEEP);
	if (p == NULL) {
		TCPSTAT_INC(tcps_rcvreassfull);
		return;
	}
	if (*link != NULL &&
	    SEQ_GT(sg->sg_seq + sg->sg_len, (*link)->tp_seq)) {
		over = sg->sg_seq + sg->sg_len - (*link)->tp_seq;
		m_adj(sg->sg_m, -(int32_t)over);
		sg->sg_len -= over;
		fin = 0;
	}
	*p = (struct tcp_piece){ .tp_next = *link, .tp_m = sg->sg_m,
	    .tp_seq = sg->sg_seq, .tp_len = sg->sg_len, .tp_fin = fin };
	*link = p;
	tp->t_npieces++;
	sg->sg_m = NULL;
}

/* A second segment without acknowledgement is acknowledged at once. */
static void
tcp_ack_soon(struct tcpcb *tp)
{
	if (tp->t_flags & TF_DELACK ||
	    tp->t_rcv_nxt - tp->t_last_ack > tp->t_mss)
		tp->t_flags |= TF_ACKNOW;
	else
		tp->t_flags |= TF_DELACK;
}

void
tcp_reass(struct tcpcb *tp, struct tcp_seg *sg)
{
	if (sg->sg_seq != tp->t_rcv_nxt) {
		tp->t_flags |= TF_ACKNOW;	/* RFC 5681 4.2 */
		tp->t_sack_recent = sg->sg_seq;
		if (sg->sg_len > 0 || sg->sg_flags & TH_FIN)
			tcp_piece_add(tp, sg);
		return;
	}
	if (sg->sg_len > 0) {
		tcp_ack_soon(tp);
		tcp_deliver(tp, sg->sg_m, sg->sg_len);
		sg->sg_m = NULL;
	}
	if (tp->t_pieces != NULL)
		tp->t_flags |= TF_ACKNOW;
	if (sg->sg_flags & TH_FIN)
		tcp_fin(tp);
	else
		tcp_pieces_join(tp);
}

void
tcp_reass_flush(struct tcpcb *tp)
{
	struct tcp_piece *p;

	while (tp->t_pieces != NULL) {
		p = tcp_piece_pop(tp);
		m_freem(p->tp_m);
		kmem_free(p);
	}
}
