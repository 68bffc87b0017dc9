// SPDX-License-Identifier: BSD-2-Clause
/*
 * kld_mem - memory for modules, near the kernel.
 *
 * Code for the kernel's memory model reaches what lies in the top 2 GiB of
 * addresses, so modules live there: above the kernel image, from
 * KLD_BASE on, dealt by an arena.  Each file's memory is followed by a page
 * that is never mapped.  It is writable while the file is put in; then the
 * code becomes executable and the constants read-only, and nothing is ever
 * both writable and executable.
 */
#include "arch-x86_64/pmap/kva.h"
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/kld/kld_priv.h"
#include "kernel/lib/panic.h"
#include "kernel/mem/arena.h"

#define KLD_BASE	(KERNEL_BASE + (512ul << 20))
#define KLD_SPAN	(512ul << 20)

static struct arena *kld_arena;		/* [I] */

void
kld_mem_free(uintptr_t addr, size_t size)
{
	if (addr == 0)
		return;
	kva_empty(addr, size);
	arena_free(kld_arena, addr, size + PAGE_SIZE);
}

uintptr_t
kld_mem_alloc(size_t size)
{
	uint64_t start;

	if (arena_alloc(kld_arena, size + PAGE_SIZE, &start) != 0)
		return 0;
	if (kva_fill(start, size) == 0)
		return start;
	arena_free(kld_arena, start, size + PAGE_SIZE);
	return 0;
}

void
kld_mem_protect(uintptr_t addr, size_t size, int prot)
{
	if (size > 0)
		pmap_protect(pmap_kernel, addr, addr + size, prot);
}

static void
kld_mem_init(void)
{
	kld_arena = arena_create("kld", KLD_BASE, KLD_SPAN, PAGE_SIZE);
	if (kld_arena == NULL)
		panic("kld: no memory");
}

INITCALL(PHASE_FRAMEWORK, kld_mem_init);
