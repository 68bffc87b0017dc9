// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/msg - System V message queues.
 */
#pragma once

#include <sys/ipc.h>

#define MSG_NOERROR	010000	/* cut what does not fit */
#define MSG_EXCEPT	020000	/* any type but the one given */

typedef unsigned long	msgqnum_t;
typedef unsigned long	msglen_t;

struct msqid_ds {
	struct ipc_perm msg_perm;
	msglen_t msg_cbytes;	/* bytes on the queue */
	msgqnum_t msg_qnum;	/* messages on the queue */
	msglen_t msg_qbytes;	/* most bytes */
	pid_t msg_lspid;	/* last to send */
	pid_t msg_lrpid;	/* last to receive */
	time_t msg_stime;
	time_t msg_rtime;
	time_t msg_ctime;
};

/* An entry of sysctl kern.ipc.msqids. */
struct msqid_kernel {
	struct msqid_ds u;
	int id;
};
