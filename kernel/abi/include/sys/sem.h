// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/sem - System V semaphores, in sets.
 */
#pragma once

#include <sys/ipc.h>

#define SEM_UNDO	010000	/* take it back when the process ends */

#define GETNCNT		3	/* commands of semctl */
#define GETPID		4
#define GETVAL		5
#define GETALL		6
#define GETZCNT		7
#define SETVAL		8
#define SETALL		9

struct sembuf {
	unsigned short sem_num;
	short sem_op;
	short sem_flg;		/* IPC_NOWAIT, SEM_UNDO */
};

struct semid_ds {
	struct ipc_perm sem_perm;
	unsigned short sem_nsems;
	time_t sem_otime;	/* last semop */
	time_t sem_ctime;
};

/* An entry of sysctl kern.ipc.sema. */
struct semid_kernel {
	struct semid_ds u;
	int id;
};
