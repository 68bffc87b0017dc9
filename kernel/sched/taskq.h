// SPDX-License-Identifier: BSD-2-Clause
/*
 * taskq - work handed to a kernel thread.
 *
 * For interrupt handlers and for what must run without the caller's locks.
 * A task is queued at most once; queueing again while it runs makes it run
 * once more, after that run.  Tasks start with empty image slots.
 */
#pragma once

#include "kernel/lib/list.h"

struct taskq;

struct task {
	struct list ta_link;		/* [taskq] */
	void (*ta_func)(void *arg);	/* [I] */
	void *ta_arg;			/* [I] */
	uint32_t ta_queued;		/* [taskq] */
};

extern struct taskq *taskq_system;	/* [I] shared, low traffic */

/* NULL if out of memory.  Sleeps. */
struct taskq *taskq_create(const char *name, int nthreads);
/* Runs what is queued first; NULL allowed.  Sleeps. */
void	taskq_destroy(struct taskq *tq);
/* func may free the task, or queue it again. */
void	task_init(struct task *ta, void (*func)(void *), void *arg);
/* Any context but NMI; spinlocks above class taskq may be held. */
void	taskq_enqueue(struct taskq *tq, struct task *ta);
/*
 * By a worker about to sleep: clear the stack it has used below.  Old words
 * there, in holes of the frames of those who sleep, look to kernel/kld as if
 * the thread were still in a module whose function it ran (module_users.c).
 */
void	workers_scrub(void);
/*
 * Wake all threads that do queued work or run timers, so that those with
 * nothing to do forget what they did.
 */
void	workers_poke(void);
/* Wait until ta is neither queued nor running.  Sleeps. */
void	taskq_drain(struct taskq *tq, struct task *ta);
