// SPDX-License-Identifier: BSD-2-Clause
/*
 * fault - making chosen allocations fail.
 *
 * Every allocator asks fault_check() first.  Off costs a load and a test.
 * On, allocations that match are counted, and when the countdown comes to
 * one, that allocation fails and the injector turns itself off: a test
 * walks N = 1, 2, 3... until the operation succeeds.
 */
#include "arch-x86_64/cpu/percpu.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/sysctl_record.h"
#include "kernel/mem/mem_priv.h"

volatile int64_t fault_after;			/* [a] */
struct ledger *volatile fault_ledger;		/* [a] */
struct thread *volatile fault_thread;		/* [a] */
volatile int64_t fault_count;			/* [a] */

int
fault_strikes(const struct ledger *ld)
{
	if (fault_ledger != NULL && fault_ledger != ld)
		return 0;
	if (fault_thread != NULL && fault_thread != curthread)
		return 0;
	atomic_add(&fault_count, 1);
	/* Exactly one CPU sees the countdown come to zero. */
	return atomic_sub(&fault_after, 1) == 0;
}

SYSCTL_NODE_(after, "debug.fault.after", SYSCTL_T_LONG, SYSCTL_RW,
    (void *)(uintptr_t)&fault_after, sizeof(fault_after), NULL, NULL,
    "the allocation, counted from now, that fails; 0 off");
SYSCTL_NODE_(count, "debug.fault.count", SYSCTL_T_LONG, SYSCTL_RW,
    (void *)(uintptr_t)&fault_count, sizeof(fault_count), NULL, NULL,
    "allocations counted while debug.fault.after was not 0");
