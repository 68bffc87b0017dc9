// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_opt - options of TCP sockets, and what a connection tells about
 * itself.
 *
 * What is set on a listener holds for the connections it makes.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define KEEP_MAX_S	32767	/* as FreeBSD has it */

static void
tcp_flag_set(struct tcpcb *tp, uint32_t flag, int value)
{
	if (value)
		tp->t_flags |= flag;
	else
		tp->t_flags &= ~flag;
	if (tp->t_state >= TCPS_ESTABLISHED)
		tcp_output(tp);		/* what was held back may go now */
}

/* Only ever less than the path and the peer allow. */
static int
tcp_maxseg_set(struct tcpcb *tp, int value)
{
	if (value < 64 || value > (tp->t_state > TCPS_LISTEN ? tp->t_mss :
	    IP_MAXPACKET))
		return EINVAL;
	tp->t_maxseg = (uint32_t)value;
	if (tp->t_state > TCPS_LISTEN)
		tp->t_mss = (uint16_t)value;
	return 0;
}

static int
tcp_keep_set(struct tcpcb *tp, int name, int value)
{
	if (value < 1 || value > KEEP_MAX_S)
		return EINVAL;
	if (name == TCP_KEEPIDLE)
		tp->t_keepidle_s = (uint32_t)value;
	else if (name == TCP_KEEPINTVL)
		tp->t_keepintvl_s = (uint32_t)value;
	else
		tp->t_keepcnt = (uint32_t)value;
	if (tp->t_state >= TCPS_ESTABLISHED)
		tcp_keep_restart(tp);
	return 0;
}

static int
tcp_opt_set_locked(struct tcpcb *tp, int name, int value)
{
	switch (name) {
	case TCP_NODELAY:
		tcp_flag_set(tp, TF_NODELAY, value);
		return 0;
	case TCP_NOPUSH:
		tcp_flag_set(tp, TF_NOPUSH, value);
		return 0;
	case TCP_MAXSEG:
		return tcp_maxseg_set(tp, value);
	case TCP_KEEPIDLE:
	case TCP_KEEPINTVL:
	case TCP_KEEPCNT:
		return tcp_keep_set(tp, name, value);
	}
	return ENOPROTOOPT;
}

static uint32_t
tcp_us(uint64_t ns)
{
	return (uint32_t)(ns / 1000);
}

static void
tcp_info_fill(const struct tcpcb *tp, struct tcp_info *ti)
{
	*ti = (struct tcp_info){
		.tcpi_state = (uint8_t)tp->t_state,
		.tcpi_options = (uint8_t)
		    ((tp->t_flags & TF_TSTMP ? TCPI_OPT_TIMESTAMPS : 0) |
		    (tp->t_flags & TF_SACK ? TCPI_OPT_SACK : 0) |
		    (tp->t_flags & TF_WSCALE ? TCPI_OPT_WSCALE : 0)),
		.tcpi_snd_wscale = tp->t_snd_scale & 15,
		.tcpi_rcv_wscale = tp->t_rcv_scale & 15,
		.tcpi_rto = tcp_us(tp->t_rto_ns),
		.tcpi_snd_mss = tp->t_mss,
		.tcpi_rcv_mss = tp->t_mss,
		.tcpi_last_data_recv = tcp_us(clock_uptime_ns() -
		    tp->t_heard_ns),
		.tcpi_rtt = tcp_us(tp->t_srtt_ns),
		.tcpi_rttvar = tcp_us(tp->t_rttvar_ns),
		.tcpi_snd_ssthresh = tp->t_ssthresh,
		.tcpi_snd_cwnd = tp->t_cwnd,
		.tcpi_rcv_space = tcp_rcv_space(tp),
		.tcpi_snd_wnd = tp->t_snd_wnd,
		.tcpi_snd_nxt = tp->t_snd_nxt,
		.tcpi_rcv_nxt = tp->t_rcv_nxt,
	};
}

static int
tcp_opt_get_int(const struct tcpcb *tp, int name, int *value)
{
	switch (name) {
	case TCP_NODELAY:
		*value = (tp->t_flags & TF_NODELAY) != 0;
		return 0;
	case TCP_NOPUSH:
		*value = (tp->t_flags & TF_NOPUSH) != 0;
		return 0;
	case TCP_MAXSEG:
		*value = tp->t_mss;
		return 0;
	case TCP_KEEPIDLE:
		*value = (int)tp->t_keepidle_s;
		return 0;
	case TCP_KEEPINTVL:
		*value = (int)tp->t_keepintvl_s;
		return 0;
	case TCP_KEEPCNT:
		*value = (int)tp->t_keepcnt;
		return 0;
	}
	return ENOPROTOOPT;
}

static int
tcp_opt_get_locked(struct tcpcb *tp, struct sockopt *sopt)
{
	struct tcp_info ti;
	const char *name;
	int value, error = 0;

	if (sopt->so_name == TCP_INFO) {
		tcp_info_fill(tp, &ti);
		sockopt_put(sopt, &ti, sizeof(ti));
	} else if (sopt->so_name == TCP_CONGESTION) {
		name = tcp_cc_name();
		sockopt_put(sopt, name, (uint32_t)strlen(name) + 1);
	} else {
		error = tcp_opt_get_int(tp, sopt->so_name, &value);
		if (error == 0)
			sockopt_put(sopt, &value, sizeof(value));
	}
	return error;
}

int
tcp_ctloutput(struct socket *so, struct sockopt *sopt)
{
	struct tcpcb *tp = tcp_of(so);
	int value, error = 0;

	if (sopt->so_level != IPPROTO_TCP)
		return in_pr_ctloutput(so, sopt);
	if (sopt->so_set == SOPT_SET)
		error = sockopt_int(sopt, &value);
	if (error != 0)
		return error;
	tcp_lock();
	if (sopt->so_set == SOPT_SET)
		error = tcp_opt_set_locked(tp, sopt->so_name, value);
	else
		error = tcp_opt_get_locked(tp, sopt);
	tcp_unlock();
	return error;
}
