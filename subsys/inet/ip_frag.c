// SPDX-License-Identifier: BSD-2-Clause
/*
 * ip_frag - cutting packets into fragments (RFC 791, page 26).
 *
 * All pieces are made before the first is sent: half a datagram helps
 * nobody.  Options that are not marked to be copied stay in the first.
 */
#include <sys/errno.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/inet/ip_var.h"

#define IPOPT_COPIED(type)	((type) & 0x80)
#define IP_HLEN_MAX		60

/* The header of later fragments into to; returns its length. */
static int
ip_frag_header(const struct ip *from, uint8_t *to)
{
	const uint8_t *opt = (const uint8_t *)(from + 1);
	int left = from->ip_hl * 4 - (int)sizeof(*from), n = sizeof(*from);
	int len;

	memcpy(to, from, sizeof(*from));
	while (left > 0 && *opt != IPOPT_EOL) {
		len = *opt == IPOPT_NOP || left < 2 ? 1 : opt[1];
		if (len < 1 || len > left)
			break;
		if (IPOPT_COPIED(*opt)) {
			memcpy(to + n, opt, (size_t)len);
			n += len;
		}
		opt += len;
		left -= len;
	}
	while (n & 3)
		to[n++] = IPOPT_EOL;
	((struct ip *)(void *)to)->ip_hl = (uint8_t)(n / 4) & 0xf;
	return n;
}

/* Bytes [off, off + len) of m's data behind a header of their own. */
static struct mbuf *
ip_frag_piece(const struct mbuf *m, uint32_t off, uint32_t len,
    const uint8_t *head, int hlen)
{
	struct mbuf *data, *piece;

	data = m_copym(m, off, len, KM_NOSLEEP);
	if (data == NULL)
		return NULL;
	data->m_flags &= ~M_PKTHDR;
	piece = m_gethdr(KM_NOSLEEP);
	if (piece == NULL) {
		m_freem(data);
		return NULL;
	}
	piece->m_flags |= m->m_flags & (M_BCAST | M_MCAST);
	piece->m_data += M_LEADING;
	memcpy(piece->m_data, head, (size_t)hlen);
	piece->m_len = (uint32_t)hlen;
	piece->m_pktlen = (uint32_t)hlen + len;
	piece->m_next = data;
	return piece;
}

/* Offset and length into a fragment's header, and the sum. */
static void
ip_frag_finish(struct mbuf *piece, uint16_t off, int more)
{
	struct ip *ip = mtod(piece, struct ip *);

	ip->ip_off = htons((uint16_t)(off | (more ? IP_MF : 0)));
	ip->ip_len = htons((uint16_t)piece->m_pktlen);
	ip->ip_sum = 0;
	ip->ip_sum = in_cksum(ip, ip->ip_hl * 4);
}

/*
 * A chain by m_nextpkt of all fragments, m untouched; NULL: no memory, or
 * an mtu that holds no data.
 */
static struct mbuf *
ip_frag_make(const struct mbuf *m, uint32_t mtu)
{
	const struct ip *ip = (const struct ip *)(void *)m->m_data;
	uint8_t head[IP_HLEN_MAX] __attribute__((aligned(4)));
	uint32_t hlen = ip->ip_hl * 4, at = hlen, n;
	uint16_t base = ntohs(ip->ip_off) & IP_OFFMASK;
	int last_more = (ntohs(ip->ip_off) & IP_MF) != 0;
	struct mbuf *first = NULL, **link = &first, *piece;

	memcpy(head, ip, hlen);
	while (at < m->m_pktlen) {
		n = mtu < hlen + 8 ? 0 : (mtu - hlen) & ~7u;
		if (n > m->m_pktlen - at)
			n = m->m_pktlen - at;
		piece = n == 0 ? NULL :
		    ip_frag_piece(m, at, n, head, (int)hlen);
		if (piece == NULL)
			break;
		ip_frag_finish(piece,
		    (uint16_t)(base + (at - ip->ip_hl * 4u) / 8),
		    at + n < m->m_pktlen || last_more);
		*link = piece;
		link = &piece->m_nextpkt;
		at += n;
		hlen = (uint32_t)ip_frag_header(ip, head);
	}
	if (at >= m->m_pktlen)
		return first;
	while ((piece = first) != NULL) {
		first = piece->m_nextpkt;
		m_freem(piece);
	}
	return NULL;
}

int
ip_fragment(struct ifnet *ifp, struct mbuf *m, in_addr_t nexthop,
    uint32_t mtu)
{
	struct mbuf *piece, *next;
	int error = 0;

	piece = ip_frag_make(m, mtu);
	m_freem(m);
	if (piece == NULL)
		return ENOBUFS;
	IPSTAT_INC(ips_fragmented);
	for (; piece != NULL; piece = next) {
		next = piece->m_nextpkt;
		piece->m_nextpkt = NULL;
		if (error != 0) {
			m_freem(piece);
			continue;
		}
		IPSTAT_INC(ips_ofragments);
		error = ip_link_output(ifp, piece, nexthop);
	}
	return error;
}
