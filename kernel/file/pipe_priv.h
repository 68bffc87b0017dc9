// SPDX-License-Identifier: BSD-2-Clause
/*
 * pipe_priv - the pipe itself, for pipe.c and pipe_file.c.
 *
 * Locks: [i] pi_lock, a spinlock, class "pipe".
 */
#pragma once

#include "kernel/file/file.h"

#define PIPE_SIZE	4096	/* bytes */

struct pipe {
	struct spinlock pi_lock;	/* class "pipe" */
	char *pi_ring;			/* [I] PIPE_SIZE bytes */
	uint32_t pi_head;		/* [i] moved by who has pi_writing */
	uint32_t pi_tail;		/* [i] moved by who has pi_reading */
	int pi_reading;			/* [i] a reader is copying */
	int pi_writing;			/* [i] a writer is at work */
	int pi_nreaders;		/* [i] open read ends */
	int pi_nwriters;		/* [i] open write ends */
	uint32_t pi_ropens;		/* [i] read ends ever opened */
	uint32_t pi_wopens;		/* [i] write ends ever opened */
	struct waitq pi_rwait;		/* [i] for bytes, or the read end */
	struct waitq pi_wwait;		/* [i] for room, or the write end */
	struct waitq pi_owait;		/* [i] opens, for the other side */
	struct poll_head pi_poll;	/* [i] both sides */
	uint64_t pi_time_ns;		/* [I] made */
};

/* An end less, pi_lock held; wakes everybody. */
void	pipe_close_locked(struct pipe *pi, uint32_t fflags);
