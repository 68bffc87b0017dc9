// SPDX-License-Identifier: BSD-2-Clause
/* sys/time - the kernel's times, and their functions. */
#pragma once

#include_next <sys/time.h>
#include <sys/select.h>

int	getitimer(int, struct itimerval *);
int	setitimer(int, const struct itimerval *, struct itimerval *);
int	gettimeofday(struct timeval *, void *);
int	settimeofday(const struct timeval *, const struct timezone *);
int	utimes(const char *, const struct timeval *);

/* Arithmetic with a third place for the result, as the BSDs have it. */
#define timerclear(tv)	((tv)->tv_sec = (tv)->tv_usec = 0)
#define timerisset(tv)	((tv)->tv_sec != 0 || (tv)->tv_usec != 0)
#define timercmp(a, b, op)						\
	((a)->tv_sec == (b)->tv_sec ? (a)->tv_usec op (b)->tv_usec :	\
	    (a)->tv_sec op (b)->tv_sec)
#define timeradd(a, b, res)						\
	do {								\
		(res)->tv_sec = (a)->tv_sec + (b)->tv_sec;		\
		(res)->tv_usec = (a)->tv_usec + (b)->tv_usec;		\
		if ((res)->tv_usec >= 1000000) {			\
			(res)->tv_sec++;				\
			(res)->tv_usec -= 1000000;			\
		}							\
	} while (0)
#define timersub(a, b, res)						\
	do {								\
		(res)->tv_sec = (a)->tv_sec - (b)->tv_sec;		\
		(res)->tv_usec = (a)->tv_usec - (b)->tv_usec;		\
		if ((res)->tv_usec < 0) {				\
			(res)->tv_sec--;				\
			(res)->tv_usec += 1000000;			\
		}							\
	} while (0)
