// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_sack - selective acknowledgement (RFC 2018), and the recovery from
 * losses that it allows (RFC 6675).
 *
 * The sender keeps a scoreboard: the ranges beyond t_snd_una that the peer
 * has, in order, apart from each other.  What lies before one of them is a
 * hole; it counts as lost once enough has arrived behind it.  pipe is an
 * estimate of what is still on its way: recovery sends while pipe leaves
 * room in the window, holes first.
 *
 * Invariant: ranges lie within t_snd_una and t_snd_max.  The scoreboard is
 * made when the first block comes, bounded, and emptied by a timeout, since
 * a receiver may throw away what it has not acknowledged (RFC 2018 8).
 */
#include "kernel/lib/string.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define SACK_RANGES	32	/* kept; more are not believed */
#define SACK_DUP	3	/* DupThresh of RFC 6675 */

/* From a hole that recovery may fill. */
enum sack_hole { HOLE_LOST, HOLE_ANY };

struct tcp_sack {
	uint32_t sk_n;			/* [t] */
	int sk_rescued;			/* [t] rule 4 was used */
	tcp_seq sk_rxt;			/* [t] behind the last one resent */
	struct tcp_range sk_range[SACK_RANGES]; /* [t] */
};

VNET_DEFINE(int, tcp_do_sack) = 1;		/* [a] */

/* ------------------------------------------------------- the receiver */

/* The run of pieces that begins with *p; *p becomes what follows it. */
static struct tcp_range
sack_run(const struct tcp_piece **p)
{
	struct tcp_range r = { (*p)->tp_seq, (*p)->tp_seq };

	for (; *p != NULL && (*p)->tp_seq == r.tr_end; *p = (*p)->tp_next)
		r.tr_end += (*p)->tp_len;
	return r;
}

static int
sack_is_recent(const struct tcpcb *tp, const struct tcp_range *r)
{
	return SEQ_LEQ(r->tr_start, tp->t_sack_recent) &&
	    SEQ_GT(r->tr_end, tp->t_sack_recent);
}

static uint32_t
sack_put32(uint8_t *p, uint32_t v)
{
	v = htonl(v);
	memcpy(p, &v, sizeof(v));
	return sizeof(v);
}

/*
 * The option, in up to room bytes: its length.  First the block with what
 * came last (RFC 2018 4), then the others from the lowest on.
 */
uint32_t
tcp_sack_put(const struct tcpcb *tp, uint8_t *opt, uint32_t room)
{
	const struct tcp_piece *p;
	struct tcp_range r;
	uint32_t n = 4;

	if (!(tp->t_flags & TF_SACK) || tp->t_pieces == NULL)
		return 0;
	for (p = tp->t_pieces; p != NULL && n == 4 && n + 8 <= room;) {
		r = sack_run(&p);
		if (!sack_is_recent(tp, &r))
			continue;
		n += sack_put32(opt + n, r.tr_start);
		n += sack_put32(opt + n, r.tr_end);
	}
	for (p = tp->t_pieces; p != NULL && n + 8 <= room;) {
		r = sack_run(&p);
		if (sack_is_recent(tp, &r) || r.tr_start == r.tr_end)
			continue;
		n += sack_put32(opt + n, r.tr_start);
		n += sack_put32(opt + n, r.tr_end);
	}
	if (n == 4)
		return 0;
	opt[0] = opt[1] = TCPOPT_NOP;
	opt[2] = TCPOPT_SACK;
	opt[3] = (uint8_t)(n - 2);
	return n;
}

/* --------------------------------------------------------- scoreboard */

/* Forget what has been acknowledged. */
static void
sack_trim(const struct tcpcb *tp)
{
	struct tcp_sack *sk = tp->t_sack;
	uint32_t i = 0;

	while (i < sk->sk_n &&
	    SEQ_LEQ(sk->sk_range[i].tr_end, tp->t_snd_una))
		i++;
	sk->sk_n -= i;
	memmove(sk->sk_range, sk->sk_range + i,
	    sk->sk_n * sizeof(sk->sk_range[0]));
	if (sk->sk_n > 0 &&
	    SEQ_LT(sk->sk_range[0].tr_start, tp->t_snd_una))
		sk->sk_range[0].tr_start = tp->t_snd_una;
	if (SEQ_LT(sk->sk_rxt, tp->t_snd_una))
		sk->sk_rxt = tp->t_snd_una;
}

/* Put r in, joined with those it touches.  Nonzero: it says something new. */
static int
sack_add(struct tcp_sack *sk, struct tcp_range r)
{
	struct tcp_range *range = sk->sk_range;
	uint32_t i = 0, j;

	while (i < sk->sk_n && SEQ_LT(range[i].tr_end, r.tr_start))
		i++;
	if (i < sk->sk_n && SEQ_LEQ(range[i].tr_start, r.tr_start) &&
	    SEQ_GEQ(range[i].tr_end, r.tr_end))
		return 0;
	for (j = i; j < sk->sk_n && SEQ_LEQ(range[j].tr_start, r.tr_end);
	    j++) {
		if (SEQ_LT(range[j].tr_start, r.tr_start))
			r.tr_start = range[j].tr_start;
		if (SEQ_GT(range[j].tr_end, r.tr_end))
			r.tr_end = range[j].tr_end;
	}
	if (j == i && sk->sk_n == SACK_RANGES)
		return 0;
	memmove(range + i + 1, range + j,
	    (sk->sk_n - j) * sizeof(range[0]));
	sk->sk_n += 1 + i - j;
	range[i] = r;
	return 1;
}

/* Blocks below the acknowledgement tell of doubles (RFC 2883): ignored. */
static int
sack_believable(const struct tcpcb *tp, const struct tcp_seg *sg,
    const struct tcp_range *r)
{
	return SEQ_LT(r->tr_start, r->tr_end) &&
	    SEQ_GT(r->tr_start, tp->t_snd_una) &&
	    SEQ_GT(r->tr_start, sg->sg_ack) &&
	    SEQ_LEQ(r->tr_end, tp->t_snd_max);
}

int
tcp_sack_update(struct tcpcb *tp, const struct tcp_seg *sg)
{
	int i, news = 0;

	if (!(tp->t_flags & TF_SACK) || sg->sg_nsack == 0)
		return 0;
	if (tp->t_sack == NULL)
		tp->t_sack = VNET_ALLOC(sizeof(*tp->t_sack), KM_NOSLEEP |
		    KM_ZERO);
	if (tp->t_sack == NULL)
		return 0;
	sack_trim(tp);
	for (i = 0; i < sg->sg_nsack; i++) {
		if (sack_believable(tp, sg, &sg->sg_sack[i]))
			news |= sack_add(tp->t_sack, sg->sg_sack[i]);
	}
	return news;
}

void
tcp_sack_forget(struct tcpcb *tp)
{
	if (tp->t_sack != NULL)
		tp->t_sack->sk_n = 0;
}

/* ----------------------------------------------------------- recovery */

/* IsLost() for the hole before range i. */
static int
sack_lost(const struct tcpcb *tp, uint32_t i)
{
	const struct tcp_sack *sk = tp->t_sack;
	uint32_t bytes = 0;

	if (sk->sk_n - i >= SACK_DUP)
		return 1;
	for (; i < sk->sk_n; i++)
		bytes += sk->sk_range[i].tr_end - sk->sk_range[i].tr_start;
	return bytes > (SACK_DUP - 1) * (uint32_t)tp->t_mss;
}

/* Of [from, to): what was sent again. */
static uint32_t
sack_resent(const struct tcp_sack *sk, tcp_seq from, tcp_seq to)
{
	if (SEQ_LEQ(sk->sk_rxt, from))
		return 0;
	return (SEQ_LT(sk->sk_rxt, to) ? sk->sk_rxt : to) - from;
}

/* SetPipe(): bytes that are on their way. */
static uint32_t
sack_pipe(const struct tcpcb *tp)
{
	const struct tcp_sack *sk = tp->t_sack;
	tcp_seq from = tp->t_snd_una;
	uint32_t i, pipe = 0;

	for (i = 0; i < sk->sk_n; i++) {
		if (!sack_lost(tp, i))
			pipe += sk->sk_range[i].tr_start - from;
		pipe += sack_resent(sk, from, sk->sk_range[i].tr_start);
		from = sk->sk_range[i].tr_end;
	}
	return pipe + (tp->t_snd_max - from);
}

/* Send again up to len bytes from seq on; how many. */
static uint32_t
sack_resend(struct tcpcb *tp, tcp_seq seq, uint32_t len)
{
	TCPSTAT_INC(tcps_sack_rexmits);
	len = tcp_resend(tp, seq, len);
	tp->t_sack->sk_rxt = seq + len;
	return len;
}

/* The first hole not yet resent: its rest sent, as far as one segment goes. */
static uint32_t
sack_fill_hole(struct tcpcb *tp, enum sack_hole which)
{
	struct tcp_sack *sk = tp->t_sack;
	tcp_seq from = tp->t_snd_una;
	uint32_t i;

	for (i = 0; i < sk->sk_n; i++) {
		if (which == HOLE_LOST && !sack_lost(tp, i))
			return 0;	/* those behind it even less */
		if (SEQ_LT(from, sk->sk_rxt))
			from = sk->sk_rxt;
		if (SEQ_LT(from, sk->sk_range[i].tr_start))
			return sack_resend(tp, from,
			    sk->sk_range[i].tr_start - from);
		from = sk->sk_range[i].tr_end;
	}
	return 0;
}

/* Rule 4: the end of what was sent, once, lest its loss need a timeout. */
static uint32_t
sack_rescue(struct tcpcb *tp)
{
	struct tcp_sack *sk = tp->t_sack;
	uint32_t len, mss = tcp_segment_max(tp);
	tcp_seq end;

	if (sk->sk_rescued || sk->sk_n == 0)
		return 0;
	end = sk->sk_range[sk->sk_n - 1].tr_end;
	len = tp->t_snd_max - end;
	if (len == 0)
		return 0;
	sk->sk_rescued = 1;
	if (len > mss)
		len = mss;
	return tcp_resend(tp, tp->t_snd_max - len, len);
}

/* NextSeg(): send the one that is due; its bytes, 0: there is none. */
static uint32_t
sack_send_next(struct tcpcb *tp)
{
	uint32_t n;

	n = sack_fill_hole(tp, HOLE_LOST);
	if (n == 0)
		n = tcp_output_new(tp);
	if (n == 0)
		n = sack_fill_hole(tp, HOLE_ANY);
	return n != 0 ? n : sack_rescue(tp);
}

void
tcp_sack_recover(struct tcpcb *tp)
{
	uint32_t n, pipe;

	if (tp->t_sack == NULL)
		return;
	sack_trim(tp);
	pipe = sack_pipe(tp);
	while (pipe + tp->t_mss <= tp->t_cwnd &&
	    (n = sack_send_next(tp)) > 0)
		pipe += n;
}

/* Section 5: sent while it is not yet clear whether anything was lost. */
static void
sack_limited_transmit(struct tcpcb *tp)
{
	uint32_t n, pipe = sack_pipe(tp);

	while (pipe + tp->t_mss <= tp->t_cwnd && (n = tcp_output_new(tp)) > 0)
		pipe += n;
}

void
tcp_sack_dupack(struct tcpcb *tp)
{
	struct tcp_sack *sk = tp->t_sack;

	TCPSTAT_INC(tcps_rcvdupack);
	if (tp->t_flags & TF_RECOVER) {
		tcp_sack_recover(tp);
		return;
	}
	if (++tp->t_dupacks < SACK_DUP && !sack_lost(tp, 0)) {
		sack_limited_transmit(tp);
		return;
	}
	if (SEQ_LT(tp->t_snd_una, tp->t_recover))
		return;			/* of what a timeout resends: 5.1 */
	TCPSTAT_INC(tcps_sack_recovery_episode);
	tcp_cc_loss(tp);
	tp->t_recover = tp->t_snd_max;
	tp->t_flags |= TF_RECOVER;
	tp->t_cwnd = tp->t_ssthresh;
	sk->sk_rxt = tp->t_snd_una;
	sk->sk_rescued = 0;
	(void)sack_fill_hole(tp, HOLE_ANY);
	tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns);
	tcp_sack_recover(tp);
}

SYSCTL_VNET_INT_RANGE(tcp_do_sack, "net.inet.tcp.sack.enable", tcp_do_sack,
    0, 1, "offer and take selective acknowledgements");
