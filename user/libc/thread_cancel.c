// SPDX-License-Identifier: BSD-2-Clause
/*
 * thread_cancel - deferred cancellation, and cleanup.
 *
 * Theory.  A thread that is cancelled ends at the next place of
 * cancellation it comes to, or that it sleeps in.  The stubs of such system
 * calls look at t_cancel_now first.  To end a sleep, and to close the gap
 * between the look and the call, pthread_cancel also sends SIGTHR: its
 * handler acts when it finds the thread between the start of a stub and
 * its system call, or after one that was broken off with EINTR; anywhere
 * else it leaves it to the next look.  Places that hold a lock raise
 * t_cancel_busy and look themselves.
 */
#include <errno.h>
#include <string.h>
#include "user/libc/thread.h"

int	__sigaction(int, const struct sigaction *, struct sigaction *);
void	__sigtramp(void);

/* Made by the linker script: the stubs that are places of cancellation. */
extern const char __cancel_start[], __cancel_end[];

#define FLAG_CARRY	1ul

static pthread_once_t cancel_once = PTHREAD_ONCE_INIT;

static void
cancel_act(void)
{
	pthread_exit(PTHREAD_CANCELED);
}

/* Is the instruction pointer where the thread may end, nothing lost? */
static int
cancel_is_here(const mcontext_t *mc)
{
	const unsigned char *ip = (const unsigned char *)mc->mc_rip;

	if ((const char *)ip < __cancel_start ||
	    (const char *)ip >= __cancel_end)
		return 0;
	/* Behind the call: only if it did nothing. */
	if (ip[-2] == 0x0f && ip[-1] == 0x05)
		return (mc->mc_rflags & FLAG_CARRY) != 0 &&
		    mc->mc_rax == EINTR;
	/* Before it, but for the return of one that succeeded. */
	return ip[0] != 0xc3;
}

static void
cancel_signal(int sig, siginfo_t *si, void *arg)
{
	struct pthread *t = thread_self();
	ucontext_t *uc = arg;
	sigset_t mask = uc->uc_sigmask;

	(void)sig;
	(void)si;
	if (t->t_cancel_now == 0 || t->t_cancel_busy != 0 ||
	    !cancel_is_here(&uc->uc_mcontext))
		return;
	(void)sigprocmask(SIG_SETMASK, &mask, NULL);
	cancel_act();
}

static void
cancel_setup(void)
{
	struct sigaction act;

	memset(&act, 0, sizeof(act));
	act.sa_sigaction = cancel_signal;
	act.sa_flags = SA_SIGINFO;
	act.sa_restorer = __sigtramp;
	(void)__sigaction(SIGTHR, &act, NULL);
}

int
pthread_cancel(pthread_t t)
{
	int saved = errno;

	(void)pthread_once(&cancel_once, cancel_setup);
	t->t_cancel_act = cancel_act;
	__atomic_store_n(&t->t_cancelled, 1, __ATOMIC_SEQ_CST);
	if (!t->t_cancel_off)
		__atomic_store_n(&t->t_cancel_now, 1, __ATOMIC_SEQ_CST);
	if (t->t_gone == 0 && t->t_tid != 0)
		(void)thr_kill(t->t_tid, SIGTHR);
	errno = saved;
	return 0;
}

void
pthread_testcancel(void)
{
	if (thread_self()->t_cancel_now != 0)
		cancel_act();
}

int
pthread_setcancelstate(int state, int *old)
{
	struct pthread *t = thread_self();

	if (state != PTHREAD_CANCEL_ENABLE && state != PTHREAD_CANCEL_DISABLE)
		return EINVAL;
	if (old != NULL)
		*old = t->t_cancel_off;
	t->t_cancel_off = state;
	__atomic_store_n(&t->t_cancel_now,
	    state == PTHREAD_CANCEL_ENABLE && t->t_cancelled,
	    __ATOMIC_SEQ_CST);
	/* One that came between the two is seen now. */
	if (state == PTHREAD_CANCEL_ENABLE && t->t_cancelled)
		__atomic_store_n(&t->t_cancel_now, 1, __ATOMIC_SEQ_CST);
	return 0;
}

/* Asynchronous is deferred, which POSIX does not forbid to be that late. */
int
pthread_setcanceltype(int type, int *old)
{
	if (type != PTHREAD_CANCEL_DEFERRED &&
	    type != PTHREAD_CANCEL_ASYNCHRONOUS)
		return EINVAL;
	if (old != NULL)
		*old = PTHREAD_CANCEL_DEFERRED;
	return 0;
}

void
__pthread_cleanup_push(struct pthread_cleanup *cl)
{
	struct pthread *t = thread_self();

	cl->cl_next = t->t_cleanup;
	t->t_cleanup = cl;
}

void
__pthread_cleanup_pop(int run)
{
	struct pthread *t = thread_self();
	struct pthread_cleanup *cl = t->t_cleanup;

	t->t_cleanup = cl->cl_next;
	if (run)
		cl->cl_func(cl->cl_arg);
}
