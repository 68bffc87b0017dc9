// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/limits - limits of types and of the system.  A program has the first
 * half from its C library; the kernel has no other <limits.h> than this.
 */
#pragma once

#include <sys/syslimits.h>

#if __STDC_HOSTED__
#include <limits.h>
#else
#define CHAR_BIT	8
#define UCHAR_MAX	255
#define SHRT_MAX	32767
#define USHRT_MAX	65535
#define INT_MAX		2147483647
#define INT_MIN		(-INT_MAX - 1)
#define UINT_MAX	4294967295U
#define LONG_MAX	9223372036854775807L
#define LONG_MIN	(-LONG_MAX - 1L)
#define ULONG_MAX	18446744073709551615UL
#define SSIZE_MAX	LONG_MAX
#endif

#define OFF_MAX		LONG_MAX
#define OFF_MIN		LONG_MIN
#define LOGIN_NAME_MAX	32
#define HOST_NAME_MAX	255
#define SYMLOOP_MAX	32
