// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread - what the library knows of a thread.
 *
 * FS points at struct pthread; variables of storage class __thread lie just
 * below it, as the processor's ABI says (variant II).  The first four
 * members are read by the stubs of system calls at these places.
 *
 * Locks: [t] the thread itself; [a] atomic; [l] thread_lock.
 */
#pragma once

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/reent.h>
#include <sys/syscall.h>
#include <sys/thr.h>
#include <sys/umtx.h>

#define SIGTHR		32	/* sent by pthread_cancel */

/* Whose business its end is: of a join to come, nobody's, or it was. */
enum thread_fate {
	THREAD_JOINABLE, THREAD_ENDED, THREAD_DETACHED, THREAD_JOINED
};

struct pthread {
	struct pthread *t_self;		/* [I] at FS:0 by the ABI */
	struct _reent *t_reent;		/* [I] FS:8 newlib's own data */
	void (*t_cancel_act)(void);	/* [a] FS:16 ends the thread */
	volatile uint32_t t_cancel_now;	/* [a] FS:24 t_cancel_act is due */
	volatile uint32_t t_cancelled;	/* [a] pthread_cancel was called */
	long t_tid;			/* [a] 0: not asked for yet */
	volatile long t_gone;		/* [a] word: set by thr_exit */
	volatile uint32_t t_fate;	/* [a] enum thread_fate */
	int t_cancel_off;		/* [t] PTHREAD_CANCEL_DISABLE */
	int t_cancel_busy;		/* [t] in a lock: no signal acts */
	void *(*t_start)(void *);	/* [I] */
	void *t_arg;			/* [I] */
	void *t_value;			/* [t] then the joiner's */
	char *t_map;			/* [I] stack, NULL: not ours */
	size_t t_map_size;		/* [I] */
	struct pthread *t_next;		/* [l] on the list of free stacks */
	struct pthread_cleanup *t_cleanup;	/* [t] innermost first */
	uint32_t t_keys;		/* [t] has set specific values */
	const void *t_specific[PTHREAD_KEYS_MAX];	/* [t] */
};

static inline struct pthread *
thread_self(void)
{
	struct pthread *t;

	__asm__("mov %%fs:0, %0" : "=r"(t));
	return t;
}

/* _umtx_op without errno: 0 or the error.  A call may change rdx. */
static inline int
umtx(volatile void *word, int op, unsigned long val, unsigned long size,
    const void *timeout)
{
	register unsigned long r10 __asm__("r10") = size;
	register const void *r8 __asm__("r8") = timeout;
	unsigned long rax = SYS__umtx_op;
	unsigned char failed;

	__asm__ volatile("syscall; setc %1"
	    : "+a"(rax), "=q"(failed), "+d"(val), "+r"(r10), "+r"(r8)
	    : "D"(word), "S"((long)op)
	    : "rcx", "r11", "r9", "memory");
	return failed ? (int)rax : 0;
}

/* Sleep while *word is val, until an absolute time (NULL: for ever). */
int	__thread_wait(volatile unsigned *word, unsigned val, int shared,
	    clockid_t clock, const struct timespec *until);
void	__thread_wake(volatile unsigned *word, int n, int shared);
/* A lock in one word; 0 free.  until as above: ETIMEDOUT, EINVAL. */
int	__word_lock(volatile unsigned *word, int shared,
	    const struct timespec *until);
void	__word_unlock(volatile unsigned *word, int shared);

/* Give the thread that runs now a struct pthread: once, at the start. */
void	__thread_setup(void);
/* Bytes of __thread variables below a struct pthread; fill them in. */
size_t	__tls_size(void);
void	__tls_fill(struct pthread *t);
/* Run the destructors of what pthread_setspecific set. */
void	__thread_specific_end(struct pthread *t);

/* In the child of a fork: the only thread there is, with a new number. */
void	__thread_forked(void);
/* pthread_atfork's functions: 0 before, 1 in the parent, 2 in the child. */
extern void (*__thread_atfork)(int when);

extern volatile int __thread_count;	/* [a] threads of the program */
/* Has a second thread ever been made?  Locks of newlib begin then. */
extern volatile int __isthreaded;	/* [a] */
