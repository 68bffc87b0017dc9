// SPDX-License-Identifier: BSD-2-Clause
/* sys/linker - the kernel's structure, and the calls. */
#pragma once

#include_next <sys/linker.h>

int	kldload(const char *);
int	kldunload(int);
int	kldunloadf(int, int);
int	kldfind(const char *);
int	kldnext(int);
int	kldstat(int, struct kld_file_stat *);
