// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/_pthreadtypes - the types of <pthread.h>.
 *
 * All zero is a valid initial value of each, so a static object needs no
 * call.  Words in the comments are what _umtx_op sleeps on.
 */
#pragma once

#include <sys/types.h>

typedef struct pthread *pthread_t;
typedef unsigned pthread_key_t;
typedef int pthread_spinlock_t;

typedef struct pthread_attr {
	size_t at_stack_size;		/* bytes, 0: the default */
	void *at_stack;			/* lowest address, NULL: make one */
	size_t at_guard;		/* bytes kept unmapped below, plus 1 */
	int at_detached;		/* PTHREAD_CREATE_* */
} pthread_attr_t;

typedef struct pthread_mutex {
	volatile unsigned m_word;	/* 0 free, 1 held, 2 and waited for */
	unsigned m_type;		/* PTHREAD_MUTEX_* */
	unsigned m_shared;		/* PTHREAD_PROCESS_* */
	unsigned m_count;		/* recursive: holds beyond the first */
	pthread_t volatile m_owner;	/* but for normal ones */
} pthread_mutex_t;

typedef struct pthread_mutexattr {
	int ma_type;
	int ma_shared;
} pthread_mutexattr_t;

typedef struct pthread_cond {
	volatile unsigned c_seq;	/* word: changes with each signal */
	volatile unsigned c_waiters;
	int c_clock;			/* of timed waits; 0 realtime */
	unsigned c_shared;
} pthread_cond_t;

typedef struct pthread_condattr {
	int ca_clock;
	int ca_shared;
} pthread_condattr_t;

typedef struct pthread_rwlock {
	pthread_mutex_t rw_lock;	/* over the rest */
	pthread_cond_t rw_readable;
	pthread_cond_t rw_writable;
	int rw_holders;			/* readers, or -1: a writer */
	int rw_writers;			/* waiting: they go first */
	pthread_t rw_owner;		/* the writer */
} pthread_rwlock_t;

typedef struct pthread_rwlockattr {
	int ra_shared;
} pthread_rwlockattr_t;

typedef struct pthread_barrier {
	pthread_mutex_t b_lock;
	pthread_cond_t b_all;
	unsigned b_count;		/* that must come */
	unsigned b_here;		/* that have */
	unsigned b_round;
} pthread_barrier_t;

typedef struct pthread_barrierattr {
	int ba_shared;
} pthread_barrierattr_t;

typedef struct pthread_once {
	volatile unsigned on_word;	/* 0 not yet, 1 running, 2 done */
} pthread_once_t;
