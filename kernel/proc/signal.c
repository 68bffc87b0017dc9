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
#include "kernel/lib/atomic.h"
#include "kernel/lib/list.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

/* Signals whose default action is to do nothing. */
#define SIG_QUIET	(SIGBIT(SIGURG) | SIGBIT(SIGCONT) | \
			    SIGBIT(SIGCHLD) | SIGBIT(SIGIO) | \
			    SIGBIT(SIGWINCH) | SIGBIT(SIGINFO))

/* Let a thread that does not block sig know; p_lock held. */
static void
proc_signal_tell(struct proc *p, int sig)
{
	struct thread *td;

	LIST_FOREACH(td, &p->p_threads, td_plink) {
		if ((td->td_sigmask & SIGBIT(sig)) == 0 || sig == SIGKILL) {
			thread_interrupt(td, AST_SIGNAL);
			return;
		}
	}
}

/* Is sig, ignored, blocked by all threads?  p_lock held. */
static int
proc_signal_is_blocked(struct proc *p, int sig)
{
	struct thread *td;

	LIST_FOREACH(td, &p->p_threads, td_plink) {
		if ((td->td_sigmask & SIGBIT(sig)) == 0)
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
		p->p_flags |= PF_CONTSIG;
	waitq_wake_all(&p->p_stopq);
}

/* pid 1 is only ever sent what it asked for. */
static int
proc_signal_is_vain(struct proc *p, int sig)
{
	return p == proc_init && ((SIGBIT(sig) & SIG_NEVER) != 0 ||
	    p->p_sigact[sig].sg_handler == (uint64_t)SIG_DFL);
}

static int
proc_signal_locked(struct proc *p, int sig)
{
	uint64_t bit = SIGBIT(sig);

	SPIN_ASSERT(&p->p_lock);
	if (p->p_state == PR_ZOMBIE || (p->p_flags & PF_EXITING) != 0)
		return p->p_state == PR_ZOMBIE ? ESRCH : 0;
	if (proc_signal_is_vain(p, sig))
		return 0;
	if (sig == SIGCONT)
		p->p_pending &= ~SIG_STOPS;
	else if ((bit & SIG_STOPS) != 0)
		p->p_pending &= ~SIGBIT(SIGCONT);
	if (sig == SIGKILL)
		p->p_flags |= PF_KILLED;
	if (sig == SIGCONT || sig == SIGKILL)
		proc_continue(p, sig);
	if ((p->p_sigignore & bit) != 0 && !proc_signal_is_blocked(p, sig))
		return 0;
	p->p_pending |= bit;
	if (p->p_state != PR_STOPPED)
		proc_signal_tell(p, sig);
	return 0;
}

int
proc_signal(struct proc *p, int sig)
{
	int error;

	spin_lock(&p->p_lock);
	error = proc_signal_locked(p, sig);
	spin_unlock(&p->p_lock);
	return error;
}

int
proc_signal_from(struct proc *p, int sig, const struct proc *from,
    uint32_t uid)
{
	int error;

	spin_lock(&p->p_lock);
	p->p_sigpid = from->p_pid;
	p->p_siguid = uid;
	error = proc_signal_locked(p, sig);
	spin_unlock(&p->p_lock);
	return error;
}

void
proc_notify_parent(struct proc *p, int sig)
{
	struct proc *up = p->p_parent;

	if (up == NULL)
		return;
	spin_lock(&up->p_lock);
	up->p_events++;
	waitq_wake_all(&up->p_wait);
	if (p->p_state == PR_ZOMBIE ||
	    (up->p_sigact[SIGCHLD].sg_flags & SA_NOCLDSTOP) == 0) {
		up->p_sigpid = p->p_pid;
		(void)proc_signal_locked(up, sig);
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
	p->p_sigcode = code;
	p->p_sigaddr = addr;
	p->p_pending |= bit;
	spin_unlock(&p->p_lock);
	atomic_or(&td->td_ast, AST_SIGNAL);
}

int
signal_pending(struct thread *td)
{
	struct proc *p = td->td_proc;

	return p != NULL && (atomic_load_relaxed(&p->p_pending) &
	    ~(td->td_sigmask & ~SIG_NEVER)) != 0;
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
			p->p_pending &= ~bit;
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

	spin_lock(&p->p_lock);
	p->p_altsize = 0;
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

void
thread_sigmask(struct thread *td, uint64_t mask)
{
	struct proc *p = td->td_proc;

	spin_lock(&p->p_lock);
	td->td_sigmask = mask & ~SIG_NEVER;
	if ((p->p_pending & ~td->td_sigmask) != 0)
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

/* ---------------------------------------------------------- ITIMER_REAL */

static void
proc_alarm_fire(void *arg)
{
	struct proc *p = arg;

	spin_lock(&p->p_lock);
	if (p->p_alarm_at_ns == 0) {
		spin_unlock(&p->p_lock);
		return;
	}
	p->p_alarm_at_ns = 0;
	if (p->p_alarm_every_ns != 0 && (p->p_flags & PF_EXITING) == 0) {
		p->p_alarm_at_ns = clock_uptime_ns() + p->p_alarm_every_ns;
		callout_reset(&p->p_alarm, p->p_alarm_every_ns);
	}
	(void)proc_signal_locked(p, SIGALRM);
	spin_unlock(&p->p_lock);
}

void
proc_alarm_init(struct proc *p)
{
	callout_init(&p->p_alarm, proc_alarm_fire, p);
}

void
proc_alarm_set(struct proc *p, uint64_t in_ns, uint64_t every_ns)
{
	spin_lock(&p->p_lock);
	callout_stop(&p->p_alarm);
	p->p_alarm_at_ns = 0;
	p->p_alarm_every_ns = every_ns;
	p->p_flags |= PF_ALARM;
	if (in_ns != 0 && (p->p_flags & PF_EXITING) == 0) {
		p->p_alarm_at_ns = clock_uptime_ns() + in_ns;
		callout_reset(&p->p_alarm, in_ns);
	}
	spin_unlock(&p->p_lock);
}

void
proc_alarm_get(struct proc *p, uint64_t *in_ns, uint64_t *every_ns)
{
	uint64_t now = clock_uptime_ns();

	spin_lock(&p->p_lock);
	*every_ns = p->p_alarm_every_ns;
	*in_ns = 0;
	if (p->p_alarm_at_ns != 0)
		*in_ns = p->p_alarm_at_ns > now ? p->p_alarm_at_ns - now : 1;
	spin_unlock(&p->p_lock);
}

void
proc_alarm_stop(struct proc *p)
{
	int armed;

	spin_lock(&p->p_lock);
	armed = (p->p_flags & PF_ALARM) != 0;
	p->p_alarm_at_ns = 0;
	p->p_alarm_every_ns = 0;
	spin_unlock(&p->p_lock);
	if (armed)
		callout_drain(&p->p_alarm);
}
