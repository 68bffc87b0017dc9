// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_umtx - _umtx_op(2): what libraries build locks on.
 *
 * A wait without a timeout is begun again after a signal handler that asks
 * for that; one with a timeout is not, as it may be relative.
 */
#include <sys/errno.h>
#include <sys/umtx.h>
#include "kernel/proc/umtx.h"
#include "kernel/sched/waitq.h"
#include "kernel/sys/deadline.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

/* What size and timeout, the last arguments, mean; *counted: from now on. */
static int
umtx_deadline(struct thread *td, uint64_t size, uaddr_t at,
    uint64_t *deadline, int *counted)
{
	struct _umtx_time ut;
	uint64_t ns;
	int error;

	*deadline = WQ_FOREVER;
	if (at == 0)
		return 0;
	error = timespec_copyin(at, &ns);
	if (error != 0)
		return error;
	if (size <= sizeof(ut._timeout)) {
		*counted = 1;
		*deadline = deadline_resume(td, ns);
		return 0;
	}
	error = copyin(at, &ut, sizeof(ut));
	if (error != 0)
		return error;
	if ((ut._flags & ~(uint32_t)UMTX_ABSTIME) != 0)
		return EINVAL;
	if ((ut._flags & UMTX_ABSTIME) == 0) {
		*counted = 1;
		*deadline = deadline_resume(td, ns);
		return 0;
	}
	return deadline_at(ns, ut._clockid, deadline);
}

static int
umtx_op_wait(struct thread *td, struct syscall_args *sa, int flags)
{
	uint64_t deadline;
	int error, counted = 0;

	error = umtx_deadline(td, sa->sa_arg[3], sa->sa_arg[4], &deadline,
	    &counted);
	if (error != 0)
		return error;
	error = umtx_wait(td, sa->sa_arg[0], sa->sa_arg[2], flags, deadline);
	if (error == EINTR && sa->sa_arg[4] == 0)
		return ERESTART;
	return counted ? deadline_keep(td, deadline, error) :
	    syscall_quiet(error);
}

static int
umtx_op_wake(struct thread *td, struct syscall_args *sa, int flags)
{
	int n = sa->sa_arg[2] > INT32_MAX ? INT32_MAX : (int)sa->sa_arg[2];
	int error, woken;

	error = umtx_wake(td, sa->sa_arg[0], n, flags, &woken);
	if (error == 0)
		sa->sa_ret = (uint64_t)woken;
	return error;
}

/* All sleepers of each word in an array of addresses. */
static int
umtx_op_nwake(struct thread *td, struct syscall_args *sa)
{
	uint64_t i, word;
	int error = 0;

	if (sa->sa_arg[2] > UMTX_NWAKE_MAX)
		return EINVAL;
	for (i = 0; error == 0 && i < sa->sa_arg[2]; i++) {
		error = copyin(sa->sa_arg[0] + i * sizeof(word), &word,
		    sizeof(word));
		if (error == 0)
			error = umtx_wake(td, word, INT32_MAX, UMTX_PRIVATE,
			    NULL);
	}
	return error;
}

static int
sys_umtx_op(struct thread *td, struct syscall_args *sa)
{
	switch ((int)sa->sa_arg[1]) {
	case UMTX_OP_WAIT:
		return umtx_op_wait(td, sa, UMTX_LONG);
	case UMTX_OP_WAIT_UINT:
		return umtx_op_wait(td, sa, 0);
	case UMTX_OP_WAIT_UINT_PRIVATE:
		return umtx_op_wait(td, sa, UMTX_PRIVATE);
	case UMTX_OP_WAKE:
		return umtx_op_wake(td, sa, 0);
	case UMTX_OP_WAKE_PRIVATE:
		return umtx_op_wake(td, sa, UMTX_PRIVATE);
	case UMTX_OP_NWAKE_PRIVATE:
		return umtx_op_nwake(td, sa);
	default:
		return EINVAL;
	}
}

SYSCALL(SYS__umtx_op, 5, sys_umtx_op);
