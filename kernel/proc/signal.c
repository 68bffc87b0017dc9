// SPDX-License-Identifier: BSD-2-Clause
/*
 * signal - sending signals, and what processes say about them.
 *
 * Sending marks a signal pending and makes sure some thread will look:
 * a running one by AST_SIGNAL, a sleeping one by breaking its sleep.  What
 * a signal does is decided by the receiver on its way to user mode (ast.c),
 * so sending needs one spinlock and works from any context.
 *
 * An ignored signal is dropped when it is sent, unless it is blocked by
 * every thread, for then the action may still change.  SIGCONT takes
 * pending stop signals away and they take SIGCONT away.  SIGKILL and
 * SIGCONT wake a stopped process at once.
 *
 * Locks: [p] p_lock; thread_interrupt is called with it held.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/list.h"
#include "kernel/proc/pid.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

/* Signals whose default action is to do nothing. */
#define SIG_QUIET	(SIGBIT(SIGURG) | SIGBIT(SIGCONT) | \
			    SIGBIT(SIGCHLD) | SIGBIT(SIGIO) | \
			    SIGBIT(SIGWINCH) | SIGBIT(SIGINFO))

/* Would td take sig, by a handler or by waiting for it? */
static int
thread_takes(const struct thread *td, int sig)
{
	return ((td->td_sigmask & ~td->td_sigwait) & SIGBIT(sig)) == 0 ||
	    sig == SIGKILL;
}

void
signal_tell_locked(struct proc *p, int sig)
{
	struct thread *td;

	SPIN_ASSERT(&p->p_lock);
	LIST_FOREACH(td, &p->p_threads, td_plink) {
		if (thread_takes(td, sig)) {
			thread_interrupt(td, AST_SIGNAL);
			return;
		}
	}
}

/* Is sig, ignored, blocked by td, or by all threads?  p_lock held. */
static int
signal_is_blocked(struct proc *p, struct thread *one, int sig)
{
	struct thread *td;

	LIST_FOREACH(td, &p->p_threads, td_plink) {
		if ((one == NULL || one == td) &&
		    (td->td_sigmask & SIGBIT(sig)) == 0)
			return 0;
	}
	return 1;
}

/* The stopped process goes on, to live or to die; p_lock held. */
static void
proc_continue(struct proc *p, int sig)
{
	if (p->p_state != PR_STOPPED)
		return;
	p->p_state = PR_ALIVE;
	p->p_flags &= ~PF_STOPSIG;
	if (sig == SIGCONT)
		p->p_flags |= PF_CONTSIG | PF_CONTTELL;
	waitq_wake_all(&p->p_stopq);
}

/*
 * pid 1 is only ever sent what it asked for; a space's 1, by those inside,
 * who are who it has a number for, and so has their signal.
 */
static int
proc_signal_is_vain(struct proc *p, const struct ksiginfo *ks)
{
	int sig = ks->ks_signo;

	if (p != proc_init && (ks->ks_pid == 0 || sig == SIGCHLD ||
	    !proc_is_space_init(p)))
		return 0;
	return (SIGBIT(sig) & SIG_NEVER) != 0 ||
	    p->p_sigact[sig].sg_handler == (uint64_t)SIG_DFL;
}

/* Take pending signals of set back, whoever they were for. */
static void
signal_cancel(struct proc *p, uint64_t set)
{
	struct thread *td;

	p->p_pending &= ~set;
	siginfo_purge(p, &p->p_siginfos, set);
	LIST_FOREACH(td, &p->p_threads, td_plink) {
		td->td_sigpend &= ~set;
		siginfo_purge(p, &td->td_siginfos, set);
	}
}

/* What sig does to a process as a whole, before anybody takes it. */
static void
signal_prepare(struct proc *p, int sig)
{
	if (sig == SIGCONT)
		signal_cancel(p, SIG_STOPS);
	else if ((SIGBIT(sig) & SIG_STOPS) != 0)
		signal_cancel(p, SIGBIT(SIGCONT));
	if (sig == SIGKILL)
		p->p_flags |= PF_KILLED;
	if (sig == SIGCONT || sig == SIGKILL)
		proc_continue(p, sig);
}

int
signal_send_locked(struct proc *p, struct thread *td,
    const struct ksiginfo *ks)
{
	int sig = ks->ks_signo, error;
	uint64_t bit = SIGBIT(sig);

	SPIN_ASSERT(&p->p_lock);
	if (p->p_state == PR_ZOMBIE || (p->p_flags & PF_EXITING) != 0)
		return p->p_state == PR_ZOMBIE ? ESRCH : 0;
	if (proc_signal_is_vain(p, ks))
		return 0;
	signal_prepare(p, sig);
	if ((p->p_sigignore & bit) != 0 && !signal_is_blocked(p, td, sig))
		return 0;
	error = siginfo_add(p, td != NULL ? &td->td_siginfos :
	    &p->p_siginfos, ks);
	if (error != 0 && ks->ks_code == SI_QUEUE)
		return error;
	if (td != NULL)
		td->td_sigpend |= bit;
	else
		p->p_pending |= bit;
	if (p->p_state == PR_STOPPED)
		return 0;
	if (td == NULL)
		signal_tell_locked(p, sig);
	else if (thread_takes(td, sig))
		thread_interrupt(td, AST_SIGNAL);
	return 0;
}

int
proc_signal_info(struct proc *p, const struct ksiginfo *ks)
{
	int error;

	spin_lock(&p->p_lock);
	error = signal_send_locked(p, NULL, ks);
	spin_unlock(&p->p_lock);
	return error;
}

int
proc_signal(struct proc *p, int sig)
{
	struct ksiginfo ks = { .ks_signo = sig };

	return proc_signal_info(p, &ks);
}

int
proc_signal_thread(struct proc *p, int32_t tid, const struct ksiginfo *ks)
{
	struct thread *td;
	int error = ESRCH;

	spin_lock(&p->p_lock);
	LIST_FOREACH(td, &p->p_threads, td_plink) {
		if (td->td_tid != tid)
			continue;
		error = ks->ks_signo == 0 ? 0 :
		    signal_send_locked(p, td, ks);
		break;
	}
	spin_unlock(&p->p_lock);
	return error;
}

void
proc_notify_parent(struct proc *p, int code, int status)
{
	struct proc *up = p->p_parent;
	struct ksiginfo ks = { .ks_signo = SIGCHLD, .ks_code = code,
	    .ks_status = status };

	if (up == NULL)
		return;
	spin_lock(&up->p_lock);
	up->p_events++;
	waitq_wake_all(&up->p_wait);
	if (p->p_state == PR_ZOMBIE ||
	    (up->p_sigact[SIGCHLD].sg_flags & SA_NOCLDSTOP) == 0) {
		ks.ks_pid = pid_in(p, proc_space(up));
		ks.ks_uid = p->p_cred->cr_ruid;
		(void)signal_send_locked(up, NULL, &ks);
	}
	spin_unlock(&up->p_lock);
}

void
thread_trap_signal(struct thread *td, int sig, int code, uint64_t addr)
{
	struct proc *p = td->td_proc;
	uint64_t bit = SIGBIT(sig);

	spin_lock(&p->p_lock);
	/* Going back would trap again: blocked or ignored, it must end. */
	if ((td->td_sigmask & bit) != 0 || (p->p_sigignore & bit) != 0) {
		td->td_sigmask &= ~bit;
		p->p_sigignore &= ~bit;
		p->p_sigact[sig].sg_handler = (uint64_t)SIG_DFL;
	}
	td->td_trapsig = sig;
	td->td_trapcode = code;
	td->td_trapaddr = addr;
	td->td_sigpend |= bit;
	spin_unlock(&p->p_lock);
	atomic_or(&td->td_ast, AST_SIGNAL);
}

int
signal_pending(struct thread *td)
{
	struct proc *p = td->td_proc;

	return p != NULL && ((atomic_load_relaxed(&p->p_pending) |
	    td->td_sigpend) & ~(td->td_sigmask & ~SIG_NEVER)) != 0;
}

int
proc_sigaction(struct proc *p, int sig, const struct sigact *new,
    struct sigact *old)
{
	uint64_t bit;

	if (sig < 1 || sig >= NSIGNAL)
		return EINVAL;
	if (new != NULL && (SIGBIT(sig) & SIG_NEVER) != 0)
		return EINVAL;
	bit = SIGBIT(sig);
	spin_lock(&p->p_lock);
	if (old != NULL)
		*old = p->p_sigact[sig];
	if (new != NULL) {
		p->p_sigact[sig] = *new;
		p->p_sigact[sig].sg_mask &= ~SIG_NEVER;
		if (new->sg_handler == (uint64_t)SIG_IGN ||
		    (new->sg_handler == (uint64_t)SIG_DFL &&
		    (bit & SIG_QUIET) != 0)) {
			p->p_sigignore |= bit;
			signal_cancel(p, bit);
		} else {
			p->p_sigignore &= ~bit;
		}
	}
	spin_unlock(&p->p_lock);
	return 0;
}

void
proc_signal_exec(struct proc *p)
{
	struct sigact *sg;
	int sig;

	curthread->td_altstack = curthread->td_altsize = 0;
	spin_lock(&p->p_lock);
	for (sig = 1; sig < NSIGNAL; sig++) {
		sg = &p->p_sigact[sig];
		if (sg->sg_handler != (uint64_t)SIG_IGN) {
			sg->sg_handler = (uint64_t)SIG_DFL;
			if ((SIGBIT(sig) & SIG_QUIET) != 0)
				p->p_sigignore |= SIGBIT(sig);
		}
		sg->sg_flags = 0;
		sg->sg_mask = 0;
		sg->sg_restorer = 0;
	}
	spin_unlock(&p->p_lock);
}
