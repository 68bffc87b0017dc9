// SPDX-License-Identifier: BSD-2-Clause
/*
 * pmap_init - the kernel's own tables.
 *
 * The boot path came up on coarse tables in which everything may be written
 * and executed.  These replace them: all memory at DIRECT_BASE by large
 * pages, never executable; the kernel image by small pages, text not
 * writable, everything else not executable; and an empty arena.
 *
 * Only phase MEMORY of the boot CPU runs here; the other CPUs load the
 * result by pmap_activate(NULL).
 */
#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/bootinfo.h"
#include "arch-x86_64/pmap/pmap_priv.h"
#include "kernel/lib/init.h"
#include "kernel/lib/panic.h"

#define DEVICES_END	(4ul << 30)	/* registers lie below at least */
#define RAM_PROBE	16		/* look at every so many pages */

static struct pmap pmap_kernel_pmap;		/* [x] pm_lock */
struct pmap *pmap_kernel = &pmap_kernel_pmap;

static struct page *
table_page(void)
{
	struct page *pg = page_alloc(0, KM_NOSLEEP | KM_ZERO);

	if (pg == NULL)
		panic("too little memory for page tables");
	return pg;
}

/* Entry at level for va, with the tables above it made. */
static uint64_t *
entry_get(uintptr_t va, int level)
{
	uint64_t *table = pmap_kernel->pm_root, *pte;
	struct page *pg;
	int l;

	for (l = PT_ROOT; l > level; l--) {
		pte = &table[PT_INDEX(va, l)];
		if (*pte == 0) {
			pg = table_page();
			*pte = page_pa(pg) | PTE_P | PTE_W | PTE_A;
			page_of(va_to_pa(table))->pg_flags++;
		}
		table = pte_table(*pte);
	}
	page_of(va_to_pa(table))->pg_flags++;
	return &table[PT_INDEX(va, level)];
}

/* Does the large page at pa hold any memory, rather than device registers? */
static int
block_is_ram(paddr_t pa)
{
	paddr_t end = pa + LARGE_SIZE;

	if (pa < bootinfo.bi_kernel_end)	/* image, low memory */
		return 1;
	for (; pa < end; pa += RAM_PROBE * PAGE_SIZE) {
		if (page_of(pa) != NULL)
			return 1;
	}
	return 0;
}

/* Up to where: all memory, and the screen wherever it is. */
static paddr_t
direct_map_end(void)
{
	const struct boot_fb *fb = &bootinfo.bi_fb;
	paddr_t end = bootinfo.bi_phys_end, fb_end;

	fb_end = fb->fb_phys + (paddr_t)fb->fb_pitch * fb->fb_height;
	if (fb->fb_type != BOOT_SCREEN_NONE && end < fb_end)
		end = fb_end;
	return end < DEVICES_END ? DEVICES_END : end;
}

static void
direct_map_make(void)
{
	paddr_t pa, end = direct_map_end();
	int prot;

	for (pa = 0; pa < end; pa += LARGE_SIZE) {
		prot = PMAP_R | PMAP_W;
		if (!block_is_ram(pa))
			prot |= PMAP_NOCACHE;
		*entry_get(DIRECT_BASE + pa, 1) =
		    pte_make(pa, prot) | PTE_LARGE;
	}
}

static void
image_part_map(const char *start, const char *end, int prot)
{
	uintptr_t va;

	for (va = trunc_page(start); va < round_page(end); va += PAGE_SIZE)
		*entry_get(va, 0) = pte_make(va - KERNEL_BASE, prot);
}

/* Can NX be used?  Then the boot path has turned it on. */
static void
nx_find(void)
{
	if ((cpu_msr_read(MSR_EFER) & EFER_NXE) != 0)
		pte_nx = PTE_NX;
}

static void
pmap_init(void)
{
	struct page *root;

	nx_find();
	root = table_page();
	spin_init(&pmap_kernel->pm_lock, "pmap");
	pmap_kernel->pm_root = page_va(root);
	pmap_kernel->pm_cr3 = page_pa(root);
	direct_map_make();
	image_part_map(kernel_start, kernel_text_end, PMAP_R | PMAP_X);
	image_part_map(kernel_rodata, kernel_data, PMAP_R);
	image_part_map(kernel_data, kernel_symbols, PMAP_R | PMAP_W);
	image_part_map(kernel_symbols, kernel_end, PMAP_R);
	/* Its root entry must be there before any pmap copies the root. */
	(void)entry_get(KARENA_BASE, PT_ROOT - 1);
	pmap_activate(NULL);
}

INITCALL(PHASE_MEMORY, pmap_init);
