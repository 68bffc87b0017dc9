// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_close - how connections begin to exist for their users, and how they
 * end: orderly, by reset, and with their stack.
 *
 * A stack that ends has its sockets closed first; their connections send
 * what is queued and FIN.  Those not CLOSED after teardown_linger get RST.
 * Each holds a reference on the stack, so the interfaces stay until then.
 */
#include <sys/errno.h>
#include "kernel/lib/panic.h"
#include "kernel/sys/sysctl.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_RESET_BATCH	32	/* connections reset in one go */
#define TCP_RESET_PAUSE_NS TCP_MS	/* ..and then */

VNET_DEFINE(int, tcp_closing);
VNET_DEFINE_STATIC(int, tcp_expired);		/* [t] linger is over */
#define V_tcp_expired	VNET(tcp_expired)
VNET_DEFINE_STATIC(int, tcp_linger_ms) = 2000;	/* [a] */
#define V_tcp_linger_ms	VNET(tcp_linger_ms)
VNET_DEFINE_STATIC(struct callout, tcp_linger);	/* [x] */
#define V_tcp_linger	VNET(tcp_linger)

static void
tcp_queue_leave(struct tcpcb *tp)
{
	struct tcpcb *listener = tp->t_listener;

	if (listener == NULL)
		return;
	list_remove(&tp->t_queue);
	tp->t_listener = NULL;
	if (tp->t_state == TCPS_SYN_RECEIVED) {
		listener->t_qhalf--;
		return;
	}
	listener->t_qlen--;
	if (listener->t_inp.inp_so != NULL)
		socket_set_qlen(listener->t_inp.inp_so, listener->t_qlen);
}

static void
tcp_tell_closed(struct tcpcb *tp, struct socket *so, int error)
{
	if (error != 0)
		socket_set_error(so, error);
	socket_set_state(so, SS_CANTSEND | SS_CANTRECV,
	    SS_CONNECTED | SS_CONNECTING);
	socket_stream_unsent(so, tp->t_snd.sm_cc);
}

void
tcp_closed(struct tcpcb *tp, int error)
{
	unsigned i;

	if (tp->t_state == TCPS_CLOSED)
		return;
	TCPSTAT_INC(tcps_closed);
	tcp_queue_leave(tp);
	tp->t_state = TCPS_CLOSED;
	tcp_unhash(tp);
	for (i = 0; i < TCP_NTIMERS; i++)
		tp->t_timer[i] = 0;
	stream_flush(&tp->t_snd);
	tcp_reass_flush(tp);
	if (tp->t_inp.inp_so != NULL)
		tcp_tell_closed(tp, tp->t_inp.inp_so, error);
	else
		tcp_free(tp);
}

/*
 * The peer believes a RST only with the number it expects (RFC 5961): that
 * is the last sent, or the first not acknowledged if nothing arrived.  One
 * that has our SYN, while its own is lost, would answer us for a minute.
 */
void
tcp_abort(struct tcpcb *tp, int error)
{
	if (tp->t_state == TCPS_SYN_SENT) {
		tcp_emit(tp, tp->t_snd_max, 0, TH_RST);
	} else if (tp->t_state >= TCPS_SYN_RECEIVED) {
		tcp_emit(tp, tp->t_snd_max, 0, TH_RST | TH_ACK);
		if (tp->t_snd_una != tp->t_snd_max)
			tcp_emit(tp, tp->t_snd_una, 0, TH_RST | TH_ACK);
	}
	TCPSTAT_INC(tcps_drops);
	tcp_closed(tp, error);
}

void
tcp_user_fin(struct tcpcb *tp)
{
	switch (tp->t_state) {
	case TCPS_ESTABLISHED:
		tp->t_state = TCPS_FIN_WAIT_1;
		break;
	case TCPS_CLOSE_WAIT:
		tp->t_state = TCPS_LAST_ACK;
		break;
	case TCPS_FIN_WAIT_2:
		if (tp->t_flags & TF_ORPHAN)
			tcp_timer_set(tp, TT_FIN2,
			    2 * (uint64_t)V_tcp_msl_ms * TCP_MS);
		return;
	case TCPS_SYN_SENT:
	case TCPS_SYN_RECEIVED:
		tcp_abort(tp, 0);
		return;
	default:
		return;
	}
	tp->t_flags |= TF_FIN;
	tcp_output(tp);
}

void
tcp_listener_flush(struct tcpcb *tp)
{
	while (!list_empty(&tp->t_queue))
		tcp_abort(LIST_FIRST(&tp->t_queue, struct tcpcb, t_queue), 0);
}

void
tcp_connected(struct tcpcb *tp)
{
	struct tcpcb *listener = tp->t_listener;

	tp->t_state = TCPS_ESTABLISHED;
	tp->t_heard_ns = clock_uptime_ns();
	TCPSTAT_INC(tcps_connects);
	if (listener != NULL) {
		listener->t_qhalf--;
		listener->t_qlen++;
		socket_set_qlen(listener->t_inp.inp_so, listener->t_qlen);
	} else if (tp->t_inp.inp_so != NULL) {
		socket_set_state(tp->t_inp.inp_so, SS_CONNECTED,
		    SS_CONNECTING);
		tcp_keep_restart(tp);
	}
}

/*
 * The socket is going: what its user leaves behind.  Data that nobody will
 * read is told by RST (RFC 2525 2.17), as is a linger of zero.
 */
void
tcp_orphan(struct tcpcb *tp, struct socket *so)
{
	int reset;

	spin_lock(&so->so_lock);
	reset = so->so_stream.sm_cc > 0 || (so->so_linger.l_onoff &&
	    so->so_linger.l_linger == 0);
	spin_unlock(&so->so_lock);
	tp->t_inp.inp_so = NULL;
	tp->t_flags |= TF_ORPHAN;
	tp->t_timer[TT_KEEP] = 0;
	if (tp->t_state == TCPS_LISTEN)
		tcp_listener_flush(tp);
	if (tp->t_state <= TCPS_LISTEN)
		tcp_free(tp);
	else if (reset || V_tcp_expired)
		tcp_abort(tp, 0);
	else
		tcp_user_fin(tp);
}

/* ------------------------------------------------ with the whole stack */

/*
 * Sockets that are still in use follow when their users let go.  Not all in
 * one go: neither the lock nor the queues on the way may be filled by a
 * thousand resets, of which each must arrive.  Nonzero: there are more.
 */
static int
tcp_reset_some(void)
{
	struct tcpcb *tp, *next;
	int n = 0;

	LIST_FOREACH_SAFE(tp, &V_tcpcbs, t_link, next) {
		if (tp->t_inp.inp_so != NULL || tp->t_state <= TCPS_LISTEN)
			continue;
		if (n++ == TCP_RESET_BATCH)
			return 1;
		TCPSTAT_INC(tcps_teardownrst);
		tcp_abort(tp, ECONNABORTED);
	}
	return 0;
}

static void
tcp_linger_over(void *arg)
{
	CURVNET_SET((struct image *)arg);
	tcp_lock();
	V_tcp_expired = 1;
	if (tcp_reset_some())
		callout_reset(&V_tcp_linger, TCP_RESET_PAUSE_NS);
	tcp_unlock();
	CURVNET_RESTORE();
}

void
tcp_ref_revoke(const struct ref *rf)
{
	const struct tcpcb *tp = rf->rf_holder;

	callout_reset(&VNET_VNET(tp->t_vnet, tcp_linger), 0);
}

static int
tcp_close_create(void)
{
	callout_init(&V_tcp_linger, tcp_linger_over, curvnet);
	return 0;
}

static void
tcp_close_shutdown(void)
{
	int ms = V_tcp_linger_ms;

	if (V_tcpcbs.next == NULL)
		return;		/* half made: tcp_pcb comes after this */
	tcp_lock();
	V_tcp_closing = 1;
	tcp_tw_flush();
	if (!list_empty(&V_tcpcbs))
		callout_reset(&V_tcp_linger, ms > 0 ? (uint64_t)ms * TCP_MS :
		    0);
	tcp_unlock();
}

static void
tcp_close_destroy(void)
{
	callout_drain(&V_tcp_linger);
}

VNET_PART(tcp_close, PHASE_PROTO, tcp_close_create, tcp_close_shutdown,
    tcp_close_destroy);
SYSCTL_VNET_INT(tcp_linger_ms, "net.inet.tcp.teardown_linger", tcp_linger_ms,
    "time that connections have to close when the stack ends, ms");
