// SPDX-License-Identifier: BSD-2-Clause
/*
 * sys/signal - signal numbers, sets and actions.
 *
 * A set is 64 bits, signal n at bit n - 1.  The handler's frame on the user
 * stack is struct sigframe; sigreturn() takes the address of its sf_uc.
 */
#pragma once

#include <sys/types.h>

#define SIGHUP		1
#define SIGINT		2
#define SIGQUIT		3
#define SIGILL		4
#define SIGTRAP		5
#define SIGABRT		6
#define SIGIOT		SIGABRT
#define SIGEMT		7
#define SIGFPE		8
#define SIGKILL		9
#define SIGBUS		10
#define SIGSEGV		11
#define SIGSYS		12
#define SIGPIPE		13
#define SIGALRM		14
#define SIGTERM		15
#define SIGURG		16
#define SIGSTOP		17
#define SIGTSTP		18
#define SIGCONT		19
#define SIGCHLD		20
#define SIGCLD		SIGCHLD
#define SIGTTIN		21
#define SIGTTOU		22
#define SIGIO		23
#define SIGPOLL		SIGIO
#define SIGXCPU		24
#define SIGXFSZ		25
#define SIGVTALRM	26
#define SIGPROF		27
#define SIGWINCH	28
#define SIGINFO		29
#define SIGUSR1		30
#define SIGUSR2		31
#define NSIG		32		/* numbers are 1 .. NSIG - 1 */
/*
 * Real-time signals: sigqueue's come as often as sent, the lowest first.
 * 32 is the thread library's.
 */
#define SIGRTMIN	33
#define SIGRTMAX	48

#define _SIGSET_T_DECLARED
typedef unsigned long	sigset_t;

#define SIGBIT(sig)	(1UL << ((sig) - 1))

typedef void (*_sig_func_ptr)(int);

union sigval {
	int sival_int;
	void *sival_ptr;
	long sival_pad;
};

/* How a caller wants to be told of something that happens later. */
struct sigevent {
	int sigev_notify;		/* SIGEV_* */
	int sigev_signo;
	union sigval sigev_value;	/* the handler's si_value */
	void (*sigev_notify_function)(union sigval);
	void *sigev_notify_attributes;
};

#define SIGEV_NONE	0
#define SIGEV_SIGNAL	1
#define SIGEV_THREAD	2

typedef struct siginfo {
	int si_signo;
	int si_errno;
	int si_code;			/* SI_*, or by signal */
	pid_t si_pid;			/* sender, or child for SIGCHLD */
	uid_t si_uid;
	int si_status;			/* exit value or signal, SIGCHLD */
	void *si_addr;			/* faulting address */
	union sigval si_value;
	long si_spare[6];
} siginfo_t;

#define SI_USER		0x10001
#define SI_QUEUE	0x10002
#define SI_TIMER	0x10003
#define SI_MESGQ	0x10005
#define SI_KERNEL	0x10006
#define SI_LWP		0x10007		/* thr_kill, pthread_kill */

#define ILL_ILLOPC	1
#define FPE_INTDIV	2
#define FPE_FLTINV	7
#define SEGV_MAPERR	1
#define SEGV_ACCERR	2
#define BUS_ADRALN	1
#define BUS_ADRERR	2
#define TRAP_BRKPT	1
#define TRAP_TRACE	2
#define CLD_EXITED	1
#define CLD_KILLED	2
#define CLD_DUMPED	3
#define CLD_TRAPPED	4
#define CLD_STOPPED	5
#define CLD_CONTINUED	6

struct sigaction {
	union {
		_sig_func_ptr __sa_handler;
		void (*__sa_sigaction)(int, siginfo_t *, void *);
	} __sigaction_u;
	int sa_flags;			/* SA_* */
	sigset_t sa_mask;		/* also blocked in the handler */
	void (*sa_restorer)(void);	/* the handler returns to this */
};
#define sa_handler	__sigaction_u.__sa_handler
#define sa_sigaction	__sigaction_u.__sa_sigaction

#define SA_ONSTACK	0x0001
#define SA_RESTART	0x0002
#define SA_RESETHAND	0x0004
#define SA_NOCLDSTOP	0x0008
#define SA_NODEFER	0x0010
#define SA_NOCLDWAIT	0x0020
#define SA_SIGINFO	0x0040

#define SIG_BLOCK	1
#define SIG_UNBLOCK	2
#define SIG_SETMASK	3

#define SIG_DFL		((_sig_func_ptr)0)
#define SIG_IGN		((_sig_func_ptr)1)
#define SIG_ERR		((_sig_func_ptr)-1)
#define SIG_HOLD	((_sig_func_ptr)3)	/* sigset: block it */

#define MINSIGSTKSZ	2048
#define SIGSTKSZ	8192
#define SS_ONSTACK	0x1
#define SS_DISABLE	0x4

typedef struct sigaltstack {
	void *ss_sp;
	size_t ss_size;
	int ss_flags;
} stack_t;

/*
 * The registers a handler interrupted, as sigreturn() puts them back.
 * mc_fpstate is an FXSAVE image, or not valid when mc_fpvalid is 0.
 */
typedef struct mcontext {
	uint64_t mc_r15, mc_r14, mc_r13, mc_r12;
	uint64_t mc_rbp, mc_rbx, mc_r11, mc_r10;
	uint64_t mc_r9, mc_r8, mc_rax, mc_rcx;
	uint64_t mc_rdx, mc_rsi, mc_rdi;
	uint64_t mc_trapno, mc_err;
	uint64_t mc_rip, mc_cs, mc_rflags, mc_rsp, mc_ss;
	uint64_t mc_fsbase, mc_fpvalid;
	uint8_t mc_fpstate[512] __attribute__((aligned(16)));
} mcontext_t;

typedef struct ucontext {
	sigset_t uc_sigmask;		/* restored by sigreturn */
	stack_t uc_stack;
	long uc_flags;
	mcontext_t uc_mcontext __attribute__((aligned(16)));
} ucontext_t;

/*
 * What the kernel pushes.  The handler is entered with rsp at sf_ret, which
 * holds sa_restorer, and (sig, &sf_si, &sf_uc) in rdi, rsi, rdx; its return
 * enters sa_restorer with rsp at sf_uc, the argument of sigreturn().  The
 * frame is 16-byte aligned, so rsp + 8 is at the handler's entry.
 */
struct sigframe {
	uint64_t sf_pad;
	uint64_t sf_ret;
	ucontext_t sf_uc;
	siginfo_t sf_si;
};
