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
 * Uncached window on device registers [pa, pa + size), for ever; pa need
 * not be page aligned.  NULL if out of memory.  Sleeps.
 */
void	*kva_map_device(paddr_t pa, size_t size);
