// SPDX-License-Identifier: BSD-2-Clause
/*
 * hung - telling the world that a lock is held suspiciously long.
 */
#pragma once

#include "kernel/sched/callout.h"
#include "kernel/sched/waitq.h"

struct spinlock;
struct thread;

/*
 * Sleep on wq like waitq_sleep, at most as long as debug.hung_ms says;
 * nonzero if it was that long.
 */
int	hung_sleep(struct waitq *wq, struct spinlock *lock);
/*
 * Log that the running thread still waits for the lock name, which owner
 * (NULL: several, or nobody known) holds, and keeps holding meanwhile.
 */
void	hung_report(const char *name, const struct thread *owner);
