// SPDX-License-Identifier: BSD-2-Clause
/*
 * deadline - times that programs give as ends of sleeps, in the kernel's
 * own measure: what waitq_sleep takes.
 */
#pragma once

#include <stdint.h>
#include "kernel/vm/uio.h"

struct thread;

/*
 * Uptime at which a clock, CLOCK_REALTIME or CLOCK_MONOTONIC, will show ns,
 * if nobody sets it.  EINVAL: another clock.
 */
int	deadline_at(uint64_t ns, uint64_t clock, uint64_t *deadline);
/* The same of a timespec in user memory.  EFAULT, EINVAL. */
int	deadline_copyin_at(uaddr_t ts, uint64_t clock, uint64_t *deadline);
/*
 * Of a timespec that counts from now.  A call that, broken off by a stop,
 * begins again keeps the deadline that it had, if its result goes through
 * deadline_keep, which turns EINTR into ERESTARTQUIET; other errors pass.
 * EFAULT, EINVAL.
 */
int	deadline_copyin_resume(struct thread *td, uaddr_t ts,
	    uint64_t *deadline);
int	deadline_keep(struct thread *td, uint64_t deadline_ns, int error);
