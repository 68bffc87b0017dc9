// SPDX-License-Identifier: BSD-2-Clause
/*
 * netisr - packets between interface and protocol.
 *
 * Each interface has a bounded queue and one task, so packets of one
 * interface stay in order while several interfaces use several CPUs.  A
 * task works off a budget, then lets others have their turn.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "subsys/net/if_priv.h"
#include "subsys/net/netisr.h"

#define NETISR_BUDGET	64	/* packets a turn */
#define NETISR_THREADS	4	/* at most */
#define NETISR_QUEUE	1024	/* packets waiting on one interface */

SET_DECLARE(netisr, const struct netisr);

struct taskq *netisr_taskq;	/* [I] after phase DEVICE */

void
netisr_dispatch(unsigned type, struct ifnet *ifp, struct mbuf *m)
{
	const struct netisr *const *p;

	m->m_rcvidx = ifp->if_index;
	SET_FOREACH(p, netisr) {
		if ((*p)->ni_type == type) {
			(*p)->ni_input(ifp, m);
			return;
		}
	}
	IF_COUNT(ifp, ic_noproto, 1);
	m_freem(m);
}

/*
 * The stack cannot change meanwhile: if_silence() waits for this task
 * before if_vnet is touched.
 */
static void
if_input_task(void *arg)
{
	struct ifnet *ifp = arg;
	struct mbuf *m;
	int n;

	CURVNET_SET(ifp->if_vnet);
	for (n = 0; n < NETISR_BUDGET; n++) {
		m = mbufq_dequeue(&ifp->if_inq);
		if (m == NULL)
			break;
		IF_COUNT(ifp, ic_ipackets, 1);
		IF_COUNT(ifp, ic_ibytes, m->m_pktlen);
		ifp->if_ops->io_input(ifp, m);
	}
	CURVNET_RESTORE();
	if (n == NETISR_BUDGET)
		taskq_enqueue(netisr_taskq, &ifp->if_intask);
}

void
if_init(struct ifnet *ifp, const struct if_ops *ops)
{
	ifp->if_ops = ops;
	ifp->if_refs = 1;
	ifp->if_state = IF_NEW;
	spin_init(&ifp->if_lock, "ifnet");
	waitq_init(&ifp->if_wait, "ifsilence");
	list_init(&ifp->if_vlink);
	mbufq_init(&ifp->if_inq, NETISR_QUEUE);
	task_init(&ifp->if_intask, if_input_task, ifp);
}

void
if_input_queue(struct ifnet *ifp, struct mbuf *m)
{
	spin_lock(&ifp->if_lock);
	if (ifp->if_state != IF_ATTACHED || !if_is_up(ifp)) {
		spin_unlock(&ifp->if_lock);
		IF_COUNT(ifp, ic_iqdrops, 1);
		m_freem(m);
		return;
	}
	if (mbufq_enqueue(&ifp->if_inq, m) != 0)
		IF_COUNT(ifp, ic_iqdrops, 1);
	else
		taskq_enqueue(netisr_taskq, &ifp->if_intask);
	spin_unlock(&ifp->if_lock);
}

/* The last sender out tells whoever silences the interface. */
static void
if_transmit_leave(struct ifnet *ifp)
{
	if (atomic_sub(&ifp->if_nout, 1) > 0 ||
	    atomic_load(&ifp->if_state) == IF_ATTACHED)
		return;
	spin_lock(&ifp->if_lock);
	waitq_wake_all(&ifp->if_wait);
	spin_unlock(&ifp->if_lock);
}

int
if_transmit(struct ifnet *ifp, struct mbuf *m)
{
	uint32_t len = m->m_pktlen;
	int error;

	atomic_add(&ifp->if_nout, 1);
	if (atomic_load(&ifp->if_state) != IF_ATTACHED ||
	    atomic_load(&ifp->if_vnet) != curvnet || !if_is_up(ifp)) {
		if_transmit_leave(ifp);
		m_freem(m);
		return ENETDOWN;
	}
	if (m->m_flags & (M_BCAST | M_MCAST))
		IF_COUNT(ifp, ic_omcasts, 1);
	error = ifp->if_ops->io_transmit(ifp, m);
	if (error != 0) {
		IF_COUNT(ifp, ic_oerrors, 1);
	} else {
		IF_COUNT(ifp, ic_opackets, 1);
		IF_COUNT(ifp, ic_obytes, len);
	}
	if_transmit_leave(ifp);
	return error;
}

static void
netisr_init(void)
{
	int n;

	n = cpu_count < NETISR_THREADS ? (int)cpu_count : NETISR_THREADS;
	netisr_taskq = taskq_create("netisr", n);
	if (netisr_taskq == NULL)
		panic("netisr: no memory");
}

INITCALL(PHASE_DEVICE, netisr_init);
