// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_reass - putting fragments together again (RFC 791, 815).
 *
 * A queue holds the fragments of one datagram in order, without overlaps:
 * an exact duplicate is dropped, and a true overlap, which no honest sender
 * makes, drops the whole datagram.  Queues are few and short by limit, and
 * end after a time; one callout a stack, armed while there is a queue.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/ip_var.h"

#define NS	1000000000ULL

/* A fragment: its place, and its packet, header still in front. */
struct ip_piece {
	struct ip_piece *fp_next;	/* [q] by fp_off */
	struct mbuf *fp_m;		/* [q] */
	uint32_t fp_off;		/* [I] first byte of data */
	uint32_t fp_len;		/* [I] bytes of data */
};

struct ipq {
	struct list iq_link;		/* [q] V_ipqs, oldest first */
	in_addr_t iq_src;		/* [I] these four name a datagram */
	in_addr_t iq_dst;		/* [I] */
	uint16_t iq_id;			/* [I] */
	uint8_t iq_p;			/* [I] */
	uint8_t iq_count;		/* [q] pieces */
	uint32_t iq_total;		/* [q] bytes of data, 0 not known */
	uint32_t iq_have;		/* [q] bytes of data here */
	struct ip_piece *iq_pieces;	/* [q] */
	uint64_t iq_expire_ns;		/* [I] */
};

VNET_DEFINE_STATIC(struct spinlock, ipq_lock);	/* class "ipq" */
#define V_ipq_lock	VNET(ipq_lock)
VNET_DEFINE(struct list, ipqs);			/* [q] V_ipq_lock */
#define V_ipqs		VNET(ipqs)
VNET_DEFINE_STATIC(int, ipq_count);		/* [q] */
#define V_ipq_count	VNET(ipq_count)
VNET_DEFINE_STATIC(int, ipq_closing);		/* [q] */
#define V_ipq_closing	VNET(ipq_closing)
VNET_DEFINE_STATIC(struct callout, ipq_callout);	/* [q] armed */
#define V_ipq_callout	VNET(ipq_callout)
VNET_DEFINE_STATIC(int, maxfragpackets) = 64;		/* [a] */
#define V_maxfragpackets	VNET(maxfragpackets)
VNET_DEFINE_STATIC(int, maxfragsperpacket) = 16;	/* [a] */
#define V_maxfragsperpacket	VNET(maxfragsperpacket)
VNET_DEFINE_STATIC(int, ipfragttl) = 30;		/* [a] seconds */
#define V_ipfragttl	VNET(ipfragttl)

static struct ipq *
ipq_find_locked(const struct ip *ip)
{
	struct ipq *iq;

	LIST_FOREACH(iq, &V_ipqs, iq_link) {
		if (iq->iq_id == ip->ip_id && iq->iq_p == ip->ip_p &&
		    iq->iq_src == ip->ip_src.s_addr &&
		    iq->iq_dst == ip->ip_dst.s_addr)
			return iq;
	}
	return NULL;
}

/* A new queue, last in time; NULL: no memory, too many, or the end. */
static struct ipq *
ipq_create_locked(const struct ip *ip)
{
	struct ipq *iq;

	if (V_ipq_closing || V_ipq_count >= V_maxfragpackets)
		return NULL;
	iq = VNET_ALLOC(sizeof(*iq), KM_NOSLEEP | KM_ZERO);
	if (iq == NULL)
		return NULL;
	iq->iq_src = ip->ip_src.s_addr;
	iq->iq_dst = ip->ip_dst.s_addr;
	iq->iq_id = ip->ip_id;
	iq->iq_p = ip->ip_p;
	iq->iq_expire_ns = clock_uptime_ns() + (uint64_t)V_ipfragttl * NS;
	if (list_empty(&V_ipqs))
		callout_reset(&V_ipq_callout, (uint64_t)V_ipfragttl * NS);
	list_insert_tail(&V_ipqs, &iq->iq_link);
	V_ipq_count++;
	return iq;
}

static void
ipq_unlink_locked(struct ipq *iq)
{
	list_remove(&iq->iq_link);
	V_ipq_count--;
}

/* Free an unlinked queue with what is in it. */
static void
ipq_free(struct ipq *iq)
{
	struct ip_piece *fp;

	while ((fp = iq->iq_pieces) != NULL) {
		iq->iq_pieces = fp->fp_next;
		m_freem(fp->fp_m);
		kmem_free(fp);
	}
	kmem_free(iq);
}

/* What became of a fragment. */
enum ipq_result { IPQ_KEPT, IPQ_DROPPED, IPQ_BROKEN, IPQ_WHOLE };

/* Does the new piece, the last one or not, contradict what is known? */
static int
ipq_contradicts(const struct ipq *iq, const struct ip_piece *fp, int more)
{
	const struct ip_piece *p;
	uint32_t end = fp->fp_off + fp->fp_len;

	if (iq->iq_total != 0)
		return end > iq->iq_total || (!more && end != iq->iq_total);
	if (more)
		return 0;
	for (p = iq->iq_pieces; p != NULL; p = p->fp_next) {
		if (p->fp_off + p->fp_len > end)
			return 1;
	}
	return 0;
}

/* Put fp in its place; its packet stays the caller's unless it is kept. */
static enum ipq_result
ipq_insert_locked(struct ipq *iq, struct ip_piece *fp, int more)
{
	struct ip_piece **link, *p, *before = NULL;
	uint32_t end = fp->fp_off + fp->fp_len;

	for (link = &iq->iq_pieces; (p = *link) != NULL &&
	    p->fp_off < fp->fp_off; link = &p->fp_next)
		before = p;
	if (p != NULL && p->fp_off == fp->fp_off && p->fp_len == fp->fp_len)
		return IPQ_DROPPED;		/* the same again */
	if ((before != NULL && before->fp_off + before->fp_len > fp->fp_off) ||
	    (p != NULL && p->fp_off < end) || ipq_contradicts(iq, fp, more))
		return IPQ_BROKEN;
	if (iq->iq_count >= V_maxfragsperpacket)
		return IPQ_BROKEN;
	fp->fp_next = p;
	*link = fp;
	iq->iq_count++;
	iq->iq_have += fp->fp_len;
	if (!more)
		iq->iq_total = end;
	return iq->iq_total != 0 && iq->iq_have == iq->iq_total ?
	    IPQ_WHOLE : IPQ_KEPT;
}

/* The datagram of a complete, unlinked queue, which is freed. */
static struct mbuf *
ipq_join(struct ipq *iq)
{
	struct ip_piece *fp = iq->iq_pieces;
	struct mbuf *m = fp->fp_m;
	uint32_t hlen = mtod(m, struct ip *)->ip_hl * 4, total = iq->iq_total;
	struct ip *ip;

	fp->fp_m = NULL;
	for (fp = fp->fp_next; fp != NULL; fp = fp->fp_next) {
		m_adj(fp->fp_m, mtod(fp->fp_m, struct ip *)->ip_hl * 4);
		m_cat(m, fp->fp_m);
		fp->fp_m = NULL;
	}
	ipq_free(iq);
	if (hlen + total > IP_MAXPACKET) {
		IPSTAT_INC(ips_toolong);
		m_freem(m);
		return NULL;
	}
	ip = mtod(m, struct ip *);
	ip->ip_len = htons((uint16_t)(hlen + total));
	ip->ip_off = 0;
	IPSTAT_INC(ips_reassembled);
	return m;
}

/* fp's place in the datagram; nonzero: the fragment makes no sense. */
static int
ip_piece_init(struct ip_piece *fp, struct mbuf *m, int *more)
{
	const struct ip *ip = mtod(m, struct ip *);

	*more = (ip->ip_off & htons(IP_MF)) != 0;
	fp->fp_m = m;
	fp->fp_off = (ntohs(ip->ip_off) & IP_OFFMASK) * 8u;
	fp->fp_len = m->m_pktlen - ip->ip_hl * 4u;
	return fp->fp_len == 0 || (*more && fp->fp_len & 7) ||
	    fp->fp_off + fp->fp_len > IP_MAXPACKET;
}

/* Insert, and unlink the queue if it is over; *over is then the caller's. */
static enum ipq_result
ipq_add(struct ip_piece *fp, int more, struct ipq **over)
{
	const struct ip *ip = mtod(fp->fp_m, struct ip *);
	enum ipq_result r = IPQ_DROPPED;
	struct ipq *iq;

	*over = NULL;
	spin_lock(&V_ipq_lock);
	iq = ipq_find_locked(ip);
	if (iq == NULL)
		iq = ipq_create_locked(ip);
	if (iq != NULL)
		r = ipq_insert_locked(iq, fp, more);
	if (r == IPQ_BROKEN || r == IPQ_WHOLE) {
		ipq_unlink_locked(iq);
		*over = iq;
	}
	spin_unlock(&V_ipq_lock);
	return r;
}

struct mbuf *
ip_reass(struct mbuf *m)
{
	struct ip_piece *fp;
	enum ipq_result r = IPQ_DROPPED;
	struct ipq *over = NULL;
	int more;

	IPSTAT_INC(ips_fragments);
	fp = VNET_ALLOC(sizeof(*fp), KM_NOSLEEP);
	if (fp != NULL && ip_piece_init(fp, m, &more) == 0)
		r = ipq_add(fp, more, &over);
	if (r == IPQ_KEPT)
		return NULL;
	if (r == IPQ_WHOLE)
		return ipq_join(over);
	IPSTAT_INC(ips_fragdropped);
	m_freem(m);
	kmem_free(fp);
	if (over != NULL)
		ipq_free(over);
	return NULL;
}

/* RFC 792: the time exceeded message needs the first fragment. */
static void
ipq_expire(struct ipq *iq)
{
	struct ip_piece *fp = iq->iq_pieces;

	IPSTAT_INC(ips_fragtimeout);
	if (fp != NULL && fp->fp_off == 0) {
		icmp_error(fp->fp_m, ICMP_TIMXCEED, ICMP_TIMXCEED_REASS, 0);
		fp->fp_m = NULL;
	}
	ipq_free(iq);
}

/* The oldest queue if its time is over at now; else arms for it. */
static struct ipq *
ipq_take_expired(uint64_t now)
{
	struct ipq *iq;

	spin_lock(&V_ipq_lock);
	iq = LIST_FIRST(&V_ipqs, struct ipq, iq_link);
	if (iq != NULL && iq->iq_expire_ns > now) {
		if (!V_ipq_closing)
			callout_reset(&V_ipq_callout, iq->iq_expire_ns - now);
		iq = NULL;
	}
	if (iq != NULL)
		ipq_unlink_locked(iq);
	spin_unlock(&V_ipq_lock);
	return iq;
}

static void
ipq_timer(void *arg)
{
	struct ipq *iq;

	CURVNET_SET((struct image *)arg);
	while ((iq = ipq_take_expired(clock_uptime_ns())) != NULL)
		ipq_expire(iq);
	CURVNET_RESTORE();
}

static int
ip_reass_create(void)
{
	spin_init(&V_ipq_lock, "ipq");
	list_init(&V_ipqs);
	callout_init(&V_ipq_callout, ipq_timer, curvnet);
	return 0;
}

static void
ip_reass_destroy(void)
{
	struct ipq *iq;

	spin_lock(&V_ipq_lock);
	V_ipq_closing = 1;
	spin_unlock(&V_ipq_lock);
	callout_drain(&V_ipq_callout);
	while ((iq = ipq_take_expired(UINT64_MAX)) != NULL)
		ipq_free(iq);
}

VNET_PART(ip_reass, PHASE_PROTO, ip_reass_create, NULL, ip_reass_destroy);
SYSCTL_VNET_INT(ip_maxfragpackets, "net.inet.ip.maxfragpackets",
    maxfragpackets, "datagrams being put together at a time");
SYSCTL_VNET_INT(ip_maxfragsperpacket, "net.inet.ip.maxfragsperpacket",
    maxfragsperpacket, "fragments of one datagram");
SYSCTL_VNET_INT(ip_fragttl, "net.inet.ip.fragttl", ipfragttl,
    "seconds that fragments wait for the rest");
