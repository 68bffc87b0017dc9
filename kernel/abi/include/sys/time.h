// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/time - times and clocks.  Clock numbers are newlib's.
 */
#pragma once

#include <sys/types.h>
#include <sys/_timespec.h>
#include <sys/_timeval.h>

struct timezone {
	int tz_minuteswest;
	int tz_dsttime;
};

struct itimerval {
	struct timeval it_interval;
	struct timeval it_value;
};

#define ITIMER_REAL	0
#define ITIMER_VIRTUAL	1
#define ITIMER_PROF	2

#define CLOCK_REALTIME			((clockid_t) 1)
#define CLOCK_PROCESS_CPUTIME_ID	((clockid_t) 2)
#define CLOCK_THREAD_CPUTIME_ID		((clockid_t) 3)
#define CLOCK_MONOTONIC			((clockid_t) 4)
#define TIMER_ABSTIME	4
