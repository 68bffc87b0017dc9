// SPDX-License-Identifier: BSD-2-Clause
/*
 * virtio - devices made for guests: features, queues (virtio 1.0, PCI).
 *
 * A queue here owns its buffers, one for each descriptor: data is copied in
 * and out.  So the device never sees memory that anybody else has, and
 * nothing is lost with a device that does not answer.
 */
#pragma once

#include "subsys/drv/pci.h"

#define VIRTIO_VENDOR		0x1af4
#define VIRTQ_MAX		64	/* buffers of a queue */
#define VIRTQ_BUFFER		2048	/* bytes of one */

#define VIRTIO_F_VERSION_1	(1ull << 32)

struct virtq_desc;
struct virtq_ring;
struct virtq_used;

/* [x] serialised by the driver */
struct virtq {
	volatile struct virtq_desc *vq_desc;	/* [I] */
	volatile struct virtq_ring *vq_avail;	/* [I] to the device */
	volatile struct virtq_used *vq_used;	/* [I] from it */
	volatile uint16_t *vq_notify;		/* [I] doorbell */
	char *vq_buffers;			/* [I] */
	uint16_t vq_index;			/* [I] which queue */
	uint16_t vq_size;			/* [I] a power of two */
	uint16_t vq_avail_idx;			/* [x] next to give */
	uint16_t vq_used_idx;			/* [x] next to take */
};

struct virtio_dev {
	struct pci_dev vd_pci;			/* [I] after attach */
	volatile void *vd_common;		/* [I] */
	volatile char *vd_notify;		/* [I] */
	volatile char *vd_config;		/* [I] the kind's own */
	uint32_t vd_notify_step;		/* [I] */
};

/*
 * Find and reset the device; offer the features it has among want.  What
 * both have in *features.  0, ENXIO: not of version 1; ENOMEM.
 */
int	virtio_open(struct virtio_dev *vd, const struct pci_dev *pd,
	    uint64_t want, uint64_t *features);
/* Let it run, after its queues are set up. */
void	virtio_start(struct virtio_dev *vd);
/* Back to what it was at power-on: no access to memory any more. */
void	virtio_reset(struct virtio_dev *vd);
/* Interrupts for changed configuration: message n.  Errors as MSI-X. */
int	virtio_config_intr(struct virtio_dev *vd, unsigned n,
	    void (*func)(void *), void *arg);

/* Shall the device interrupt when it has used a buffer? */
void	virtq_interrupts(struct virtq *vq, int on);
/*
 * Make queue index; func, or NULL for none, is called in an interrupt with
 * message n when the device has used a buffer.  0, ENOMEM, ENODEV, ENOSPC.
 */
int	virtq_open(struct virtio_dev *vd, struct virtq *vq, unsigned index,
	    unsigned n, void (*func)(void *), void *arg);
/* The buffer of descriptor i. */
void	*virtq_buffer(struct virtq *vq, unsigned i);
/* Give buffer i, len bytes, to be read or (write) filled by the device. */
enum virtq_dir { VIRTQ_READ = 0, VIRTQ_WRITE = 2 };
void	virtq_give(struct virtq *vq, unsigned i, uint32_t len,
	    enum virtq_dir dir);
/* Give buffers 0 to n - 1 as one; it comes back as buffer 0. */
struct virtq_part {
	uint32_t vp_len;		/* [t] */
	enum virtq_dir vp_dir;		/* [t] */
};
void	virtq_give_chain(struct virtq *vq, const struct virtq_part *part,
	    unsigned n);
/* Take a used buffer back; ENOENT: none, EIO: the device made no sense. */
int	virtq_take(struct virtq *vq, unsigned *i, uint32_t *len);
/* Ring the bell. */
void	virtq_kick(struct virtq *vq);
