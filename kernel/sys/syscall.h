// SPDX-License-Identifier: BSD-2-Clause
/*
 * syscall - system calls as records.
 *
 * A body gets the thread and up to six arguments, returns 0 or an errno,
 * and leaves its value in sa_ret.  The number is <sys/syscall.h>'s.
 * ERESTART as an error makes the call begin again after a signal handler
 * with SA_RESTART.
 */
#pragma once

#include <stdint.h>
#include <sys/errno.h>
#include <sys/syscall.h>
#include "kernel/lib/linker_set.h"

struct thread;

#define EJUSTRETURN	(-3)	/* the body has set the frame itself */
/*
 * Interrupted: EINTR if a handler runs, whatever its flags; else, after a
 * stop or a signal that is ignored, begin again as if nothing had been.
 */
#define ERESTARTQUIET	(-4)

struct syscall_args {
	uint64_t sa_arg[6];	/* [t] as the registers held them */
	uint64_t sa_ret;	/* [t] value for the caller */
	uint64_t sa_ret2;	/* [t] second value (rdx) */
};

typedef int syscall_fn(struct thread *td, struct syscall_args *sa);

/*
 * In a dump, called by its reader, whose memory is the program's: do system
 * call number for root outside all jails.  0 or errno; ret[2] the values.
 */
int	syscall_dead(uint64_t number, const uint64_t *args, uint64_t *ret);

/* For a body that POSIX does not let a handler restart. */
static inline int
syscall_quiet(int error)
{
	return error == EINTR ? ERESTARTQUIET : error;
}

struct syscall {
	int sc_number;		/* [I] SYS_* */
	int sc_nargs;		/* [I] */
	const char *sc_name;	/* [I] */
	syscall_fn *sc_func;	/* [I] */
};

/* SYSCALL(SYS_read, 3, sys_read); a body has one number... */
#define SYSCALL(number, nargs, func)					\
	static const struct syscall syscall_##func = {			\
		number, nargs, #func, func				\
	};								\
	SET_ENTRY(syscall, syscall_##func)
/* ...and may serve others. */
#define SYSCALL_ALIAS(number, nargs, func)				\
	static const struct syscall SET_CONCAT(syscall_##func##_, number) = { \
		number, nargs, #func, func				\
	};								\
	SET_ENTRY(syscall, SET_CONCAT(syscall_##func##_, number))
