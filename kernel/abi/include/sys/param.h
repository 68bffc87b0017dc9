// SPDX-License-Identifier: BSD-2-Clause
/* sys/param - sizes and small arithmetic that old code expects. */
#pragma once

#include <sys/types.h>
#include <sys/limits.h>

#define MAXPATHLEN	PATH_MAX
#define MAXSYMLINKS	SYMLOOP_MAX
#define MAXHOSTNAMELEN	256		/* with the NUL */
#define MAXCOMLEN	19
#define MAXLOGNAME	33
#define MAXINTERP	PATH_MAX
#define NOFILE		OPEN_MAX
#define NGROUPS		NGROUPS_MAX
#define NCARGS		ARG_MAX
#define HZ		1000
#define DEV_BSIZE	512
#define PAGE_SHIFT	12
#define PAGE_SIZE	4096
#define PAGE_MASK	(PAGE_SIZE - 1)
#define NBBY		8
#define NBPG		PAGE_SIZE

#ifndef MIN
#define MIN(a, b)	((a) < (b) ? (a) : (b))
#define MAX(a, b)	((a) > (b) ? (a) : (b))
#endif
#ifndef howmany
#define howmany(x, y)	(((x) + ((y) - 1)) / (y))
#endif
#define nitems(a)	(sizeof(a) / sizeof((a)[0]))
#define roundup(x, y)	((((x) + ((y) - 1)) / (y)) * (y))
#define roundup2(x, y)	(((x) + ((y) - 1)) & ~((y) - 1))
#define rounddown(x, y)	(((x) / (y)) * (y))
#define powerof2(x)	((((x) - 1) & (x)) == 0)
