// SPDX-License-Identifier: BSD-2-Clause
/* stdio - newlib's, and POSIX's names of two functions it has under others. */
#pragma once

#include_next <stdio.h>

ssize_t	getdelim(char **restrict, size_t *restrict, int, FILE *restrict)
	    __asm__("__getdelim");
ssize_t	getline(char **restrict, size_t *restrict, FILE *restrict)
	    __asm__("__getline");
