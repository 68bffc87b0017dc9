// SPDX-License-Identifier: BSD-2-Clause
/* sys/mman - the kernel's flags, and their functions. */
#pragma once

#include_next <sys/mman.h>

void	*mmap(void *, size_t, int, int, int, off_t);
int	munmap(void *, size_t);
int	mprotect(void *, size_t, int);
int	msync(void *, size_t, int);
int	mlock(const void *, size_t);
int	munlock(const void *, size_t);
int	mlockall(int);
int	munlockall(void);

/* POSIX shared memory; SHM_ANON as a name: none. */
int	shm_open(const char *, int, mode_t);
int	shm_unlink(const char *);
int	shm_rename(const char *, const char *, int);
