// SPDX-License-Identifier: BSD-2-Clause
/*
 * taskq_priv - a queue of work, for taskq.c and who counts its tasks.
 */
#pragma once

#include "kernel/sched/sched_priv.h"

struct worker {
	struct taskq *wk_taskq;		/* [I] */
	struct task *wk_task;		/* [q] running now, or NULL */
};

struct taskq {
	struct list tq_all;		/* [taskqs] every queue */
	struct spinlock tq_lock;	/* class "taskq" */
	struct list tq_tasks;		/* [q] */
	struct waitq tq_work;		/* [q] workers */
	struct waitq tq_done;		/* [q] drainers and the destroyer */
	int tq_stop;			/* [q] workers leave when idle */
	int tq_running;			/* [q] workers alive */
	int tq_size;			/* [I] */
	struct worker tq_worker[];	/* [q] */
};

/* Call fn for each queue there is; fn under a spinlock. */
void	taskq_foreach(void (*fn)(struct taskq *tq, void *arg), void *arg);
