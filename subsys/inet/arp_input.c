// SPDX-License-Identifier: BSD-2-Clause
/*
 * arp_input - ARP packets in and out.
 *
 * What comes in is checked field by field; anything odd is counted and
 * dropped.  A neighbour is learnt when it asks for us or when its entry
 * exists already (RFC 826), never from what it tells unasked.
 */
#include <netinet/if_ether.h>
#include "kernel/debug/cons.h"
#include "kernel/lib/string.h"
#include "kernel/mem/page.h"
#include "kernel/sched/callout.h"
#include "subsys/inet/arp_priv.h"
#include "subsys/inet/in_addr.h"
#include "subsys/net/ether.h"
#include "subsys/net/netisr.h"

#define CONFLICT_LOG_NS	10000000000ULL	/* one line in ten seconds */

VNET_DEFINE_STATIC(uint64_t, arp_logged_ns);	/* [a] last conflict */
#define V_arp_logged_ns	VNET(arp_logged_ns)

void
arp_send(struct ifnet *ifp, int op, in_addr_t spa, in_addr_t tpa,
    const uint8_t *tmac)
{
	struct ether_arp *ea;
	struct mbuf *m;

	m = m_getm(sizeof(*ea), KM_NOSLEEP);
	if (m == NULL)
		return;
	ea = mtod(m, struct ether_arp *);
	memset(ea, 0, sizeof(*ea));
	ea->arp_hrd = htons(ARPHRD_ETHER);
	ea->arp_pro = htons(ETHERTYPE_IP);
	ea->arp_hln = ETHER_ADDR_LEN;
	ea->arp_pln = sizeof(in_addr_t);
	ea->arp_op = htons(op);
	memcpy(ea->arp_sha, ifp->if_lladdr, ETHER_ADDR_LEN);
	memcpy(ea->arp_spa, &spa, sizeof(spa));
	memcpy(ea->arp_tpa, &tpa, sizeof(tpa));
	if (tmac != NULL)
		memcpy(ea->arp_tha, tmac, ETHER_ADDR_LEN);
	if (op == ARPOP_REQUEST)
		ARPSTAT_INC(txrequests);
	else
		ARPSTAT_INC(txreplies);
	(void)ether_output(ifp, m, tmac != NULL ? tmac : ether_broadcast,
	    ETHERTYPE_ARP);
}

void
arp_request(struct ifnet *ifp, in_addr_t src, in_addr_t dst)
{
	if (src != INADDR_ANY)
		arp_send(ifp, ARPOP_REQUEST, src, dst, NULL);
}

void
arp_announce(struct ifnet *ifp, in_addr_t a)
{
	if (ifp->if_addrlen == ETHER_ADDR_LEN &&
	    !(ifp->if_flags & IFF_NOARP) && if_is_up(ifp))
		arp_send(ifp, ARPOP_REQUEST, a, a, NULL);
}

/* Somebody else says our address is his: log, and defend it. */
static void
arp_conflict(struct ifnet *ifp, in_addr_t a, const uint8_t *mac)
{
	const uint8_t *b = (const uint8_t *)&a;
	uint64_t now = clock_uptime_ns();

	ARPSTAT_INC(dupips);
	if (V_arp_logged_ns != 0 && now - V_arp_logged_ns < CONFLICT_LOG_NS)
		return;
	V_arp_logged_ns = now;
	kprintf("arp: %02x:%02x:%02x:%02x:%02x:%02x is using my IP address "
	    "%u.%u.%u.%u on %s!\n", mac[0], mac[1], mac[2], mac[3], mac[4],
	    mac[5], b[0], b[1], b[2], b[3], ifp->if_xname);
	arp_announce(ifp, a);
}

/* The fixed part says Ethernet and IPv4, a sender that can be, an op. */
static int
arp_valid(const struct ether_arp *ea, in_addr_t spa)
{
	int op = ntohs(ea->arp_op);

	return ea->arp_hrd == htons(ARPHRD_ETHER) &&
	    ea->arp_pro == htons(ETHERTYPE_IP) &&
	    ea->arp_hln == ETHER_ADDR_LEN && ea->arp_pln == 4 &&
	    (op == ARPOP_REQUEST || op == ARPOP_REPLY) &&
	    !ETHER_IS_MULTICAST(ea->arp_sha) &&
	    !IN_MULTICAST(ntohl(spa)) && spa != INADDR_BROADCAST;
}

static void
arp_handle(struct ifnet *ifp, const struct ether_arp *ea, in_addr_t spa,
    in_addr_t tpa)
{
	int op = ntohs(ea->arp_op), mine;

	if (op == ARPOP_REQUEST)
		ARPSTAT_INC(rxrequests);
	else
		ARPSTAT_INC(rxreplies);
	if (memcmp(ea->arp_sha, ifp->if_lladdr, ETHER_ADDR_LEN) == 0)
		return;			/* our own, come back */
	if (spa != INADDR_ANY && in_addr_on(ifp, spa)) {
		arp_conflict(ifp, spa, ea->arp_sha);
		return;
	}
	mine = in_addr_on(ifp, tpa);
	if (spa != INADDR_ANY && in_addr_reachable(ifp, spa))
		arp_learn(ifp, spa, ea->arp_sha, mine);
	if (mine && op == ARPOP_REQUEST)
		arp_send(ifp, ARPOP_REPLY, tpa, spa, ea->arp_sha);
}

static void
arp_input(struct ifnet *ifp, struct mbuf *m)
{
	struct ether_arp *ea;
	in_addr_t spa, tpa;

	ARPSTAT_INC(received);
	if (ifp->if_flags & IFF_NOARP) {
		m_freem(m);
		return;
	}
	m = m->m_pktlen < sizeof(*ea) ? (m_freem(m), NULL) :
	    m_pullup(m, sizeof(*ea));
	if (m == NULL) {
		ARPSTAT_INC(badpackets);
		return;
	}
	ea = mtod(m, struct ether_arp *);
	memcpy(&spa, ea->arp_spa, sizeof(spa));
	memcpy(&tpa, ea->arp_tpa, sizeof(tpa));
	if (arp_valid(ea, spa))
		arp_handle(ifp, ea, spa, tpa);
	else
		ARPSTAT_INC(badpackets);
	m_freem(m);
}

NETISR(ETHERTYPE_ARP, arp_input);
