// SPDX-License-Identifier: BSD-2-Clause
/*
 * virtio_blk - a virtual machine's disk, to write dumps to.
 *
 * The only user is a dying kernel, so there is no interrupt, no queue of
 * requests and no lock: one request at a time, waited for in a loop.  A
 * request is a chain of buffers: its head, the data cut in pieces, and a
 * byte that the device fills in.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/debug/cons.h"
#include "kernel/dev/dump.h"
#include "kernel/lib/string.h"
#include "kernel/sched/callout.h"
#include "subsys/drv/virtio.h"

#define VTBLK_DEVICE	0x1042		/* of version 1 */
#define VTBLK_OLD	0x1001		/* may speak version 1 too */
#define T_OUT		1		/* write */
#define STATUS_OK	0
#define STATUS_NONE	0xff
#define SECTOR		512
#define PIECES		(DUMP_CHUNK / VIRTQ_BUFFER)
#define PATIENCE_NS	10000000000ul	/* then the device is dead too */

struct vtblk_head {
	uint32_t bh_type;		/* [t] */
	uint32_t bh_reserved;		/* [t] */
	uint64_t bh_sector;		/* [t] */
};

static struct virtio_dev vtblk_dev;	/* [I] */
static struct virtq vtblk_queue;	/* [d] the debugger's owner */
static struct dump_device vtblk_dump;	/* [I] */

static int
vtblk_wait(volatile uint8_t *status)
{
	uint64_t end = clock_uptime_ns() + PATIENCE_NS;
	unsigned i;
	uint32_t len;

	while (clock_uptime_ns() < end) {
		if (virtq_take(&vtblk_queue, &i, &len) != ENOENT)
			return *status == STATUS_OK ? 0 : EIO;
		cpu_pause();
	}
	return EIO;
}

static int
vtblk_write(void *cookie, uint64_t offset, const void *buf, size_t n)
{
	struct virtq_part part[PIECES + 2];
	struct vtblk_head head = { T_OUT, 0, offset / SECTOR };
	struct virtq *vq = &vtblk_queue;
	const char *from = buf;
	unsigned i;
	size_t size;
	uint8_t *status;

	(void)cookie;
	memcpy(virtq_buffer(vq, 0), &head, sizeof(head));
	part[0] = (struct virtq_part){ sizeof(head), VIRTQ_READ };
	for (i = 1; n > 0 && i <= PIECES; i++, from += size, n -= size) {
		size = n < VIRTQ_BUFFER ? n : VIRTQ_BUFFER;
		memcpy(virtq_buffer(vq, i), from, size);
		part[i] = (struct virtq_part){ (uint32_t)size, VIRTQ_READ };
	}
	status = virtq_buffer(vq, i);
	*status = STATUS_NONE;
	part[i] = (struct virtq_part){ 1, VIRTQ_WRITE };
	virtq_give_chain(vq, part, i + 1);
	virtq_kick(vq);
	return vtblk_wait(status);
}

static int
vtblk_attach(const struct pci_dev *pd)
{
	uint64_t features;
	int error;

	if (vtblk_dump.dd_name != NULL)
		return EBUSY;		/* one is enough for a dump */
	error = virtio_open(&vtblk_dev, pd, 0, &features);
	if (error == 0)
		error = virtq_open(&vtblk_dev, &vtblk_queue, 0, 0, NULL,
		    NULL);
	if (error == 0 && vtblk_queue.vq_size < PIECES + 2)
		error = ENODEV;
	if (error != 0)
		return error;
	virtio_start(&vtblk_dev);
	vtblk_dump = (struct dump_device){ .dd_name = "vtbd0",
	    .dd_bytes = *(volatile uint64_t *)vtblk_dev.vd_config * SECTOR,
	    .dd_write = vtblk_write };
	kprintf("vtbd0: %lu MiB\n", vtblk_dump.dd_bytes >> 20);
	dump_offer(&vtblk_dump);
	return 0;
}

static const struct pci_driver vtblk_pci = {
	VIRTIO_VENDOR, VTBLK_DEVICE, vtblk_attach
};
static const struct pci_driver vtblk_pci_old = {
	VIRTIO_VENDOR, VTBLK_OLD, vtblk_attach
};
PCI_DRIVER(vtblk_pci);
PCI_DRIVER(vtblk_pci_old);
