// SPDX-License-Identifier: BSD-2-Clause
/*
 * virtio_net - the network card of virtual machines, as vtnet0, vtnet1...
 *
 * Queue 0 receives, queue 1 sends.  The interrupt wakes a task, which copies
 * frames out into packets for the stack that has the interface at that
 * moment; sending copies in, and takes back what has been sent before.
 * Packets that find no free buffer wait in vn_outq, and only then does the
 * device interrupt us about sending: a stack that ends says goodbye to all
 * its peers at once, and none of that may be lost here.
 * The device never learns whose the interface is, so lending it to a jail
 * touches nothing here.
 *
 * Locks: [c] if_config_lock; [s] vn_lock "virtio_net", sending.
 */
#include <sys/errno.h>
#include "kernel/debug/cons.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/callout.h"
#include "subsys/drv/virtio.h"
#include "subsys/net/ether.h"
#include "subsys/net/vnet.h"

#define VTNET_DEVICE	0x1041		/* of version 1 */
#define VTNET_OLD	0x1000		/* may speak version 1 too */
#define F_MAC		(1ull << 5)
#define F_STATUS	(1ull << 16)
#define CONFIG_STATUS	6		/* behind the address */
#define STATUS_LINK	1
#define VTNET_HDR	12		/* what precedes a frame */
#define MSG_CONFIG	0
#define MSG_RECEIVE	1
#define MSG_SEND	2
#define OUTQ_MAX	1024		/* packets that wait for a buffer */
#define DRAIN_NS	200000000ul	/* for a device that does not send */
#define FRAME_MAX	(VIRTQ_BUFFER - VTNET_HDR)

struct vtnet {
	struct ifnet vn_if;		/* first: an ifnet is its card */
	struct virtio_dev vn_dev;	/* [I] */
	struct virtq vn_rx;		/* its task only */
	struct virtq vn_tx;		/* [s] */
	struct spinlock vn_lock;	/* class "virtio_net" */
	uint16_t vn_free[VIRTQ_MAX];	/* [s] buffers for sending */
	uint32_t vn_nfree;		/* [s] */
	struct mbufq vn_outq;		/* [s] no buffer was free */
	int vn_draining;		/* [s] somebody waits at.. */
	struct waitq vn_drained;	/* [s] ..for all to be sent */
	uint64_t vn_features;		/* [I] */
	struct taskq *vn_taskq;		/* [I] */
	struct task vn_rxtask;		/* [x] taskq's */
	struct task vn_txtask;		/* [x] taskq's */
	struct task vn_linktask;	/* [x] taskq's */
};

static int vtnet_units;			/* [t] the boot thread's */

/* ------------------------------------------------------------ receiving */

static void
vtnet_receive(struct vtnet *vn, const char *frame, uint32_t len)
{
	struct mbuf *m = m_getm(len, KM_NOSLEEP);

	if (m == NULL || m_copyback(m, 0, len, frame) != 0) {
		IF_COUNT(&vn->vn_if, ic_iqdrops, 1);
		m_freem(m);
		return;
	}
	if_input_queue(&vn->vn_if, m);
}

static void
vtnet_rx_task(void *arg)
{
	struct vtnet *vn = arg;
	unsigned i, n = 0;
	uint32_t len;
	int error;

	while ((error = virtq_take(&vn->vn_rx, &i, &len)) != ENOENT) {
		if (error == EIO && i >= vn->vn_rx.vq_size)
			continue;	/* not even a buffer to give back */
		if (error == 0 && len > VTNET_HDR)
			vtnet_receive(vn, (char *)virtq_buffer(&vn->vn_rx, i) +
			    VTNET_HDR, len - VTNET_HDR);
		else
			IF_COUNT(&vn->vn_if, ic_ierrors, 1);
		virtq_give(&vn->vn_rx, i, VIRTQ_BUFFER, VIRTQ_WRITE);
		n++;
	}
	if (n > 0)
		virtq_kick(&vn->vn_rx);
}

static void
vtnet_rx_intr(void *arg)
{
	struct vtnet *vn = arg;

	taskq_enqueue(vn->vn_taskq, &vn->vn_rxtask);
}

/* -------------------------------------------------------------- sending */

/* Buffers the device is done with are free again; [s] held. */
static void
vtnet_tx_reclaim(struct vtnet *vn)
{
	unsigned i;
	uint32_t len;
	int error;

	SPIN_ASSERT(&vn->vn_lock);
	while ((error = virtq_take(&vn->vn_tx, &i, &len)) != ENOENT) {
		if (error == 0 && vn->vn_nfree < VIRTQ_MAX)
			vn->vn_free[vn->vn_nfree++] = (uint16_t)i;
	}
}

/* m into a free buffer, which is there; consumed. */
static void
vtnet_give(struct vtnet *vn, struct mbuf *m)
{
	unsigned i = vn->vn_free[--vn->vn_nfree];
	char *buf = virtq_buffer(&vn->vn_tx, i);

	memset(buf, 0, VTNET_HDR);	/* no offloading */
	m_copydata(m, 0, m->m_pktlen, buf + VTNET_HDR);
	virtq_give(&vn->vn_tx, i, VTNET_HDR + m->m_pktlen, VIRTQ_READ);
	m_freem(m);
}

/* As much of what waits as there are buffers. */
static void
vtnet_tx_more(struct vtnet *vn)
{
	struct mbuf *m;
	unsigned n = 0;

	vtnet_tx_reclaim(vn);
	while (vn->vn_nfree > 0 &&
	    (m = mbufq_dequeue(&vn->vn_outq)) != NULL) {
		vtnet_give(vn, m);
		n++;
	}
	if (n > 0)
		virtq_kick(&vn->vn_tx);
}

static int
vtnet_tx_idle(const struct vtnet *vn)
{
	return vn->vn_outq.mq_len == 0 && vn->vn_nfree == vn->vn_tx.vq_size;
}

/*
 * The device may have been done with a buffer just before it was told to
 * interrupt about it: so look once more.
 */
static void
vtnet_tx_watch(struct vtnet *vn)
{
	virtq_interrupts(&vn->vn_tx, 1);
	vtnet_tx_more(vn);
}

static int
vtnet_transmit(struct ifnet *ifp, struct mbuf *m)
{
	struct vtnet *vn = (struct vtnet *)ifp;
	int error = 0;

	if (m->m_pktlen > FRAME_MAX) {
		m_freem(m);
		return EMSGSIZE;
	}
	spin_lock(&vn->vn_lock);
	vtnet_tx_reclaim(vn);
	if (vn->vn_nfree > 0 && vn->vn_outq.mq_len == 0) {
		vtnet_give(vn, m);
		virtq_kick(&vn->vn_tx);
	} else {
		error = mbufq_enqueue(&vn->vn_outq, m);
		vtnet_tx_watch(vn);
	}
	spin_unlock(&vn->vn_lock);
	return error;
}

static void
vtnet_tx_task(void *arg)
{
	struct vtnet *vn = arg;

	spin_lock(&vn->vn_lock);
	vtnet_tx_more(vn);
	if (vn->vn_outq.mq_len == 0 && !vn->vn_draining)
		virtq_interrupts(&vn->vn_tx, 0);
	if (vtnet_tx_idle(vn))
		waitq_wake_all(&vn->vn_drained);
	spin_unlock(&vn->vn_lock);
}

static void
vtnet_tx_intr(void *arg)
{
	struct vtnet *vn = arg;

	taskq_enqueue(vn->vn_taskq, &vn->vn_txtask);
}

/* The interface leaves its stack: wait until the device has sent it all. */
static void
vtnet_drain(struct ifnet *ifp)
{
	struct vtnet *vn = (struct vtnet *)ifp;
	uint64_t deadline = clock_uptime_ns() + DRAIN_NS;
	int error = 0;

	spin_lock(&vn->vn_lock);
	vn->vn_draining = 1;
	vtnet_tx_watch(vn);
	while (!vtnet_tx_idle(vn) && error == 0)
		error = waitq_sleep(&vn->vn_drained, &vn->vn_lock, 0,
		    deadline);
	vn->vn_draining = 0;
	spin_unlock(&vn->vn_lock);
	mbufq_drain(&vn->vn_outq);
}

/* ----------------------------------------------------------------- link */

/* [c] held, the interface's stack current. */
static void
vtnet_updown(struct ifnet *ifp)
{
	struct vtnet *vn = (struct vtnet *)ifp;
	int state = LINK_STATE_UP;

	if (vn->vn_features & F_STATUS &&
	    !(*(volatile uint16_t *)(vn->vn_dev.vd_config + CONFIG_STATUS) &
	    STATUS_LINK))
		state = LINK_STATE_DOWN;
	if_link_state(ifp, state);
}

static void
vtnet_link_task(void *arg)
{
	struct vtnet *vn = arg;

	mutex_lock(&if_config_lock);
	if (vn->vn_if.if_vnet != NULL) {
		CURVNET_SET_QUIET(vn->vn_if.if_vnet);
		vtnet_updown(&vn->vn_if);
		CURVNET_RESTORE();
	}
	mutex_unlock(&if_config_lock);
}

static void
vtnet_config_intr(void *arg)
{
	struct vtnet *vn = arg;

	taskq_enqueue(taskq_system, &vn->vn_linktask);
}

/* ------------------------------------------------------------ attaching */

static void
vtnet_free(struct ifnet *ifp)
{
	struct vtnet *vn = (struct vtnet *)ifp;

	virtio_reset(&vn->vn_dev);	/* cards are for ever, but even so */
}

static const struct if_ops vtnet_ops = {
	.io_transmit = vtnet_transmit,
	.io_input = ether_input,
	.io_updown = vtnet_updown,
	.io_drain = vtnet_drain,
	.io_free = vtnet_free,
};

static void
vtnet_name(struct vtnet *vn)
{
	struct ifnet *ifp = &vn->vn_if;
	uint8_t mac[ETHER_ADDR_LEN];

	if_init(ifp, &vtnet_ops);
	snprintf(ifp->if_xname, sizeof(ifp->if_xname), "vtnet%d",
	    vtnet_units++);
	ether_make_addr(mac, ifp->if_xname, 0);
	if (vn->vn_features & F_MAC) {
		for (int i = 0; i < ETHER_ADDR_LEN; i++)
			mac[i] = (uint8_t)vn->vn_dev.vd_config[i];
	}
	ether_ifsetup(ifp, mac);
	ifp->if_flags |= IFF_RUNNING;
	ifp->if_link_state = LINK_STATE_DOWN;
}

/* Fill the receiving queue, empty the sending one, and go. */
static void
vtnet_start(struct vtnet *vn)
{
	unsigned i;

	for (i = 0; i < vn->vn_tx.vq_size; i++)
		vn->vn_free[vn->vn_nfree++] = (uint16_t)i;
	for (i = 0; i < vn->vn_rx.vq_size; i++)
		virtq_give(&vn->vn_rx, i, VIRTQ_BUFFER, VIRTQ_WRITE);
	virtq_interrupts(&vn->vn_tx, 0);
	virtio_start(&vn->vn_dev);
	virtq_kick(&vn->vn_rx);
}

static int
vtnet_open(struct vtnet *vn, const struct pci_dev *pd)
{
	int error = virtio_open(&vn->vn_dev, pd, F_MAC | F_STATUS,
	    &vn->vn_features);

	if (error == 0)
		error = virtio_config_intr(&vn->vn_dev, MSG_CONFIG,
		    vtnet_config_intr, vn);
	if (error == 0)
		error = virtq_open(&vn->vn_dev, &vn->vn_rx, 0, MSG_RECEIVE,
		    vtnet_rx_intr, vn);
	if (error == 0)
		error = virtq_open(&vn->vn_dev, &vn->vn_tx, 1, MSG_SEND,
		    vtnet_tx_intr, vn);
	return error;
}

/*
 * What a card that fails at this has taken is kept: its interrupts may be
 * registered, and boot has failed for it anyway.
 */
static int
vtnet_attach(const struct pci_dev *pd)
{
	struct vtnet *vn = kmem_zalloc(NULL, sizeof(*vn), KM_SLEEP);
	int error;

	if (vn == NULL)
		return ENOMEM;
	spin_init(&vn->vn_lock, "virtio_net");
	task_init(&vn->vn_rxtask, vtnet_rx_task, vn);
	task_init(&vn->vn_txtask, vtnet_tx_task, vn);
	mbufq_init(&vn->vn_outq, OUTQ_MAX);
	waitq_init(&vn->vn_drained, "vtnetdrain");
	task_init(&vn->vn_linktask, vtnet_link_task, vn);
	vn->vn_taskq = taskq_create("vtnet", 1);
	if (vn->vn_taskq == NULL) {
		kmem_free(vn);
		return ENOMEM;
	}
	error = vtnet_open(vn, pd);
	if (error != 0)
		return error;
	vtnet_name(vn);
	mutex_lock(&if_config_lock);
	error = if_attach(&vn->vn_if);
	if (error == 0)
		vtnet_updown(&vn->vn_if);
	mutex_unlock(&if_config_lock);
	if (error == 0)
		vtnet_start(vn);
	return error;
}

static const struct pci_driver vtnet_driver = {
	.pr_vendor = VIRTIO_VENDOR,
	.pr_device = VTNET_DEVICE,
	.pr_attach = vtnet_attach,
};
PCI_DRIVER(vtnet_driver);

static const struct pci_driver vtnet_old_driver = {
	.pr_vendor = VIRTIO_VENDOR,
	.pr_device = VTNET_OLD,
	.pr_attach = vtnet_attach,
};
PCI_DRIVER(vtnet_old_driver);
