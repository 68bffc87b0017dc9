// SPDX-License-Identifier: BSD-2-Clause
/*
 * rename - the kernel's C library under names of its own.
 *
 * Kernel sources are compiled for the host with this included first, so
 * that their memcpy is not the host's, which the sanitizers depend on.  A
 * test that means the kernel's functions includes it after all host headers.
 */
#pragma once

#define memcpy		kernel_memcpy
#define memmove		kernel_memmove
#define memset		kernel_memset
#define memcmp		kernel_memcmp
#define memchr		kernel_memchr
#define strlen		kernel_strlen
#define strnlen		kernel_strnlen
#define strcmp		kernel_strcmp
#define strncmp		kernel_strncmp
#define strchr		kernel_strchr
#define strrchr		kernel_strrchr
#define strstr		kernel_strstr
#define strlcpy		kernel_strlcpy
#define strlcat		kernel_strlcat
#define strtoul		kernel_strtoul
#define strtol		kernel_strtol
#define vsnprintf	kernel_vsnprintf
#define snprintf	kernel_snprintf
