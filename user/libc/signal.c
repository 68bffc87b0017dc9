// SPDX-License-Identifier: BSD-2-Clause
/*
 * signal - signal sets, actions and names.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/thr.h>
#include <unistd.h>
#include "user/libc/thread.h"

int	__sigaction(int, const struct sigaction *, struct sigaction *);
int	__sigwait(const sigset_t *, int *);
void	__sigtramp(void);

const char *const sys_signame[NSIG] = {
	"0", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "EMT", "FPE",
	"KILL", "BUS", "SEGV", "SYS", "PIPE", "ALRM", "TERM", "URG", "STOP",
	"TSTP", "CONT", "CHLD", "TTIN", "TTOU", "IO", "XCPU", "XFSZ",
	"VTALRM", "PROF", "WINCH", "INFO", "USR1", "USR2",
};

const char *const sys_siglist[NSIG] = {
	"Signal 0", "Hangup", "Interrupt", "Quit", "Illegal instruction",
	"Trace/BPT trap", "Abort trap", "EMT trap",
	"Floating point exception", "Killed", "Bus error",
	"Segmentation fault", "Bad system call", "Broken pipe",
	"Alarm clock", "Terminated", "Urgent I/O condition",
	"Suspended (signal)", "Suspended", "Continued", "Child exited",
	"Stopped (tty input)", "Stopped (tty output)", "I/O possible",
	"Cputime limit exceeded", "Filesize limit exceeded",
	"Virtual timer expired", "Profiling timer expired",
	"Window size changes", "Information request",
	"User defined signal 1", "User defined signal 2",
};

static int
signal_valid(int sig)
{
	/* SIGTHR, between the two kinds, is not the program's. */
	if ((sig > 0 && sig < NSIG) || (sig >= SIGRTMIN && sig <= SIGRTMAX))
		return 1;
	errno = EINVAL;
	return 0;
}

int
sigemptyset(sigset_t *set)
{
	*set = 0;
	return 0;
}

int
sigfillset(sigset_t *set)
{
	/* The one that ends threads is not the program's to block. */
	*set = ~SIGBIT(SIGTHR);
	return 0;
}

int
sigaddset(sigset_t *set, int sig)
{
	if (!signal_valid(sig))
		return -1;
	*set |= SIGBIT(sig);
	return 0;
}

int
sigdelset(sigset_t *set, int sig)
{
	if (!signal_valid(sig))
		return -1;
	*set &= ~SIGBIT(sig);
	return 0;
}

int
sigismember(const sigset_t *set, int sig)
{
	if (!signal_valid(sig))
		return -1;
	return (*set & SIGBIT(sig)) != 0;
}

/* The kernel returns from handlers through what we name here. */
int
sigaction(int sig, const struct sigaction *act, struct sigaction *old)
{
	struct sigaction with;

	if (!signal_valid(sig))
		return -1;
	if (act == NULL)
		return __sigaction(sig, NULL, old);
	with = *act;
	with.sa_restorer = __sigtramp;
	return __sigaction(sig, &with, old);
}

_sig_func_ptr
signal(int sig, _sig_func_ptr func)
{
	struct sigaction act = { .sa_flags = SA_RESTART }, old;

	act.sa_handler = func;
	if (sigaction(sig, &act, &old) != 0)
		return SIG_ERR;
	return old.sa_handler;
}

int
raise(int sig)
{
	long tid;

	/* That of one thread says that a user sent it, as POSIX has it. */
	if (!__isthreaded)
		return kill(getpid(), sig);
	if (thr_self(&tid) != 0)
		return -1;
	return thr_kill(tid, sig);
}

/* POSIX: the error is the result. */
int
sigwait(const sigset_t *set, int *sig)
{
	return __sigwait(set, sig) == 0 ? 0 : errno;
}

int
killpg(pid_t group, int sig)
{
	if (group <= 1) {
		errno = ESRCH;
		return -1;
	}
	return kill(-group, sig);
}

/* ------------------------------------- System V's words for the same */

static int
signal_mask(int how, int sig)
{
	sigset_t set = 0;

	return sigaddset(&set, sig) != 0 ? -1 : sigprocmask(how, &set, NULL);
}

int
sighold(int sig)
{
	return signal_mask(SIG_BLOCK, sig);
}

int
sigrelse(int sig)
{
	return signal_mask(SIG_UNBLOCK, sig);
}

int
sigignore(int sig)
{
	struct sigaction act = { .sa_flags = 0 };

	act.sa_handler = SIG_IGN;
	return sigaction(sig, &act, NULL);
}

int
sigpause(int sig)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	return sigdelset(&set, sig) != 0 ? -1 : sigsuspend(&set);
}

/* Says SIG_HOLD of a signal that was blocked; unblocks it unless told to. */
_sig_func_ptr
sigset(int sig, _sig_func_ptr func)
{
	struct sigaction act = { .sa_flags = 0 }, old;
	sigset_t set;

	act.sa_handler = func;
	sigprocmask(SIG_BLOCK, NULL, &set);
	if (sigaction(sig, func == SIG_HOLD ? NULL : &act, &old) != 0)
		return SIG_ERR;
	(void)signal_mask(func == SIG_HOLD ? SIG_BLOCK : SIG_UNBLOCK, sig);
	return (set & SIGBIT(sig)) != 0 ? SIG_HOLD : old.sa_handler;
}

/* newlib's own calls of the two above. */
_sig_func_ptr
_signal_r(struct _reent *reent, int sig, _sig_func_ptr func)
{
	(void)reent;
	return signal(sig, func);
}

int
_raise_r(struct _reent *reent, int sig)
{
	(void)reent;
	return raise(sig);
}

void
__sigjmp_save(struct sigjmp *env, int save)
{
	env->sj_saved = save;
	if (save != 0)
		sigprocmask(SIG_BLOCK, NULL, &env->sj_mask);
}

void
siglongjmp(struct sigjmp *env, int value)
{
	if (env->sj_saved != 0)
		sigprocmask(SIG_SETMASK, &env->sj_mask, NULL);
	longjmp(env->sj_regs, value);
}

void
psignal(int sig, const char *what)
{
	const char *text = "Unknown signal";

	if (sig > 0 && sig < NSIG)
		text = sys_siglist[sig];
	fprintf(stderr, "%s%s%s\n", what == NULL ? "" : what,
	    what == NULL || *what == '\0' ? "" : ": ", text);
}
