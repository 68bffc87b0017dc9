// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_segment - a segment meets its connection: the steps of RFC 9293
 * 3.10.7.3 and 3.10.7.4, one function each, in order.
 *
 * A step gives nonzero when it has dealt with the segment.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_PAWS_IDLE_NS (24ul * 86400 * 1000000000)
#define TCP_CHALLENGES	100	/* a second and stack */

VNET_DEFINE_STATIC(uint64_t, tcp_challenge_s);	/* [t] this second */
#define V_tcp_challenge_s	VNET(tcp_challenge_s)
VNET_DEFINE_STATIC(uint32_t, tcp_challenge_n);	/* [t] sent in it */
#define V_tcp_challenge_n	VNET(tcp_challenge_n)

/* Tell the peer where we stand, in answer to what cannot be right. */
static void
tcp_challenge(struct tcpcb *tp)
{
	tcp_emit(tp, tp->t_snd_max, 0, TH_ACK);
}

/* The same where an attacker may be guessing: RFC 5961 section 7. */
static void
tcp_challenge_limited(struct tcpcb *tp)
{
	uint64_t second = clock_uptime_ns() / 1000000000;

	if (V_tcp_challenge_s != second) {
		V_tcp_challenge_s = second;
		V_tcp_challenge_n = 0;
	}
	if (V_tcp_challenge_n++ < TCP_CHALLENGES)
		tcp_challenge(tp);
}

/* ------------------------------------------------ 3.10.7.3, SYN-SENT */

void
tcp_segment_syn_sent(struct tcpcb *tp, struct tcp_seg *sg)
{
	int acked = sg->sg_flags & TH_ACK;

	if (acked && sg->sg_ack != tp->t_iss + 1) {
		tcp_respond_rst(sg);
		return;
	}
	if (sg->sg_flags & TH_RST) {
		if (acked)
			tcp_closed(tp, ECONNREFUSED);
		return;
	}
	if (!(sg->sg_flags & TH_SYN))
		return;
	tcp_options_agree(tp, sg);
	tp->t_snd_wnd = tp->t_max_wnd = sg->sg_wnd;
	tp->t_snd_wl1 = sg->sg_seq;
	tp->t_snd_wl2 = sg->sg_ack;
	tp->t_timer[TT_REXMT] = 0;
	if (!acked) {			/* both ends at once */
		tp->t_state = TCPS_SYN_RECEIVED;
		tp->t_snd_nxt = tp->t_iss;
		tcp_output(tp);
		return;
	}
	tp->t_snd_una = tp->t_iss + 1;
	if (tp->t_backoff == 0 && tp->t_rtt_start_ns != 0)
		tcp_rtt_sample(tp, clock_uptime_ns() - tp->t_rtt_start_ns);
	tp->t_rtt_start_ns = 0;
	tp->t_backoff = 0;
	tcp_connected(tp);
	sg->sg_seq++;			/* past the SYN */
	tp->t_flags |= TF_ACKNOW;
	if (sg->sg_len > 0 || sg->sg_flags & TH_FIN)
		tcp_reass(tp, sg);
	tcp_output(tp);
}

/* --------------------------- first: the sequence number (and RFC 7323) */

/* 5.3: a timestamp older than the last is of an old segment. */
static int
tcp_paws(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (!(tp->t_flags & TF_TSTMP) || !sg->sg_ts ||
	    sg->sg_flags & TH_RST ||
	    !SEQ_LT(sg->sg_tsval, tp->t_ts_recent))
		return 0;
	if (clock_uptime_ns() - tp->t_ts_age_ns > TCP_PAWS_IDLE_NS)
		return 0;		/* ours is too old to judge by */
	TCPSTAT_INC(tcps_pawsdrop);
	tcp_challenge(tp);
	return 1;
}

/* Some of it, or an empty one's number, lies in the window. */
static int
tcp_acceptable(const struct tcpcb *tp, const struct tcp_seg *sg)
{
	uint32_t wnd = tp->t_rcv_adv - tp->t_rcv_nxt;
	uint32_t len = sg->sg_len + ((sg->sg_flags & TH_SYN) != 0) +
	    ((sg->sg_flags & TH_FIN) != 0);
	tcp_seq end = sg->sg_seq + len - 1;

	if (wnd == 0 || len == 0)
		return sg->sg_seq == tp->t_rcv_nxt || (wnd > 0 &&
		    SEQ_GEQ(sg->sg_seq, tp->t_rcv_nxt) &&
		    SEQ_LT(sg->sg_seq, tp->t_rcv_adv));
	return (SEQ_GEQ(sg->sg_seq, tp->t_rcv_nxt) &&
	    SEQ_LT(sg->sg_seq, tp->t_rcv_adv)) ||
	    (SEQ_GEQ(end, tp->t_rcv_nxt) && SEQ_LT(end, tp->t_rcv_adv));
}

/* Cut what lies before the window, and behind it. */
static void
tcp_trim(struct tcpcb *tp, struct tcp_seg *sg)
{
	uint32_t cut, wnd = tp->t_rcv_adv - tp->t_rcv_nxt;

	if (SEQ_LT(sg->sg_seq, tp->t_rcv_nxt)) {
		tp->t_flags |= TF_ACKNOW;
		cut = tp->t_rcv_nxt - sg->sg_seq;
		if (sg->sg_flags & TH_SYN) {
			sg->sg_flags &= ~TH_SYN;
			sg->sg_seq++;
			cut--;
		}
		if (cut > sg->sg_len) {
			cut = sg->sg_len;
			sg->sg_flags &= ~TH_FIN;
		}
		TCPSTAT_ADD(tcps_rcvdupbyte, cut);
		m_adj(sg->sg_m, (int32_t)cut);
		sg->sg_seq += cut;
		sg->sg_len -= cut;
	}
	if (sg->sg_seq - tp->t_rcv_nxt + sg->sg_len > wnd) {
		tp->t_flags |= TF_ACKNOW;
		TCPSTAT_INC(tcps_rcvafterwin);
		cut = sg->sg_seq - tp->t_rcv_nxt + sg->sg_len - wnd;
		if (cut > sg->sg_len)
			cut = sg->sg_len;
		m_adj(sg->sg_m, -(int32_t)cut);
		sg->sg_len -= cut;
		sg->sg_flags &= ~TH_FIN;
	}
}

static int
tcp_step_sequence(struct tcpcb *tp, struct tcp_seg *sg)
{
	if (tcp_paws(tp, sg))
		return 1;
	if (!tcp_acceptable(tp, sg)) {
		if (!(sg->sg_flags & TH_RST))
			tcp_challenge(tp);
		return 1;
	}
	/* RFC 7323 4.3 */
	if (sg->sg_ts && SEQ_LEQ(sg->sg_seq, tp->t_last_ack) &&
	    SEQ_GEQ(sg->sg_tsval, tp->t_ts_recent)) {
		tp->t_ts_recent = sg->sg_tsval;
		tp->t_ts_age_ns = clock_uptime_ns();
	}
	return 0;
}

/* --------------------------------- second: RST (RFC 5961 section 3) */

static int
tcp_step_rst(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (!(sg->sg_flags & TH_RST))
		return 0;
	if (sg->sg_seq != tp->t_rcv_nxt) {
		TCPSTAT_INC(tcps_badrst);
		tcp_challenge_limited(tp);
		return 1;
	}
	TCPSTAT_INC(tcps_drops);
	tcp_closed(tp, tp->t_state == TCPS_SYN_RECEIVED ? ECONNREFUSED :
	    tp->t_state == TCPS_CLOSING || tp->t_state == TCPS_LAST_ACK ? 0 :
	    ECONNRESET);
	return 1;
}

/* --------------------------------- fourth: SYN (RFC 5961 section 4) */

static int
tcp_step_syn(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (!(sg->sg_flags & TH_SYN))
		return 0;
	/* both ends at once: the peer's SYN, ACK is its SYN again */
	if (tp->t_state == TCPS_SYN_RECEIVED && sg->sg_seq == tp->t_irs)
		return 0;
	TCPSTAT_INC(tcps_badsyn);
	tcp_challenge_limited(tp);
	return 1;
}

/* ------------------------------------------ seventh: the data itself */

static int
tcp_step_text(struct tcpcb *tp, struct tcp_seg *sg)
{
	if (tcp_rcv_done(tp))
		return 1;		/* behind a FIN there is nothing */
	if (sg->sg_len > 0 && tp->t_flags & TF_ORPHAN) {
		/* nobody will read it: RFC 1122 4.2.2.13 */
		TCPSTAT_INC(tcps_rcvafterclose);
		tcp_abort(tp, 0);
		return 1;
	}
	/* eighth: the FIN goes with the last of the data */
	if (sg->sg_len > 0 || sg->sg_flags & TH_FIN)
		tcp_reass(tp, sg);
	return 0;
}

/*
 * An old segment, as a keepalive probe or a repeated SYN, is answered by
 * the first step.  The third step (security) does not exist here.
 */
void
tcp_segment(struct tcpcb *tp, struct tcp_seg *sg)
{
	tp->t_heard_ns = clock_uptime_ns();
	tp->t_probes = 0;
	if (tp->t_state == TCPS_SYN_RECEIVED && sg->sg_flags & TH_SYN &&
	    sg->sg_flags & TH_ACK && sg->sg_seq == tp->t_irs) {
		sg->sg_flags &= ~TH_SYN;
		sg->sg_seq++;
	}
	if (tcp_step_sequence(tp, sg) || tcp_step_rst(tp, sg) ||
	    tcp_step_syn(tp, sg))
		return;
	tcp_trim(tp, sg);
	if (!(sg->sg_flags & TH_ACK))
		return;
	if (tcp_segment_ack(tp, sg) || tp->t_state == TCPS_CLOSED)
		return;
	(void)tcp_step_text(tp, sg);
	if (tp->t_state != TCPS_CLOSED)
		tcp_output(tp);
}
