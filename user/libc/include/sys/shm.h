// SPDX-License-Identifier: BSD-2-Clause
/* sys/shm - the kernel's shared memory, and its calls. */
#pragma once

#include_next <sys/shm.h>

int	shmget(key_t, size_t, int);
void	*shmat(int, const void *, int);
int	shmdt(const void *);
int	shmctl(int, int, struct shmid_ds *);
