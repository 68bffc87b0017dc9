// SPDX-License-Identifier: BSD-2-Clause
/*
 * sigqueue - signals with values, signals waited for, and calls with a
 * timeout that a stop broke off.
 */
#include <poll.h>
#include <signal.h>
#include <time.h>
#include "check.h"

static volatile int count, last, code;
static volatile pid_t from;

static void
note(int sig, siginfo_t *si, void *uc)
{
	(void)sig;
	(void)uc;
	count++;
	last = si->si_value.sival_int;
	code = si->si_code;
	from = si->si_pid;
}

static void
block(int sig, sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, sig);
	sigprocmask(SIG_BLOCK, set, NULL);
}

static void
sigqueue_values(void)
{
	struct sigaction act = { .sa_flags = SA_SIGINFO };
	union sigval v;
	sigset_t set;
	int i;

	act.sa_sigaction = note;
	WANT(sigaction(SIGUSR2, &act, NULL) == 0);
	block(SIGUSR2, &set);
	count = 0;
	for (i = 1; i <= 5; i++) {
		v.sival_int = i;
		WANT(sigqueue(getpid(), SIGUSR2, v) == 0);
	}
	WANT(count == 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	WANT(count == 5 && code == SI_QUEUE && from == getpid());
	WANT_ERRNO(sigqueue(getpid(), 99, v), EINVAL);
	WANT_ERRNO(sigqueue(99998, SIGUSR2, v), ESRCH);
	WANT(sigqueue(getpid(), 0, v) == 0 && count == 5);
}

static void
sigqueue_full(void)
{
	union sigval v = { .sival_int = 1 };
	sigset_t set;
	int i, why, error = 0;

	block(SIGUSR2, &set);
	for (i = 0; i < 1000 && error == 0; i++)
		error = sigqueue(getpid(), SIGUSR2, v);
	why = errno;
	signal(SIGUSR2, SIG_IGN);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGUSR2, SIG_DFL);
	WANT(error == -1 && why == EAGAIN && i > 32);
}

static void
sigwait_pending(void)
{
	struct timespec none = { 0, 0 };
	union sigval v = { .sival_int = 42 };
	siginfo_t si;
	sigset_t set;
	int sig;

	block(SIGUSR1, &set);
	WANT_ERRNO(sigtimedwait(&set, &si, &none), EAGAIN);
	WANT(sigqueue(getpid(), SIGUSR1, v) == 0);
	WANT(sigwaitinfo(&set, &si) == SIGUSR1);
	WANT(si.si_value.sival_int == 42 && si.si_pid == getpid());
	WANT(kill(getpid(), SIGUSR1) == 0);
	WANT(sigwait(&set, &sig) == 0 && sig == SIGUSR1);
	WANT_ERRNO(sigtimedwait(&set, &si, &none), EAGAIN);
}

/* One that sleeps in the call is woken by a process's signal. */
static void
sigwait_sleeps(void)
{
	siginfo_t si;
	sigset_t set;
	int status;
	pid_t pid;

	block(SIGUSR1, &set);
	pid = fork();
	if (pid == 0)
		_exit(kill(getppid(), SIGUSR1) != 0);
	WANT(sigwaitinfo(&set, &si) == SIGUSR1 && si.si_pid == pid);
	WANT(waitpid(pid, &status, 0) == pid && status == 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static int
sleep_stopped(void)
{
	struct timespec ts = { 0, 150000000 }, start, end;

	clock_gettime(CLOCK_MONOTONIC, &start);
	if (nanosleep(&ts, NULL) != 0)
		return 1;
	if (poll(NULL, 0, 150) != 0)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &end);
	return (end.tv_sec - start.tv_sec) * 1000 +
	    (end.tv_nsec - start.tv_nsec) / 1000000 >= 300 ? 0 : 3;
}

/* Whenever the stops come, both sleeps end well and not too early. */
static void
sleep_goes_on(void)
{
	int status = 0;
	pid_t pid = check_child(sleep_stopped), got;

	for (;;) {
		if (kill(pid, SIGSTOP) != 0)
			break;
		got = waitpid(pid, &status, WUNTRACED);
		WANT(got == pid);
		if (!WIFSTOPPED(status))
			break;
		WANT(kill(pid, SIGCONT) == 0);
		poll(NULL, 0, 20);
	}
	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Real-time signals: the lowest first, each as often as it was sent. */
static void
realtime_order(void)
{
	union sigval v = { .sival_int = 9 };
	siginfo_t si;
	sigset_t set;
	int i;

	sigemptyset(&set);
	WANT(sigaddset(&set, SIGRTMIN) == 0);
	WANT(sigaddset(&set, SIGRTMAX) == 0);
	WANT_ERRNO(sigaddset(&set, SIGRTMAX + 1), EINVAL);
	sigprocmask(SIG_BLOCK, &set, NULL);
	WANT(sigqueue(getpid(), SIGRTMAX, v) == 0);
	for (i = 1; i <= 3; i++) {
		v.sival_int = i;
		WANT(sigqueue(getpid(), SIGRTMIN, v) == 0);
	}
	for (i = 1; i <= 3; i++) {
		WANT(sigwaitinfo(&set, &si) == SIGRTMIN);
		WANT(si.si_value.sival_int == i);
	}
	WANT(sigwaitinfo(&set, &si) == SIGRTMAX);
}

static void
note_plain(int sig)
{
	last = sig;
}

/* System V's words: held signals wait, sigset says that it was held. */
static void
system_v(void)
{
	last = 0;
	WANT(sigset(SIGUSR1, note_plain) == SIG_DFL);
	WANT(sigset(SIGUSR1, SIG_HOLD) == note_plain);
	WANT(raise(SIGUSR1) == 0 && last == 0);
	WANT(sigset(SIGUSR1, note_plain) == SIG_HOLD && last == SIGUSR1);
	last = 0;
	WANT(sighold(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && last == 0);
	WANT_ERRNO(sigpause(SIGUSR1), EINTR);
	WANT(last == SIGUSR1);
	last = 0;
	WANT(raise(SIGUSR1) == 0 && last == 0);
	WANT(sigrelse(SIGUSR1) == 0 && last == SIGUSR1);
	last = 0;
	WANT(sigignore(SIGUSR1) == 0 && raise(SIGUSR1) == 0 && last == 0);
}

int
main(void)
{
	RUN(realtime_order);
	RUN(system_v);
	RUN(sigqueue_values);
	RUN(sigqueue_full);
	RUN(sigwait_pending);
	RUN(sigwait_sleeps);
	RUN(sleep_goes_on);
	return 0;
}
