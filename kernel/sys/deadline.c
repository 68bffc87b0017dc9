// SPDX-License-Identifier: BSD-2-Clause
/*
 * deadline - ends of sleeps; see deadline.h.
 *
 * Sleeps are on uptime alone.  Should somebody set the clock meanwhile, a
 * sleep until a time of day ends when it would have ended before.
 */
#include <sys/errno.h>
#include <sys/time.h>
#include "kernel/sched/callout.h"
#include "kernel/sys/deadline.h"
#include "kernel/sys/sys_priv.h"

int
deadline_at(uint64_t ns, uint64_t clock, uint64_t *deadline)
{
	uint64_t now;

	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC)
		return EINVAL;
	now = clock == CLOCK_REALTIME ? clock_realtime_ns() :
	    clock_uptime_ns();
	*deadline = deadline_in(ns > now ? ns - now : 0);
	return 0;
}

int
deadline_copyin_at(uaddr_t ts, uint64_t clock, uint64_t *deadline)
{
	uint64_t ns;
	int error;

	error = timespec_copyin(ts, &ns);
	return error != 0 ? error : deadline_at(ns, clock, deadline);
}

int
deadline_copyin_resume(struct thread *td, uaddr_t ts, uint64_t *deadline)
{
	uint64_t ns;
	int error;

	error = timespec_copyin(ts, &ns);
	if (error == 0)
		*deadline = deadline_resume(td, ns);
	return error;
}
