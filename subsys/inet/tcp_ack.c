// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_ack - the fifth step: acknowledgements, the peer's window, and
 * congestion control after RFC 5681 and RFC 6582 (NewReno); a peer that
 * acknowledges selectively has tcp_sack.c instead.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_DUPACKS	3

static uint32_t
tcp_flight(const struct tcpcb *tp)
{
	return tp->t_snd_max - tp->t_snd_una;
}

/* The first segment not acknowledged, again, whatever the window. */
static void
tcp_retransmit(struct tcpcb *tp)
{
	(void)tcp_resend(tp, tp->t_snd_una, tcp_flight(tp));
	tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns << tp->t_backoff);
}

/* RFC 6582 3.2 step 2, and RFC 5681 3.2. */
static void
tcp_dupack(struct tcpcb *tp)
{
	TCPSTAT_INC(tcps_rcvdupack);
	tp->t_dupacks++;
	if (tp->t_flags & TF_RECOVER) {
		tp->t_cwnd += tp->t_mss;
		return;
	}
	if (tp->t_dupacks != TCP_DUPACKS ||
	    SEQ_LEQ(tp->t_snd_una, tp->t_recover))
		return;
	TCPSTAT_INC(tcps_fastrexmit);
	tcp_cc_loss(tp);
	tp->t_recover = tp->t_snd_max;
	tp->t_flags |= TF_RECOVER;
	tp->t_cwnd = tp->t_ssthresh + TCP_DUPACKS * tp->t_mss;
	tcp_retransmit(tp);
}

/* RFC 6582 3.2 step 3; otherwise the window grows. */
static void
tcp_cwnd_acked(struct tcpcb *tp, uint32_t acked)
{
	uint32_t flight = tcp_flight(tp);

	if (tp->t_flags & TF_RECOVER) {
		if (SEQ_GEQ(tp->t_snd_una, tp->t_recover)) {
			tp->t_flags &= ~(uint32_t)TF_RECOVER;
			if (tp->t_flags & TF_SACK)
				return;	/* it never grew beyond */
			tp->t_cwnd = flight + tp->t_mss < tp->t_ssthresh ?
			    flight + tp->t_mss : tp->t_ssthresh;
			return;
		}
		if (tp->t_flags & TF_SACK) {
			tcp_sack_recover(tp);
			return;
		}
		tcp_retransmit(tp);
		tp->t_cwnd -= tp->t_cwnd > acked ? acked : tp->t_cwnd;
		tp->t_cwnd += tp->t_mss;
		return;
	}
	tcp_cc_acked(tp, acked);
}

static void
tcp_rtt_acked(struct tcpcb *tp, const struct tcp_seg *sg)
{
	uint32_t ms;

	if (tp->t_rtt_start_ns != 0 && SEQ_GEQ(sg->sg_ack, tp->t_rtt_seq)) {
		tcp_rtt_sample(tp, clock_uptime_ns() - tp->t_rtt_start_ns);
		tp->t_rtt_start_ns = 0;
	} else if (tp->t_rtt_start_ns == 0 && tp->t_flags & TF_TSTMP &&
	    sg->sg_ts && sg->sg_tsecr != 0) {
		ms = tcp_now_ms(tp) - sg->sg_tsecr;
		if (ms < 60000)
			tcp_rtt_sample(tp, ms * TCP_MS);
	}
}

/* Nonzero: our FIN is among what was acknowledged. */
static int
tcp_acked(struct tcpcb *tp, const struct tcp_seg *sg)
{
	uint32_t acked = sg->sg_ack - tp->t_snd_una, data = tp->t_snd.sm_cc;
	int fin = acked > data;

	if (!fin)
		data = acked;
	tcp_rtt_acked(tp, sg);
	stream_drop(&tp->t_snd, data);
	tp->t_snd_una = sg->sg_ack;
	if (SEQ_LT(tp->t_snd_nxt, tp->t_snd_una))
		tp->t_snd_nxt = tp->t_snd_una;
	tp->t_backoff = 0;
	tp->t_dupacks = 0;
	tp->t_timer[TT_REXMT] = 0;
	if (tp->t_snd_una != tp->t_snd_max)
		tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns);
	tcp_cwnd_acked(tp, acked);
	if (data > 0 && tp->t_inp.inp_so != NULL)
		socket_stream_unsent(tp->t_inp.inp_so, tp->t_snd.sm_cc);
	return fin;
}

static void
tcp_window_update(struct tcpcb *tp, const struct tcp_seg *sg)
{
	uint32_t wnd = sg->sg_wnd << tp->t_snd_scale;

	if (!SEQ_LT(tp->t_snd_wl1, sg->sg_seq) &&
	    (tp->t_snd_wl1 != sg->sg_seq ||
	    SEQ_GT(tp->t_snd_wl2, sg->sg_ack)))
		return;
	tp->t_snd_wl1 = sg->sg_seq;
	tp->t_snd_wl2 = sg->sg_ack;
	if (wnd > 0 && tp->t_timer[TT_PERSIST] != 0) {
		tp->t_timer[TT_PERSIST] = 0;
		tp->t_backoff = 0;
	}
	tp->t_snd_wnd = wnd;
	if (wnd > tp->t_max_wnd)
		tp->t_max_wnd = wnd;
}

/* In SYN-RECEIVED: is it the one that completes the opening? */
static int
tcp_ack_syn_received(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (sg->sg_ack != tp->t_iss + 1) {
		tcp_respond_rst(sg);
		return 1;
	}
	tp->t_snd_una = sg->sg_ack;
	tp->t_snd_nxt = tp->t_snd_max = sg->sg_ack;
	tp->t_timer[TT_REXMT] = 0;
	tp->t_backoff = 0;
	tp->t_snd_wl1 = sg->sg_seq - 1;
	tcp_connected(tp);
	return 0;
}

/* RFC 5961 section 5, and acknowledgements of what was never sent. */
static int
tcp_ack_bad(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (SEQ_LEQ(sg->sg_ack, tp->t_snd_max) &&
	    SEQ_GEQ(sg->sg_ack, tp->t_snd_una - tp->t_max_wnd))
		return 0;
	tcp_emit(tp, tp->t_snd_max, 0, TH_ACK);
	return 1;
}

static int
tcp_is_dupack(const struct tcpcb *tp, const struct tcp_seg *sg)
{
	return sg->sg_ack == tp->t_snd_una && sg->sg_len == 0 &&
	    !(sg->sg_flags & TH_FIN) &&
	    sg->sg_wnd << tp->t_snd_scale == tp->t_snd_wnd &&
	    tp->t_snd_wnd > 0 && tcp_flight(tp) > 0;
}

/* Our FIN has arrived.  Nonzero: the connection is over. */
static int
tcp_fin_acked(struct tcpcb *tp)
{
	switch (tp->t_state) {
	case TCPS_FIN_WAIT_1:
		tp->t_state = TCPS_FIN_WAIT_2;
		if (tp->t_flags & TF_ORPHAN)
			tcp_timer_set(tp, TT_FIN2,
			    2 * (uint64_t)V_tcp_msl_ms * TCP_MS);
		return 0;
	case TCPS_CLOSING:
		tcp_tw_start(tp);
		tcp_closed(tp, 0);
		return 1;
	case TCPS_LAST_ACK:
		tcp_closed(tp, 0);
		return 1;
	}
	return 0;
}

int
tcp_segment_ack(struct tcpcb *tp, struct tcp_seg *sg)
{
	int fin = 0, news;

	if (tp->t_state == TCPS_SYN_RECEIVED) {
		if (tcp_ack_syn_received(tp, sg))
			return 1;
	} else if (tcp_ack_bad(tp, sg)) {
		return 1;
	}
	news = tcp_sack_update(tp, sg);
	if (SEQ_GT(sg->sg_ack, tp->t_snd_una))
		fin = tcp_acked(tp, sg);
	else if (news)
		tcp_sack_dupack(tp);
	else if (!(tp->t_flags & TF_SACK) && tcp_is_dupack(tp, sg))
		tcp_dupack(tp);
	if (SEQ_GEQ(sg->sg_ack, tp->t_snd_una))
		tcp_window_update(tp, sg);
	return fin ? tcp_fin_acked(tp) : 0;
}
