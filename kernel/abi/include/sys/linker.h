// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/linker - files loaded into the kernel, as kldstat(2) tells of them.
 */
#pragma once

#include <sys/types.h>

#define LINKER_NAMEMAX		1024
#define LINKER_UNLOAD_NORMAL	0
#define LINKER_UNLOAD_FORCE	1

struct kld_file_stat {
	int version;			/* sizeof(struct kld_file_stat) */
	char name[LINKER_NAMEMAX];
	int refs;			/* files that need it, and itself */
	int id;
	char *address;
	size_t size;
	char pathname[LINKER_NAMEMAX];
};
