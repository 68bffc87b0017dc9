// SPDX-License-Identifier: BSD-2-Clause
/*
 * jail_fault - faults in one jail only: what its processes ask for fails,
 * whoever is charged; everybody else has memory.
 */
#include "kernel/cred/cred.h"
#include "kernel/jail/jail_priv.h"
#include "kernel/mem/kmem.h"
#include "kernel/sched/thread.h"

static int fault_jail = -1;	/* [a] jid; -1 any */

static int
jail_fault_wants(void)
{
	const struct thread *td = curthread;

	return fault_jail < 0 || (td != NULL && td->td_cred != NULL &&
	    td->td_cred->cr_jid == fault_jail);
}

FAULT_FILTER(jail_fault_wants);
SYSCTL_INT_RANGE(fault_jail, "debug.fault.jail", SYSCTL_RW, fault_jail, -1,
    JAIL_MAX, "jid whose processes' allocations may fail; -1: any");
