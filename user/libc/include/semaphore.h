// SPDX-License-Identifier: BSD-2-Clause
/* semaphore - POSIX semaphores, named and in the program's memory. */
#pragma once

#include <fcntl.h>
#include <limits.h>
#include <sys/semaphore.h>
#include <time.h>

#define SEM_FAILED	((sem_t *)0)

int	sem_init(sem_t *, int, unsigned);
int	sem_destroy(sem_t *);
sem_t	*sem_open(const char *, int, ...);
int	sem_close(sem_t *);
int	sem_unlink(const char *);
int	sem_wait(sem_t *);
int	sem_trywait(sem_t *);
int	sem_timedwait(sem_t *restrict, const struct timespec *restrict);
/* With flags, TIMER_ABSTIME or 0; what was left goes to the last. */
int	sem_clockwait_np(sem_t *restrict, clockid_t, int,
	    const struct timespec *, struct timespec *);
int	sem_clockwait(sem_t *restrict, clockid_t,
	    const struct timespec *restrict);
int	sem_post(sem_t *);
int	sem_getvalue(sem_t *restrict, int *restrict);
