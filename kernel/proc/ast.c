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

	/* Perhaps for coming too late to a jail whose images are gone. */
	if ((td->td_proc->p_flags & PF_KILLED) != 0)
		return;
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

/*
 * A handler with these flags is entered: put the broken call's result in
 * place of its repetition, if that is what it should see.
 */
static void
frame_interrupt_call(struct thread *td, uint32_t flags)
{
	struct trapframe *tf = td->td_frame;

	if (tf->tf_vector != T_SYSCALL || (tf->tf_error != FRAME_RESTART &&
	    tf->tf_error != FRAME_RESTART_QUIET))
		return;
	if (tf->tf_error == FRAME_RESTART && (flags & SA_RESTART) != 0)
		return;
	td->td_deadline_ns = 0;
	tf->tf_error = 0;
	tf->tf_rip += 2;		/* over the syscall instruction */
	tf->tf_rax = EINTR;
	tf->tf_rflags |= RFLAGS_CF;
}

static void
signal_handle(struct thread *td, const struct ksiginfo *ks,
    const struct sigact *sg)
{
	struct proc *p = td->td_proc;
	uint64_t mask = td->td_sigmask;
	int sig = ks->ks_signo;

	frame_interrupt_call(td, sg->sg_flags);
	/* After sigsuspend the mask before it is what must come back. */
	if ((td->td_flags & TDF_OLDMASK) != 0) {
		mask = td->td_oldmask;
		atomic_and(&td->td_flags, ~TDF_OLDMASK);
	}
	if (sigframe_push(td, ks, sg, mask) != 0)
		proc_exit(SIGSEGV);
	spin_lock(&p->p_lock);
	td->td_sigmask |= sg->sg_mask;
	if ((sg->sg_flags & SA_NODEFER) == 0)
		td->td_sigmask |= SIGBIT(sig);
	if ((sg->sg_flags & SA_RESETHAND) != 0)
		p->p_sigact[sig].sg_handler = (uint64_t)SIG_DFL;
	spin_unlock(&p->p_lock);
}

/*
 * Stop the process, unless something came between.  Its threads, this one
 * too, park when they next look; the last of them tells the parent.
 */
static void
proc_stop(struct proc *p, int sig)
{
	struct thread *td;

	proc_tree_rlock();
	spin_lock(&p->p_lock);
	if ((sig == SIGSTOP || !pgrp_is_orphaned(p->p_pgrp)) &&
	    (p->p_flags & PF_KILLED) == 0 &&
	    (p->p_pending & SIGBIT(SIGCONT)) == 0) {
		p->p_state = PR_STOPPED;
		p->p_status = W_STOPCODE(sig);
		p->p_flags &= ~(PF_CONTSIG | PF_STOPTOLD | PF_CONTTELL);
		LIST_FOREACH(td, &p->p_threads, td_plink) {
			if (td != curthread)
				thread_interrupt(td, AST_SIGNAL);
		}
	}
	spin_unlock(&p->p_lock);
	proc_tree_runlock();
}

/* The next signal for td taken off, or 0.  *sg is what is to be done. */
static int
signal_take(struct thread *td, struct ksiginfo *ks, struct sigact *sg)
{
	struct proc *p = td->td_proc;
	int sig;

	spin_lock(&p->p_lock);
	if ((p->p_flags & PF_KILLED) != 0)
		sig = ks->ks_signo = SIGKILL;
	else
		sig = signal_take_locked(td, ~td->td_sigmask, ks);
	if (sig != 0)
		*sg = p->p_sigact[sig];
	spin_unlock(&p->p_lock);
	return sig;
}

/* Stand still if that is asked; afterwards the jail may be another. */
static void
ast_park(struct thread *td)
{
	struct proc *p = td->td_proc;

	if (p->p_single == NULL && p->p_state != PR_STOPPED &&
	    (p->p_flags & PF_CONTTELL) == 0)
		return;
	thread_park(td);
	if ((atomic_and(&td->td_ast, ~(uint32_t)AST_CRED) & AST_CRED) != 0)
		ast_cred(td);
}

static void
ast_signals(struct thread *td)
{
	struct ksiginfo ks;
	struct sigact sg;
	int sig;

	ast_park(td);
	while ((sig = signal_take(td, &ks, &sg)) != 0) {
		switch (signal_fate(&sg, sig)) {
		case FATE_IGNORE:
			break;
		case FATE_STOP:
			proc_stop(td->td_proc, sig);
			break;
		case FATE_HANDLE:
			signal_handle(td, &ks, &sg);
			break;
		case FATE_END:
			proc_exit(sig);
		}
		ast_park(td);
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
