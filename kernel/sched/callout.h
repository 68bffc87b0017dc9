// SPDX-License-Identifier: BSD-2-Clause
/*
 * callout - functions run at a time, on the CPU that armed them.
 *
 * Handlers run in a per-CPU kernel thread, so they may take sleeping locks
 * but should be short; they start with empty image slots: one that needs an
 * image sets it.  A callout is charged to nobody; an image that owns one
 * stops and drains it in destroy.
 */
#pragma once

#include <stdint.h>
#include "kernel/lib/list.h"
#include "kernel/lib/pheap.h"

struct callout {
	struct pheap_node co_node;	/* [callout] pending: by time */
	struct list co_due;		/* [callout] its time has come */
	void (*co_func)(void *arg);	/* [I] after init */
	void *co_arg;			/* [I] after init */
	uint32_t co_state;		/* [callout] idle, pending, due */
	uint32_t co_cpu;		/* [callout] */
	uint32_t co_direct;		/* [I] run in the timer interrupt */
};

/* The handler may free co, or arm it again. */
void	callout_init(struct callout *co, void (*func)(void *), void *arg);
/* Arm, or move, to now + ns.  Any context; spinlocks may be held. */
void	callout_reset(struct callout *co, uint64_t ns);
/* Disarm.  1 if it was pending, 0 if it ran, is running or was idle. */
int	callout_stop(struct callout *co);
/* Disarm and wait until it is not running.  Sleeps; not from its handler. */
void	callout_drain(struct callout *co);

/* Callouts pending on all CPUs (tests, ledger). */
int	callout_pending(void);

uint64_t clock_uptime_ns(void);		/* monotonic, from boot */
uint64_t clock_realtime_ns(void);	/* since 1970, UTC */
void	clock_set_realtime_ns(uint64_t ns);
