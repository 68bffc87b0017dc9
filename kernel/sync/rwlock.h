// SPDX-License-Identifier: BSD-2-Clause
/*
 * rwlock - many readers or one writer, sleeping.  Writers are not starved:
 * a waiting writer stops new readers.  No recursion, no upgrade.
 */
#pragma once

#include <stdint.h>
#include "kernel/lock/spin.h"
#include "kernel/sched/waitq.h"

struct thread;

struct rwlock {
	struct spinlock rw_lock;	/* class "rwlock_inner" */
	struct waitq rw_rwait;		/* [rw_lock] */
	struct waitq rw_wwait;		/* [rw_lock] */
	int32_t rw_readers;		/* [rw_lock] */
	int32_t rw_wwaiting;		/* [rw_lock] */
	struct thread *rw_owner;	/* [rw_lock] the writer */
	uint16_t rw_class;		/* [I] */
	const char *rw_name;		/* [I] */
};

void	rw_init(struct rwlock *rw, const char *name);
void	rw_destroy(struct rwlock *rw);
void	rw_rlock(struct rwlock *rw);
void	rw_runlock(struct rwlock *rw);
void	rw_wlock(struct rwlock *rw);
void	rw_wunlock(struct rwlock *rw);
int	rw_wheld(const struct rwlock *rw);
