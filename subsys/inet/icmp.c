// SPDX-License-Identifier: BSD-2-Clause
/*
 * icmp - ICMP messages in, and errors out.
 *
 * Echo and timestamp requests are answered from the packet itself.  Errors
 * about packets that were sent go to the protocol that sent them.  All
 * messages also go to raw sockets.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/callout.h"
#include "subsys/inet/icmp_var.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/inet/ip_var.h"
#include "subsys/net/if.h"

#define NS		1000000000ULL
#define ICMP_QUOTE	8	/* bytes of data that an error quotes */
#define ICMP_QUOTE_MAX	548	/* RFC 1812: whole message under 576 */

VNET_DEFINE_STATIC(struct icmpstat, icmpstat);	/* [a] */
#define V_icmpstat	VNET(icmpstat)
#define ICMPSTAT_INC(member)						\
	__atomic_fetch_add(&V_icmpstat.member, 1, __ATOMIC_RELAXED)
VNET_DEFINE_STATIC(int, icmplim) = 200;		/* [a] errors a second */
#define V_icmplim	VNET(icmplim)
VNET_DEFINE_STATIC(int, icmpbmcastecho);	/* [a] answer broadcast */
#define V_icmpbmcastecho	VNET(icmpbmcastecho)
VNET_DEFINE_STATIC(uint64_t, icmp_second);	/* [a] being counted */
#define V_icmp_second	VNET(icmp_second)
VNET_DEFINE_STATIC(int, icmp_in_second);	/* [a] errors in it */
#define V_icmp_in_second	VNET(icmp_in_second)

/* May one more error go out this second? */
static int
icmp_rate_ok(void)
{
	uint64_t now = clock_uptime_ns() / NS;

	if (atomic_swap(&V_icmp_second, now) != now)
		atomic_store(&V_icmp_in_second, 0);
	return V_icmplim <= 0 || atomic_add(&V_icmp_in_second, 1) <= V_icmplim;
}

/* Sum and send; m begins with the ICMP header. */
static void
icmp_send(struct mbuf *m, in_addr_t src, in_addr_t dst)
{
	struct icmp *ic = mtod(m, struct icmp *);

	if (ic->icmp_type < ICMP_STAT_TYPES)
		ICMPSTAT_INC(icps_outhist[ic->icmp_type]);
	ic->icmp_cksum = 0;
	ic->icmp_cksum = in_cksum_mbuf(m, 0, m->m_pktlen, 0);
	m = ip_prepend(m, IPPROTO_ICMP, (uint8_t)V_ip_ttl, 0, src, dst);
	if (m != NULL)
		(void)ip_output(m, 0, NULL);
}

/* RFC 1122 3.2.2: never about these. */
static int
icmp_error_allowed(const struct mbuf *m, const struct ip *ip)
{
	const struct icmp *ic;
	uint32_t hlen = ip->ip_hl * 4u;

	if (m->m_flags & (M_BCAST | M_MCAST) ||
	    ip->ip_off & htons(IP_OFFMASK) || ip->ip_src.s_addr == 0 ||
	    in_addr_is_bcast(NULL, ip->ip_src.s_addr) ||
	    IN_MULTICAST(ntohl(ip->ip_src.s_addr)))
		return 0;
	if (m->m_pktlen < hlen) {
		ICMPSTAT_INC(icps_oldshort);
		return 0;
	}
	if (ip->ip_p != IPPROTO_ICMP)
		return 1;
	if (m->m_len < hlen + 1) {
		ICMPSTAT_INC(icps_oldshort);
		return 0;
	}
	ic = (const struct icmp *)(const void *)(m->m_data + hlen);
	if (ic->icmp_type == ICMP_ECHO || ic->icmp_type == ICMP_ECHOREPLY ||
	    ic->icmp_type == ICMP_TSTAMP || ic->icmp_type == ICMP_TSTAMPREPLY)
		return 1;
	ICMPSTAT_INC(icps_oldicmp);
	return 0;
}

static void
icmp_error_fill(struct icmp *ic, int type, int code, uint32_t extra)
{
	memset(ic, 0, ICMP_MINLEN);
	ic->icmp_type = (uint8_t)type;
	ic->icmp_code = (uint8_t)code;
	if (type == ICMP_PARAMPROB)
		ic->icmp_pptr = (uint8_t)extra;
	else if (type == ICMP_UNREACH && code == ICMP_UNREACH_NEEDFRAG)
		ic->icmp_nextmtu = htons((uint16_t)extra);
}

/* The message: its header, then the beginning of the packet. */
void
icmp_error(struct mbuf *m, int type, int code, uint32_t extra)
{
	const struct ip *ip = mtod(m, struct ip *);
	in_addr_t to = ip->ip_src.s_addr, from = ip->ip_dst.s_addr;
	struct mbuf *out = NULL;
	uint32_t n;

	ICMPSTAT_INC(icps_error);
	if (!icmp_error_allowed(m, ip))
		goto out;
	if (!icmp_rate_ok()) {
		ICMPSTAT_INC(icps_ratelimit);
		goto out;
	}
	n = m->m_pktlen < ICMP_QUOTE_MAX ? m->m_pktlen : ICMP_QUOTE_MAX;
	out = m_getm(ICMP_MINLEN + n, KM_NOSLEEP);
	if (out == NULL)
		goto out;
	icmp_error_fill(mtod(out, struct icmp *), type, code, extra);
	m_copydata(m, 0, n, mtod(out, char *) + ICMP_MINLEN);
	if (!in_addr_local(from))
		from = INADDR_ANY;	/* by the route back */
	icmp_send(out, from, to);
out:
	m_freem(m);
}

/* errno for an unreachable code; 0: no error for the user. */
static int
icmp_unreach_errno(int code)
{
	switch (code) {
	case ICMP_UNREACH_PROTOCOL:
	case ICMP_UNREACH_PORT:
		return ECONNREFUSED;
	case ICMP_UNREACH_NEEDFRAG:
		return EMSGSIZE;
	default:
		return code > ICMP_UNREACH_FILTER_PROHIB ? 0 : EHOSTUNREACH;
	}
}

/* An error came: find who sent the packet it quotes. */
static void
icmp_notify(struct mbuf *m, int hlen, int error)
{
	const struct protocol *pr;
	const struct icmp *ic;
	const struct ip *ip;
	int oldlen;

	ic = (const struct icmp *)(const void *)(m->m_data + hlen);
	ip = &ic->icmp_ip;
	oldlen = ip->ip_hl * 4;
	if (m->m_len < (uint32_t)hlen + ICMP_MINLEN + sizeof(*ip) ||
	    oldlen < (int)sizeof(*ip) ||
	    m->m_len < (uint32_t)(hlen + ICMP_MINLEN + oldlen + ICMP_QUOTE)) {
		ICMPSTAT_INC(icps_badlen);
		return;
	}
	pr = protocol_input(ip->ip_p);
	if (pr != NULL && pr->pr_ctlinput != NULL && error != 0)
		pr->pr_ctlinput(error, ip, oldlen);
}

static uint32_t
icmp_time_ms(void)
{
	return htonl((uint32_t)(clock_realtime_ns() / 1000000 % 86400000));
}

/*
 * Turn a request into its reply and send it back.  m may share its data
 * with a raw socket's copy: so it is a private copy that changes.
 */
static void
icmp_reflect(const struct mbuf *orig, int hlen, int type)
{
	const struct ip *ip = (const struct ip *)(const void *)orig->m_data;
	in_addr_t from = ip->ip_dst.s_addr, to = ip->ip_src.s_addr;
	uint32_t n = orig->m_pktlen - (uint32_t)hlen;
	struct icmp *ic;
	struct mbuf *m, *piece;
	uint32_t at = (uint32_t)hlen;

	if (to == INADDR_ANY)
		return;
	m = m_getm(n, KM_NOSLEEP);
	if (m == NULL)
		return;
	for (piece = m; piece != NULL; piece = piece->m_next) {
		m_copydata(orig, at, piece->m_len, piece->m_data);
		at += piece->m_len;
	}
	ic = mtod(m, struct icmp *);
	ic->icmp_type = (uint8_t)type;
	if (type == ICMP_TSTAMPREPLY)
		ic->icmp_dun.id_ts.its_rtime =
		    ic->icmp_dun.id_ts.its_ttime = icmp_time_ms();
	ICMPSTAT_INC(icps_reflect);
	if (!in_addr_local(from))
		from = INADDR_ANY;	/* it was a broadcast */
	icmp_send(m, from, to);
}

static void
icmp_request(const struct mbuf *m, int hlen, int reply)
{
	if (m->m_flags & (M_BCAST | M_MCAST) && !V_icmpbmcastecho) {
		ICMPSTAT_INC(icps_bmcastecho);
		return;
	}
	if (reply == ICMP_TSTAMPREPLY &&
	    m->m_pktlen < (uint32_t)hlen + ICMP_MINLEN + 12) {
		ICMPSTAT_INC(icps_badlen);
		return;
	}
	icmp_reflect(m, hlen, reply);
}

/* Was it a request, which is answered here and no socket's business? */
static int
icmp_handle(struct mbuf *m, int hlen, const struct icmp *ic)
{
	switch (ic->icmp_type) {
	case ICMP_ECHO:
		icmp_request(m, hlen, ICMP_ECHOREPLY);
		return 1;
	case ICMP_TSTAMP:
		icmp_request(m, hlen, ICMP_TSTAMPREPLY);
		return 1;
	case ICMP_UNREACH:
		icmp_notify(m, hlen, icmp_unreach_errno(ic->icmp_code));
		break;
	case ICMP_TIMXCEED:
		icmp_notify(m, hlen, ic->icmp_code <= 1 ? EHOSTUNREACH : 0);
		break;
	case ICMP_PARAMPROB:
		icmp_notify(m, hlen, ic->icmp_code <= 1 ? ENOPROTOOPT : 0);
		break;
	}
	return 0;
}

static void
icmp_input(struct ifnet *ifp, struct mbuf *m, int hlen)
{
	uint32_t want, len = m->m_pktlen - (uint32_t)hlen;
	const struct icmp *ic;

	if (len < ICMP_MINLEN) {
		ICMPSTAT_INC(icps_tooshort);
		m_freem(m);
		return;
	}
	if (in_cksum_mbuf(m, (uint32_t)hlen, len, 0) != 0) {
		ICMPSTAT_INC(icps_checksum);
		m_freem(m);
		return;
	}
	/* header, quoted header and 8 bytes, contiguous as far as there */
	want = (uint32_t)hlen + ICMP_MINLEN + 60 + ICMP_QUOTE;
	m = m_pullup(m, want < m->m_pktlen ? want : m->m_pktlen);
	if (m == NULL)
		return;
	ic = (const struct icmp *)(const void *)(m->m_data + hlen);
	if (ic->icmp_type < ICMP_STAT_TYPES)
		ICMPSTAT_INC(icps_inhist[ic->icmp_type]);
	if (icmp_handle(m, hlen, ic))
		m_freem(m);
	else
		raw_input(ifp, m, hlen);
}

static const struct protocol icmp_protocol = {
	.pr_name = "icmp",
	.pr_domain = AF_INET,
	.pr_type = 0,			/* its sockets are raw ones */
	.pr_number = IPPROTO_ICMP,
	.pr_input = icmp_input,
};
PROTOCOL(icmp_protocol);
SYSCTL_VNET_INT(icmplim, "net.inet.icmp.icmplim", icmplim,
    "errors sent in a second, 0 without limit");
SYSCTL_VNET_INT(icmpbmcastecho, "net.inet.icmp.bmcastecho", icmpbmcastecho,
    "answer echo requests to broadcast addresses");
SYSCTL_VNET_STATS(icmp_stats, "net.inet.icmp.stats", icmpstat,
    "counters of ICMP (netinet/icmp_var.h)");
