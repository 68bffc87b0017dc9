// SPDX-License-Identifier: BSD-2-Clause
/*
 * ast - what a thread owes before it may go back to user mode.
 *
 * The up-call of the trap layer: a new credential, signals, a stop.  It is
 * called on every return, so the common case is one load and a branch.
 *
 * A system call that was broken off with ERESTART has its frame set back
 * to the call (FRAME_RESTART).  If a handler without SA_RESTART is entered
 * the call returns EINTR instead; in all other cases it begins again.
 *
 * Locks: none on entry.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include <sys/wait.h>
#include "arch-x86_64/cpu/cpu.h"
#include "arch-x86_64/trap/trap.h"
#include "kernel/cred/cred.h"
#include "kernel/lib/atomic.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

enum signal_fate { FATE_IGNORE, FATE_STOP, FATE_END, FATE_HANDLE };

/* Take up the process's credential, which jail_attach or setuid changed. */
static void
ast_cred(struct thread *td)
{
	struct cred *old = td->td_cred;

	td->td_cred = proc_cred_hold(td->td_proc);
	cred_drop(old);
	cred_enter(td);
}

static enum signal_fate
signal_fate(const struct sigact *sg, int sig)
{
	if (sig == SIGKILL)
		return FATE_END;
	if (sig == SIGSTOP)
		return FATE_STOP;
	if (sg->sg_handler == (uint64_t)SIG_IGN)
		return FATE_IGNORE;
	if (sg->sg_handler != (uint64_t)SIG_DFL)
		return FATE_HANDLE;
	switch (sig) {
	case SIGURG: case SIGCONT: case SIGCHLD: case SIGIO: case SIGWINCH:
	case SIGINFO:
		return FATE_IGNORE;
	case SIGTSTP: case SIGTTIN: case SIGTTOU:
		return FATE_STOP;
	default:
		return FATE_END;
	}
}

/* Put the broken call's result in place of its repetition. */
static void
frame_interrupt_call(struct trapframe *tf)
{
	if (tf->tf_vector != T_SYSCALL || tf->tf_error != FRAME_RESTART)
		return;
	tf->tf_error = 0;
	tf->tf_rip += 2;		/* over the syscall instruction */
	tf->tf_rax = EINTR;
	tf->tf_rflags |= RFLAGS_CF;
}

static void
signal_handle(struct thread *td, int sig, const struct sigact *sg)
{
	struct proc *p = td->td_proc;
	uint64_t mask = td->td_sigmask;

	if ((sg->sg_flags & SA_RESTART) == 0)
		frame_interrupt_call(td->td_frame);
	/* After sigsuspend the mask before it is what must come back. */
	if ((td->td_flags & TDF_OLDMASK) != 0) {
		mask = td->td_oldmask;
		atomic_and(&td->td_flags, ~TDF_OLDMASK);
	}
	if (sigframe_push(td, sig, sg, mask) != 0)
		proc_exit(SIGSEGV);
	spin_lock(&p->p_lock);
	td->td_sigmask |= sg->sg_mask;
	if ((sg->sg_flags & SA_NODEFER) == 0)
		td->td_sigmask |= SIGBIT(sig);
	if ((sg->sg_flags & SA_RESETHAND) != 0)
		p->p_sigact[sig].sg_handler = (uint64_t)SIG_DFL;
	spin_unlock(&p->p_lock);
}

/* Become stopped, unless something came between.  Returns 1 if so. */
static int
proc_stop_begin(struct proc *p, int sig)
{
	int stops;

	proc_tree_rlock();
	stops = sig == SIGSTOP || !pgrp_is_orphaned(p->p_pgrp);
	if (stops) {
		spin_lock(&p->p_lock);
		stops = (p->p_flags & PF_KILLED) == 0 &&
		    (p->p_pending & SIGBIT(SIGCONT)) == 0;
		if (stops) {
			p->p_state = PR_STOPPED;
			p->p_status = W_STOPCODE(sig);
			p->p_flags |= PF_STOPSIG;
			p->p_flags &= ~PF_CONTSIG;
		}
		spin_unlock(&p->p_lock);
	}
	if (stops)
		proc_notify_parent(p, SIGCHLD);
	proc_tree_runlock();
	return stops;
}

static void
proc_stop(struct proc *p, int sig)
{
	int told;

	if (!proc_stop_begin(p, sig))
		return;
	spin_lock(&p->p_lock);
	while (p->p_state == PR_STOPPED)
		(void)waitq_sleep(&p->p_stopq, &p->p_lock, 0, WQ_FOREVER);
	told = (p->p_flags & PF_CONTSIG) != 0;
	spin_unlock(&p->p_lock);
	if (told) {
		proc_tree_rlock();
		proc_notify_parent(p, SIGCHLD);
		proc_tree_runlock();
	}
}

/* The next signal for td taken off, or 0.  *sg is what is to be done. */
static int
signal_take(struct thread *td, struct sigact *sg)
{
	struct proc *p = td->td_proc;
	uint64_t ready;
	int sig = 0;

	spin_lock(&p->p_lock);
	ready = p->p_pending & ~td->td_sigmask;
	if ((p->p_flags & PF_KILLED) != 0)
		sig = SIGKILL;
	else if (ready != 0)
		sig = __builtin_ctzl(ready) + 1;
	if (sig != 0) {
		p->p_pending &= ~SIGBIT(sig);
		*sg = p->p_sigact[sig];
	}
	spin_unlock(&p->p_lock);
	return sig;
}

static void
ast_signals(struct thread *td)
{
	struct sigact sg;
	int sig;

	while ((sig = signal_take(td, &sg)) != 0) {
		switch (signal_fate(&sg, sig)) {
		case FATE_IGNORE:
			break;
		case FATE_STOP:
			proc_stop(td->td_proc, sig);
			break;
		case FATE_HANDLE:
			signal_handle(td, sig, &sg);
			break;
		case FATE_END:
			proc_exit(sig);
		}
	}
	if ((td->td_flags & TDF_OLDMASK) != 0) {
		atomic_and(&td->td_flags, ~TDF_OLDMASK);
		thread_sigmask(td, td->td_oldmask);
	}
}

/* Apart, so that the quick way out needs no stack. */
static void __attribute__((noinline))
ast_slow(struct thread *td)
{
	uint32_t bits;

	while ((bits = atomic_swap(&td->td_ast, 0)) != 0) {
		cpu_intr_enable();
		if ((bits & AST_CRED) != 0 && td->td_proc != NULL)
			ast_cred(td);
		if ((bits & AST_SIGNAL) != 0 && td->td_proc != NULL)
			ast_signals(td);
		if ((bits & AST_SCHED) != 0)
			thread_yield();
		cpu_intr_disable();
	}
}

void
ast(struct trapframe *tf)
{
	struct thread *td = curthread;

	(void)tf;
	if (__builtin_expect(td->td_ast != 0, 0))
		ast_slow(td);
}
