// SPDX-License-Identifier: BSD-2-Clause
/*
 * ether - putting the frame's header on and taking it off.
 *
 * Frames for other stations are dropped, whatever IFF_PROMISC says: they
 * are for listeners, never for the protocols.
 */
#include <sys/errno.h>
#include <net/if_types.h>
#include <netinet/in.h>
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "subsys/net/ether.h"
#include "subsys/net/netisr.h"

const uint8_t ether_broadcast[ETHER_ADDR_LEN] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff
};

void
ether_ifsetup(struct ifnet *ifp, const uint8_t *mac)
{
	ifp->if_type = IFT_ETHER;
	ifp->if_addrlen = ETHER_ADDR_LEN;
	ifp->if_hdrlen = ETHER_HDR_LEN;
	ifp->if_mtu = ETHERMTU;
	ifp->if_flags |= IFF_BROADCAST | IFF_SIMPLEX | IFF_MULTICAST;
	memcpy(ifp->if_lladdr, mac, ETHER_ADDR_LEN);
}

int
ether_output(struct ifnet *ifp, struct mbuf *m, const uint8_t *dst,
    unsigned type)
{
	struct ether_header *eh;

	if (ETHER_IS_MULTICAST(dst))
		m->m_flags |= memcmp(dst, ether_broadcast, ETHER_ADDR_LEN) ?
		    M_MCAST : M_BCAST;
	m = m_prepend(m, ETHER_HDR_LEN, KM_NOSLEEP);
	if (m == NULL)
		return ENOBUFS;
	eh = mtod(m, struct ether_header *);
	memcpy(eh->ether_dhost, dst, ETHER_ADDR_LEN);
	memcpy(eh->ether_shost, ifp->if_lladdr, ETHER_ADDR_LEN);
	eh->ether_type = htons(type);
	return if_transmit(ifp, m);
}

/* Mark broadcast and multicast; nonzero: the frame is for somebody else. */
static int
ether_filter(struct ifnet *ifp, struct mbuf *m, const uint8_t *dst)
{
	m->m_flags &= ~(M_BCAST | M_MCAST | M_LOOP);
	if (!ETHER_IS_MULTICAST(dst))
		return memcmp(dst, ifp->if_lladdr, ETHER_ADDR_LEN);
	IF_COUNT(ifp, ic_imcasts, 1);
	m->m_flags |= memcmp(dst, ether_broadcast, ETHER_ADDR_LEN) ?
	    M_MCAST : M_BCAST;
	return 0;
}

void
ether_input(struct ifnet *ifp, struct mbuf *m)
{
	struct ether_header *eh;
	unsigned type;

	if (m->m_pktlen < ETHER_HDR_LEN) {
		IF_COUNT(ifp, ic_ierrors, 1);
		m_freem(m);
		return;
	}
	m = m_pullup(m, ETHER_HDR_LEN);
	if (m == NULL) {
		IF_COUNT(ifp, ic_ierrors, 1);
		return;
	}
	eh = mtod(m, struct ether_header *);
	if (ether_filter(ifp, m, eh->ether_dhost)) {
		m_freem(m);
		return;
	}
	type = ntohs(eh->ether_type);
	m_adj(m, ETHER_HDR_LEN);
	netisr_dispatch(type, ifp, m);
}

/* FNV-1a: names differ in their last characters, addresses in all bytes. */
void
ether_make_addr(uint8_t *mac, const char *name, uint32_t salt)
{
	uint64_t h = 0xcbf29ce484222325ULL ^ salt;
	int i;

	for (; *name != '\0'; name++)
		h = (h ^ (uint8_t)*name) * 0x100000001b3ULL;
	h ^= h >> 29;
	mac[0] = 0x02;		/* local, unicast */
	for (i = 1; i < ETHER_ADDR_LEN; i++)
		mac[i] = (uint8_t)(h >> (8 * i));
}
