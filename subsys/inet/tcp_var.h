// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_var - TCP within the kernel (RFC 9293).
 *
 * A connection is a struct tcpcb.  It outlives its socket: what was written
 * is still sent after close, and it holds its stack (REF_TCP) until it is
 * CLOSED, so that a jail's end waits for the last acknowledgement.
 *
 * Locks: [t] V_tcp_lock "tcp", one spinlock for each stack, outside those
 * of IP and of sockets: a stack is the unit of parallelism here.  It is
 * given up by tcp_unlock only, which also frees what has ended meanwhile.
 */
#pragma once

#include <netinet/tcp.h>
#include <netinet/tcp_var.h>
#include "kernel/sched/callout.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/socket/stream.h"

#define TCP_MS		1000000ul	/* ns */
#define TCP_MSS_DEFAULT	536
#define TCP_MAXWIN	65535u
#define TCP_MAX_SHIFT	14
#define TCP_OPTS_MAX	40
#define TCP_TS_LEN	12		/* timestamps, padded */
#define TCP_SACK_BLOCKS	4		/* that fit an option */
#define TCP_HEADERS	40		/* IP and TCP without options */
#define TCP_MTU_LEAST	296		/* no path is believed to pass less */

/* t_flags */
#define TF_ACKNOW	0x0001	/* acknowledge in this turn */
#define TF_DELACK	0x0002	/* ..or soon */
#define TF_FIN		0x0004	/* a FIN follows the data */
#define TF_NODELAY	0x0008	/* no Nagle */
#define TF_TSTMP	0x0010	/* both ends use timestamps */
#define TF_WSCALE	0x0020	/* both ends scale windows */
#define TF_ORPHAN	0x0040	/* its socket was closed */
#define TF_RECOVER	0x0080	/* RFC 6582 recovery */
#define TF_DEAD		0x0100	/* off all tables, to be freed */
#define TF_ARMED	0x0200	/* t_callout is pending or about to run */
#define TF_PASSIVE	0x0400	/* made by a listener */
#define TF_HASHED	0x0800	/* in the table of connections */
#define TF_PORT		0x1000	/* in the table of ports */
#define TF_NOPUSH	0x2000	/* full segments only */
#define TF_SACK		0x4000	/* both ends acknowledge selectively */

enum tcp_timer { TT_REXMT, TT_PERSIST, TT_KEEP, TT_DELACK, TT_FIN2,
    TCP_NTIMERS };

/* A piece that came out of order. */
struct tcp_piece {
	struct tcp_piece *tp_next;	/* [t] by sequence */
	struct mbuf *tp_m;		/* [t] */
	tcp_seq tp_seq;			/* [t] */
	uint32_t tp_len;		/* [t] */
	int tp_fin;			/* [t] FIN behind it */
};

/* Sequence numbers from tr_start to before tr_end. */
struct tcp_range {
	tcp_seq tr_start, tr_end;	/* [t] */
};

struct tcp_sack;		/* tcp_sack.c: what the peer has of ours */

struct tcpcb {
	struct inpcb t_inp;		/* first: so_pcb; all [t] */
	struct image *t_vnet;		/* [I] */
	struct ref t_ref;		/* [x] t_vnet's refs lock */
	struct tcpcb *t_hnext;		/* [t] chain of connections */
	struct tcpcb *t_pnext;		/* [t] chain of ports; of the dead */
	struct list t_link;		/* [t] V_tcpcbs */
	struct tcpcb *t_listener;	/* [t] not yet accepted: whose */
	struct list t_queue;		/* [t] listener: not accepted ones */
	uint32_t t_qlen;		/* [t] ..that are complete */
	uint32_t t_qhalf;		/* [t] ..that are not */
	uint32_t t_backlog;		/* [t] */
	int t_state;			/* [t] TCPS_* */
	uint32_t t_flags;		/* [t] TF_* */
	int t_error;			/* [t] soft: told if we give up */

	tcp_seq t_iss, t_irs;		/* [t] */
	tcp_seq t_snd_una, t_snd_nxt, t_snd_max; /* [t] */
	tcp_seq t_snd_wl1, t_snd_wl2;	/* [t] of the last window update */
	uint32_t t_snd_wnd;		/* [t] bytes */
	uint32_t t_max_wnd;		/* [t] largest seen */
	tcp_seq t_rcv_nxt, t_rcv_adv;	/* [t] */
	tcp_seq t_last_ack;		/* [t] last acknowledgement sent */
	uint8_t t_snd_scale, t_rcv_scale; /* [t] */
	uint16_t t_mss;			/* [t] bytes of data a segment */
	uint32_t t_rcv_hiwat;		/* [t] before it has a socket */
	struct stream t_snd;		/* [t] from t_snd_una (data) on */
	struct stream t_rcv;		/* [t] before it has a socket */
	struct tcp_piece *t_pieces;	/* [t] */
	uint32_t t_npieces;		/* [t] */
	tcp_seq t_sack_recent;		/* [t] of the last one out of order */
	struct tcp_sack *t_sack;	/* [t] NULL: nothing came */

	uint32_t t_cwnd, t_ssthresh;	/* [t] bytes */
	uint64_t t_cc_epoch_ns;		/* [t] CUBIC: 0 not begun */
	uint32_t t_cc_wmax;		/* [t] CUBIC: bytes at the last loss */
	tcp_seq t_recover;		/* [t] RFC 6582 */
	uint32_t t_dupacks;		/* [t] */
	uint32_t t_ts_recent, t_ts_offset; /* [t] RFC 7323 */
	uint64_t t_ts_age_ns;		/* [t] when t_ts_recent was set */
	uint64_t t_srtt_ns, t_rttvar_ns, t_rto_ns; /* [t] RFC 6298 */
	uint64_t t_rtt_start_ns;	/* [t] 0: not timing */
	tcp_seq t_rtt_seq;		/* [t] */
	uint32_t t_backoff;		/* [t] timeouts in a row */
	uint32_t t_probes;		/* [t] keepalives without answer */
	uint32_t t_keepidle_s;		/* [t] 0: the stack's, as the others */
	uint32_t t_keepintvl_s;		/* [t] */
	uint32_t t_keepcnt;		/* [t] */
	uint32_t t_maxseg;		/* [t] the user's limit, 0 none */
	uint64_t t_heard_ns;		/* [t] last segment received */

	uint64_t t_timer[TCP_NTIMERS];	/* [t] uptime, 0 off */
	uint64_t t_when_ns;		/* [t] what t_callout waits for */
	struct callout t_callout;	/* [t] */
};

/* A segment on its way through the steps.  Host byte order. */
struct tcp_seg {
	struct mbuf *sg_m;		/* [t] data; NULL: kept by a step */
	in_addr_t sg_laddr, sg_faddr;	/* [t] network order */
	in_port_t sg_lport, sg_fport;	/* [t] network order */
	tcp_seq sg_seq, sg_ack;		/* [t] */
	uint32_t sg_len;		/* [t] bytes of data */
	uint32_t sg_wnd;		/* [t] as in the header */
	int sg_flags;			/* [t] TH_* */
	uint16_t sg_mss;		/* [t] 0: no option */
	int sg_wscale;			/* [t] -1: no option */
	int sg_ts;			/* [t] timestamps there */
	int sg_sackok;			/* [t] the peer knows SACK */
	int sg_nsack;			/* [t] blocks of SACK */
	struct tcp_range sg_sack[TCP_SACK_BLOCKS]; /* [t] */
	uint32_t sg_tsval, sg_tsecr;	/* [t] */
};

#define SEQ_LT(a, b)	((int32_t)((a) - (b)) < 0)
#define SEQ_LEQ(a, b)	((int32_t)((a) - (b)) <= 0)
#define SEQ_GT(a, b)	((int32_t)((a) - (b)) > 0)
#define SEQ_GEQ(a, b)	((int32_t)((a) - (b)) >= 0)

VNET_DECLARE(struct spinlock, tcp_lock);
#define V_tcp_lock	VNET(tcp_lock)
VNET_DECLARE(struct list, tcpcbs);		/* [t] newest last */
#define V_tcpcbs	VNET(tcpcbs)
VNET_DECLARE(struct tcpstat, tcpstat);		/* [a] */
#define V_tcpstat	VNET(tcpstat)
#define TCPSTAT_ADD(member, n)						\
	__atomic_fetch_add(&V_tcpstat.member, (n), __ATOMIC_RELAXED)
#define TCPSTAT_INC(member)	TCPSTAT_ADD(member, 1)
VNET_DECLARE(int, tcp_closing);			/* [t] the stack ends */
#define V_tcp_closing	VNET(tcp_closing)
VNET_DECLARE(int, tcp_sendspace);		/* [a] */
#define V_tcp_sendspace	VNET(tcp_sendspace)
VNET_DECLARE(int, tcp_recvspace);		/* [a] */
#define V_tcp_recvspace	VNET(tcp_recvspace)
VNET_DECLARE(int, tcp_do_sack);			/* [a] offer it */
#define V_tcp_do_sack	VNET(tcp_do_sack)
VNET_DECLARE(int, tcp_msl_ms);			/* [a] */
#define V_tcp_msl_ms	VNET(tcp_msl_ms)

static inline struct tcpcb *
tcp_of(struct socket *so)
{
	return (struct tcpcb *)so->so_pcb;
}

/* Has the peer's FIN, or an end, been seen? */
static inline int
tcp_rcv_done(const struct tcpcb *tp)
{
	return tp->t_state == TCPS_CLOSE_WAIT ||
	    tp->t_state == TCPS_CLOSING || tp->t_state == TCPS_LAST_ACK ||
	    tp->t_state == TCPS_TIME_WAIT || tp->t_state == TCPS_CLOSED;
}

/*
 * tcp_pcb: V_tcp_lock is held for all but tcp_lock, and tcp_new.
 */
void	tcp_lock(void);
void	tcp_unlock(void);
/* Not in any table, state CLOSED; NULL: no memory.  Lock not held. */
struct tcpcb *tcp_new(int kmflags);
/* Join the stack's connections, the tables made.  0 or ENOBUFS. */
int	tcp_enter(struct tcpcb *tp);
/* Put into the table of connections, whose addresses are set; off both. */
void	tcp_hash_add(struct tcpcb *tp);
void	tcp_unhash(struct tcpcb *tp);
struct tcpcb *tcp_lookup(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
	    in_port_t fport);
struct tcpcb *tcp_lookup_listener(in_addr_t laddr, in_port_t lport);
/* Give tp a port; lport 0 chooses.  0, EADDRINUSE, EADDRNOTAVAIL. */
int	tcp_bind(struct tcpcb *tp, in_addr_t laddr, in_port_t lport);
/* A port for tp to connect from, or (0, 0) to bind.  0, EADDRNOTAVAIL. */
int	tcp_port_for(const struct tcpcb *tp, in_addr_t laddr,
	    in_addr_t faddr, in_port_t fport, in_port_t *lport);
/* Off all tables; freed by tcp_unlock.  It has no socket any more. */
void	tcp_free(struct tcpcb *tp);
/* Let tcp_unlock free one whose callout is not armed. */
void	tcp_bury(struct tcpcb *tp);
/* A hash of a connection's ends that outsiders cannot know. */
uint64_t tcp_secret(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
	    in_port_t fport);

/* tcp_close: ends of connections; [t]. */
/* CLOSED: tell the socket error (0: none); free if it has none. */
void	tcp_closed(struct tcpcb *tp, int error);
/* Send RST where the state has one, then tcp_closed. */
void	tcp_abort(struct tcpcb *tp, int error);
/* The user closes or shuts down: FIN as the state has it. */
void	tcp_user_fin(struct tcpcb *tp);
void	tcp_listener_flush(struct tcpcb *tp);
/* rk_revoke of what connections hold: the stack's linger is over now. */
void	tcp_ref_revoke(const struct ref *rf);
/* so is going: close what is left as its options ask. */
void	tcp_orphan(struct tcpcb *tp, struct socket *so);
/* ESTABLISHED now: tell the socket, or the listener's. */
void	tcp_connected(struct tcpcb *tp);

/* tcp_input, tcp_segment, tcp_ack: the steps of RFC 9293 3.10.7.4; [t]. */
void	tcp_segment(struct tcpcb *tp, struct tcp_seg *sg);
void	tcp_segment_syn_sent(struct tcpcb *tp, struct tcp_seg *sg);
/* First sequence number, segment size and scale, addresses being set. */
void	tcp_start(struct tcpcb *tp, uint32_t rcv_hiwat);
void	tcp_options_agree(struct tcpcb *tp, const struct tcp_seg *sg);
/* The fifth step and its congestion control.  Nonzero: done with it. */
int	tcp_segment_ack(struct tcpcb *tp, struct tcp_seg *sg);
/* Data and FIN of sg, in order or not. */
void	tcp_reass(struct tcpcb *tp, struct tcp_seg *sg);
void	tcp_reass_flush(struct tcpcb *tp);

/* tcp_output: send what may be sent now; [t]. */
void	tcp_output(struct tcpcb *tp);
/* Send at last what seemed too little for a segment. */
void	tcp_output_override(struct tcpcb *tp);
/* One segment of len bytes from seq on. */
void	tcp_emit(struct tcpcb *tp, tcp_seq seq, uint32_t len, int flags);
/* An answer to sg without a connection: RST, or a pure ACK. */
void	tcp_respond(const struct tcp_seg *sg, tcp_seq seq, tcp_seq ack,
	    int flags);
/* The RST that sg deserves (3.10.7.1). */
void	tcp_respond_rst(const struct tcp_seg *sg);
/*
 * Again: up to len bytes from seq on, as many as a segment takes, and the
 * FIN if they reach it.  How many sequence numbers.
 */
uint32_t tcp_resend(struct tcpcb *tp, tcp_seq seq, uint32_t len);
/* One segment that was never sent, as the peer's window has room; bytes. */
uint32_t tcp_output_new(struct tcpcb *tp);
/* Most bytes of data in a segment now. */
uint32_t tcp_segment_max(const struct tcpcb *tp);
/* Only mtu bytes pass: smaller segments from the first one in doubt on. */
void	tcp_mss_lower(struct tcpcb *tp, uint32_t mtu);
uint32_t tcp_rcv_space(const struct tcpcb *tp);
uint32_t tcp_now_ms(const struct tcpcb *tp);

/* tcp_sack: [t].  The option for what we have, in room bytes; its length. */
uint32_t tcp_sack_put(const struct tcpcb *tp, uint8_t *opt, uint32_t room);
/* Take in sg's blocks.  Nonzero: they tell something new. */
int	tcp_sack_update(struct tcpcb *tp, const struct tcp_seg *sg);
/* An acknowledgement that only told such; one within recovery. */
void	tcp_sack_dupack(struct tcpcb *tp);
void	tcp_sack_recover(struct tcpcb *tp);
/* After a timeout nothing is sure any more. */
void	tcp_sack_forget(struct tcpcb *tp);

/* tcp_mtu: [t].  What the path to dst passes as far as known; 0: no limit. */
uint32_t tcp_mtu_path(in_addr_t dst);
/* A router could not pass len bytes of tp, but mtu (0: it did not say). */
void	tcp_mtu_learn(struct tcpcb *tp, uint32_t mtu, uint32_t len);

/* tcp_opt: options of level IPPROTO_TCP; the record's pr_ctloutput. */
int	tcp_ctloutput(struct socket *so, struct sockopt *sopt);

/* tcp_cc: [t]. */
const char *tcp_cc_name(void);
void	tcp_cc_loss(struct tcpcb *tp);	/* sets t_ssthresh, not t_cwnd */
void	tcp_cc_acked(struct tcpcb *tp, uint32_t acked);

/* tcp_timer: [t]. */
void	tcp_timer_set(struct tcpcb *tp, enum tcp_timer which, uint64_t ns);
void	tcp_timer_run(void *arg);
void	tcp_rtt_sample(struct tcpcb *tp, uint64_t ns);
void	tcp_keep_restart(struct tcpcb *tp);

/* tcp_timewait: light records of ended connections; [t]. */
void	tcp_tw_start(const struct tcpcb *tp);
/* Nonzero: sg was for one, and is dealt with. */
int	tcp_tw_input(const struct tcp_seg *sg);
int	tcp_tw_busy(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
	    in_port_t fport);
void	tcp_tw_flush(void);
/* Up to max records made after *gen, which moves on; how many. */
struct xinpcb;
int	tcp_tw_next(uint32_t *gen, struct xinpcb *xi, int max);
