// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/mqueue - POSIX message queues and the other POSIX objects that have
 * names: shared memory, semaphores.
 */
#pragma once

#include <sys/types.h>

struct mq_attr {
	long mq_flags;		/* O_NONBLOCK or 0 */
	long mq_maxmsg;		/* most messages */
	long mq_msgsize;	/* most bytes of one */
	long mq_curmsgs;	/* messages now */
	long __reserved[4];
};

#define POSIXIPC_NAME_MAX	257	/* slash, NAME_MAX bytes, NUL */

/* Kinds, of pi_kind and of the call posix_open. */
#define POSIXIPC_MQ	1
#define POSIXIPC_SHM	2
#define POSIXIPC_SEM	3

/* An entry of the sysctl kern.ipc.posix. */
struct posixipc_info {
	int pi_kind;		/* POSIXIPC_* */
	mode_t pi_mode;
	uid_t pi_uid;
	gid_t pi_gid;
	uint64_t pi_size;	/* bytes, of a queue: messages */
	uint64_t pi_max;	/* of a queue: most messages */
	uint64_t pi_msgsize;	/* of a queue: most bytes of one */
	uint64_t pi_used;	/* of a queue: bytes waiting; else 0 */
	uint32_t pi_open;	/* descriptors and mappings */
	uint32_t pi_value;	/* of a semaphore */
	pid_t pi_cpid;		/* its maker */
	pid_t pi_lpid;		/* of a queue: last to use it */
	time_t pi_atime;
	time_t pi_mtime;
	time_t pi_ctime;
	char pi_name[POSIXIPC_NAME_MAX];
};
