// SPDX-License-Identifier: BSD-2-Clause
/* sys/syslimits - the limits <limits.h> gives to programs. */
#pragma once

#define ARG_MAX		262144		/* bytes of arguments and environment */
#define CHILD_MAX	40
#define LINK_MAX	32767
#define MAX_CANON	255
#define MAX_INPUT	255
#define NAME_MAX	255
#define NGROUPS_MAX	16
#define OPEN_MAX	64
#define PATH_MAX	1024		/* with the NUL */
#define PIPE_BUF	512
#define IOV_MAX		1024
#define LINE_MAX	2048
#define RE_DUP_MAX	255
#define MQ_OPEN_MAX	OPEN_MAX
#define MQ_PRIO_MAX	64		/* priorities are below */
#define SEM_VALUE_MAX	2147483647
#define SEM_NSEMS_MAX	256
#define BC_BASE_MAX	99
#define BC_DIM_MAX	2048
#define BC_SCALE_MAX	99
#define BC_STRING_MAX	1000
#define COLL_WEIGHTS_MAX 0
#define EXPR_NEST_MAX	32

/* The least that POSIX lets any system have. */
#define _POSIX_NAME_MAX		14
#define _POSIX_PATH_MAX		256
#define _POSIX_RTSIG_MAX	8
#define _POSIX_SIGQUEUE_MAX	32
#define _POSIX_SEM_VALUE_MAX	32767
#define _POSIX_MQ_OPEN_MAX	8
#define _POSIX_MQ_PRIO_MAX	32
#define _POSIX_TIMER_MAX	32
