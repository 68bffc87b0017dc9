// SPDX-License-Identifier: BSD-2-Clause
/*
 * pmap - the machine's page tables.
 *
 * A pmap is one address space's tables; the kernel half is shared by all.
 * The caller (kernel/vm) decides what is mapped; pmap only does it.
 * Locks: [m] pm_lock inside; callers serialise per address range.  What
 * changes or takes mappings away waits for other CPUs' TLBs: interrupts
 * on, no spinlock held.
 */
#pragma once

#include <stdint.h>
#include "kernel/mem/page.h"

struct pmap;

#define PMAP_R		0x1
#define PMAP_W		0x2
#define PMAP_X		0x4
#define PMAP_U		0x8	/* user may */
#define PMAP_NOCACHE	0x10

extern struct pmap *pmap_kernel;	/* [I] after phase MEMORY */

struct pmap *pmap_create(void);		/* NULL: out of memory.  Sleeps */
/* Nothing may be mapped in the user half; NULL allowed. */
void	pmap_destroy(struct pmap *pm);
/* Map one page at va, replacing what was there.  0 or ENOMEM.  Sleeps. */
int	pmap_enter(struct pmap *pm, uintptr_t va, paddr_t pa, int prot);
/*
 * Unmap [va, end); fn, when not NULL, gets each page that was mapped, after
 * no CPU can reach it any more.
 */
void	pmap_remove(struct pmap *pm, uintptr_t va, uintptr_t end,
	    void (*fn)(paddr_t pa, void *arg), void *arg);
/* Change protection of what is mapped in [va, end). */
void	pmap_protect(struct pmap *pm, uintptr_t va, uintptr_t end, int prot);
/* Physical page and protection at va; ENOENT if none. */
int	pmap_extract(struct pmap *pm, uintptr_t va, paddr_t *pa, int *prot);
/*
 * Make pm this CPU's address space (NULL: the kernel's).  The scheduler
 * does it at a switch; who changes the running thread's td_pmap calls it
 * too, with interrupts off around both.  Any context but interrupts.
 */
void	pmap_activate(struct pmap *pm);
/*
 * Copy all user mappings of src into dst read-only where W would be, and
 * take W from src (copy-on-write fork).  Calls hold for each page shared,
 * with a spinlock held.  dst is used by nobody yet.  0 or ENOMEM (dst then
 * holds a part; remove it).
 */
int	pmap_fork(struct pmap *dst, struct pmap *src, uintptr_t va,
	    uintptr_t end, void (*hold)(paddr_t pa));

/*
 * Protection of kernel image pages [start, end), page aligned: templates
 * become read-only once the base images are made.
 */
void	pmap_kernel_protect(uintptr_t start, uintptr_t end, int prot);
