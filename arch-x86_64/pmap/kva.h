// SPDX-License-Identifier: BSD-2-Clause
/*
 * kva - kernel addresses outside the direct map: guarded memory, devices.
 */
#pragma once

#include <stddef.h>
#include "kernel/mem/kmem.h"

/*
 * Zeroed memory of size bytes (whole pages) at fresh addresses, an unmapped
 * page below and above it.  Charged to the base.  NULL if out of memory.
 * Sleeps.
 */
void	*kva_alloc(size_t size);
/* Give it back.  Waits for other CPUs' TLBs: no spinlock held. */
void	kva_free(void *va, size_t size);

/*
 * Map fresh zeroed pages, writable, over size bytes at start, which its
 * caller owns and nothing is mapped in: all, or ENOMEM and none.  May sleep.
 */
int	kva_fill(uintptr_t start, size_t size);
/* Unmap and free what kva_fill mapped; what is not mapped is passed over. */
void	kva_empty(uintptr_t start, size_t size);

/*
 * Uncached window on device registers [pa, pa + size), for ever; pa need
 * not be page aligned.  NULL if out of memory.  Sleeps.
 */
void	*kva_map_device(paddr_t pa, size_t size);
