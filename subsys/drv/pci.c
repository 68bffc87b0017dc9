// SPDX-License-Identifier: BSD-2-Clause
/*
 * pci - configuration space, capabilities and the search at boot.
 *
 * Configuration space is reached by the two ports every PC has; 256 bytes a
 * function are enough for what drivers here look at.  The firmware has
 * numbered buses and placed BARs; we believe it.
 *
 * Locks: [p] pci_lock "pci": an access is two port writes.
 */
#include <sys/errno.h>
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/intr/intr.h"
#include "arch-x86_64/pmap/kva.h"
#include "kernel/debug/cons.h"
#include "kernel/lib/init.h"
#include "kernel/lock/spin.h"
#include "subsys/drv/pci.h"
#include "subsys/net/vnet.h"

#define PCI_ADDRESS	0xcf8
#define PCI_DATA	0xcfc
#define PCI_ENABLE	0x80000000u
#define PCI_SLOTS	32
#define PCI_FUNCS	8
#define PCI_NO_VENDOR	0xffff
#define PCI_MULTI	0x80		/* header type: several functions */
#define PCI_BRIDGE	0x01
#define PCI_HAS_CAPS	0x0010		/* status */
#define PCI_CAPS_MAX	48		/* more is a circle */
#define PCI_BARS	6
#define BAR_IO		0x1u
#define BAR_64		0x4u
#define BAR_FLAGS	0xfu
#define MSIX_CONTROL	2
#define MSIX_TABLE	4
#define MSIX_SIZE	0x07ff
#define MSIX_ENABLE	0x8000
#define MSIX_WORDS	4		/* of an entry */

SET_DECLARE_FIXED(pci_driver, const struct pci_driver);

static struct spinlock pci_lock = SPIN_INITIALIZER("pci");	/* [x] */

/* Point the data port at off; [p] held. */
static void
pci_select(const struct pci_dev *pd, unsigned off)
{
	SPIN_ASSERT(&pci_lock);
	cpu_out32(PCI_ADDRESS, PCI_ENABLE | (uint32_t)pd->pd_bus << 16 |
	    (uint32_t)pd->pd_slot << 11 | (uint32_t)pd->pd_func << 8 |
	    (off & 0xfc));
}

uint32_t
pci_read32(const struct pci_dev *pd, unsigned off)
{
	uint32_t v;

	spin_lock(&pci_lock);
	pci_select(pd, off);
	v = cpu_in32(PCI_DATA);
	spin_unlock(&pci_lock);
	return v;
}

uint16_t
pci_read16(const struct pci_dev *pd, unsigned off)
{
	return (uint16_t)(pci_read32(pd, off) >> 8 * (off & 2));
}

uint8_t
pci_read8(const struct pci_dev *pd, unsigned off)
{
	return (uint8_t)(pci_read32(pd, off) >> 8 * (off & 3));
}

void
pci_write16(const struct pci_dev *pd, unsigned off, uint16_t v)
{
	spin_lock(&pci_lock);
	pci_select(pd, off);
	cpu_out16((uint16_t)(PCI_DATA + (off & 2)), v);
	spin_unlock(&pci_lock);
}

/* The list is the device's: bounded, so that a broken one cannot hang us. */
unsigned
pci_cap_find(const struct pci_dev *pd, uint8_t id, unsigned after)
{
	unsigned at = after != 0 ? after + 1 : PCI_CFG_CAPS;

	if (!(pci_read16(pd, PCI_CFG_STATUS) & PCI_HAS_CAPS))
		return 0;
	for (int n = 0; n < PCI_CAPS_MAX; n++) {
		at = pci_read8(pd, at) & 0xfc;
		if (at == 0 || pci_read8(pd, at) == id)
			return at;
		at++;
	}
	return 0;
}

void *
pci_bar_map(const struct pci_dev *pd, unsigned bar, uint64_t off, size_t size)
{
	uint64_t pa;
	uint32_t low;

	if (bar >= PCI_BARS)
		return NULL;
	low = pci_read32(pd, PCI_CFG_BAR0 + 4 * bar);
	pa = low & ~BAR_FLAGS;
	if (low & BAR_IO)
		return NULL;
	if (low & BAR_64 && bar + 1 < PCI_BARS)
		pa |= (uint64_t)pci_read32(pd, PCI_CFG_BAR0 + 4 * bar + 4)
		    << 32;
	return pa == 0 ? NULL : kva_map_device(pa + off, size);
}

/* Map the table of messages; the functions stay masked until filled in. */
static int
pci_msix_open(struct pci_dev *pd, unsigned cap, unsigned count)
{
	uint32_t table = pci_read32(pd, cap + MSIX_TABLE);
	unsigned i;

	pd->pd_msix = pci_bar_map(pd, table & 7, table & ~7u,
	    count * MSIX_WORDS * sizeof(uint32_t));
	if (pd->pd_msix == NULL)
		return ENOMEM;
	for (i = 0; i < count; i++)
		pd->pd_msix[i * MSIX_WORDS + 3] = 1;
	pd->pd_msix_cap = (uint8_t)cap;
	pci_write16(pd, cap + MSIX_CONTROL,
	    pci_read16(pd, cap + MSIX_CONTROL) | MSIX_ENABLE);
	return 0;
}

int
pci_msix_register(struct pci_dev *pd, unsigned n, void (*func)(void *),
    void *arg)
{
	unsigned cap = pci_cap_find(pd, PCI_CAP_MSIX, 0), count;
	volatile uint32_t *entry;
	uint64_t addr;
	uint32_t data;
	int error = 0;

	if (cap == 0)
		return ENODEV;
	count = (pci_read16(pd, cap + MSIX_CONTROL) & MSIX_SIZE) + 1;
	if (n >= count)
		return ENODEV;
	if (pd->pd_msix_cap == 0)
		error = pci_msix_open(pd, cap, count);
	if (error == 0)
		error = intr_register_msi(func, arg, &addr, &data);
	if (error != 0)
		return error;
	entry = pd->pd_msix + n * MSIX_WORDS;
	entry[0] = (uint32_t)addr;
	entry[1] = (uint32_t)(addr >> 32);
	entry[2] = data;
	entry[3] = 0;			/* not masked */
	return 0;
}

/* ---------------------------------------------------- the search */

static void
pci_offer(const struct pci_dev *pd)
{
	uint32_t id = pci_read32(pd, PCI_CFG_VENDOR);
	const struct pci_driver *const *p;
	int error;

	SET_FOREACH(p, pci_driver) {
		if (((uint32_t)(*p)->pr_device << 16 | (*p)->pr_vendor) != id)
			continue;
		error = (*p)->pr_attach(pd);
		if (error != 0)
			kprintf("pci %d:%d.%d: device %04x:%04x fails: "
			    "error %d\n", pd->pd_bus, pd->pd_slot, pd->pd_func,
			    id & 0xffff, id >> 16, error);
		return;
	}
}

/*
 * One bus.  Buses behind bridges have higher numbers than their own, so
 * *last, the highest number seen, also tells what is left to search.
 */
static void
pci_search_bus(unsigned bus, unsigned *last)
{
	struct pci_dev pd = { .pd_bus = (uint8_t)bus };
	unsigned n, behind;
	uint8_t header;

	for (n = 0; n < PCI_SLOTS * PCI_FUNCS; n++) {
		pd.pd_slot = (uint8_t)(n / PCI_FUNCS);
		pd.pd_func = (uint8_t)(n % PCI_FUNCS);
		if (pci_read16(&pd, PCI_CFG_VENDOR) == PCI_NO_VENDOR) {
			if (pd.pd_func == 0)
				n += PCI_FUNCS - 1;
			continue;
		}
		header = pci_read8(&pd, PCI_CFG_HEADER);
		if ((header & ~PCI_MULTI) == PCI_BRIDGE) {
			behind = pci_read8(&pd, PCI_CFG_BUSES + 1);
			*last = behind > *last ? behind : *last;
		} else {
			pci_offer(&pd);
		}
		if (pd.pd_func == 0 && !(header & PCI_MULTI))
			n += PCI_FUNCS - 1;
	}
}

/*
 * Devices belong to the base system until they are lent; so its images are
 * there first, and its programs are not yet.
 */
static void
pci_search(void)
{
	unsigned bus, last = 0;

	CURVNET_SET_QUIET(vnet_base());
	for (bus = 0; bus <= last; bus++)
		pci_search_bus(bus, &last);
	CURVNET_RESTORE();
}

INITCALL(PHASE_USER, pci_search);
