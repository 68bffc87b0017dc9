// SPDX-License-Identifier: BSD-2-Clause
/* sys/mman - the kernel's flags, and their functions. */
#pragma once

#include_next <sys/mman.h>

void	*mmap(void *, size_t, int, int, int, off_t);
int	munmap(void *, size_t);
int	mprotect(void *, size_t, int);
int	msync(void *, size_t, int);
