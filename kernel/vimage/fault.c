// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault - failures on demand: the Nth allocation, the Nth constructor.
 *
 * The sysctls below arm a fault for once.  Tests walk N up from 1 until an
 * operation succeeds with the fault still armed: then every failure that it
 * can meet has been met.
 */
#include "kernel/lib/atomic.h"
#include "kernel/mem/kmem.h"
#include "kernel/vimage/vimage_priv.h"

static volatile int fault_constructor;	/* [a] 0 off, else calls to go */

int
fault_constructor_due(void)
{
	int left = atomic_load_relaxed(&fault_constructor);

	while (left > 0)
		if (atomic_cas(&fault_constructor, &left, left - 1))
			return left == 1;
	return 0;
}

SYSCTL_NODE_(fault_constructor, "debug.fault.constructor", SYSCTL_T_INT,
    SYSCTL_RW, (void *)(uintptr_t)&fault_constructor, sizeof(int), NULL,
    NULL, "fail the Nth making of an image from now, once");
SYSCTL_NODE_(fault_after, "debug.fault.after", SYSCTL_T_U64, SYSCTL_RW,
    (void *)(uintptr_t)&fault_after, sizeof(int64_t), NULL, NULL,
    "fail the Nth allocation from now, once");
SYSCTL_NODE_(fault_count, "debug.fault.count", SYSCTL_T_U64, SYSCTL_RD,
    (void *)(uintptr_t)&fault_count, sizeof(int64_t), NULL, NULL,
    "allocations made since boot");
SYSCTL_NODE_(vimage_leaked, "vimage.leaked", SYSCTL_T_U64, SYSCTL_RD,
    (void *)(uintptr_t)&vimage_leaked, sizeof(int64_t), NULL, NULL,
    "bytes that dead images left behind");
