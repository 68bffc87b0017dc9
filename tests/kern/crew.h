// SPDX-License-Identifier: BSD-2-Clause
/*
 * crew - a number of threads that run one function, for tests.
 */
#pragma once

#include <stdint.h>
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

#define CREW_MAX	32

struct crew;

struct crew_member {
	struct crew *cm_crew;			/* [I] */
	int cm_index;				/* [I] 0, 1, 2... */
};

struct crew {
	struct spinlock cr_lock;		/* class "test_inner" */
	struct waitq cr_wait;			/* [cr_lock] */
	int cr_alive;				/* [cr_lock] */
	void (*cr_func)(int index);		/* [I] */
	struct crew_member cr_member[CREW_MAX];	/* [I] */
};

/* Start n threads that run func(0), func(1)...; 0 or errno, none running. */
int	crew_start(struct crew *cr, int n, void (*func)(int index));
/* Wait until all have returned; ETIMEDOUT after a minute. */
int	crew_join(struct crew *cr);
/* Both, with a crew of its own. */
int	crew_run(int n, void (*func)(int index));

/* Cheap numbers, different enough; state is the caller's. */
static inline uint32_t
crew_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}
