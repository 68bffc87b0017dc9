// SPDX-License-Identifier: BSD-2-Clause
/* sys/_timeval - struct timeval alone, for headers that embed it. */
#pragma once

#ifndef _TIME_T_DECLARED
typedef long	time_t;
#define _TIME_T_DECLARED
#define __time_t_defined
#endif
#ifndef _SUSECONDS_T_DECLARED
typedef long	suseconds_t;
#define _SUSECONDS_T_DECLARED
#endif

#define _TIMEVAL_DEFINED
struct timeval {
	time_t tv_sec;
	suseconds_t tv_usec;		/* 0 .. 999,999 */
};
