// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/mbuf_stat - packet buffers in use, sysctl kern.ipc.mbstat.
 */
#pragma once

#include <sys/types.h>

struct mbstat {
	uint64_t ms_mbufs;		/* in use now */
	uint64_t ms_clusters;		/* in use now */
	uint64_t ms_denied;		/* requests that failed */
};
