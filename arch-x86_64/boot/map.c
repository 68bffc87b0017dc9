// SPDX-License-Identifier: BSD-2-Clause
/*
 * map - all of memory in the direct map, before kernel/mem exists.
 *
 * boot.asm mapped 4 GiB.  The rest is added to the same table, in 1 GiB
 * pages where the processor has them.  Then the kernel leaves boot_pml4,
 * which maps low memory for starting CPUs, for a table without user half;
 * arch-x86_64/pmap takes that over from CR3.
 */
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/boot/boot_priv.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/cpu/cpu.h"
#include "kernel/lib/string.h"

#define PTE_PRESENT	0x001ul
#define PTE_WRITE	0x002ul
#define PTE_LARGE	0x080ul
#define PTE_NX		(1ul << 63)
#define PTE_ADDR	0x000ffffffffff000ul
#define DIRECT_SLOT	256
#define GIB		(1ul << 30)
#define GIB_MAX		512ul		/* what one table of GiBs reaches */

static uint64_t
map_gib(uint64_t pa, int have_gib_pages)
{
	uint64_t *pd;

	if (have_gib_pages)
		return pa | PTE_LARGE | PTE_WRITE | PTE_PRESENT;
	pd = boot_alloc(PAGE_SIZE);
	for (unsigned i = 0; i < 512; i++)
		pd[i] = (pa + ((uint64_t)i << 21)) | PTE_LARGE | PTE_WRITE |
		    PTE_PRESENT;
	return direct_unmap(pd) | PTE_WRITE | PTE_PRESENT;
}

/* First GiB that need not be mapped. */
static uint64_t
map_gib_count(void)
{
	const struct boot_fb *fb = &bootinfo.bi_fb;
	uint64_t end = bootinfo.bi_phys_end;
	uint64_t fb_end = fb->fb_phys + (uint64_t)fb->fb_pitch * fb->fb_height;

	if (fb->fb_type != BOOT_SCREEN_NONE && fb_end > end)
		end = fb_end;
	end = (end + GIB - 1) / GIB;
	return end < GIB_MAX ? end : GIB_MAX;
}

/* Turn no-execute on if the processor has it; returns the bit to use. */
static uint64_t
map_nx_enable(void)
{
	if ((cpu_id(0x80000001, 0).edx & 1u << 20) == 0)
		return 0;
	cpu_msr_write(MSR_EFER, cpu_msr_read(MSR_EFER) | EFER_NXE);
	return PTE_NX;
}

void
boot_map_build(void)
{
	uint64_t *old = direct_map((uint64_t)boot_pml4 - KERNEL_BASE);
	uint64_t *pdpt = direct_map(old[DIRECT_SLOT] & PTE_ADDR);
	int gib_pages = (cpu_id(0x80000001, 0).edx & 1u << 26) != 0;
	uint64_t *new = boot_alloc(PAGE_SIZE);

	for (uint64_t g = 4; g < map_gib_count(); g++)
		pdpt[g] = map_gib(g * GIB, gib_pages);
	memcpy(new + DIRECT_SLOT, old + DIRECT_SLOT, PAGE_SIZE / 2);
	new[DIRECT_SLOT] |= map_nx_enable();
	cpu_cr3_write(direct_unmap(new));
}
