// SPDX-License-Identifier: BSD-2-Clause
/*
 * msg_priv - message queues as they lie in memory, for msg.c and for the
 * debugger.  [T] it_lock of the image's V_msg_table.
 */
#pragma once

#include <sys/msg.h>
#include "subsys/sysvipc/ipc.h"

struct msg {
	struct list ms_link;		/* [T] on its queue, oldest first */
	long ms_type;			/* [I] above 0 */
	size_t ms_len;			/* [I] bytes of text */
	char ms_text[];			/* [I] */
};

struct msg_queue {
	struct ipc_object mq_ipc;	/* [T] first */
	struct msqid_ds mq_ds;		/* [T] msg_perm unused: mq_ipc's */
	struct list mq_msgs;		/* [T] of struct msg */
	struct condvar mq_wait;		/* receivers; with [T] */
};

VIMAGE_SUBSYS_DECLARE(sysvmsg);
VIMAGE_DECLARE(sysvmsg, struct ipc_table, msg_table);
#define V_msg_table	VIMAGE_VAR(sysvmsg, msg_table)
