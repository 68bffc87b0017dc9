// SPDX-License-Identifier: BSD-2-Clause
/*
 * protect_test - what the kernel's own mappings allow.
 */
#include <sys/errno.h>

#include "arch-x86_64/boot/boot.h"
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/pmap/pmap.h"
#include "kernel/lib/ktest.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"

/* Protection of a kernel address, 0 if it is not mapped. */
static int
prot_at(const void *va)
{
	paddr_t pa;
	int prot;

	if (pmap_extract(pmap_kernel, (uintptr_t)va, &pa, &prot) != 0)
		return 0;
	return prot;
}

KTEST(protect_image)
{
	static int data;
	const char *va;

	for (va = kernel_start; va < kernel_text_end; va += PAGE_SIZE)
		KT_ASSERT(prot_at(va) == (PMAP_R | PMAP_X));
	for (va = kernel_rodata; va < kernel_data; va += PAGE_SIZE)
		KT_ASSERT(prot_at(va) == PMAP_R);
	for (va = kernel_data; va < kernel_symbols; va += PAGE_SIZE)
		KT_ASSERT((prot_at(va) & PMAP_X) == 0);
	KT_ASSERT(prot_at(&data) == (PMAP_R | PMAP_W));
}

KTEST(protect_memory)
{
	void *p = kmem_alloc(NULL, 100, KM_SLEEP);

	KT_ASSERT(p != NULL);
	KT_ASSERT(prot_at(p) == (PMAP_R | PMAP_W));
	kmem_free(p);
}

KTEST(protect_stack_guards)
{
	const char *stack = (const char *)curthread->td_kstack;

	KT_ASSERT(prot_at(stack) == (PMAP_R | PMAP_W));
	KT_ASSERT(prot_at(stack - 1) == 0);
	KT_ASSERT(prot_at(stack + KSTACK_SIZE - 1) == (PMAP_R | PMAP_W));
	KT_ASSERT(prot_at(stack + KSTACK_SIZE) == 0);
}

KTEST(protect_processor)
{
	KT_ASSERT((cpu_cr0_read() & CR0_WP) != 0);
	KT_ASSERT((cpu_msr_read(MSR_EFER) & EFER_NXE) != 0);
}
