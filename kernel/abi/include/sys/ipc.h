// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/ipc - what System V messages, semaphores and shared memory share:
 * keys, owners, modes.
 */
#pragma once

#include <sys/types.h>

#define IPC_CREAT	001000	/* make it if there is none */
#define IPC_EXCL	002000	/* fail if there is one */
#define IPC_NOWAIT	004000	/* EAGAIN or ENOMSG in place of sleep */

#define IPC_PRIVATE	((key_t)0)

#define IPC_RMID	0	/* remove */
#define IPC_SET		1	/* set owner and mode */
#define IPC_STAT	2	/* get status */

#define IPC_R		000400	/* read permission */
#define IPC_W		000200	/* write permission */
#define IPC_M		010000	/* may change and remove: owner, creator */

struct ipc_perm {
	uid_t cuid;		/* creator */
	gid_t cgid;
	uid_t uid;		/* owner */
	gid_t gid;
	mode_t mode;		/* 9 bits */
	unsigned short seq;	/* upper half of the id */
	key_t key;
};
