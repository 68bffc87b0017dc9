// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_timewait - what is remembered of a connection for two segment
 * lifetimes after its end (RFC 9293 3.6.1).
 *
 * A record of its own, so that the connection itself can go at once.  All
 * wait equally long: one list in order, one callout for its first.  When
 * there are too many the oldest goes early.
 */
#include <sys/errno.h>
#include "kernel/lib/list.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TW_CHAINS	256	/* a power of two */

struct tcp_tw {
	struct list tw_link;		/* [t] V_tcp_tws, oldest first */
	struct tcp_tw *tw_next;		/* [t] chain */
	in_addr_t tw_laddr, tw_faddr;	/* [I] */
	in_port_t tw_lport, tw_fport;	/* [I] */
	tcp_seq tw_snd_nxt, tw_rcv_nxt;	/* [I] */
	uint32_t tw_ts_recent;		/* [I] */
	int tw_ts;			/* [I] timestamps were in use */
	uint32_t tw_gen;		/* [I] order of making */
	uint64_t tw_when_ns;		/* [t] end */
};

VNET_DEFINE_STATIC(struct list, tcp_tws);	/* [t] */
#define V_tcp_tws	VNET(tcp_tws)
VNET_DEFINE_STATIC(struct tcp_tw **, tcp_tw_hash);	/* [t] NULL: none */
#define V_tcp_tw_hash	VNET(tcp_tw_hash)
VNET_DEFINE_STATIC(struct callout, tcp_tw_callout);	/* [x] */
#define V_tcp_tw_callout	VNET(tcp_tw_callout)
VNET_DEFINE_STATIC(int, tcp_tw_count);		/* [t] */
#define V_tcp_tw_count	VNET(tcp_tw_count)
VNET_DEFINE_STATIC(int, tcp_maxtw) = 16384;	/* [a] */
#define V_tcp_maxtw	VNET(tcp_maxtw)
VNET_DEFINE_STATIC(uint32_t, tcp_tw_gencnt);	/* [t] */
#define V_tcp_tw_gencnt	VNET(tcp_tw_gencnt)
VNET_DEFINE(int, tcp_msl_ms) = 30000;

static struct tcp_tw **
tw_chain(in_addr_t laddr, in_port_t lport, in_addr_t faddr, in_port_t fport)
{
	return &V_tcp_tw_hash[tcp_secret(laddr, lport, faddr, fport) &
	    (TW_CHAINS - 1)];
}

static struct tcp_tw *
tw_lookup(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
    in_port_t fport)
{
	struct tcp_tw *tw;

	if (V_tcp_tw_hash == NULL)
		return NULL;
	tw = *tw_chain(laddr, lport, faddr, fport);
	while (tw != NULL && (tw->tw_lport != lport ||
	    tw->tw_fport != fport || tw->tw_laddr != laddr ||
	    tw->tw_faddr != faddr))
		tw = tw->tw_next;
	return tw;
}

static void
tw_free(struct tcp_tw *tw)
{
	struct tcp_tw **link;

	link = tw_chain(tw->tw_laddr, tw->tw_lport, tw->tw_faddr,
	    tw->tw_fport);
	while (*link != tw)
		link = &(*link)->tw_next;
	*link = tw->tw_next;
	list_remove(&tw->tw_link);
	V_tcp_tw_count--;
	kmem_free(tw);
}

static void
tw_run(void *arg)
{
	uint64_t now = clock_uptime_ns();
	struct tcp_tw *tw;

	CURVNET_SET((struct image *)arg);
	tcp_lock();
	while ((tw = LIST_FIRST(&V_tcp_tws, struct tcp_tw, tw_link)) !=
	    NULL && tw->tw_when_ns <= now)
		tw_free(tw);
	if (tw != NULL)
		callout_reset(&V_tcp_tw_callout, tw->tw_when_ns - now);
	tcp_unlock();
	CURVNET_RESTORE();
}

static void
tw_insert(struct tcp_tw *tw)
{
	uint64_t life = 2 * (uint64_t)V_tcp_msl_ms * TCP_MS;
	struct tcp_tw **chain;

	chain = tw_chain(tw->tw_laddr, tw->tw_lport, tw->tw_faddr,
	    tw->tw_fport);
	tw->tw_next = *chain;
	*chain = tw;
	tw->tw_when_ns = clock_uptime_ns() + life;
	if (list_empty(&V_tcp_tws))
		callout_reset(&V_tcp_tw_callout, life);
	list_insert_tail(&V_tcp_tws, &tw->tw_link);
	V_tcp_tw_count++;
}

/* Without memory the connection is simply gone. */
void
tcp_tw_start(const struct tcpcb *tp)
{
	const struct inpcb *inp = &tp->t_inp;
	struct tcp_tw *tw, *oldest;

	if (V_tcp_closing || V_tcp_maxtw <= 0)
		return;
	if (V_tcp_tw_hash == NULL)
		V_tcp_tw_hash = VNET_ALLOC(TW_CHAINS * sizeof(tw),
		    KM_NOSLEEP | KM_ZERO);
	tw = VNET_ALLOC(sizeof(*tw), KM_NOSLEEP);
	if (tw == NULL || V_tcp_tw_hash == NULL) {
		kmem_free(tw);
		return;
	}
	oldest = LIST_FIRST(&V_tcp_tws, struct tcp_tw, tw_link);
	if (oldest != NULL && V_tcp_tw_count >= V_tcp_maxtw)
		tw_free(oldest);
	*tw = (struct tcp_tw){ .tw_laddr = inp->inp_laddr,
	    .tw_faddr = inp->inp_faddr, .tw_lport = inp->inp_lport,
	    .tw_fport = inp->inp_fport, .tw_snd_nxt = tp->t_snd_max,
	    .tw_rcv_nxt = tp->t_rcv_nxt, .tw_ts_recent = tp->t_ts_recent,
	    .tw_gen = ++V_tcp_tw_gencnt,
	    .tw_ts = (tp->t_flags & TF_TSTMP) != 0 };
	tw_insert(tw);
}

int
tcp_tw_busy(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
    in_port_t fport)
{
	return tw_lookup(laddr, lport, faddr, fport) != NULL;
}

/*
 * A new SYN beyond the old sequence numbers ends the wait (RFC 9293
 * 3.10.7.4, RFC 6191); RSTs are ignored (RFC 1337); what else comes gets
 * the last acknowledgement again.
 */
int
tcp_tw_input(const struct tcp_seg *sg)
{
	struct tcp_tw *tw;

	tw = tw_lookup(sg->sg_laddr, sg->sg_lport, sg->sg_faddr,
	    sg->sg_fport);
	if (tw == NULL)
		return 0;
	if (sg->sg_flags & TH_RST)
		return 1;
	if ((sg->sg_flags & (TH_SYN | TH_ACK)) == TH_SYN &&
	    (SEQ_GT(sg->sg_seq, tw->tw_rcv_nxt) || (tw->tw_ts && sg->sg_ts &&
	    SEQ_GT(sg->sg_tsval, tw->tw_ts_recent)))) {
		tw_free(tw);
		return 0;
	}
	if (sg->sg_len > 0 || sg->sg_flags & (TH_FIN | TH_SYN))
		tcp_respond(sg, tw->tw_snd_nxt, tw->tw_rcv_nxt, TH_ACK);
	return 1;
}

void
tcp_tw_flush(void)
{
	if (V_tcp_tws.next == NULL)
		return;			/* a stack half made */
	while (!list_empty(&V_tcp_tws))
		tw_free(LIST_FIRST(&V_tcp_tws, struct tcp_tw, tw_link));
}

int
tcp_tw_next(uint32_t *gen, struct xinpcb *xi, int max)
{
	const struct tcp_tw *tw;
	int n = 0;

	LIST_FOREACH(tw, &V_tcp_tws, tw_link) {
		if (tw->tw_gen <= *gen)
			continue;
		if (n == max)
			break;
		*gen = tw->tw_gen;
		xi[n++] = (struct xinpcb){
			.xi_len = sizeof(*xi),
			.xi_proto = IPPROTO_TCP,
			.xi_laddr.s_addr = tw->tw_laddr,
			.xi_faddr.s_addr = tw->tw_faddr,
			.xi_lport = tw->tw_lport,
			.xi_fport = tw->tw_fport,
			.xi_state = TCPS_TIME_WAIT,
			.xi_sock = (uintptr_t)tw,
		};
	}
	return n;
}

static int
tcp_tw_create(void)
{
	list_init(&V_tcp_tws);
	callout_init(&V_tcp_tw_callout, tw_run, curvnet);
	return 0;
}

static void
tcp_tw_destroy(void)
{
	callout_drain(&V_tcp_tw_callout);
	tcp_lock();
	tcp_tw_flush();
	tcp_unlock();
	kmem_free(V_tcp_tw_hash);
	V_tcp_tw_hash = NULL;
}

VNET_PART(tcp_timewait, PHASE_PROTO, tcp_tw_create, NULL, tcp_tw_destroy);
SYSCTL_VNET_INT(tcp_msl_ms, "net.inet.tcp.msl", tcp_msl_ms,
    "longest life of a segment, ms");
SYSCTL_VNET_INT(tcp_maxtw, "net.inet.tcp.maxtcptw", tcp_maxtw,
    "most connections in TIME_WAIT");
