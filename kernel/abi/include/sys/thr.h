// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/thr - threads as the kernel sees them; <pthread.h> is for programs.
 */
#pragma once

#include <sys/types.h>

/* What thr_new wants to know; its size is the second argument. */
struct thr_param {
	void (*start_func)(void *);
	void *arg;
	char *stack_base;		/* lowest address */
	size_t stack_size;
	char *tls_base;			/* the new thread's FS */
	size_t tls_size;		/* not looked at */
	long *child_tid;		/* both get the number, or NULL */
	long *parent_tid;
	int flags;			/* 0 */
	void *spare[4];
};

int	thr_new(struct thr_param *, int);
int	thr_self(long *);
/* Ends the thread; *state becomes 1 and its sleepers (_umtx_op) wake. */
void	thr_exit(long *);
int	thr_kill(long, int);
int	thr_set_name(long, const char *);
