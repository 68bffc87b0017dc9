// SPDX-License-Identifier: BSD-2-Clause
/*
 * ipc - functions of System V IPC that are not bare system calls.
 */
#include <sys/ipc.h>
#include <sys/stat.h>

/* Same file and id, same key: 8 bits of id, 8 of device, 16 of inode. */
key_t
ftok(const char *path, int id)
{
	struct stat st;

	if (stat(path, &st) != 0)
		return (key_t)-1;
	return (key_t)((unsigned)id << 24 | (st.st_dev & 0xff) << 16 |
	    (st.st_ino & 0xffff));
}
