// SPDX-License-Identifier: BSD-2-Clause
/* sys/signal - the kernel's signals, and their functions. */
#pragma once

#include_next <sys/signal.h>
#include <sys/_timespec.h>

typedef int	sig_atomic_t;
typedef _sig_func_ptr	sig_t;
typedef _sig_func_ptr	sighandler_t;

struct _reent;
struct pthread;

_sig_func_ptr	signal(int, _sig_func_ptr);
int	raise(int);
_sig_func_ptr	_signal_r(struct _reent *, int, _sig_func_ptr);
int	_raise_r(struct _reent *, int);
int	kill(pid_t, int);
int	killpg(pid_t, int);
int	sigaction(int, const struct sigaction *, struct sigaction *);
int	sigaltstack(const stack_t *restrict, stack_t *restrict);
int	sigprocmask(int, const sigset_t *, sigset_t *);
int	sigpending(sigset_t *);
int	sigsuspend(const sigset_t *);
int	sigqueue(pid_t, int, const union sigval);
int	sigwait(const sigset_t *, int *);
int	sigwaitinfo(const sigset_t *, siginfo_t *);
int	sigtimedwait(const sigset_t *, siginfo_t *,
	    const struct timespec *);
int	pthread_kill(struct pthread *, int);
int	pthread_sigmask(int, const sigset_t *, sigset_t *);
int	sighold(int);
int	sigignore(int);
int	sigpause(int);
int	sigrelse(int);
_sig_func_ptr	sigset(int, _sig_func_ptr);
int	sigaddset(sigset_t *, int);
int	sigdelset(sigset_t *, int);
int	sigismember(const sigset_t *, int);
int	sigemptyset(sigset_t *);
int	sigfillset(sigset_t *);
void	psignal(int, const char *);
extern const char *const sys_signame[NSIG];	/* "HUP" at 1 */
extern const char *const sys_siglist[NSIG];	/* "Hangup" at 1 */
