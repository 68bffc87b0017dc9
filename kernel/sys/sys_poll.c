// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys_poll - poll and select, with and without a signal mask.
 *
 * select is made into poll: one entry for each descriptor named in any of
 * the three sets.
 */
#include <sys/errno.h>
#include <sys/poll.h>
#include <sys/select.h>
#include "kernel/file/file.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/mem/kmem.h"
#include "kernel/proc/proc.h"
#include "kernel/sched/thread.h"
#include "kernel/sys/sys_priv.h"
#include "kernel/sys/syscall.h"

#define POLL_MAX	4096
#define POLL_SMALL	8	/* entries that need no memory */
#define NS_PER_MS	1000000ul

#define SELECT_IN	(POLLIN | POLLHUP | POLLERR)
#define SELECT_OUT	(POLLOUT | POLLERR)

/*
 * Work under another mask until the call is over.  After EINTR a signal is
 * on its way: ast() puts the old mask back, behind the handler.
 */
static int
poll_mask(struct thread *td, uaddr_t set)
{
	uint64_t mask;
	int error;

	if (set == 0)
		return 0;
	error = copyin(set, &mask, sizeof(mask));
	if (error != 0)
		return error;
	td->td_oldmask = td->td_sigmask;
	thread_sigmask(td, mask);
	atomic_or(&td->td_flags, TDF_OLDMASK);
	return 0;
}

static void
poll_unmask(struct thread *td, int error)
{
	if ((td->td_flags & TDF_OLDMASK) == 0 || error == EINTR)
		return;
	atomic_and(&td->td_flags, ~TDF_OLDMASK);
	thread_sigmask(td, td->td_oldmask);
}

static int
poll_run(struct thread *td, uaddr_t fds, uint64_t n, uint64_t deadline,
    uint64_t *ret)
{
	struct pollfd small[POLL_SMALL], *pfd = small;
	int error, ready = 0;

	if (n > POLL_MAX)
		return EINVAL;
	if (n > POLL_SMALL)
		pfd = kmem_alloc(NULL, n * sizeof(*pfd), KM_SLEEP);
	if (pfd == NULL)
		return ENOMEM;
	error = copyin(fds, pfd, n * sizeof(*pfd));
	if (error == 0)
		error = poll_files(td->td_proc->p_fd, pfd, (int)n, deadline,
		    td, &ready);
	if (error == 0)
		error = copyout(pfd, fds, n * sizeof(*pfd));
	if (pfd != small)
		kmem_free(pfd);
	*ret = (uint64_t)ready;
	return error;
}

static int
sys_poll(struct thread *td, struct syscall_args *sa)
{
	int ms = (int)sa->sa_arg[2];
	uint64_t deadline = WQ_FOREVER;

	if (ms >= 0)
		deadline = deadline_resume(td, (uint64_t)ms * NS_PER_MS);
	return deadline_keep(td, deadline, poll_run(td, sa->sa_arg[0],
	    (uint32_t)sa->sa_arg[1], deadline, &sa->sa_ret));
}

static int
sys_ppoll(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns, deadline = WQ_FOREVER;
	int error;

	if (sa->sa_arg[2] != 0) {
		error = timespec_copyin(sa->sa_arg[2], &ns);
		if (error != 0)
			return error;
		deadline = deadline_resume(td, ns);
	}
	error = poll_mask(td, sa->sa_arg[3]);
	if (error != 0)
		return error;
	error = poll_run(td, sa->sa_arg[0], (uint32_t)sa->sa_arg[1], deadline,
	    &sa->sa_ret);
	poll_unmask(td, error);
	return deadline_keep(td, deadline, error);
}

/* --------------------------------------------------------------- select */

/* The three sets of one call, in and out. */
struct select_sets {
	uaddr_t ss_user[3];		/* [I] read, write, except; may be 0 */
	struct fd_set ss_in[3];		/* [t] */
	struct fd_set ss_out[3];	/* [t] */
	size_t ss_bytes;		/* [I] of each that the caller has */
};

static const short select_events[3] = { POLLIN, POLLOUT, POLLPRI };
static const short select_ready[3] = { SELECT_IN, SELECT_OUT, POLLPRI };

static int
select_copyin(struct select_sets *ss, int n)
{
	int i, error;

	ss->ss_bytes = ((size_t)n + NFDBITS - 1) / NFDBITS * sizeof(fd_mask);
	for (i = 0; i < 3; i++) {
		if (ss->ss_user[i] == 0)
			continue;
		error = copyin(ss->ss_user[i], &ss->ss_in[i], ss->ss_bytes);
		if (error != 0)
			return error;
	}
	return 0;
}

/* One entry for each descriptor asked about; returns how many. */
static int
select_to_poll(const struct select_sets *ss, int n, struct pollfd *pfd)
{
	int fd, i, count = 0;
	short events;

	for (fd = 0; fd < n; fd++) {
		events = 0;
		for (i = 0; i < 3; i++)
			if (FD_ISSET(fd, &ss->ss_in[i]))
				events |= select_events[i];
		if (events != 0)
			pfd[count++] = (struct pollfd){ fd, events, 0 };
	}
	return count;
}

/* Set the bits of what is ready; the number of bits, or -1: a bad one. */
static int
select_from_poll(struct select_sets *ss, const struct pollfd *pfd, int count)
{
	int k, i, bits = 0;

	for (k = 0; k < count; k++) {
		if ((pfd[k].revents & POLLNVAL) != 0)
			return -1;
		for (i = 0; i < 3; i++) {
			if (!FD_ISSET(pfd[k].fd, &ss->ss_in[i]) ||
			    (pfd[k].revents & select_ready[i]) == 0)
				continue;
			FD_SET(pfd[k].fd, &ss->ss_out[i]);
			bits++;
		}
	}
	return bits;
}

static int
select_copyout(const struct select_sets *ss)
{
	int i, error;

	for (i = 0; i < 3; i++) {
		if (ss->ss_user[i] == 0)
			continue;
		error = copyout(&ss->ss_out[i], ss->ss_user[i],
		    ss->ss_bytes);
		if (error != 0)
			return error;
	}
	return 0;
}

static int
select_poll(struct thread *td, struct select_sets *ss, int n,
    uint64_t deadline, uint64_t *ret)
{
	struct pollfd *pfd;
	int error, ready, count;

	pfd = kmem_alloc(NULL, ((size_t)n + 1) * sizeof(*pfd), KM_SLEEP);
	if (pfd == NULL)
		return ENOMEM;
	count = select_to_poll(ss, n, pfd);
	error = poll_files(td->td_proc->p_fd, pfd, count, deadline, td,
	    &ready);
	if (error == 0) {
		ready = select_from_poll(ss, pfd, count);
		error = ready < 0 ? EBADF : select_copyout(ss);
		*ret = (uint64_t)ready;
	}
	kmem_free(pfd);
	return error;
}

static int
select_run(struct thread *td, struct syscall_args *sa, uint64_t deadline,
    uaddr_t mask)
{
	int n = (int)sa->sa_arg[0], i, error;
	struct select_sets *ss;

	if (n < 0 || n > FD_SETSIZE)
		return EINVAL;
	ss = kmem_zalloc(NULL, sizeof(*ss), KM_SLEEP);
	if (ss == NULL)
		return ENOMEM;
	for (i = 0; i < 3; i++)
		ss->ss_user[i] = sa->sa_arg[i + 1];
	error = select_copyin(ss, n);
	if (error == 0)
		error = poll_mask(td, mask);
	if (error == 0) {
		error = select_poll(td, ss, n, deadline, &sa->sa_ret);
		poll_unmask(td, error);
	}
	kmem_free(ss);
	return error;
}

static int
sys_select(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns, deadline = WQ_FOREVER;
	int error;

	if (sa->sa_arg[4] != 0) {
		error = timeval_copyin(sa->sa_arg[4], &ns);
		if (error != 0)
			return error;
		deadline = deadline_resume(td, ns);
	}
	return deadline_keep(td, deadline, select_run(td, sa, deadline, 0));
}

static int
sys_pselect(struct thread *td, struct syscall_args *sa)
{
	uint64_t ns, deadline = WQ_FOREVER;
	int error;

	if (sa->sa_arg[4] != 0) {
		error = timespec_copyin(sa->sa_arg[4], &ns);
		if (error != 0)
			return error;
		deadline = deadline_resume(td, ns);
	}
	return deadline_keep(td, deadline, select_run(td, sa, deadline,
	    sa->sa_arg[5]));
}

SYSCALL(SYS_poll, 3, sys_poll);
SYSCALL(SYS_ppoll, 4, sys_ppoll);
SYSCALL(SYS_select, 5, sys_select);
SYSCALL(SYS_pselect, 6, sys_pselect);
