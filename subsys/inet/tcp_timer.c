// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_timer - the timers of a connection, on one callout.
 *
 * t_timer[] holds times; the callout waits for the earliest it knew of.  A
 * time moved later, or turned off, leaves the callout as it is: it looks
 * again when it comes.  So an acknowledgement costs no work on timers.
 */
#include <sys/errno.h>
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_RTO_MAX_NS	(60000 * TCP_MS)
#define TCP_MAX_BACKOFF	12	/* timeouts until we give up */
#define TCP_SYN_BACKOFF	6

VNET_DEFINE_STATIC(int, tcp_rexmit_min) = 200;	/* [a] ms */
#define V_tcp_rexmit_min	VNET(tcp_rexmit_min)
VNET_DEFINE_STATIC(int, tcp_keepidle) = 7200000;	/* [a] ms */
#define V_tcp_keepidle	VNET(tcp_keepidle)
VNET_DEFINE_STATIC(int, tcp_keepintvl) = 75000;	/* [a] ms */
#define V_tcp_keepintvl	VNET(tcp_keepintvl)
VNET_DEFINE_STATIC(int, tcp_keepcnt) = 8;	/* [a] */
#define V_tcp_keepcnt	VNET(tcp_keepcnt)

/* RFC 6298 section 2. */
void
tcp_rtt_sample(struct tcpcb *tp, uint64_t r)
{
	uint64_t diff, min = (uint64_t)V_tcp_rexmit_min * TCP_MS;

	if (tp->t_srtt_ns == 0) {
		tp->t_srtt_ns = r + 1;
		tp->t_rttvar_ns = r / 2;
	} else {
		diff = tp->t_srtt_ns > r ? tp->t_srtt_ns - r :
		    r - tp->t_srtt_ns;
		tp->t_rttvar_ns += diff / 4 - tp->t_rttvar_ns / 4;
		tp->t_srtt_ns += r / 8 - tp->t_srtt_ns / 8;
	}
	tp->t_rto_ns = tp->t_srtt_ns + 4 * tp->t_rttvar_ns;
	if (tp->t_rto_ns < min)
		tp->t_rto_ns = min;
	if (tp->t_rto_ns > TCP_RTO_MAX_NS)
		tp->t_rto_ns = TCP_RTO_MAX_NS;
}

/* If it cannot be stopped it is about to run, and arms itself again. */
static void
tcp_callout_set(struct tcpcb *tp, uint64_t when, uint64_t now)
{
	if (tp->t_flags & TF_ARMED) {
		if (tp->t_when_ns <= when ||
		    callout_stop(&tp->t_callout) == 0)
			return;
	}
	tp->t_flags |= TF_ARMED;
	tp->t_when_ns = when;
	callout_reset(&tp->t_callout, when > now ? when - now : 0);
}

void
tcp_timer_set(struct tcpcb *tp, enum tcp_timer which, uint64_t ns)
{
	uint64_t now = clock_uptime_ns();

	if (ns > TCP_RTO_MAX_NS && (which == TT_REXMT || which == TT_PERSIST))
		ns = TCP_RTO_MAX_NS;
	tp->t_timer[which] = now + ns;
	tcp_callout_set(tp, now + ns, now);
}

/* RFC 6298 section 5, RFC 5681 3.1. */
static void
tcp_rexmt_timeout(struct tcpcb *tp)
{
	TCPSTAT_INC(tcps_rexmttimeo);
	if (++tp->t_backoff > (tp->t_state <= TCPS_SYN_RECEIVED ?
	    TCP_SYN_BACKOFF : TCP_MAX_BACKOFF)) {
		TCPSTAT_INC(tcps_timeoutdrop);
		tcp_abort(tp, tp->t_error ? tp->t_error : ETIMEDOUT);
		return;
	}
	if (tp->t_backoff == 1)
		tcp_cc_loss(tp);
	tp->t_cwnd = tp->t_mss;
	tp->t_dupacks = 0;
	tcp_sack_forget(tp);
	tp->t_recover = tp->t_snd_max;
	tp->t_flags &= ~(uint32_t)TF_RECOVER;
	tp->t_rtt_start_ns = 0;		/* Karn: no sample from repeats */
	tp->t_snd_nxt = tp->t_state <= TCPS_SYN_RECEIVED ? tp->t_iss :
	    tp->t_snd_una;
	tcp_output(tp);
	if (tp->t_state != TCPS_CLOSED && tp->t_timer[TT_REXMT] == 0 &&
	    tp->t_timer[TT_PERSIST] == 0 &&
	    SEQ_LT(tp->t_snd_una, tp->t_snd_max))
		tcp_timer_set(tp, TT_REXMT, tp->t_rto_ns << tp->t_backoff);
}

/* One byte into the closed window (RFC 9293 3.8.6.1). */
static void
tcp_persist_timeout(struct tcpcb *tp)
{
	uint64_t ns;

	if (tp->t_snd.sm_cc == 0)
		return;
	if (tp->t_snd_wnd > 0 && tp->t_snd_nxt == tp->t_snd_una) {
		tcp_output_override(tp);
		return;
	}
	TCPSTAT_INC(tcps_persisttimeo);
	if (++tp->t_backoff > TCP_MAX_BACKOFF && tp->t_flags & TF_ORPHAN) {
		tcp_abort(tp, ETIMEDOUT);
		return;
	}
	tcp_emit(tp, tp->t_snd_una, 1, TH_ACK);
	if (SEQ_LT(tp->t_snd_max, tp->t_snd_una + 1))
		tp->t_snd_max = tp->t_snd_una + 1;
	ns = tp->t_rto_ns << (tp->t_backoff > 8 ? 8 : tp->t_backoff);
	tcp_timer_set(tp, TT_PERSIST, ns);
}

/* A connection's own times, in seconds, or those of the stack. */
static uint64_t
tcp_keep_ns(uint32_t own_s, int stack_ms)
{
	return own_s ? own_s * 1000 * TCP_MS : (uint64_t)stack_ms * TCP_MS;
}

void
tcp_keep_restart(struct tcpcb *tp)
{
	tcp_timer_set(tp, TT_KEEP, tcp_keep_ns(tp->t_keepidle_s,
	    V_tcp_keepidle));
}

/* RFC 1122 4.2.3.6: an old sequence number asks for an answer. */
static void
tcp_keep_timeout(struct tcpcb *tp)
{
	struct socket *so = tp->t_inp.inp_so;
	uint64_t idle = clock_uptime_ns() - tp->t_heard_ns;
	uint64_t limit = tcp_keep_ns(tp->t_keepidle_s, V_tcp_keepidle);
	uint32_t count = tp->t_keepcnt ? tp->t_keepcnt :
	    (uint32_t)V_tcp_keepcnt;

	if (so == NULL)
		return;
	/* the option may be set at any time: look every now and then */
	if (!(so->so_options & SO_KEEPALIVE) || idle < limit) {
		tp->t_probes = 0;
		tcp_timer_set(tp, TT_KEEP, idle < limit ? limit - idle :
		    limit);
		return;
	}
	if (tp->t_probes++ >= count) {
		TCPSTAT_INC(tcps_keepdrops);
		tcp_abort(tp, ETIMEDOUT);
		return;
	}
	TCPSTAT_INC(tcps_keepprobe);
	tcp_emit(tp, tp->t_snd_una - 1, 0, TH_ACK);
	tcp_timer_set(tp, TT_KEEP, tcp_keep_ns(tp->t_keepintvl_s,
	    V_tcp_keepintvl));
}

static void
tcp_timeout(struct tcpcb *tp, enum tcp_timer which)
{
	switch (which) {
	case TT_REXMT:
		tcp_rexmt_timeout(tp);
		break;
	case TT_PERSIST:
		tcp_persist_timeout(tp);
		break;
	case TT_KEEP:
		tcp_keep_timeout(tp);
		break;
	case TT_DELACK:
		tp->t_flags |= TF_ACKNOW;
		tcp_output(tp);
		break;
	default:
		tcp_closed(tp, 0);	/* the peer's FIN did not come */
		break;
	}
}

static void
tcp_timers_run(struct tcpcb *tp)
{
	uint64_t now = clock_uptime_ns(), next = 0;
	unsigned i;

	for (i = 0; i < TCP_NTIMERS && !(tp->t_flags & TF_DEAD); i++) {
		if (tp->t_timer[i] == 0 || tp->t_timer[i] > now)
			continue;
		tp->t_timer[i] = 0;
		tcp_timeout(tp, (enum tcp_timer)i);
	}
	for (i = 0; i < TCP_NTIMERS; i++) {
		if (tp->t_timer[i] != 0 &&
		    (next == 0 || tp->t_timer[i] < next))
			next = tp->t_timer[i];
	}
	if (next != 0 && !(tp->t_flags & TF_DEAD))
		tcp_callout_set(tp, next, now);
}

void
tcp_timer_run(void *arg)
{
	struct tcpcb *tp = arg;

	CURVNET_SET(tp->t_vnet);
	tcp_lock();
	tp->t_flags &= ~(uint32_t)TF_ARMED;
	if (tp->t_flags & TF_DEAD)
		tcp_bury(tp);
	else
		tcp_timers_run(tp);
	tcp_unlock();
	CURVNET_RESTORE();
}

SYSCTL_VNET_INT(tcp_rexmit_min, "net.inet.tcp.rexmit_min", tcp_rexmit_min,
    "shortest time until a segment is sent again, ms");
SYSCTL_VNET_INT(tcp_keepidle, "net.inet.tcp.keepidle", tcp_keepidle,
    "silence until a kept-alive connection is probed, ms");
SYSCTL_VNET_INT(tcp_keepintvl, "net.inet.tcp.keepintvl", tcp_keepintvl,
    "time between probes, ms");
SYSCTL_VNET_INT(tcp_keepcnt, "net.inet.tcp.keepcnt", tcp_keepcnt,
    "probes without answer that end a connection");
