// SPDX-License-Identifier: BSD-2-Clause
/*
 * sigframe - entering a signal handler and coming back.
 *
 * The handler's frame (struct sigframe) goes to the program's own stack
 * below the red zone.  What comes back by sigreturn is the program's to
 * forge, so only what a program could set by itself is taken: general
 * registers, ordinary flags, addresses below USER_MAX, a clean MXCSR.
 */
#include <sys/errno.h>
#include <sys/signal.h>
#include "arch-x86_64/trap/trap.h"
#include "kernel/lib/atomic.h"
#include "kernel/lib/string.h"
#include "kernel/proc/proc_priv.h"
#include "kernel/sched/thread.h"

#define RED_ZONE	128
/* carry parity adjust zero sign trap direction overflow align id */
#define FLAGS_USER	0x240dd5ul

static void
mcontext_save(mcontext_t *mc, const struct trapframe *tf)
{
	mc->mc_r15 = tf->tf_r15;
	mc->mc_r14 = tf->tf_r14;
	mc->mc_r13 = tf->tf_r13;
	mc->mc_r12 = tf->tf_r12;
	mc->mc_rbp = tf->tf_rbp;
	mc->mc_rbx = tf->tf_rbx;
	mc->mc_r11 = tf->tf_r11;
	mc->mc_r10 = tf->tf_r10;
	mc->mc_r9 = tf->tf_r9;
	mc->mc_r8 = tf->tf_r8;
	mc->mc_rax = tf->tf_rax;
	mc->mc_rcx = tf->tf_rcx;
	mc->mc_rdx = tf->tf_rdx;
	mc->mc_rsi = tf->tf_rsi;
	mc->mc_rdi = tf->tf_rdi;
	mc->mc_trapno = tf->tf_vector;
	mc->mc_err = tf->tf_error;
	mc->mc_rip = tf->tf_rip;
	mc->mc_cs = tf->tf_cs;
	mc->mc_rflags = tf->tf_rflags;
	mc->mc_rsp = tf->tf_rsp;
	mc->mc_ss = tf->tf_ss;
}

static void
mcontext_load(const mcontext_t *mc, struct trapframe *tf)
{
	tf->tf_r15 = mc->mc_r15;
	tf->tf_r14 = mc->mc_r14;
	tf->tf_r13 = mc->mc_r13;
	tf->tf_r12 = mc->mc_r12;
	tf->tf_rbp = mc->mc_rbp;
	tf->tf_rbx = mc->mc_rbx;
	tf->tf_r11 = mc->mc_r11;
	tf->tf_r10 = mc->mc_r10;
	tf->tf_r9 = mc->mc_r9;
	tf->tf_r8 = mc->mc_r8;
	tf->tf_rax = mc->mc_rax;
	tf->tf_rcx = mc->mc_rcx;
	tf->tf_rdx = mc->mc_rdx;
	tf->tf_rsi = mc->mc_rsi;
	tf->tf_rdi = mc->mc_rdi;
	tf->tf_rip = mc->mc_rip;
	tf->tf_rsp = mc->mc_rsp;
	tf->tf_rflags = (mc->mc_rflags & FLAGS_USER) | RFLAGS_FIXED |
	    RFLAGS_IF;
}

int
thread_on_altstack(struct thread *td)
{
	return td->td_frame->tf_rsp - td->td_altstack < td->td_altsize;
}

/* Where the frame goes: below what the program has, or the other stack. */
static uaddr_t
sigframe_place(struct thread *td, const struct sigact *sg)
{
	uaddr_t top = td->td_frame->tf_rsp - RED_ZONE;

	if ((sg->sg_flags & SA_ONSTACK) != 0 && td->td_altsize != 0 &&
	    !thread_on_altstack(td))
		top = td->td_altstack + td->td_altsize;
	return top < sizeof(struct sigframe) ? 0 :
	    (top - sizeof(struct sigframe)) & ~15ul;
}

int
sigframe_push(struct thread *td, const struct ksiginfo *ks,
    const struct sigact *sg, uint64_t oldmask)
{
	struct trapframe *tf = td->td_frame;
	struct sigframe sf;
	uaddr_t at;

	memset(&sf, 0, sizeof(sf));
	at = sigframe_place(td, sg);
	sf.sf_ret = sg->sg_restorer;
	sf.sf_uc.uc_sigmask = oldmask;
	sf.sf_uc.uc_stack.ss_sp = (void *)td->td_altstack;
	sf.sf_uc.uc_stack.ss_size = td->td_altsize;
	sf.sf_uc.uc_stack.ss_flags = thread_on_altstack(td) ? SS_ONSTACK :
	    td->td_altsize != 0 ? 0 : SS_DISABLE;
	mcontext_save(&sf.sf_uc.uc_mcontext, tf);
	sf.sf_uc.uc_mcontext.mc_fsbase = td->td_fsbase;
	sf.sf_uc.uc_mcontext.mc_fpvalid = 1;
	thread_fpu_save();
	memcpy(sf.sf_uc.uc_mcontext.mc_fpstate, td->td_fpu,
	    sizeof(sf.sf_uc.uc_mcontext.mc_fpstate));
	siginfo_export(ks, &sf.sf_si);
	if (copyout(&sf, at, sizeof(sf)) != 0)
		return EFAULT;

	tf->tf_rdi = (uint64_t)ks->ks_signo;
	tf->tf_rsi = at + offsetof(struct sigframe, sf_si);
	tf->tf_rdx = at + offsetof(struct sigframe, sf_uc);
	tf->tf_rsp = at + offsetof(struct sigframe, sf_ret);
	tf->tf_rip = sg->sg_handler;
	tf->tf_rflags &= ~(RFLAGS_DF | RFLAGS_TF);
	return 0;
}

int
thread_sigreturn(struct thread *td, uaddr_t uc)
{
	ucontext_t ctx;
	mcontext_t *mc = &ctx.uc_mcontext;

	if (copyin(uc, &ctx, sizeof(ctx)) != 0)
		return EFAULT;
	if (mc->mc_rip >= USER_MAX || mc->mc_rsp >= USER_MAX)
		return EINVAL;
	mcontext_load(mc, td->td_frame);
	if (mc->mc_fpvalid != 0) {
		spin_enter();
		memcpy(td->td_fpu, mc->mc_fpstate, sizeof(mc->mc_fpstate));
		thread_fpu_load();
		spin_leave();
	}
	thread_sigmask(td, ctx.uc_sigmask);
	return 0;
}
