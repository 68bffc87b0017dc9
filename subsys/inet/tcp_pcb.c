// SPDX-License-Identifier: BSD-2-Clause
/*
 * tcp_pcb - connections in memory: made, found, bound, freed.
 *
 * Two tables of chains, one by both ends, one by local port, which double
 * when chains grow long; a stack that never used TCP has none.  Both are
 * hashed with a secret, so that nobody can aim at one chain.
 *
 * Freeing: tcp_free puts a connection on V_tcp_dead; tcp_unlock frees what
 * is there after giving up the lock, since with the last reference to the
 * stack the lock itself may go.  A callout that could not be stopped frees
 * its connection itself, when it comes to run.
 */
#include <sys/errno.h>
#include "kernel/dev/random.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "subsys/inet/ip_var.h"
#include "subsys/inet/tcp_var.h"

#define TCP_CHAINS	64	/* at first; a power of two */
#define TCP_CHAINS_MAX	65536

static REF_KIND_OPS(REF_TCP, "tcp connection", NULL, tcp_ref_revoke);
static REF_KIND(REF_TCP_END, "end of tcp connections");

VNET_DEFINE(struct spinlock, tcp_lock);
VNET_DEFINE(struct list, tcpcbs);
VNET_DEFINE(struct tcpstat, tcpstat);
VNET_DEFINE_STATIC(struct tcpcb *, tcp_dead);	/* [t] by t_pnext */
#define V_tcp_dead	VNET(tcp_dead)
VNET_DEFINE_STATIC(struct tcpcb **, tcp_conns);	/* [t] V_tcp_chains long */
#define V_tcp_conns	VNET(tcp_conns)
VNET_DEFINE_STATIC(struct tcpcb **, tcp_ports);	/* [t] V_tcp_chains long */
#define V_tcp_ports	VNET(tcp_ports)
VNET_DEFINE_STATIC(uint32_t, tcp_chains);	/* [t] a power of two */
#define V_tcp_chains	VNET(tcp_chains)
VNET_DEFINE_STATIC(uint32_t, tcp_count);	/* [t] on V_tcpcbs */
#define V_tcp_count	VNET(tcp_count)
VNET_DEFINE_STATIC(uint32_t, tcp_gencnt);	/* [t] */
#define V_tcp_gencnt	VNET(tcp_gencnt)
VNET_DEFINE_STATIC(uint64_t, tcp_key[2]);	/* [I] after first use */
#define V_tcp_key	VNET(tcp_key)

void
tcp_lock(void)
{
	spin_lock(&V_tcp_lock);
}

/* The stack is held by guard while connections and their memory go. */
static void
tcp_free_dead(struct tcpcb *tp)
{
	struct image *img = curvnet;
	struct ref guard = { .rf_kind = NULL };
	struct tcpcb *next;

	ref_take(&img->im_refs, &guard, &REF_TCP_END, curthread);
	for (; tp != NULL; tp = next) {
		next = tp->t_pnext;
		stream_flush(&tp->t_snd);
		stream_flush(&tp->t_rcv);
		tcp_reass_flush(tp);
		kmem_free(tp->t_sack);
		ref_drop(&img->im_refs, &tp->t_ref);
		kmem_free(tp);
	}
	ref_drop(&img->im_refs, &guard);
}

void
tcp_unlock(void)
{
	struct tcpcb *dead = V_tcp_dead;

	V_tcp_dead = NULL;
	spin_unlock(&V_tcp_lock);
	if (dead != NULL)
		tcp_free_dead(dead);
}

struct tcpcb *
tcp_new(int kmflags)
{
	struct tcpcb *tp;

	tp = VNET_ALLOC(sizeof(*tp), kmflags | KM_ZERO);
	if (tp == NULL)
		return NULL;
	tp->t_inp.inp_proto = IPPROTO_TCP;
	tp->t_inp.inp_mttl = 1;
	tp->t_vnet = curvnet;
	list_init(&tp->t_link);
	list_init(&tp->t_queue);
	callout_init(&tp->t_callout, tcp_timer_run, tp);
	tp->t_mss = TCP_MSS_DEFAULT;
	tp->t_rto_ns = 1000 * TCP_MS;
	ref_take(&tp->t_vnet->im_refs, &tp->t_ref, &REF_TCP, tp);
	return tp;
}

/*
 * Rotations and additions of two words with the key between: enough that
 * who does not know the key cannot foretell chains or sequence numbers.
 */
static uint64_t
tcp_mix(uint64_t h, uint64_t v)
{
	int i;

	h ^= v;
	for (i = 0; i < 3; i++) {
		h += V_tcp_key[0];
		h = hash_u64(h);
		h ^= h << 25 | h >> 39;
		h += V_tcp_key[1] ^ v;
		h = hash_u64(h);
	}
	return h;
}

uint64_t
tcp_secret(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
    in_port_t fport)
{
	uint64_t h;

	if (V_tcp_key[0] == 0)
		random_bytes(V_tcp_key, sizeof(V_tcp_key));
	h = tcp_mix(V_tcp_key[1], (uint64_t)laddr << 32 | faddr);
	return tcp_mix(h, (uint64_t)lport << 16 | fport);
}

static struct tcpcb **
tcp_conn_chain(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
    in_port_t fport)
{
	return &V_tcp_conns[tcp_secret(laddr, lport, faddr, fport) &
	    (V_tcp_chains - 1)];
}

static struct tcpcb **
tcp_port_chain(in_port_t lport)
{
	return &V_tcp_ports[hash_u64(lport) >> 8 & (V_tcp_chains - 1)];
}

static void
tcp_link(struct tcpcb *tp)
{
	const struct inpcb *inp = &tp->t_inp;
	struct tcpcb **chain;

	if (tp->t_flags & TF_HASHED) {
		chain = tcp_conn_chain(inp->inp_laddr, inp->inp_lport,
		    inp->inp_faddr, inp->inp_fport);
		tp->t_hnext = *chain;
		*chain = tp;
	}
	if (tp->t_flags & TF_PORT) {
		chain = tcp_port_chain(inp->inp_lport);
		tp->t_pnext = *chain;
		*chain = tp;
	}
}

/* Double both tables, or make them.  Without memory chains grow longer. */
static void
tcp_tables_grow(void)
{
	uint32_t n = V_tcp_chains ? 2 * V_tcp_chains : TCP_CHAINS;
	struct tcpcb **conns, **ports, *tp;

	conns = VNET_ALLOC(n * sizeof(*conns), KM_NOSLEEP | KM_ZERO);
	ports = VNET_ALLOC(n * sizeof(*ports), KM_NOSLEEP | KM_ZERO);
	if (conns == NULL || ports == NULL) {
		kmem_free(conns);
		kmem_free(ports);
		return;
	}
	kmem_free(V_tcp_conns);
	kmem_free(V_tcp_ports);
	V_tcp_conns = conns;
	V_tcp_ports = ports;
	V_tcp_chains = n;
	LIST_FOREACH(tp, &V_tcpcbs, t_link)
		tcp_link(tp);
}

int
tcp_enter(struct tcpcb *tp)
{
	if (V_tcp_count >= V_tcp_chains && V_tcp_chains < TCP_CHAINS_MAX)
		tcp_tables_grow();
	if (V_tcp_chains == 0)
		return ENOBUFS;
	V_tcp_count++;
	tp->t_inp.inp_gen = ++V_tcp_gencnt;
	list_insert_tail(&V_tcpcbs, &tp->t_link);
	return 0;
}

void
tcp_hash_add(struct tcpcb *tp)
{
	const struct inpcb *inp = &tp->t_inp;
	struct tcpcb **chain;

	KASSERT(!(tp->t_flags & TF_HASHED));
	tp->t_flags |= TF_HASHED;
	chain = tcp_conn_chain(inp->inp_laddr, inp->inp_lport,
	    inp->inp_faddr, inp->inp_fport);
	tp->t_hnext = *chain;
	*chain = tp;
}

static void
tcp_port_add(struct tcpcb *tp)
{
	struct tcpcb **chain = tcp_port_chain(tp->t_inp.inp_lport);

	tp->t_flags |= TF_PORT;
	tp->t_pnext = *chain;
	*chain = tp;
}

void
tcp_unhash(struct tcpcb *tp)
{
	const struct inpcb *inp = &tp->t_inp;
	struct tcpcb **link;

	if (tp->t_flags & TF_HASHED) {
		link = tcp_conn_chain(inp->inp_laddr, inp->inp_lport,
		    inp->inp_faddr, inp->inp_fport);
		while (*link != tp)
			link = &(*link)->t_hnext;
		*link = tp->t_hnext;
	}
	if (tp->t_flags & TF_PORT) {
		link = tcp_port_chain(inp->inp_lport);
		while (*link != tp)
			link = &(*link)->t_pnext;
		*link = tp->t_pnext;
	}
	tp->t_flags &= ~(uint32_t)(TF_HASHED | TF_PORT);
}

struct tcpcb *
tcp_lookup(in_addr_t laddr, in_port_t lport, in_addr_t faddr,
    in_port_t fport)
{
	const struct inpcb *inp;
	struct tcpcb *tp;

	if (V_tcp_chains == 0)
		return NULL;
	tp = *tcp_conn_chain(laddr, lport, faddr, fport);
	for (; tp != NULL; tp = tp->t_hnext) {
		inp = &tp->t_inp;
		if (inp->inp_lport == lport && inp->inp_fport == fport &&
		    inp->inp_faddr == faddr && inp->inp_laddr == laddr)
			return tp;
	}
	return NULL;
}

struct tcpcb *
tcp_lookup_listener(in_addr_t laddr, in_port_t lport)
{
	struct tcpcb *tp, *best = NULL;

	if (V_tcp_chains == 0)
		return NULL;
	for (tp = *tcp_port_chain(lport); tp != NULL; tp = tp->t_pnext) {
		if (tp->t_state != TCPS_LISTEN || tp->t_inp.inp_lport != lport)
			continue;
		if (tp->t_inp.inp_laddr == laddr)
			return tp;
		if (tp->t_inp.inp_laddr == INADDR_ANY)
			best = tp;
	}
	return best;
}

/*
 * May tp have (laddr, lport) beside those who have the port?  Ports of
 * connections under way do not hinder a new listener with SO_REUSEADDR.
 */
static int
tcp_port_free(const struct tcpcb *tp, in_addr_t laddr, in_port_t lport)
{
	const struct socket *so = tp->t_inp.inp_so;
	const struct tcpcb *other;

	for (other = *tcp_port_chain(lport); other != NULL;
	    other = other->t_pnext) {
		if (other->t_inp.inp_lport != lport ||
		    (laddr != 0 && other->t_inp.inp_laddr != 0 &&
		    other->t_inp.inp_laddr != laddr))
			continue;
		if (other->t_flags & TF_HASHED && so->so_options &
		    (SO_REUSEADDR | SO_REUSEPORT))
			continue;
		if (other->t_inp.inp_so != NULL &&
		    other->t_inp.inp_so->so_options & so->so_options &
		    (laddr == other->t_inp.inp_laddr ? SO_REUSEPORT :
		    SO_REUSEADDR | SO_REUSEPORT))
			continue;
		return 0;
	}
	return 1;
}

/*
 * A port for a connection to (faddr, fport), or with 0, 0 for none yet:
 * connections to other ends may have it, so as many are possible to each
 * end as there are ports.
 */
int
tcp_port_for(const struct tcpcb *tp, in_addr_t laddr, in_addr_t faddr,
    in_port_t fport, in_port_t *lport)
{
	uint32_t first = (uint16_t)VNET(portrange_first);
	uint32_t last = (uint16_t)VNET(portrange_last), count, at, i;

	count = last < first ? 1 : last - first + 1;
	at = ip_random() % count;
	for (i = 0; i < count; i++, at++) {
		*lport = htons((uint16_t)(first + at % count));
		if (*lport != 0 &&
		    tcp_lookup(laddr, *lport, faddr, fport) == NULL &&
		    !tcp_tw_busy(laddr, *lport, faddr, fport) &&
		    tcp_port_free(tp, laddr, *lport))
			return 0;
	}
	return EADDRNOTAVAIL;
}

int
tcp_bind(struct tcpcb *tp, in_addr_t laddr, in_port_t lport)
{
	int error = 0;

	if (tp->t_inp.inp_lport != 0)
		return EINVAL;
	if (lport == 0)
		error = tcp_port_for(tp, laddr, INADDR_ANY, 0, &lport);
	else if (!tcp_port_free(tp, laddr, lport))
		error = EADDRINUSE;
	if (error != 0)
		return error;
	tp->t_inp.inp_laddr = laddr;
	tp->t_inp.inp_lport = lport;
	tcp_port_add(tp);
	return 0;
}

void
tcp_bury(struct tcpcb *tp)
{
	tp->t_pnext = V_tcp_dead;
	V_tcp_dead = tp;
}

void
tcp_free(struct tcpcb *tp)
{
	KASSERT(tp->t_inp.inp_so == NULL);
	if (tp->t_flags & TF_DEAD)
		return;
	tcp_unhash(tp);
	if (!list_empty(&tp->t_link)) {
		list_remove(&tp->t_link);
		V_tcp_count--;
	}
	tp->t_flags |= TF_DEAD;
	if (tp->t_flags & TF_ARMED && callout_stop(&tp->t_callout) == 0)
		return;		/* tcp_timer_run comes, and buries it */
	tcp_bury(tp);
}

static int
tcp_pcb_create(void)
{
	spin_init(&V_tcp_lock, "tcp");
	list_init(&V_tcpcbs);
	return 0;
}

static void
tcp_pcb_destroy(void)
{
	kmem_free(V_tcp_conns);
	kmem_free(V_tcp_ports);
	V_tcp_conns = V_tcp_ports = NULL;
	V_tcp_chains = 0;
}

VNET_PART(tcp_pcb, PHASE_PROTO, tcp_pcb_create, NULL, tcp_pcb_destroy);
SYSCTL_VNET_STATS(tcp_stats, "net.inet.tcp.stats", tcpstat,
    "counters of TCP (netinet/tcp_var.h)");
