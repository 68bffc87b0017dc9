// SPDX-License-Identifier: BSD-2-Clause
/*
 * virtio - the transport over PCI, and the rings (virtio 1.0, 2.4 and 4.1).
 *
 * A queue's three rings share one page.  Both sides run at once: an index is
 * published after what it counts, with a barrier between the two; x86 wants
 * one only where a store is followed by a load, the compiler everywhere.
 */
#include <sys/errno.h>
#include "kernel/mem/page.h"
#include "subsys/drv/virtio.h"

#define CAP_TYPE	3		/* offsets in a capability */
#define CAP_BAR		4
#define CAP_OFFSET	8
#define CAP_LENGTH	12
#define CAP_STEP	16
#define TYPE_COMMON	1
#define TYPE_NOTIFY	2
#define TYPE_DEVICE	4

#define STATUS_ACKNOWLEDGE	0x01
#define STATUS_DRIVER		0x02
#define STATUS_DRIVER_OK	0x04
#define STATUS_FEATURES_OK	0x08
#define NO_VECTOR		0xffff
#define AVAIL_NO_INTERRUPT	1
#define DESC_NEXT		1

/* The registers all devices have. */
struct virtio_common {
	uint32_t vc_feature_select;	/* [x] */
	uint32_t vc_feature;		/* [x] the device's */
	uint32_t vc_driver_select;	/* [x] */
	uint32_t vc_driver_feature;	/* [x] */
	uint16_t vc_config_vector;	/* [x] */
	uint16_t vc_queues;		/* [I] */
	uint8_t vc_status;		/* [x] 0 resets */
	uint8_t vc_generation;		/* [x] */
	uint16_t vc_queue_select;	/* [x] for all below */
	uint16_t vc_queue_size;		/* [x] */
	uint16_t vc_queue_vector;	/* [x] */
	uint16_t vc_queue_enable;	/* [x] */
	uint16_t vc_notify_off;		/* [I] */
	uint32_t vc_desc[2];		/* [x] low, high */
	uint32_t vc_avail[2];		/* [x] */
	uint32_t vc_used[2];		/* [x] */
};

/* All [x], shared with the device. */
struct virtq_desc {
	uint64_t de_addr;		/* [x] */
	uint32_t de_len;		/* [x] */
	uint16_t de_flags;		/* [x] enum virtq_dir */
	uint16_t de_next;		/* [x] with DESC_NEXT */
};

struct virtq_ring {
	uint16_t vr_flags;		/* [x] */
	uint16_t vr_idx;		/* [x] */
	uint16_t vr_ring[VIRTQ_MAX];	/* [x] descriptors */
};

struct virtq_used {
	uint16_t vu_flags;		/* [x] */
	uint16_t vu_idx;		/* [x] */
	struct virtq_elem {
		uint32_t ve_id;		/* [x] descriptor */
		uint32_t ve_len;	/* [x] bytes written */
	} vu_ring[VIRTQ_MAX];		/* [x] */
};

/* Where the rings are in their page. */
struct virtq_page {
	struct virtq_desc vp_desc[VIRTQ_MAX];	/* [x] */
	struct virtq_ring vp_avail;		/* [x] */
	struct virtq_used vp_used;		/* [x] */
};
_Static_assert(sizeof(struct virtq_page) <= PAGE_SIZE, "rings and page");

static volatile struct virtio_common *
virtio_common(struct virtio_dev *vd)
{
	return vd->vd_common;
}

/* Map what the capability of this type describes; NULL: there is none. */
static void *
virtio_map(struct virtio_dev *vd, uint8_t type, unsigned *cap)
{
	const struct pci_dev *pd = &vd->vd_pci;
	unsigned at = 0;

	while ((at = pci_cap_find(pd, PCI_CAP_VENDOR, at)) != 0) {
		if (pci_read8(pd, at + CAP_TYPE) != type)
			continue;
		*cap = at;
		return pci_bar_map(pd, pci_read8(pd, at + CAP_BAR),
		    pci_read32(pd, at + CAP_OFFSET),
		    pci_read32(pd, at + CAP_LENGTH));
	}
	return NULL;
}

void
virtio_reset(struct virtio_dev *vd)
{
	volatile struct virtio_common *vc = virtio_common(vd);

	vc->vc_status = 0;
	while (vc->vc_status != 0)
		cpu_pause();
}

static uint64_t
virtio_agree(volatile struct virtio_common *vc, uint64_t want)
{
	uint64_t both = 0;

	for (uint32_t i = 0; i < 2; i++) {
		vc->vc_feature_select = i;
		both |= (uint64_t)vc->vc_feature << 32 * i;
	}
	both &= want;
	for (uint32_t i = 0; i < 2; i++) {
		vc->vc_driver_select = i;
		vc->vc_driver_feature = (uint32_t)(both >> 32 * i);
	}
	return both;
}

int
virtio_open(struct virtio_dev *vd, const struct pci_dev *pd, uint64_t want,
    uint64_t *features)
{
	volatile struct virtio_common *vc;
	unsigned cap = 0, notify = 0;

	vd->vd_pci = *pd;
	pci_write16(pd, PCI_CFG_COMMAND, pci_read16(pd, PCI_CFG_COMMAND) |
	    PCI_CMD_MEMORY | PCI_CMD_MASTER | PCI_CMD_NO_INTX);
	vd->vd_common = virtio_map(vd, TYPE_COMMON, &cap);
	vd->vd_config = virtio_map(vd, TYPE_DEVICE, &cap);
	vd->vd_notify = virtio_map(vd, TYPE_NOTIFY, &notify);
	if (vd->vd_common == NULL || vd->vd_config == NULL ||
	    vd->vd_notify == NULL)
		return ENXIO;
	vd->vd_notify_step = pci_read32(pd, notify + CAP_STEP);

	virtio_reset(vd);
	vc = virtio_common(vd);
	vc->vc_status = STATUS_ACKNOWLEDGE;
	vc->vc_status |= STATUS_DRIVER;
	*features = virtio_agree(vc, want | VIRTIO_F_VERSION_1);
	vc->vc_status |= STATUS_FEATURES_OK;
	if (!(*features & VIRTIO_F_VERSION_1) ||
	    !(vc->vc_status & STATUS_FEATURES_OK))
		return ENXIO;
	return 0;
}

void
virtio_start(struct virtio_dev *vd)
{
	virtio_common(vd)->vc_status |= STATUS_DRIVER_OK;
}

int
virtio_config_intr(struct virtio_dev *vd, unsigned n, void (*func)(void *),
    void *arg)
{
	volatile struct virtio_common *vc = virtio_common(vd);
	int error = pci_msix_register(&vd->vd_pci, n, func, arg);

	if (error != 0)
		return error;
	vc->vc_config_vector = (uint16_t)n;
	return vc->vc_config_vector == n ? 0 : ENOSPC;
}

/* ------------------------------------------------------------ queues */

/* Memory of a queue, which it keeps. */
static int
virtq_alloc(struct virtq *vq)
{
	struct page *rings = page_alloc(0, KM_ZERO), *buffers;
	struct virtq_page *vp;
	unsigned order = 0;

	while ((PAGE_SIZE << order) < VIRTQ_MAX * VIRTQ_BUFFER)
		order++;
	buffers = page_alloc(order, KM_ZERO);
	if (rings == NULL || buffers == NULL) {
		if (rings != NULL)
			page_free(rings, 0);
		if (buffers != NULL)
			page_free(buffers, order);
		return ENOMEM;
	}
	vp = page_va(rings);
	vq->vq_desc = vp->vp_desc;
	vq->vq_avail = &vp->vp_avail;
	vq->vq_used = &vp->vp_used;
	vq->vq_buffers = page_va(buffers);
	return 0;
}

static void
virtq_address(volatile uint32_t *reg, volatile void *va)
{
	paddr_t pa = va_to_pa(va);

	reg[0] = (uint32_t)pa;
	reg[1] = (uint32_t)(pa >> 32);
}

int
virtq_open(struct virtio_dev *vd, struct virtq *vq, unsigned index,
    unsigned n, void (*func)(void *), void *arg)
{
	volatile struct virtio_common *vc = virtio_common(vd);
	int error = 0;

	vc->vc_queue_select = (uint16_t)index;
	vq->vq_index = (uint16_t)index;
	vq->vq_size = vc->vc_queue_size;
	if (vq->vq_size == 0)
		return ENODEV;
	if (vq->vq_size > VIRTQ_MAX)
		vq->vq_size = VIRTQ_MAX;
	vc->vc_queue_size = vq->vq_size;
	if (func != NULL)
		error = pci_msix_register(&vd->vd_pci, n, func, arg);
	if (error == 0)
		error = virtq_alloc(vq);
	if (error != 0)
		return error;
	if (func == NULL)
		vq->vq_avail->vr_flags = AVAIL_NO_INTERRUPT;
	vc->vc_queue_vector = (uint16_t)(func != NULL ? n : NO_VECTOR);
	virtq_address(vc->vc_desc, vq->vq_desc);
	virtq_address(vc->vc_avail, vq->vq_avail);
	virtq_address(vc->vc_used, vq->vq_used);
	vq->vq_notify = (volatile uint16_t *)(vd->vd_notify +
	    (size_t)vc->vc_notify_off * vd->vd_notify_step);
	vc->vc_queue_enable = 1;
	return 0;
}

void
virtq_interrupts(struct virtq *vq, int on)
{
	vq->vq_avail->vr_flags = on ? 0 : AVAIL_NO_INTERRUPT;
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
}

void *
virtq_buffer(struct virtq *vq, unsigned i)
{
	return vq->vq_buffers + (size_t)i * VIRTQ_BUFFER;
}

static void
virtq_fill(struct virtq *vq, unsigned i, uint32_t len, unsigned flags)
{
	volatile struct virtq_desc *de = &vq->vq_desc[i];

	de->de_addr = va_to_pa(virtq_buffer(vq, i));
	de->de_len = len;
	de->de_flags = (uint16_t)flags;
	de->de_next = (uint16_t)(i + 1);
}

/* Publish the descriptor, or the chain that begins with it. */
static void
virtq_publish(struct virtq *vq, unsigned i)
{
	vq->vq_avail->vr_ring[vq->vq_avail_idx % vq->vq_size] = (uint16_t)i;
	__atomic_thread_fence(__ATOMIC_RELEASE);
	vq->vq_avail->vr_idx = ++vq->vq_avail_idx;
}

void
virtq_give(struct virtq *vq, unsigned i, uint32_t len, enum virtq_dir dir)
{
	virtq_fill(vq, i, len, dir);
	virtq_publish(vq, i);
}

void
virtq_give_chain(struct virtq *vq, const struct virtq_part *part, unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		virtq_fill(vq, i, part[i].vp_len, part[i].vp_dir |
		    (i + 1 < n ? DESC_NEXT : 0));
	virtq_publish(vq, 0);
}

int
virtq_take(struct virtq *vq, unsigned *i, uint32_t *len)
{
	volatile struct virtq_elem *ve;

	if (vq->vq_used->vu_idx == vq->vq_used_idx)
		return ENOENT;
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	ve = &vq->vq_used->vu_ring[vq->vq_used_idx++ % vq->vq_size];
	*i = ve->ve_id;
	*len = ve->ve_len;
	return *i < vq->vq_size && *len <= VIRTQ_BUFFER ? 0 : EIO;
}

void
virtq_kick(struct virtq *vq)
{
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	*vq->vq_notify = vq->vq_index;
}
