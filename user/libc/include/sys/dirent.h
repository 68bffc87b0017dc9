// SPDX-License-Identifier: BSD-2-Clause
/* sys/dirent - the kernel's entries, and newlib's DIR. */
#pragma once

#include_next <sys/dirent.h>

typedef struct dirstream {
	int dd_fd;
	long dd_loc;			/* offset in dd_buf */
	long dd_size;			/* bytes of dd_buf in use */
	char *dd_buf;
	int dd_len;			/* bytes of dd_buf */
	long dd_seek;			/* where the next entry is */
} DIR;

#define __dirfd(dp)	((dp)->dd_fd)

ssize_t	getdirentries(int, char *, size_t, off_t *);
