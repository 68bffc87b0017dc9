// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_input - segments in: checks, options, whose they are; and those that
 * meet no connection yet (RFC 9293 3.10.7.1 and 3.10.7.2).
 */
#include <sys/errno.h>
#include <netinet/ip_icmp.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"
#include "subsys/net/route.h"

static uint32_t
tcp_opt_get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return ntohl(v);
}

/* Blocks beyond those that fit an option are none. */
static void
tcp_option_sack(struct tcp_seg *sg, const uint8_t *p, int len)
{
	for (; len >= 8 && sg->sg_nsack < TCP_SACK_BLOCKS; p += 8, len -= 8)
		sg->sg_sack[sg->sg_nsack++] = (struct tcp_range){
		    tcp_opt_get32(p), tcp_opt_get32(p + 4) };
}

static void
tcp_option(struct tcp_seg *sg, const uint8_t *opt, int len)
{
	if (opt[0] == TCPOPT_MAXSEG && len == 4 && sg->sg_flags & TH_SYN) {
		sg->sg_mss = (uint16_t)(opt[2] << 8 | opt[3]);
	} else if (opt[0] == TCPOPT_WINDOW && len == 3 &&
	    sg->sg_flags & TH_SYN) {
		sg->sg_wscale = opt[2] > TCP_MAX_SHIFT ? TCP_MAX_SHIFT :
		    opt[2];
	} else if (opt[0] == TCPOPT_TIMESTAMP && len == 10) {
		sg->sg_ts = 1;
		sg->sg_tsval = tcp_opt_get32(opt + 2);
		sg->sg_tsecr = tcp_opt_get32(opt + 6);
	} else if (opt[0] == TCPOPT_SACK_PERMITTED && len == 2) {
		sg->sg_sackok = sg->sg_flags & TH_SYN;
	} else if (opt[0] == TCPOPT_SACK && len % 8 == 2) {
		tcp_option_sack(sg, opt + 2, len - 2);
	}
}

/* A length that leads outside ends the reading, as if by EOL. */
static void
tcp_options_parse(struct tcp_seg *sg, const uint8_t *opt, int n)
{
	int len;

	for (; n > 0 && *opt != TCPOPT_EOL; n -= len, opt += len) {
		len = 1;
		if (*opt == TCPOPT_NOP)
			continue;
		if (n < 2 || opt[1] < 2 || opt[1] > n)
			return;
		len = opt[1];
		tcp_option(sg, opt, len);
	}
}

/* Length and sum; the header contiguous.  NULL: bad, counted, freed. */
static struct mbuf *
tcp_check(struct mbuf *m, uint32_t hlen)
{
	uint32_t len = m->m_pktlen - hlen, off;
	const struct tcphdr *th;
	const struct ip *ip;

	if (len < sizeof(*th)) {
		TCPSTAT_INC(tcps_rcvshort);
		m_freem(m);
		return NULL;
	}
	m = m_pullup(m, hlen + sizeof(*th));
	if (m == NULL)
		return NULL;
	ip = mtod(m, const struct ip *);
	th = (const struct tcphdr *)(const void *)(m->m_data + hlen);
	off = th->th_off * 4u;
	if (off < sizeof(*th) || off > len) {
		TCPSTAT_INC(tcps_rcvbadoff);
		m_freem(m);
		return NULL;
	}
	if (!(m->m_csum & CSUM_DATA_VALID) && in_cksum_mbuf(m, hlen, len,
	    ip_pseudo(ip->ip_src.s_addr, ip->ip_dst.s_addr, IPPROTO_TCP,
	    len)) != 0) {
		TCPSTAT_INC(tcps_rcvbadsum);
		m_freem(m);
		return NULL;
	}
	return m_pullup(m, hlen + off);
}

/* Take the headers apart and off. */
static void
tcp_seg_init(struct tcp_seg *sg, struct mbuf *m, uint32_t hlen)
{
	const struct ip *ip = mtod(m, const struct ip *);
	const struct tcphdr *th;
	uint32_t off;

	th = (const struct tcphdr *)(const void *)(m->m_data + hlen);
	off = th->th_off * 4u;
	*sg = (struct tcp_seg){
		.sg_m = m,
		.sg_laddr = ip->ip_dst.s_addr,
		.sg_faddr = ip->ip_src.s_addr,
		.sg_lport = th->th_dport,
		.sg_fport = th->th_sport,
		.sg_seq = ntohl(th->th_seq),
		.sg_ack = ntohl(th->th_ack),
		.sg_len = m->m_pktlen - hlen - off,
		.sg_wnd = ntohs(th->th_win),
		.sg_flags = th->th_flags,
		.sg_wscale = -1,
	};
	tcp_options_parse(sg, (const uint8_t *)(th + 1),
	    (int)(off - sizeof(*th)));
	m_adj(m, (int32_t)(hlen + off));
}

/* What both ends offered in their SYNs. */
void
tcp_options_agree(struct tcpcb *tp, const struct tcp_seg *sg)
{
	uint16_t mss = sg->sg_mss ? sg->sg_mss : TCP_MSS_DEFAULT;

	if (mss < 64)
		mss = 64;		/* nobody has such; it costs us */
	if (mss < tp->t_mss)
		tp->t_mss = mss;
	if (sg->sg_wscale >= 0) {
		tp->t_flags |= TF_WSCALE;
		tp->t_snd_scale = (uint8_t)sg->sg_wscale;
	} else {
		tp->t_rcv_scale = 0;
	}
	if (sg->sg_ts) {
		tp->t_flags |= TF_TSTMP;
		tp->t_ts_recent = sg->sg_tsval;
		tp->t_ts_age_ns = clock_uptime_ns();
	}
	if (sg->sg_sackok && V_tcp_do_sack)
		tp->t_flags |= TF_SACK;
	tp->t_irs = sg->sg_seq;
	tp->t_rcv_nxt = tp->t_rcv_adv = sg->sg_seq + 1;
	tp->t_last_ack = tp->t_rcv_nxt;
	/* RFC 6928 */
	tp->t_cwnd = 10u * tp->t_mss < 14600 || tp->t_mss < 1460 ?
	    10u * tp->t_mss : 4u * tp->t_mss;
	tp->t_ssthresh = UINT32_MAX;
}

void
tcp_start(struct tcpcb *tp, uint32_t rcv_hiwat)
{
	const struct inpcb *inp = &tp->t_inp;
	uint64_t secret = tcp_secret(inp->inp_laddr, inp->inp_lport,
	    inp->inp_faddr, inp->inp_fport);
	struct nexthop nh;
	uint32_t mtu = TCP_MSS_DEFAULT + TCP_HEADERS;

	if (route_lookup(inp->inp_faddr, &nh) == 0) {
		mtu = nh.nh_mtu;
		nexthop_drop(&nh);
	}
	if (tcp_mtu_path(inp->inp_faddr) != 0 &&
	    tcp_mtu_path(inp->inp_faddr) < mtu)
		mtu = tcp_mtu_path(inp->inp_faddr);
	if (mtu > IP_MAXPACKET)
		mtu = IP_MAXPACKET;
	tp->t_mss = (uint16_t)(mtu > TCP_HEADERS + 64 ? mtu - TCP_HEADERS :
	    64);
	if (tp->t_maxseg != 0 && tp->t_maxseg < tp->t_mss)
		tp->t_mss = (uint16_t)tp->t_maxseg;
	while (tp->t_rcv_scale < TCP_MAX_SHIFT &&
	    TCP_MAXWIN << tp->t_rcv_scale < rcv_hiwat)
		tp->t_rcv_scale++;
	/* RFC 6528: a clock of 4 us, and a secret of both ends */
	tp->t_iss = (tcp_seq)(clock_uptime_ns() >> 12) + (tcp_seq)secret;
	tp->t_ts_offset = (uint32_t)(secret >> 32);
	tp->t_snd_una = tp->t_snd_nxt = tp->t_snd_max = tp->t_iss;
	tp->t_recover = tp->t_iss;
}

/* A SYN has come for listener: a connection half open. */
static void
tcp_listen_syn(struct tcpcb *listener, const struct tcp_seg *sg)
{
	struct tcpcb *tp;

	if (listener->t_qlen + listener->t_qhalf >
	    listener->t_backlog + listener->t_backlog / 2) {
		TCPSTAT_INC(tcps_listendrop);
		return;
	}
	tp = tcp_new(KM_NOSLEEP);
	if (tp == NULL)
		return;
	tp->t_inp.inp_laddr = sg->sg_laddr;
	tp->t_inp.inp_lport = sg->sg_lport;
	tp->t_inp.inp_faddr = sg->sg_faddr;
	tp->t_inp.inp_fport = sg->sg_fport;
	tp->t_inp.inp_ttl = listener->t_inp.inp_ttl;
	tp->t_inp.inp_tos = listener->t_inp.inp_tos;
	if (tcp_enter(tp) != 0) {
		tcp_free(tp);
		return;
	}
	tp->t_flags |= TF_PASSIVE | (listener->t_flags &
	    (TF_NODELAY | TF_NOPUSH));
	tp->t_keepidle_s = listener->t_keepidle_s;
	tp->t_keepintvl_s = listener->t_keepintvl_s;
	tp->t_keepcnt = listener->t_keepcnt;
	tp->t_maxseg = listener->t_maxseg;
	tp->t_rcv_hiwat = listener->t_inp.inp_so->so_rcv.sb_hiwat;
	tp->t_listener = listener;
	list_insert_tail(&listener->t_queue, &tp->t_queue);
	listener->t_qhalf++;
	tcp_hash_add(tp);
	tcp_start(tp, tp->t_rcv_hiwat);
	tcp_options_agree(tp, sg);
	tp->t_snd_wnd = tp->t_max_wnd = sg->sg_wnd;
	tp->t_snd_wl1 = sg->sg_seq;
	tp->t_state = TCPS_SYN_RECEIVED;
	TCPSTAT_INC(tcps_accepts);
	tcp_output(tp);
}

/* 3.10.7.2, the state LISTEN. */
static void
tcp_listen(struct tcpcb *tp, const struct tcp_seg *sg)
{
	if (sg->sg_flags & TH_RST)
		return;
	if (sg->sg_flags & TH_ACK)
		tcp_respond_rst(sg);
	else if (sg->sg_flags & TH_SYN && sg->sg_faddr != 0)
		tcp_listen_syn(tp, sg);
}

/* 3.10.7.1 when there is none. */
static void
tcp_no_connection(struct tcp_seg *sg)
{
	struct tcpcb *tp;

	if (tcp_tw_input(sg))
		return;
	tp = tcp_lookup_listener(sg->sg_laddr, sg->sg_lport);
	if (tp != NULL) {
		tcp_listen(tp, sg);
		return;
	}
	TCPSTAT_INC(tcps_noport);
	tcp_respond_rst(sg);
}

static void
tcp_input(struct ifnet *ifp, struct mbuf *m, int hlen)
{
	struct tcp_seg sg;
	struct tcpcb *tp;

	(void)ifp;
	TCPSTAT_INC(tcps_rcvtotal);
	if (m->m_flags & (M_BCAST | M_MCAST)) {
		m_freem(m);
		return;
	}
	m = tcp_check(m, (uint32_t)hlen);
	if (m == NULL)
		return;
	tcp_seg_init(&sg, m, (uint32_t)hlen);
	tcp_lock();
	tp = tcp_lookup(sg.sg_laddr, sg.sg_lport, sg.sg_faddr, sg.sg_fport);
	if (tp == NULL)
		tcp_no_connection(&sg);
	else if (tp->t_state == TCPS_SYN_SENT)
		tcp_segment_syn_sent(tp, &sg);
	else
		tcp_segment(tp, &sg);
	tcp_unlock();
	m_freem(sg.sg_m);
}

/* How much passes: in the message's header, which lies before ip. */
static void
tcp_too_big(struct tcpcb *tp, const struct ip *ip)
{
	const struct icmp *ic;

	ic = (const struct icmp *)(const void *)((const char *)ip -
	    offsetof(struct icmp, icmp_dun));
	tcp_mtu_learn(tp, ntohs(ic->icmp_nextmtu), ntohs(ip->ip_len));
}

/* A router or host could not; only a fresh connection gives up at once. */
static void
tcp_ctlinput(int error, const void *packet, int hlen)
{
	const struct ip *ip = packet;
	const struct tcphdr *th;
	struct tcpcb *tp;
	tcp_seq seq;

	th = (const struct tcphdr *)(const void *)
	    ((const char *)packet + hlen);
	seq = ntohl(th->th_seq);
	tcp_lock();
	tp = tcp_lookup(ip->ip_src.s_addr, th->th_sport, ip->ip_dst.s_addr,
	    th->th_dport);
	if (tp != NULL && SEQ_GEQ(seq, tp->t_snd_una) &&
	    SEQ_LT(seq, tp->t_snd_max)) {	/* RFC 5927 */
		if (error == EMSGSIZE)
			tcp_too_big(tp, ip);
		else
			tp->t_error = error;
		if (tp->t_state == TCPS_SYN_SENT && error == ECONNREFUSED)
			tcp_closed(tp, error);
	}
	tcp_unlock();
}

static const struct protocol tcp_input_protocol = {
	.pr_name = "tcp input",
	.pr_domain = AF_INET,
	.pr_number = IPPROTO_TCP,
	.pr_input = tcp_input,
	.pr_ctlinput = tcp_ctlinput,
};
PROTOCOL(tcp_input_protocol);
