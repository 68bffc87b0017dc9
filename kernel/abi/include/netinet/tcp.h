// SPDX-License-Identifier: BSD-2-Clause
/* netinet/tcp - the TCP header (RFC 9293), options and states. */
#pragma once

#include <sys/types.h>

typedef uint32_t	tcp_seq;

struct tcphdr {
	uint16_t th_sport;
	uint16_t th_dport;
	tcp_seq th_seq;
	tcp_seq th_ack;
	uint8_t th_x2:4;
	uint8_t th_off:4;		/* header length, 32-bit words */
	uint8_t th_flags;
	uint16_t th_win;
	uint16_t th_sum;
	uint16_t th_urp;
};

#define TH_FIN		0x01
#define TH_SYN		0x02
#define TH_RST		0x04
#define TH_PUSH		0x08
#define TH_ACK		0x10
#define TH_URG		0x20

#define TCPOPT_EOL	0
#define TCPOPT_NOP	1
#define TCPOPT_MAXSEG	2
#define TCPOPT_WINDOW	3
#define TCPOPT_SACK_PERMITTED 4
#define TCPOPT_SACK	5
#define TCPOPT_TIMESTAMP 8

/* setsockopt at level IPPROTO_TCP */
#define TCP_NODELAY	0x01
#define TCP_MAXSEG	0x02
#define TCP_NOPUSH	0x04	/* full segments only, until turned off */
#define TCP_INFO	0x20	/* struct tcp_info */
#define TCP_CONGESTION	0x40	/* name of the algorithm */
#define TCP_KEEPIDLE	0x100
#define TCP_KEEPINTVL	0x200
#define TCP_KEEPCNT	0x400

#define TCPI_OPT_TIMESTAMPS	0x01
#define TCPI_OPT_SACK		0x02
#define TCPI_OPT_WSCALE		0x04

/* FreeBSD's, members that nobody here fills in being zero. */
struct tcp_info {
	uint8_t tcpi_state;		/* TCPS_* */
	uint8_t __tcpi_ca_state;
	uint8_t __tcpi_retransmits;
	uint8_t __tcpi_probes;
	uint8_t __tcpi_backoff;
	uint8_t tcpi_options;		/* TCPI_OPT_* */
	uint8_t tcpi_snd_wscale:4;
	uint8_t tcpi_rcv_wscale:4;
	uint32_t tcpi_rto;		/* microseconds */
	uint32_t __tcpi_ato;
	uint32_t tcpi_snd_mss;
	uint32_t tcpi_rcv_mss;
	uint32_t __tcpi_unacked;
	uint32_t __tcpi_sacked;
	uint32_t __tcpi_lost;
	uint32_t __tcpi_retrans;
	uint32_t __tcpi_fackets;
	uint32_t __tcpi_last_data_sent;
	uint32_t __tcpi_last_ack_sent;
	uint32_t tcpi_last_data_recv;	/* microseconds ago */
	uint32_t __tcpi_last_ack_recv;
	uint32_t __tcpi_pmtu;
	uint32_t __tcpi_rcv_ssthresh;
	uint32_t tcpi_rtt;		/* microseconds */
	uint32_t tcpi_rttvar;
	uint32_t tcpi_snd_ssthresh;
	uint32_t tcpi_snd_cwnd;
	uint32_t __tcpi_advmss;
	uint32_t __tcpi_reordering;
	uint32_t __tcpi_rcv_rtt;
	uint32_t tcpi_rcv_space;
	uint32_t tcpi_snd_wnd;
	uint32_t tcpi_snd_bwnd;
	uint32_t tcpi_snd_nxt;
	uint32_t tcpi_rcv_nxt;
	uint32_t __tcpi_pad[32];
};

#define TCPS_CLOSED		0
#define TCPS_LISTEN		1
#define TCPS_SYN_SENT		2
#define TCPS_SYN_RECEIVED	3
#define TCPS_ESTABLISHED	4
#define TCPS_CLOSE_WAIT		5
#define TCPS_FIN_WAIT_1		6
#define TCPS_CLOSING		7
#define TCPS_LAST_ACK		8
#define TCPS_FIN_WAIT_2		9
#define TCPS_TIME_WAIT		10
#define TCP_NSTATES		11
