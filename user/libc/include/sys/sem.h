// SPDX-License-Identifier: BSD-2-Clause
/* sys/sem - the kernel's semaphores, and their calls. */
#pragma once

#include_next <sys/sem.h>

struct timespec;

/* The fourth argument of semctl; POSIX has programs declare it. */
union semun {
	int val;
	struct semid_ds *buf;
	unsigned short *array;
};

int	semget(key_t, int, int);
int	semop(int, struct sembuf *, size_t);
int	semtimedop(int, struct sembuf *, size_t, const struct timespec *);
int	semctl(int, int, int, ...);
