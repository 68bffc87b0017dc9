// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_output - what may be sent now, and segments made (RFC 9293 3.8).
 *
 * The sender avoids small segments by Nagle's algorithm (RFC 1122 4.2.3.4)
 * and by the rule of half the largest window; the receiver by offering a
 * window only when it grew by two segments or by half the buffer.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_DELACK_NS	(40 * TCP_MS)
#define TCP_PERSIST_MIN_NS (500 * TCP_MS)

uint32_t
tcp_now_ms(const struct tcpcb *tp)
{
	return (uint32_t)(clock_uptime_ns() / TCP_MS) + tp->t_ts_offset;
}

/* Free bytes of the receive buffer, and how many it has. */
static uint32_t
tcp_rcv_buffer(const struct tcpcb *tp, uint32_t *hiwat)
{
	struct socket *so = tp->t_inp.inp_so;
	uint32_t used;

	if (so == NULL) {
		*hiwat = tp->t_rcv_hiwat;
		used = tp->t_rcv.sm_cc;
	} else {
		spin_lock(&so->so_lock);
		*hiwat = so->so_rcv.sb_hiwat;
		used = so->so_stream.sm_cc;
		spin_unlock(&so->so_lock);
	}
	return used < *hiwat ? *hiwat - used : 0;
}

uint32_t
tcp_rcv_space(const struct tcpcb *tp)
{
	uint32_t hiwat;

	return tcp_rcv_buffer(tp, &hiwat);
}

/*
 * The window to offer: never less than was offered before (RFC 9293 3.8.6),
 * and none rather than a silly one: a segment, or half of a buffer that is
 * smaller than two (RFC 1122 4.2.3.3).
 */
static uint32_t
tcp_window(const struct tcpcb *tp, int syn)
{
	uint32_t hiwat, win = tcp_rcv_buffer(tp, &hiwat), old, max;
	uint32_t least = tp->t_mss < hiwat / 2 ? tp->t_mss : hiwat / 2;

	old = SEQ_GT(tp->t_rcv_adv, tp->t_rcv_nxt) ?
	    tp->t_rcv_adv - tp->t_rcv_nxt : 0;
	if (win < least && win < old + least)
		win = 0;
	max = syn ? TCP_MAXWIN : TCP_MAXWIN << tp->t_rcv_scale;
	if (win > max)
		win = max;
	return win > old ? win : old;
}

static void
tcp_opt_put32(uint8_t *p, uint32_t v)
{
	v = htonl(v);
	memcpy(p, &v, sizeof(v));
}

/* Options of a segment; their length, a multiple of 4. */
static uint32_t
tcp_options(const struct tcpcb *tp, int flags, uint8_t *opt)
{
	uint32_t n = 0, mss = tp->t_mss;
	int ack = flags & TH_ACK;

	if (flags & TH_SYN) {
		opt[n++] = TCPOPT_MAXSEG;
		opt[n++] = 4;
		opt[n++] = (uint8_t)(mss >> 8);
		opt[n++] = (uint8_t)mss;
		if (!ack || tp->t_flags & TF_WSCALE) {
			opt[n++] = TCPOPT_NOP;
			opt[n++] = TCPOPT_WINDOW;
			opt[n++] = 3;
			opt[n++] = tp->t_rcv_scale;
		}
	}
	if (flags & TH_SYN && (ack ? tp->t_flags & TF_SACK :
	    (uint32_t)V_tcp_do_sack)) {
		opt[n++] = TCPOPT_NOP;
		opt[n++] = TCPOPT_NOP;
		opt[n++] = TCPOPT_SACK_PERMITTED;
		opt[n++] = 2;
	}
	if (tp->t_flags & TF_TSTMP || (flags & TH_SYN && !ack)) {
		opt[n++] = TCPOPT_NOP;
		opt[n++] = TCPOPT_NOP;
		opt[n++] = TCPOPT_TIMESTAMP;
		opt[n++] = 10;
		tcp_opt_put32(opt + n, tcp_now_ms(tp));
		tcp_opt_put32(opt + n + 4, ack ? tp->t_ts_recent : 0);
		n += 8;
	}
	return n + tcp_sack_put(tp, opt + n, TCP_OPTS_MAX - n);
}

/* A packet with room for hlen bytes of header, filled in by the caller. */
static struct mbuf *
tcp_header_alloc(uint32_t hlen)
{
	struct mbuf *m = m_gethdr(KM_NOSLEEP);

	if (m == NULL)
		return NULL;
	m->m_data += M_LEADING;
	m->m_len = m->m_pktlen = hlen;
	return m;
}

/* Sum, IP header, out.  m begins with the TCP header. */
static int
tcp_send(struct mbuf *m, const struct inpcb *inp, uint32_t *mtu)
{
	struct tcphdr *th = mtod(m, struct tcphdr *);

	th->th_sum = 0;
	th->th_sum = in_cksum_mbuf(m, 0, m->m_pktlen,
	    ip_pseudo(inp->inp_laddr, inp->inp_faddr, IPPROTO_TCP,
	    m->m_pktlen));
	m = ip_prepend(m, IPPROTO_TCP, inp->inp_ttl, inp->inp_tos,
	    inp->inp_laddr, inp->inp_faddr);
	if (m == NULL)
		return ENOBUFS;
	mtod(m, struct ip *)->ip_off = htons(IP_DF);
	TCPSTAT_INC(tcps_sndtotal);
	return ip_output(m, inp->inp_so != NULL &&
	    inp->inp_so->so_options & SO_DONTROUTE ? IP_ONLINK : 0, mtu);
}

static void
tcp_header(struct tcpcb *tp, struct mbuf *m, tcp_seq seq, int flags,
    uint32_t optlen)
{
	struct tcphdr *th = mtod(m, struct tcphdr *);
	uint32_t win = tcp_window(tp, flags & TH_SYN);

	*th = (struct tcphdr){
		.th_sport = tp->t_inp.inp_lport,
		.th_dport = tp->t_inp.inp_fport,
		.th_seq = htonl(seq),
		.th_ack = htonl(flags & TH_ACK ? tp->t_rcv_nxt : 0),
		.th_off = (uint8_t)((sizeof(*th) + optlen) / 4),
		.th_flags = (uint8_t)flags,
		.th_win = htons((uint16_t)(flags & TH_SYN ? win :
		    win >> tp->t_rcv_scale)),
	};
	if (!(flags & TH_ACK))
		return;
	tp->t_last_ack = tp->t_rcv_nxt;
	if (!(flags & TH_SYN))
		win = win >> tp->t_rcv_scale << tp->t_rcv_scale;
	if (SEQ_GT(tp->t_rcv_nxt + win, tp->t_rcv_adv))
		tp->t_rcv_adv = tp->t_rcv_nxt + win;
	tp->t_flags &= ~(uint32_t)(TF_ACKNOW | TF_DELACK);
	tp->t_timer[TT_DELACK] = 0;
}

void
tcp_mss_lower(struct tcpcb *tp, uint32_t mtu)
{
	if (mtu < TCP_MTU_LEAST || mtu - TCP_HEADERS >= tp->t_mss)
		return;
	tp->t_mss = (uint16_t)(mtu - TCP_HEADERS);
	tp->t_snd_nxt = tp->t_snd_una;
}

void
tcp_emit(struct tcpcb *tp, tcp_seq seq, uint32_t len, int flags)
{
	uint8_t opt[TCP_OPTS_MAX];
	uint32_t optlen, mtu = 0;
	struct mbuf *m, *data;
	int error;

	optlen = tcp_options(tp, flags, opt);
	m = tcp_header_alloc(sizeof(struct tcphdr) + optlen);
	if (m == NULL)
		return;
	memcpy(m->m_data + sizeof(struct tcphdr), opt, optlen);
	if (len > 0) {
		data = stream_copy(&tp->t_snd, seq - tp->t_snd_una, len);
		if (data == NULL) {
			m_freem(m);
			return;
		}
		m->m_next = data;
		m->m_pktlen += len;
	}
	tcp_header(tp, m, seq, flags, optlen);
	error = tcp_send(m, &tp->t_inp, &mtu);
	if (error == EMSGSIZE)
		tcp_mss_lower(tp, mtu);
	else if (error != 0 && error != ENOBUFS)
		tp->t_error = error;
}

void
tcp_respond(const struct tcp_seg *sg, tcp_seq seq, tcp_seq ack, int flags)
{
	struct inpcb inp = { .inp_laddr = sg->sg_laddr,
	    .inp_faddr = sg->sg_faddr };
	struct mbuf *m = tcp_header_alloc(sizeof(struct tcphdr));

	if (m == NULL)
		return;
	*mtod(m, struct tcphdr *) = (struct tcphdr){
		.th_sport = sg->sg_lport,
		.th_dport = sg->sg_fport,
		.th_seq = htonl(seq),
		.th_ack = htonl(ack),
		.th_off = sizeof(struct tcphdr) / 4,
		.th_flags = (uint8_t)flags,
	};
	TCPSTAT_INC(tcps_sndctrl);
	(void)tcp_send(m, &inp, NULL);
}

void
tcp_respond_rst(const struct tcp_seg *sg)
{
	uint32_t len = sg->sg_len + ((sg->sg_flags & TH_SYN) != 0) +
	    ((sg->sg_flags & TH_FIN) != 0);

	if (sg->sg_flags & TH_RST)
		return;
	if (sg->sg_flags & TH_ACK)
		tcp_respond(sg, sg->sg_ack, 0, TH_RST);
	else
		tcp_respond(sg, 0, sg->sg_seq + len, TH_RST | TH_ACK);
}

static void
tcp_output_syn(struct tcpcb *tp)
{
	int flags = tp->t_state == TCPS_SYN_SENT ? TH_SYN : TH_SYN | TH_ACK;

	if (tp->t_snd_nxt == tp->t_iss) {
		tcp_emit(tp, tp->t_iss, 0, flags);
		tp->t_snd_nxt = tp->t_snd_max = tp->t_iss + 1;
	}
	if (tp->t_timer[TT_REXMT] == 0)
		tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns << tp->t_backoff);
}

/* May a segment of len bytes, of left, leave although it is not full? */
static int
tcp_small_ok(const struct tcpcb *tp, uint32_t len, uint32_t left)
{
	if (SEQ_LT(tp->t_snd_nxt, tp->t_snd_max))
		return 1;		/* again */
	if (tp->t_flags & TF_NOPUSH && !(tp->t_flags & TF_FIN))
		return 0;
	if (len == left && (tp->t_flags & (TF_NODELAY | TF_FIN) ||
	    tp->t_snd_nxt == tp->t_snd_una))
		return 1;
	return len > 0 && len >= tp->t_max_wnd / 2;
}

/* Room for options is left, as many as may be there. */
uint32_t
tcp_segment_max(const struct tcpcb *tp)
{
	uint32_t options = tp->t_flags & TF_TSTMP ? TCP_TS_LEN : 0;

	if (tp->t_flags & TF_SACK && tp->t_pieces != NULL)
		options = TCP_OPTS_MAX;
	return tp->t_mss - options;
}

uint32_t
tcp_resend(struct tcpcb *tp, tcp_seq seq, uint32_t len)
{
	uint32_t off = seq - tp->t_snd_una, left, max = tcp_segment_max(tp);
	int fin;

	left = off < tp->t_snd.sm_cc ? tp->t_snd.sm_cc - off : 0;
	fin = len > left && tp->t_flags & TF_FIN && left <= max;
	if (len > left)
		len = left;
	if (len > max)
		len = max;
	TCPSTAT_INC(tcps_sndrexmitpack);
	tp->t_rtt_start_ns = 0;
	tcp_emit(tp, seq, len, TH_ACK | (fin ? TH_FIN : 0));
	return len + (uint32_t)fin;
}

static void
tcp_sent(struct tcpcb *tp, uint32_t len, int fin)
{
	tp->t_snd_nxt += len + (fin != 0);
	if (SEQ_GT(tp->t_snd_nxt, tp->t_snd_max)) {
		TCPSTAT_ADD(tcps_sndbyte, len);
		tp->t_snd_max = tp->t_snd_nxt;
		if (tp->t_rtt_start_ns == 0) {
			tp->t_rtt_start_ns = clock_uptime_ns();
			tp->t_rtt_seq = tp->t_snd_nxt;
		}
	} else {
		TCPSTAT_INC(tcps_sndrexmitpack);
	}
	tp->t_timer[TT_PERSIST] = 0;
	if (tp->t_timer[TT_REXMT] == 0)
		tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns << tp->t_backoff);
}

/*
 * One segment from t_snd_nxt on, or the FIN, within win bytes from the
 * first not acknowledged.  How many sequence numbers; 0: nothing may go.
 */
static uint32_t
tcp_output_segment(struct tcpcb *tp, uint32_t win)
{
	uint32_t flight = tp->t_snd_nxt - tp->t_snd_una, left, len;
	tcp_seq seq = tp->t_snd_nxt;
	int fin;

	if (flight > tp->t_snd.sm_cc)
		return 0;		/* the FIN is out */
	win = win > flight ? win - flight : 0;
	left = len = tp->t_snd.sm_cc - flight;
	if (len > win)
		len = win;
	if (len > tcp_segment_max(tp))
		len = tcp_segment_max(tp);
	fin = tp->t_flags & TF_FIN && len == left ? TH_FIN : 0;
	if (len == 0 && !fin)
		return 0;
	if (len < tcp_segment_max(tp) && !tcp_small_ok(tp, len, left))
		return 0;
	tcp_sent(tp, len, fin);
	tcp_emit(tp, seq, len, TH_ACK | fin | (len == left ? TH_PUSH : 0));
	return len + (fin != 0);
}

uint32_t
tcp_output_new(struct tcpcb *tp)
{
	return tp->t_snd_nxt == tp->t_snd_max ?
	    tcp_output_segment(tp, tp->t_snd_wnd) : 0;
}

/*
 * What fits the window has waited long enough to be more (RFC 9293
 * 3.8.6.2.1, the override timeout); nothing is on its way.
 */
void
tcp_output_override(struct tcpcb *tp)
{
	uint32_t len = tp->t_snd.sm_cc;
	int fin;

	if (len > tp->t_snd_wnd)
		len = tp->t_snd_wnd;
	if (len > tcp_segment_max(tp))
		len = tcp_segment_max(tp);
	fin = tp->t_flags & TF_FIN && len == tp->t_snd.sm_cc ? TH_FIN : 0;
	tcp_sent(tp, len, fin);
	tcp_emit(tp, tp->t_snd_una, len, TH_ACK | TH_PUSH | fin);
}

/* Should the peer hear of room that came free (RFC 1122 4.2.3.3)? */
static int
tcp_window_due(const struct tcpcb *tp)
{
	uint32_t old, grown, space = tcp_rcv_space(tp), max;

	if (tcp_rcv_done(tp))
		return 0;
	max = TCP_MAXWIN << tp->t_rcv_scale;
	old = tp->t_rcv_adv - tp->t_rcv_nxt;
	if (space > max)
		space = max;
	grown = space > old ? space - old : 0;
	return grown >= 2u * tp->t_mss || (grown > 0 && grown >= space / 2 &&
	    old < tp->t_mss);
}

void
tcp_output(struct tcpcb *tp)
{
	uint32_t flight;

	if (tp->t_state <= TCPS_LISTEN)
		return;
	if (tp->t_state <= TCPS_SYN_RECEIVED) {
		tcp_output_syn(tp);
		return;
	}
	while (tcp_output_segment(tp, tp->t_snd_wnd < tp->t_cwnd ?
	    tp->t_snd_wnd : tp->t_cwnd) > 0)
		;
	if (tp->t_flags & TF_ACKNOW || tcp_window_due(tp))
		tcp_emit(tp, tp->t_snd_max, 0, TH_ACK);
	else if (tp->t_flags & TF_DELACK && tp->t_timer[TT_DELACK] == 0)
		tcp_timer_set(tp, TT_DELACK, TCP_DELACK_NS);
	flight = tp->t_snd_nxt - tp->t_snd_una;
	if (flight == 0 && tp->t_snd.sm_cc > 0 &&
	    tp->t_timer[TT_REXMT] == 0 && tp->t_timer[TT_PERSIST] == 0)
		tcp_timer_set(tp, TT_PERSIST, tp->t_rto_ns <
		    TCP_PERSIST_MIN_NS ? TCP_PERSIST_MIN_NS : tp->t_rto_ns);
}
