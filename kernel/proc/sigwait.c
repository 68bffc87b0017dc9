// SPDX-License-Identifier: BSD-2-Clause
/*
 * sigwait - which signals a thread lets through, and waiting for them.
 *
 * A process's signal is for any thread that does not block it.  So a thread
 * that begins to block one others may take passes the word on; and one that
 * waits for blocked signals by name says so in td_sigwait, which senders
 * look at as if the mask had a hole there.
 *
 * Locks: [p] p_lock.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

/* The thread was told of signals it blocks now: tell others. */
static void
signal_pass_on(struct proc *p, uint64_t set)
{
	uint64_t left;

	for (left = p->p_pending & set; left != 0; left &= left - 1)
		signal_tell_locked(p, __builtin_ctzl(left) + 1);
}

void
thread_sigmask(struct thread *td, uint64_t mask)
{
	struct proc *p = td->td_proc;
	uint64_t news = mask & ~td->td_sigmask;

	spin_lock(&p->p_lock);
	td->td_sigmask = mask & ~SIG_NEVER;
	if (p->p_nthreads > 1 && (p->p_pending & news) != 0)
		signal_pass_on(p, news);
	if (((p->p_pending | td->td_sigpend) & ~td->td_sigmask) != 0)
		atomic_or(&td->td_ast, AST_SIGNAL);
	spin_unlock(&p->p_lock);
}

/*
 * td_oldmask is what the handler's return, or the call's own if no handler
 * runs, puts back; TDF_OLDMASK says that it is valid.
 */
int
thread_sigsuspend(struct thread *td, uint64_t mask)
{
	struct proc *p = td->td_proc;

	spin_lock(&p->p_lock);
	td->td_oldmask = td->td_sigmask;
	td->td_sigmask = mask & ~SIG_NEVER;
	atomic_or(&td->td_flags, TDF_OLDMASK);
	while (!signal_pending(td)) {
		if (waitq_sleep(&p->p_stopq, &p->p_lock, WQ_INTR,
		    WQ_FOREVER) == EINTR)
			break;
	}
	spin_unlock(&p->p_lock);
	atomic_or(&td->td_ast, AST_SIGNAL);
	return EINTR;
}

/* The first of set that is pending for td, or 0; the thread's own first. */
static int
signal_find(const struct proc *p, const struct thread *td, uint64_t set)
{
	uint64_t ready = td->td_sigpend & set;

	if (ready == 0)
		ready = p->p_pending & set;
	return ready != 0 ? __builtin_ctzl(ready) + 1 : 0;
}

int
signal_take_locked(struct thread *td, uint64_t set, struct ksiginfo *out)
{
	struct proc *p = td->td_proc;
	int sig = signal_find(p, td, set), own, more = 0;
	uint64_t bit;

	SPIN_ASSERT(&p->p_lock);
	if (sig == 0)
		return 0;
	bit = SIGBIT(sig);
	own = (td->td_sigpend & bit) != 0;
	memset(out, 0, sizeof(*out));
	if (own && td->td_trapsig == sig) {
		out->ks_code = td->td_trapcode;
		out->ks_addr = td->td_trapaddr;
		td->td_trapsig = 0;
	} else if (!siginfo_take(p, own ? &td->td_siginfos : &p->p_siginfos,
	    sig, out, &more)) {
		out->ks_code = SI_KERNEL;
	}
	out->ks_signo = sig;
	if (!more && own)
		td->td_sigpend &= ~bit;
	else if (!more)
		p->p_pending &= ~bit;
	return sig;
}

int
thread_sigwait(struct thread *td, uint64_t set, uint64_t deadline_ns,
    struct ksiginfo *out)
{
	struct proc *p = td->td_proc;
	int error = 0;

	set &= ~SIG_NEVER;
	out->ks_signo = 0;
	spin_lock(&p->p_lock);
	td->td_sigwait = set;
	/* A signal waited for ends the sleep with EINTR, like any other. */
	while (signal_take_locked(td, set, out) == 0 && error == 0)
		error = waitq_sleep(&p->p_stopq, &p->p_lock, WQ_INTR,
		    deadline_ns);
	td->td_sigwait = 0;
	if (out->ks_signo != 0)
		error = 0;
	spin_unlock(&p->p_lock);
	/* Whatever came beside it, or asks us to stand still, comes next. */
	atomic_or(&td->td_ast, AST_SIGNAL);
	return error == ETIMEDOUT ? EAGAIN : error;
}
