// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_cc - how fast the window grows, and how far it falls: CUBIC
 * (RFC 9438) or Reno (RFC 5681), chosen for each stack.
 *
 * CUBIC's curve W(t) = C (t - K)^3 + Wmax, in segments and seconds, with
 * C = 0.4; here in thousandths of a second: whole numbers only.
 */
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define CUBIC_MS_MAX	100000	/* where the curve is steep enough */

VNET_DEFINE_STATIC(int, tcp_cubic) = 1;		/* [a] */
#define V_tcp_cubic	VNET(tcp_cubic)

const char *
tcp_cc_name(void)
{
	return V_tcp_cubic ? "cubic" : "newreno";
}

/* Largest x with x * x * x <= v, bit by bit; x below 2^21. */
static uint64_t
cube_root(uint64_t v)
{
	uint64_t x = 0, bit;

	for (bit = 1ul << 20; bit > 0; bit >>= 1) {
		if ((x | bit) * (x | bit) * (x | bit) <= v)
			x |= bit;
	}
	return x;
}

/* Loss was seen with the window at cwnd: 4.6 and 4.7. */
void
tcp_cc_loss(struct tcpcb *tp)
{
	uint32_t mss = tp->t_mss, flight = tp->t_snd_max - tp->t_snd_una;
	uint32_t wnd = tp->t_cwnd < flight ? tp->t_cwnd : flight;

	tp->t_cc_epoch_ns = 0;
	if (V_tcp_cubic) {
		/* below the last peak: leave room for others sooner */
		tp->t_cc_wmax = tp->t_cwnd < tp->t_cc_wmax ?
		    (uint32_t)((uint64_t)tp->t_cwnd * 17 / 20) : tp->t_cwnd;
		wnd = (uint32_t)((uint64_t)wnd * 7 / 10);
	} else {
		wnd /= 2;
	}
	tp->t_ssthresh = wnd > 2 * mss ? wnd : 2 * mss;
}

/* Where the curve is t ms after its beginning at the last reduction. */
static uint64_t
cubic_window(const struct tcpcb *tp, uint64_t ms)
{
	/* K^3 = Wmax (1 - 0.7) / C = Wmax * 3 / 4 segments, in ms^3 */
	uint64_t mss = tp->t_mss, k, d, delta, wmax = tp->t_cc_wmax;

	k = cube_root(wmax * 3 / (4 * mss) * 1000000000ul);
	if (ms > CUBIC_MS_MAX)
		ms = CUBIC_MS_MAX;
	d = ms > k ? ms - k : k - ms;
	/* 0.4 segments a second^3 */
	delta = d * d * d / 1000000 * mss / 2500;
	if (ms >= k)
		return wmax + delta;
	return wmax > delta ? wmax - delta : 0;
}

/* Bytes to grow by in congestion avoidance. */
static uint32_t
cubic_growth(struct tcpcb *tp, uint32_t reno)
{
	uint64_t now = clock_uptime_ns(), target, incr;

	if (tp->t_cc_epoch_ns == 0) {
		tp->t_cc_epoch_ns = now;
		if (tp->t_cc_wmax < tp->t_cwnd)
			tp->t_cc_wmax = tp->t_cwnd;
	}
	target = cubic_window(tp, (now - tp->t_cc_epoch_ns +
	    tp->t_srtt_ns) / TCP_MS);
	if (target <= tp->t_cwnd)
		return reno;
	if (target > tp->t_cwnd + tp->t_cwnd / 2)
		target = tp->t_cwnd + tp->t_cwnd / 2;
	incr = (target - tp->t_cwnd) * tp->t_mss / tp->t_cwnd;
	return incr > reno ? (uint32_t)incr : reno;	/* 4.3 */
}

/* acked bytes arrived: slow start (RFC 5681 3.1), then avoidance. */
void
tcp_cc_acked(struct tcpcb *tp, uint32_t acked)
{
	uint32_t incr, mss = tp->t_mss;

	if (tp->t_cwnd < tp->t_ssthresh) {
		incr = acked < 2 * mss ? acked : 2 * mss;
	} else {
		incr = (uint32_t)((uint64_t)mss * mss / tp->t_cwnd);
		incr += incr == 0;
		if (V_tcp_cubic)
			incr = cubic_growth(tp, incr);
	}
	if (tp->t_cwnd < TCP_MAXWIN << TCP_MAX_SHIFT)
		tp->t_cwnd += incr;
}

SYSCTL_VNET_INT(tcp_cubic, "net.inet.tcp.cc.cubic", tcp_cubic,
    "congestion control: 1 CUBIC, 0 Reno");
