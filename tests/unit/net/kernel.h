// SPDX-License-Identifier: BSD-2-Clause
/*
 * kernel - how the harness moves what stands in for the lower layers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include "kernel/lib/list.h"

struct callout;

/* An armed callout; memory of its own, for tests copy sections about. */
struct callout_link {
	struct list cl_link;		/* [t] */
	struct callout *cl_callout;	/* [t] */
	uint64_t cl_when_ns;		/* [t] */
};

extern uint64_t harness_now_ns;	/* [t] the clock */
extern long harness_objects;	/* [t] allocations alive */
extern long harness_fail_at;	/* [t] allocations until one fails */
extern long harness_refs;	/* [t] references on the stack */

void	harness_run_tasks(void);
int	harness_run_callout(void);
int	harness_callouts_pending(void);

/* shim/machine.h has it, with host headers that kernel code cannot take. */
void	machine_start(size_t memory);
