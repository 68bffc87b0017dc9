// SPDX-License-Identifier: BSD-2-Clause
/*
 * mbuf - making and freeing packet buffers.
 *
 * Two slabs: mbufs of MSIZE bytes, whose tail is their own data, and
 * clusters of MCLSIZE bytes, which several mbufs may share.  A cluster
 * counts the mbufs that point at it; the last one frees it.
 *
 * Both are charged to the jail whose thread made them, and stay so wherever
 * they go: a jail's ledger lives as long as anything is charged to it.
 */
#include <sys/errno.h>
#include <sys/mbuf_stat.h>
#include "kernel/cred/cred.h"
#include "kernel/cred/limit.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sysctl.h"
#include "subsys/mbuf/mbuf.h"

_Static_assert(offsetof(struct mbuf, m_dat) == MSIZE - MHLEN, "MHLEN");
_Static_assert(sizeof(struct mcluster) == MCLSIZE, "MCLBYTES");

static struct slab_cache *mbuf_slab;		/* [I] after phase DEVICE */
static struct slab_cache *mcluster_slab;	/* [I] after phase DEVICE */
int64_t mbuf_count;			/* [a] */
int64_t mbuf_cluster_count;		/* [a] */
uint64_t mbuf_failures;		/* [a] */

LIMIT_BY(mbufs, ENOBUFS, LIMIT_BY_KIND, LEDGER_MBUFS, "packet buffers");

/* Whose jail pays: the caller's; kernel threads work for everybody. */
static struct ledger *
mbuf_payer(void)
{
	const struct cred *cr = curthread != NULL ? curthread->td_cred : NULL;

	return cr != NULL ? cred_ledger(cr) : NULL;
}

/* An mbuf counted to its payer, which its charge keeps. */
static struct mbuf *
mbuf_alloc(struct ledger *ld, int kmflags)
{
	struct mbuf *m;

	m = slab_alloc(mbuf_slab, ld, kmflags & ~KM_ZERO);
	if (m != NULL && ledger_count(ld, LEDGER_MBUFS, 1) != 0) {
		slab_free(mbuf_slab, m);
		m = NULL;
	}
	return m;
}

struct mbuf *
m_get(int kmflags)
{
	struct mbuf *m;

	m = mbuf_alloc(mbuf_payer(), kmflags);
	if (m == NULL) {
		atomic_add(&mbuf_failures, 1);
		return NULL;
	}
	atomic_add(&mbuf_count, 1);
	*m = (struct mbuf){ .m_data = m->m_dat };
	return m;
}

struct mbuf *
m_gethdr(int kmflags)
{
	struct mbuf *m;

	m = m_get(kmflags);
	if (m != NULL)
		m->m_flags = M_PKTHDR;
	return m;
}

/* Give m, which has no data yet, a cluster.  0 or ENOMEM as nonzero. */
static int
mcluster_attach(struct mbuf *m, int kmflags)
{
	struct mcluster *mc;

	mc = slab_alloc(mcluster_slab, slab_ledger(mbuf_slab, m),
	    kmflags & ~KM_ZERO);
	if (mc == NULL) {
		atomic_add(&mbuf_failures, 1);
		return 1;
	}
	atomic_add(&mbuf_cluster_count, 1);
	mc->mc_refs = 1;
	m->m_cl = mc;
	m->m_data = mc->mc_dat;
	m->m_flags |= M_EXT;
	return 0;
}

struct mbuf *
m_getcl(int kmflags)
{
	struct mbuf *m;

	m = m_gethdr(kmflags);
	if (m != NULL && mcluster_attach(m, kmflags) != 0) {
		m_free(m);
		return NULL;
	}
	return m;
}

/* One piece for up to want bytes behind lead free ones. */
static struct mbuf *
m_getpiece(uint32_t want, uint32_t lead, int kmflags)
{
	struct mbuf *m;
	uint32_t room;

	m = m_get(kmflags);
	if (m == NULL)
		return NULL;
	room = MHLEN;
	if (want + lead > MHLEN) {
		if (mcluster_attach(m, kmflags) != 0)
			return m_free(m);
		room = MCLBYTES;
	}
	m->m_data += lead;
	room -= lead;
	m->m_len = want < room ? want : room;
	return m;
}

struct mbuf *
m_getm(uint32_t len, int kmflags)
{
	struct mbuf *head, *m, **link;
	uint32_t left;

	head = m_getpiece(len, M_LEADING, kmflags);
	if (head == NULL)
		return NULL;
	head->m_flags |= M_PKTHDR;
	head->m_pktlen = len;
	left = len - head->m_len;
	for (link = &head->m_next; left > 0; link = &m->m_next) {
		m = m_getpiece(left, 0, kmflags);
		if (m == NULL) {
			m_freem(head);
			return NULL;
		}
		*link = m;
		left -= m->m_len;
	}
	return head;
}

struct mbuf *
m_free(struct mbuf *m)
{
	struct mbuf *next;

	next = m->m_next;
	ledger_uncount(slab_ledger(mbuf_slab, m), LEDGER_MBUFS, 1);
	if (m->m_flags & M_EXT && atomic_sub(&m->m_cl->mc_refs, 1) == 0) {
		slab_free(mcluster_slab, m->m_cl);
		atomic_sub(&mbuf_cluster_count, 1);
	}
	slab_free(mbuf_slab, m);
	atomic_sub(&mbuf_count, 1);
	return next;
}

void
m_freem(struct mbuf *m)
{
	while (m != NULL)
		m = m_free(m);
}

int
m_writable(const struct mbuf *m)
{
	return !(m->m_flags & M_EXT) || atomic_load(&m->m_cl->mc_refs) == 1;
}

static void
mbuf_init(void)
{
	mbuf_slab = slab_create("mbuf", MSIZE);
	mcluster_slab = slab_create("mcluster", MCLSIZE);
	if (mbuf_slab == NULL || mcluster_slab == NULL)
		panic("mbuf: no memory for caches");
}

static int
mbuf_stat(const struct sysctl_node *node, struct sysctl_req *req)
{
	struct mbstat ms = {
		.ms_mbufs = (uint64_t)atomic_load(&mbuf_count),
		.ms_clusters = (uint64_t)atomic_load(&mbuf_cluster_count),
		.ms_denied = atomic_load(&mbuf_failures),
	};

	(void)node;
	return sysctl_out(req, &ms, sizeof(ms));
}

INITCALL(PHASE_DEVICE, mbuf_init);
SYSCTL_PROC(mbuf_stat, "kern.ipc.mbstat", SYSCTL_RD, mbuf_stat,
    "packet buffers in use (sys/mbuf_stat.h)");
