// SPDX-License-Identifier: BSD-2-Clause
/*
 * pci - finding devices on the PCI bus, and their drivers.
 *
 * A driver leaves a record (PCI_DRIVER); once, at boot, each function found
 * is offered to the drivers that name its vendor and device.  Nothing is
 * plugged in or out later, so what is found is for ever.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/linker_set.h"

#define PCI_CFG_VENDOR	0x00
#define PCI_CFG_DEVICE	0x02
#define PCI_CFG_COMMAND	0x04
#define PCI_CFG_STATUS	0x06
#define PCI_CFG_HEADER	0x0e
#define PCI_CFG_BAR0	0x10
#define PCI_CFG_BUSES	0x18		/* of a bridge */
#define PCI_CFG_CAPS	0x34

#define PCI_CMD_MEMORY	0x0002
#define PCI_CMD_MASTER	0x0004
#define PCI_CMD_NO_INTX	0x0400

#define PCI_CAP_VENDOR	0x09
#define PCI_CAP_MSIX	0x11

struct pci_dev {
	uint8_t pd_bus;			/* [I] */
	uint8_t pd_slot;		/* [I] 0-31 */
	uint8_t pd_func;		/* [I] 0-7 */
	uint8_t pd_msix_cap;		/* [t] its place, 0 not used */
	volatile uint32_t *pd_msix;	/* [t] the mapped table */
};

struct pci_driver {
	uint16_t pr_vendor;		/* [I] */
	uint16_t pr_device;		/* [I] */
	/*
	 * Take the device: 0, or an errno, which is logged.  Boot thread,
	 * the base system's images current; may sleep.  pd is the caller's:
	 * copy it.
	 */
	int (*pr_attach)(const struct pci_dev *pd);
};
#define PCI_DRIVER(sym)	SET_ENTRY(pci_driver, sym)

/* Configuration space; off is aligned to the width.  Any context. */
uint32_t pci_read32(const struct pci_dev *pd, unsigned off);
uint16_t pci_read16(const struct pci_dev *pd, unsigned off);
uint8_t	pci_read8(const struct pci_dev *pd, unsigned off);
void	pci_write16(const struct pci_dev *pd, unsigned off, uint16_t v);

/* The first capability id behind place after (0: from the start), or 0. */
unsigned pci_cap_find(const struct pci_dev *pd, uint8_t id, unsigned after);

/*
 * Map size bytes at off in memory BAR bar, for ever.  NULL: it is no memory
 * BAR, or memory is out.  Sleeps.
 */
void	*pci_bar_map(const struct pci_dev *pd, unsigned bar, uint64_t off,
	    size_t size);

/*
 * Call func(arg) in an interrupt for message n of the device.  ENODEV: it
 * has no such message; ENOMEM, ENOSPC.  Sleeps.
 */
int	pci_msix_register(struct pci_dev *pd, unsigned n, void (*func)(void *),
	    void *arg);
