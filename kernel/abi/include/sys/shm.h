// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/shm - System V shared memory.
 */
#pragma once

#include <sys/ipc.h>

#define SHM_RDONLY	010000	/* shmat: not to be written */
#define SHM_RND		020000	/* shmat: round the address down */
#define SHM_R		IPC_R
#define SHM_W		IPC_W
#define SHMLBA		4096	/* addresses are multiples of it */

typedef unsigned int shmatt_t;

struct shmid_ds {
	struct ipc_perm shm_perm;
	size_t shm_segsz;	/* bytes asked for */
	pid_t shm_lpid;		/* last shmat or shmdt */
	pid_t shm_cpid;		/* creator */
	shmatt_t shm_nattch;	/* attached now, in all processes */
	time_t shm_atime;
	time_t shm_dtime;
	time_t shm_ctime;
};

/* An entry of sysctl kern.ipc.shmsegs. */
struct shmid_kernel {
	struct shmid_ds u;
	int id;
};
