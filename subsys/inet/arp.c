// SPDX-License-Identifier: BSD-2-Clause
/*
 * arp - the table of neighbours and its ageing.
 *
 * States of an entry: INCOMPLETE, asked once a second while packets wait;
 * after ARP_TRIES without answer DOWN, refusing packets for a while;
 * REACHABLE until its time is over; PERMANENT, by hand.  Times are kept in
 * the entries; one callout a stack is armed for the earliest, and only
 * while there is one.
 *
 * The table is a hash of chains inside the stack's image; entries belong
 * to it alone, so all handling is under V_arp_lock and packets are sent
 * after it is dropped.
 */
#include <sys/errno.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/hash.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "subsys/inet/arp_entry.h"
#include "subsys/inet/arp_priv.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/ip_var.h"
#include "subsys/net/ether.h"
#include "subsys/net/route.h"

#define ARP_QUEUE	16	/* packets that wait for one answer */
#define ARP_MAX		1024	/* entries in a stack */
#define NS		1000000000ULL

VNET_DEFINE_STATIC(struct spinlock, arp_lock);	/* class "arp" */
#define V_arp_lock	VNET(arp_lock)
VNET_DEFINE(struct arp_entry *, arp_hash[ARP_HASH]);	/* [r] V_arp_lock */
#define V_arp_hash	VNET(arp_hash)
VNET_DEFINE_STATIC(struct callout, arp_callout);	/* [r] armed */
#define V_arp_callout	VNET(arp_callout)
VNET_DEFINE_STATIC(unsigned, arp_count);		/* [r] entries */
#define V_arp_count	VNET(arp_count)
VNET_DEFINE_STATIC(int, arp_closing);			/* [r] */
#define V_arp_closing	VNET(arp_closing)
VNET_DEFINE_STATIC(int, arp_maxtries) = 5;		/* [a] */
#define V_arp_maxtries	VNET(arp_maxtries)
VNET_DEFINE_STATIC(int, arp_max_age) = 1200;		/* [a] seconds */
#define V_arp_max_age	VNET(arp_max_age)
VNET_DEFINE_STATIC(int, arp_down_age) = 20;		/* [a] seconds */
#define V_arp_down_age	VNET(arp_down_age)
VNET_DEFINE(struct arpstat, arpstat);

static struct arp_entry **
arp_chain(in_addr_t a)
{
	return &V_arp_hash[hash_u64(a) & (ARP_HASH - 1)];
}

static struct arp_entry *
arp_find_locked(in_addr_t a)
{
	struct arp_entry *ae;

	for (ae = *arp_chain(a); ae != NULL && ae->ae_addr != a;)
		ae = ae->ae_next;
	return ae;
}

/* Arm for ns from now, unless the table is being torn down. */
static void
arp_arm_locked(uint64_t ns)
{
	if (!V_arp_closing)
		callout_reset(&V_arp_callout, ns);
}

/* New entry, or NULL: no memory, too many, or the interface is leaving. */
static struct arp_entry *
arp_create_locked(struct ifnet *ifp, in_addr_t a)
{
	struct arp_entry *ae;

	if (V_arp_count >= ARP_MAX || V_arp_closing ||
	    atomic_load(&ifp->if_state) != IF_ATTACHED)
		return NULL;
	ae = VNET_ALLOC(sizeof(*ae), KM_NOSLEEP | KM_ZERO);
	if (ae == NULL)
		return NULL;
	ae->ae_ifp = ifp;
	ae->ae_addr = a;
	ae->ae_next = *arp_chain(a);
	*arp_chain(a) = ae;
	V_arp_count++;
	return ae;
}

/* Take the waiting packets off an entry. */
static struct mbuf *
arp_unqueue_locked(struct arp_entry *ae)
{
	struct mbuf *m = ae->ae_queue;

	ae->ae_queue = NULL;
	ae->ae_nqueued = 0;
	return m;
}

static void
arp_drop_packets(struct mbuf *m)
{
	struct mbuf *next;

	for (; m != NULL; m = next) {
		next = m->m_nextpkt;
		m->m_nextpkt = NULL;
		ARPSTAT_INC(dropped);
		m_freem(m);
	}
}

/* Unlink what *link points at; the caller frees. */
static struct arp_entry *
arp_unlink_locked(struct arp_entry **link)
{
	struct arp_entry *ae = *link;

	*link = ae->ae_next;
	V_arp_count--;
	return ae;
}

static void
arp_free(struct arp_entry *ae)
{
	arp_drop_packets(ae->ae_queue);
	kmem_free(ae);
}

/* Append m; the oldest goes when there are too many. */
static void
arp_queue_locked(struct arp_entry *ae, struct mbuf *m)
{
	struct mbuf **link, *old = NULL;

	if (ae->ae_nqueued >= ARP_QUEUE) {
		old = ae->ae_queue;
		ae->ae_queue = old->m_nextpkt;
		ae->ae_nqueued--;
		old->m_nextpkt = NULL;
	}
	for (link = &ae->ae_queue; *link != NULL;)
		link = &(*link)->m_nextpkt;
	*link = m;
	m->m_nextpkt = NULL;
	ae->ae_nqueued++;
	arp_drop_packets(old);
}

/*
 * What to do with m for ae, whose address is not known: nonzero *ask says a
 * request shall go out.  m is kept, or freed with an error.
 */
static int
arp_pend_locked(struct arp_entry *ae, struct mbuf *m, int *ask)
{
	if (ae == NULL || ae->ae_state == ARP_DOWN) {
		ARPSTAT_INC(dropped);
		m_freem(m);
		return ae == NULL ? ENOBUFS : EHOSTDOWN;
	}
	arp_queue_locked(ae, m);
	if (ae->ae_tries == 0) {
		ae->ae_tries = 1;
		ae->ae_when_ns = clock_uptime_ns() + NS;
		arp_arm_locked(NS);
		*ask = 1;
	}
	return 0;
}

int
arp_output(struct ifnet *ifp, struct mbuf *m, in_addr_t dst)
{
	uint8_t mac[ETHER_ADDR_LEN];
	struct arp_entry *ae;
	int error, ask = 0;

	spin_lock(&V_arp_lock);
	ae = arp_find_locked(dst);
	if (ae != NULL && ae->ae_ifp == ifp &&
	    (ae->ae_state == ARP_REACHABLE || ae->ae_state == ARP_PERMANENT)) {
		memcpy(mac, ae->ae_mac, sizeof(mac));
		spin_unlock(&V_arp_lock);
		return ether_output(ifp, m, mac, ETHERTYPE_IP);
	}
	if (ae == NULL)
		ae = arp_create_locked(ifp, dst);
	error = arp_pend_locked(ae, m, &ask);
	spin_unlock(&V_arp_lock);
	if (ask)
		arp_request(ifp, in_addr_source(ifp, dst), dst);
	return error;
}

void
arp_learn(struct ifnet *ifp, in_addr_t a, const uint8_t *mac, int create)
{
	struct mbuf *m = NULL, *next;
	struct arp_entry *ae;

	spin_lock(&V_arp_lock);
	ae = arp_find_locked(a);
	if (ae == NULL && create) {
		ae = arp_create_locked(ifp, a);
		arp_arm_locked(NS);
	}
	if (ae != NULL && ae->ae_ifp == ifp &&
	    ae->ae_state != ARP_PERMANENT) {
		memcpy(ae->ae_mac, mac, ETHER_ADDR_LEN);
		ae->ae_state = ARP_REACHABLE;
		ae->ae_tries = 0;
		ae->ae_when_ns = clock_uptime_ns() +
		    (uint64_t)V_arp_max_age * NS;
		m = arp_unqueue_locked(ae);
	}
	spin_unlock(&V_arp_lock);
	for (; m != NULL; m = next) {
		next = m->m_nextpkt;
		m->m_nextpkt = NULL;
		(void)ether_output(ifp, m, mac, ETHERTYPE_IP);
	}
}

/* What the timer shall do outside the lock: ask again, or nothing. */
struct arp_ask {
	struct ifnet *aa_ifp;	/* [t] held, NULL nothing */
	in_addr_t aa_addr;	/* [t] */
};

/*
 * An entry's time has come.  Nonzero: it is to be removed.  A DOWN entry
 * has been out of the way long enough, a REACHABLE one is asked again when
 * it is needed.
 */
static int
arp_age_locked(struct arp_entry *ae, uint64_t now, struct arp_ask *ask,
    struct mbuf **drop)
{
	if (ae->ae_state != ARP_INCOMPLETE) {
		if (ae->ae_state == ARP_REACHABLE)
			ARPSTAT_INC(timeouts);
		return 1;
	}
	if (ae->ae_tries >= V_arp_maxtries) {
		ae->ae_state = ARP_DOWN;
		ae->ae_when_ns = now + (uint64_t)V_arp_down_age * NS;
		*drop = arp_unqueue_locked(ae);
		return 0;
	}
	ae->ae_tries++;
	ae->ae_when_ns = now + NS;
	ask->aa_ifp = if_hold(ae->ae_ifp);
	ask->aa_addr = ae->ae_addr;
	return 0;
}

/*
 * Handle one entry that is due.  0: there was none, and the callout is
 * armed for the next.
 */
static int
arp_age_one(uint64_t now)
{
	struct arp_ask ask = { NULL, 0 };
	struct arp_entry **link, *dead = NULL;
	struct mbuf *drop = NULL;
	uint64_t next = UINT64_MAX;
	unsigned i;
	int done = 0;

	spin_lock(&V_arp_lock);
	for (i = 0; i < ARP_HASH && !done; i++) {
		for (link = &V_arp_hash[i]; *link != NULL && !done;
		    link = &(*link)->ae_next) {
			if ((*link)->ae_state == ARP_PERMANENT)
				continue;
			if ((*link)->ae_when_ns > now) {
				if ((*link)->ae_when_ns < next)
					next = (*link)->ae_when_ns;
				continue;
			}
			done = 1;
			if (arp_age_locked(*link, now, &ask, &drop))
				dead = arp_unlink_locked(link);
			break;
		}
	}
	if (!done && next != UINT64_MAX)
		arp_arm_locked(next - now);
	spin_unlock(&V_arp_lock);
	if (dead != NULL)
		arp_free(dead);
	arp_drop_packets(drop);
	if (ask.aa_ifp != NULL)
		arp_request(ask.aa_ifp, in_addr_source(ask.aa_ifp,
		    ask.aa_addr), ask.aa_addr);
	if_drop(ask.aa_ifp);
	return done;
}

static void
arp_timer(void *arg)
{
	uint64_t now = clock_uptime_ns();

	CURVNET_SET((struct image *)arg);
	while (arp_age_one(now))
		;
	CURVNET_RESTORE();
}

int
arp_delete(in_addr_t a)
{
	struct arp_entry **link, *ae = NULL;

	spin_lock(&V_arp_lock);
	for (link = arp_chain(a); *link != NULL; link = &(*link)->ae_next) {
		if ((*link)->ae_addr == a) {
			ae = arp_unlink_locked(link);
			break;
		}
	}
	spin_unlock(&V_arp_lock);
	if (ae == NULL)
		return ESRCH;
	arp_free(ae);
	return 0;
}

/* The interface is the one that a packet for a would take. */
int
arp_set(in_addr_t a, const uint8_t *mac, int permanent)
{
	struct arp_entry *ae;
	struct nexthop nh;
	int error;

	error = route_lookup(a, &nh);
	if (error != 0)
		return error;
	if (nh.nh_ifp == NULL || nh.nh_ifp->if_addrlen != ETHER_ADDR_LEN ||
	    nh.nh_flags & RTF_GATEWAY) {
		nexthop_drop(&nh);
		return EHOSTUNREACH;
	}
	(void)arp_delete(a);
	arp_learn(nh.nh_ifp, a, mac, 1);
	spin_lock(&V_arp_lock);
	ae = arp_find_locked(a);
	if (ae != NULL && permanent)
		ae->ae_state = ARP_PERMANENT;
	spin_unlock(&V_arp_lock);
	nexthop_drop(&nh);
	return ae == NULL ? ENOBUFS : 0;
}

/* Order by address; the table is small. */
int
arp_next(struct arp_info *an)
{
	struct arp_entry *ae, *best = NULL;
	unsigned i;

	spin_lock(&V_arp_lock);
	for (i = 0; i < ARP_HASH; i++) {
		for (ae = V_arp_hash[i]; ae != NULL; ae = ae->ae_next) {
			if (ntohl(ae->ae_addr) > ntohl(an->an_addr) &&
			    (best == NULL ||
			    ntohl(ae->ae_addr) < ntohl(best->ae_addr)))
				best = ae;
		}
	}
	if (best != NULL) {
		*an = (struct arp_info){
			.an_addr = best->ae_addr,
			.an_complete = best->ae_state == ARP_REACHABLE ||
			    best->ae_state == ARP_PERMANENT,
			.an_permanent = best->ae_state == ARP_PERMANENT,
			.an_index = best->ae_ifp->if_index,
			.an_expire_s = best->ae_state == ARP_PERMANENT ? 0 :
			    best->ae_when_ns / NS,
		};
		memcpy(an->an_mac, best->ae_mac, ETHER_ADDR_LEN);
	}
	spin_unlock(&V_arp_lock);
	return best == NULL ? ESRCH : 0;
}

/* Remove entries of ifp, or all; one at a time. */
static void
arp_purge(struct ifnet *ifp)
{
	struct arp_entry **link, *ae;
	unsigned i;

	for (i = 0; i < ARP_HASH; i++) {
		/* What is looked for is in its chain before, if it is. */
		if (atomic_load(&V_arp_hash[i]) == NULL)
			continue;
		do {
			ae = NULL;
			spin_lock(&V_arp_lock);
			for (link = &V_arp_hash[i]; *link != NULL;
			    link = &(*link)->ae_next) {
				if (ifp == NULL || (*link)->ae_ifp == ifp) {
					ae = arp_unlink_locked(link);
					break;
				}
			}
			spin_unlock(&V_arp_lock);
			if (ae != NULL)
				arp_free(ae);
		} while (ae != NULL);
	}
}

static int
arp_create(void)
{
	spin_init(&V_arp_lock, "arp");
	callout_init(&V_arp_callout, arp_timer, curvnet);
	return 0;
}

static void
arp_destroy(void)
{
	spin_lock(&V_arp_lock);
	V_arp_closing = 1;
	spin_unlock(&V_arp_lock);
	callout_drain(&V_arp_callout);
	arp_purge(NULL);
}

VNET_PART(arp, PHASE_ADDR, arp_create, NULL, arp_destroy);

static void
arp_if_hook(struct ifnet *ifp, enum if_event ev)
{
	if (!vnet_part_made(&vnet_part_arp))
		return;		/* a stack half made, or half gone */
	if (ev == IF_EVENT_DEPARTURE || ev == IF_EVENT_DOWN)
		arp_purge(ifp);
}

IF_HOOK(arp_if_hook);
SYSCTL_VNET_INT(arp_maxtries, "net.link.ether.inet.maxtries", arp_maxtries,
    "requests before a neighbour counts as down");
SYSCTL_VNET_INT(arp_max_age, "net.link.ether.inet.max_age", arp_max_age,
    "seconds a neighbour's address is believed");
SYSCTL_VNET_INT(arp_down_age, "net.link.ether.inet.wait", arp_down_age,
    "seconds a neighbour that is down is left alone");
SYSCTL_VNET_STATS(arp_stats, "net.link.ether.arp.stats", arpstat,
    "counters of ARP (netinet/arp_var.h)");
