// SPDX-License-Identifier: BSD-2-Clause
/* sys/features - newlib's choices, and what POSIX options our kernel has. */
#pragma once

#include_next <sys/features.h>

#define _POSIX_JOB_CONTROL	1
#define _POSIX_SAVED_IDS	1
#define _POSIX_TIMERS		200809L
#define _POSIX_MONOTONIC_CLOCK	200809L
#undef _POSIX_THREADS
#define _POSIX_THREADS		200809L
#define _POSIX_BARRIERS		200809L
#define _POSIX_READER_WRITER_LOCKS 200809L
