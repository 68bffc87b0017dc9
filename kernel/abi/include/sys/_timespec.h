// SPDX-License-Identifier: BSD-2-Clause
/* sys/_timespec - struct timespec alone, for headers that embed it. */
#pragma once

#ifndef _TIME_T_DECLARED
typedef long	time_t;
#define _TIME_T_DECLARED
#define __time_t_defined
#endif

struct timespec {
	time_t tv_sec;
	long tv_nsec;			/* 0 .. 999,999,999 */
};
