// SPDX-License-Identifier: BSD-2-Clause
/*
 * memory - the dead kernel's memory, page by page as it is asked for.
 *
 * A page is copied from the core when first touched and is ours from then
 * on, so interpreted code may write.  Addresses go through the dump's page
 * tables; ranges of our own memory that were lent stand in for a program's;
 * the scratch range holds a call's stack and arguments.
 */
#include <stdlib.h>
#include <string.h>

#include "user/libkvm/kvm_priv.h"

#define PTE_PRESENT	0x001ul
#define PTE_LARGE	0x080ul
#define PTE_PHYS	0x000ffffffffff000ul
#define PAGES_MAX	(1u << 18)	/* a gigabyte of ours */
#define APIC_LOW	0xfec00000ul	/* interrupt controllers: a sink */
#define APIC_HIGH	0xfef00000ul

/*
 * Read what the core has of a page.  Returns whether there is one: a page
 * that was free is not in the kernel's own dump, but may be allocated by
 * what is run in it.
 */
static int
page_read(kvm_t *kd, uint64_t phys, uint8_t *to)
{
	const struct segment *sg;
	uint64_t low, high;
	unsigned i;
	int any = 0;

	for (i = 0; i < kd->kd_segments; i++) {
		sg = &kd->kd_segment[i];
		low = phys > sg->sg_phys ? phys : sg->sg_phys;
		high = sg->sg_phys + sg->sg_bytes;
		if (high > phys + PAGE)
			high = phys + PAGE;
		if (low >= high)
			continue;
		if (core_pread(kd, to + (low - phys), high - low,
		    sg->sg_offset + (low - sg->sg_phys)) != 0)
			return 0;
		any = 1;
	}
	return any || (phys >= APIC_LOW && phys < APIC_HIGH) ||
	    (kd->kd_noted && phys < kd->kd_info.di_phys_end);
}

uint8_t *
memory_page(kvm_t *kd, uint64_t phys)
{
	struct kpage **at = &kd->kd_page[phys / PAGE % BUCKETS], *pg;

	/* Looking counts as running: a bad core may have all in one chain. */
	for (pg = *at; pg != NULL; pg = pg->pg_next, kd->kd_machine.ma_tsc++)
		if (pg->pg_phys == phys)
			return pg->pg_bytes;
	if (kd->kd_pages == PAGES_MAX)
		return NULL;
	pg = calloc(1, sizeof(*pg));
	if (pg == NULL || !page_read(kd, phys, pg->pg_bytes)) {
		free(pg);
		return NULL;
	}
	pg->pg_phys = phys;
	pg->pg_next = *at;
	*at = pg;
	kd->kd_pages++;
	return pg->pg_bytes;
}

void
memory_free(kvm_t *kd)
{
	struct kpage *pg;
	unsigned i;

	for (i = 0; i < BUCKETS; i++)
		while ((pg = kd->kd_page[i]) != NULL) {
			kd->kd_page[i] = pg->pg_next;
			free(pg);
		}
}

/* Where a page lies, by the tables.  0 or -1. */
static int
walk(kvm_t *kd, uint64_t va, uint64_t *phys)
{
	uint64_t table = (kd->kd_machine.ma_cr[3] != 0 ?
	    kd->kd_machine.ma_cr[3] : kd->kd_info.di_cr3) & PTE_PHYS, entry;
	int shift;
	uint8_t *page;

	if ((int64_t)(va << 16) >> 16 != (int64_t)va)
		return -1;
	for (shift = 39; shift >= 12; shift -= 9) {
		page = memory_page(kd, table);
		if (page == NULL)
			return -1;
		memcpy(&entry, page + 8 * (va >> shift & 511), 8);
		if ((entry & PTE_PRESENT) == 0)
			return -1;
		table = entry & PTE_PHYS;
		if ((entry & PTE_LARGE) != 0 && shift > 12 && shift < 39) {
			table = (table & ~((1ul << shift) - 1)) |
			    (va & ((1ul << shift) - 1) & ~(PAGE - 1));
			break;
		}
	}
	*phys = table;
	return 0;
}

/* Of a range lent: only as far as that goes. */
static uint8_t *
lent_bytes(kvm_t *kd, uint64_t va, size_t *n)
{
	const struct lent *le;
	unsigned i;

	for (i = 0; i < kd->kd_lents; i++) {
		le = &kd->kd_lent[i];
		if (va < le->le_at || va - le->le_at >= le->le_bytes)
			continue;
		*n = le->le_bytes - (va - le->le_at);
		return le->le_ours + (va - le->le_at);
	}
	return NULL;
}

uint8_t *
machine_bytes(void *memory, uint64_t va, size_t *n)
{
	kvm_t *kd = memory;
	uint64_t page = va & ~(PAGE - 1), phys;
	unsigned slot = va / PAGE % TLB_SIZE;
	uint8_t *bytes;

	*n = PAGE - (va & (PAGE - 1));
	if (kd->kd_tlb[slot].va == page)
		return kd->kd_tlb[slot].bytes + (va & (PAGE - 1));
	if (va - SCRATCH_BASE < SCRATCH_SIZE && kd->kd_scratch != NULL)
		return kd->kd_scratch + (va - SCRATCH_BASE);
	if (va < USER_END) {
		bytes = lent_bytes(kd, va, n);
		if (bytes != NULL)
			return bytes;
	}
	if (walk(kd, va, &phys) != 0)
		return NULL;
	bytes = memory_page(kd, phys);
	if (bytes == NULL)
		return NULL;
	/* A page of a program may be partly lent. */
	if (va >= USER_END) {
		kd->kd_tlb[slot].va = page;
		kd->kd_tlb[slot].bytes = bytes;
	} else {
		*n = 1;
	}
	return bytes + (va & (PAGE - 1));
}

void
machine_flush(void *memory)
{
	kvm_t *kd = memory;
	unsigned i;

	for (i = 0; i < TLB_SIZE; i++)
		kd->kd_tlb[i].va = 1;
	kd->kd_machine.ma_code = 1;
}

int
memory_copy(kvm_t *kd, uint64_t va, void *buf, size_t n, int out)
{
	uint8_t *at = buf, *bytes;
	size_t room;

	for (; n > 0; n -= room, va += room, at += room) {
		bytes = machine_bytes(kd, va, &room);
		if (bytes == NULL)
			return -1;
		room = room < n ? room : n;
		if (out)
			memcpy(bytes, at, room);
		else
			memcpy(at, bytes, room);
	}
	return 0;
}
