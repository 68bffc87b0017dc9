// SPDX-License-Identifier: BSD-2-Clause
/*
 * in_pcb - binding, connecting and finding end points.
 *
 * Port rules are BSD's: a port may be shared by different addresses; a
 * wildcard and a specific address only with SO_REUSEADDR on both; the same
 * address only with SO_REUSEPORT on both.
 */
#include <sys/errno.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/string.h"
#include "kernel/sched/thread.h"
#include "subsys/inet/in_addr.h"
#include "subsys/inet/in_pcb.h"
#include "subsys/inet/ip_var.h"

VNET_DEFINE(struct spinlock, inp_lock);
VNET_DEFINE(struct list, inpcbs);
VNET_DEFINE(struct inpcb *, inp_hash[INP_HASH]);
VNET_DEFINE_STATIC(uint32_t, inp_gencnt);	/* [p] */
#define V_inp_gencnt	VNET(inp_gencnt)
VNET_DEFINE(int, portrange_first) = IPPORT_EPHEMERALFIRST; /* [a] */
#define V_portrange_first	VNET(portrange_first)
VNET_DEFINE(int, portrange_last) = IPPORT_EPHEMERALLAST;	/* [a] */
#define V_portrange_last	VNET(portrange_last)

int
in_pcb_attach(struct socket *so, int number)
{
	struct inpcb *inp;

	inp = VNET_ALLOC(sizeof(*inp), KM_SLEEP | KM_ZERO);
	if (inp == NULL)
		return ENOBUFS;
	inp->inp_so = so;
	inp->inp_proto = (uint8_t)number;
	inp->inp_mttl = 1;
	so->so_pcb = (struct pcb *)inp;
	spin_lock(&V_inp_lock);
	inp->inp_gen = ++V_inp_gencnt;
	list_insert_tail(&V_inpcbs, &inp->inp_link);
	spin_unlock(&V_inp_lock);
	return 0;
}

static void
in_pcb_unhash_locked(struct inpcb *inp)
{
	struct inpcb **link;

	if (inp->inp_lport == 0)
		return;
	for (link = inp_chain(inp->inp_lport); *link != inp;)
		link = &(*link)->inp_hnext;
	*link = inp->inp_hnext;
}

/* Once off the lists nobody can find it: free without waiting. */
void
in_pcb_detach(struct socket *so)
{
	struct inpcb *inp = inp_of(so);

	if (inp == NULL)
		return;
	spin_lock(&V_inp_lock);
	in_pcb_unhash_locked(inp);
	list_remove(&inp->inp_link);
	spin_unlock(&V_inp_lock);
	so->so_pcb = NULL;
	kmem_free(inp);
}

int
in_pcb_sockaddr(const struct sockaddr *sa, struct sockaddr_in *sin)
{
	if (sa->sa_family != AF_INET)
		return EAFNOSUPPORT;
	if (sa->sa_len < sizeof(*sin))
		return EINVAL;
	memcpy(sin, sa, sizeof(*sin));
	return 0;
}

void
in_sockaddr(struct sockaddr_in *sin, in_addr_t a, in_port_t port)
{
	memset(sin, 0, sizeof(*sin));
	sin->sin_len = sizeof(*sin);
	sin->sin_family = AF_INET;
	sin->sin_addr.s_addr = a;
	sin->sin_port = port;
}

/* May inp have (laddr, lport) beside other, which has that port? */
static int
in_pcb_shares(const struct inpcb *inp, in_addr_t laddr,
    const struct inpcb *other)
{
	int both = inp->inp_so->so_options & other->inp_so->so_options;

	if (other->inp_laddr == laddr)
		return (both & SO_REUSEPORT) != 0;
	if (other->inp_laddr == 0 || laddr == 0)
		return (both & (SO_REUSEADDR | SO_REUSEPORT)) != 0;
	return 1;
}

static int
in_pcb_free_locked(const struct inpcb *inp, in_addr_t laddr,
    in_port_t lport)
{
	const struct inpcb *other;

	for (other = *inp_chain(lport); other != NULL;
	    other = other->inp_hnext) {
		if (other->inp_lport == lport &&
		    other->inp_proto == inp->inp_proto &&
		    !in_pcb_shares(inp, laddr, other))
			return 0;
	}
	return 1;
}

/* From a random start through the range once.  0 or EADDRNOTAVAIL. */
static int
in_pcb_choose_locked(const struct inpcb *inp, in_addr_t laddr,
    in_port_t *lport)
{
	uint32_t first = (uint16_t)V_portrange_first;
	uint32_t last = (uint16_t)V_portrange_last;
	uint32_t count, at, i;

	if (last < first)
		last = first;
	count = last - first + 1;
	at = ip_random() % count;
	for (i = 0; i < count; i++, at++) {
		*lport = htons((uint16_t)(first + at % count));
		if (*lport != 0 && in_pcb_free_locked(inp, laddr, *lport))
			return 0;
	}
	return EADDRNOTAVAIL;
}

static int
in_pcb_bind_locked(struct inpcb *inp, in_addr_t laddr, in_port_t lport)
{
	int error;

	if (inp->inp_lport != 0)
		return EINVAL;		/* bound already */
	if (lport == 0) {
		error = in_pcb_choose_locked(inp, laddr, &lport);
		if (error != 0)
			return error;
	} else if (!in_pcb_free_locked(inp, laddr, lport)) {
		return EADDRINUSE;
	}
	inp->inp_laddr = laddr;
	inp->inp_lport = lport;
	inp->inp_hnext = *inp_chain(lport);
	*inp_chain(lport) = inp;
	return 0;
}

int
in_pcb_bind(struct inpcb *inp, const struct sockaddr_in *sin,
    struct thread *td)
{
	in_addr_t a = sin->sin_addr.s_addr;
	int error;

	if (a != INADDR_ANY && !in_addr_local(a) &&
	    !in_addr_is_bcast(NULL, a) && !IN_MULTICAST(ntohl(a)))
		return EADDRNOTAVAIL;
	if (sin->sin_port != 0 && ntohs(sin->sin_port) < IPPORT_RESERVED &&
	    priv_check(td->td_cred, PRIV_NETINET_RESERVEDPORT) != 0)
		return EACCES;
	spin_lock(&V_inp_lock);
	error = in_pcb_bind_locked(inp, a, sin->sin_port);
	spin_unlock(&V_inp_lock);
	return error;
}

int
in_pcb_autobind(struct inpcb *inp)
{
	int error = 0;

	spin_lock(&V_inp_lock);
	if (inp->inp_lport == 0)
		error = in_pcb_bind_locked(inp, inp->inp_laddr, 0);
	spin_unlock(&V_inp_lock);
	return error;
}

/* Address 0 means this host. */
int
in_pcb_connect(struct inpcb *inp, const struct sockaddr_in *sin)
{
	in_addr_t dst = sin->sin_addr.s_addr, src;
	int error;

	if (dst == INADDR_ANY)
		dst = htonl(INADDR_LOOPBACK);
	src = inp->inp_laddr;
	if (src == INADDR_ANY) {
		error = ip_source(dst, &src);
		if (error != 0)
			return error;
	}
	spin_lock(&V_inp_lock);
	inp->inp_laddr = src;
	inp->inp_faddr = dst;
	inp->inp_fport = sin->sin_port;
	spin_unlock(&V_inp_lock);
	return 0;
}

void
in_pcb_disconnect(struct inpcb *inp)
{
	spin_lock(&V_inp_lock);
	inp->inp_faddr = 0;
	inp->inp_fport = 0;
	inp->inp_laddr = 0;	/* it was chosen for the peer */
	spin_unlock(&V_inp_lock);
}

/* How well inp fits; 0: not at all. */
static int
in_pcb_score(const struct inpcb *inp, in_addr_t laddr, in_addr_t faddr,
    in_port_t fport)
{
	int score = 1;

	if (inp->inp_laddr != 0) {
		if (inp->inp_laddr != laddr)
			return 0;
		score++;
	}
	if (inp->inp_faddr != 0) {
		if (inp->inp_faddr != faddr || inp->inp_fport != fport)
			return 0;
		score += 2;
	}
	return score;
}

struct inpcb *
in_pcb_lookup_locked(int proto, in_addr_t laddr, in_port_t lport,
    in_addr_t faddr, in_port_t fport)
{
	struct inpcb *inp, *best = NULL;
	int score, best_score = 0;

	SPIN_ASSERT(&V_inp_lock);
	for (inp = *inp_chain(lport); inp != NULL; inp = inp->inp_hnext) {
		if (inp->inp_lport != lport || inp->inp_proto != proto)
			continue;
		score = in_pcb_score(inp, laddr, faddr, fport);
		if (score > best_score) {
			best_score = score;
			best = inp;
		}
	}
	return best;
}

int
in_pr_sockname(struct socket *so, struct sockaddr_storage *ss)
{
	struct inpcb *inp = inp_of(so);

	in_sockaddr((struct sockaddr_in *)ss, inp->inp_laddr, inp->inp_lport);
	return 0;
}

int
in_pr_peername(struct socket *so, struct sockaddr_storage *ss)
{
	struct inpcb *inp = inp_of(so);

	in_sockaddr((struct sockaddr_in *)ss, inp->inp_faddr, inp->inp_fport);
	return 0;
}

int
in_pr_disconnect(struct socket *so)
{
	if (!(so->so_state & SS_CONNECTED))
		return ENOTCONN;
	in_pcb_disconnect(inp_of(so));
	socket_set_state(so, 0, SS_CONNECTED);
	return 0;
}

static int
in_pcb_create(void)
{
	spin_init(&V_inp_lock, "inpcb");
	list_init(&V_inpcbs);
	return 0;
}

VNET_PART(in_pcb, PHASE_PROTO, in_pcb_create, NULL, NULL);
SYSCTL_VNET_INT(portrange_first, "net.inet.ip.portrange.first",
    portrange_first, "first port given to programs that name none");
SYSCTL_VNET_INT(portrange_last, "net.inet.ip.portrange.last",
    portrange_last, "last port given to programs that name none");
