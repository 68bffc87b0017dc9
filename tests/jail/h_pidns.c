// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_pidns - run inside a jail with a space of process numbers of its own,
 * by pidns.sh: what its first process and those below see.  One line each,
 * "ok NAME" or "not ok NAME why".
 */
#include <sys/sysctl.h>
#include <sys/user.h>
#include <signal.h>
#include <stdlib.h>
#include "tests/sys/check.h"

static volatile pid_t sender;
static volatile int sent;

static void
note(int sig, siginfo_t *si, void *uc)
{
	(void)uc;
	sender = si->si_pid;
	sent = sig;
}

static void
pidns_numbers(void)
{
	int status;
	pid_t pid;

	WANT(getpid() == 1 && getppid() == 0);
	pid = fork();
	if (pid == 0)
		_exit(getpid() == 2 && getppid() == 1 ? 5 : 6);
	WANT(pid == 2);
	WANT(waitpid(2, &status, 0) == 2 && WEXITSTATUS(status) == 5);
	WANT_ERRNO(kill(2, 0), ESRCH);
	WANT_ERRNO(waitpid(-1, &status, 0), ECHILD);
}

/* Groups and sessions bear inner numbers too. */
static void
pidns_groups(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		pid_t me = getpid();

		if (setsid() != me || getsid(0) != me || getpgrp() != me)
			_exit(1);
		pid = fork();
		if (pid == 0)
			pause();
		if (setpgid(pid, pid) != 0 || getpgid(pid) != pid)
			_exit(2);
		if (kill(-pid, SIGTERM) != 0)
			_exit(3);
		_exit(waitpid(-pid, &status, 0) == pid &&
		    WTERMSIG(status) == SIGTERM ? 0 : 4);
	}
	WANT(waitpid(pid, &status, 0) == pid && status == 0);
}

/* Signals say inner numbers; the first is shielded from those inside. */
static void
pidns_signals(void)
{
	struct sigaction act = { .sa_flags = SA_SIGINFO | SA_RESTART };
	int status;
	pid_t pid;

	act.sa_sigaction = note;
	WANT(sigaction(SIGUSR1, &act, NULL) == 0);
	pid = fork();
	if (pid == 0) {
		if (kill(1, SIGKILL) != 0 || kill(1, SIGTERM) != 0 ||
		    kill(1, SIGSTOP) != 0 || kill(1, SIGUSR1) != 0)
			_exit(1);
		_exit(0);
	}
	WANT(waitpid(pid, &status, 0) == pid && status == 0);
	WANT(sent == SIGUSR1 && sender == pid);
	WANT(sigaction(SIGCHLD, &act, NULL) == 0);
	pid = fork();
	if (pid == 0)
		_exit(0);
	while (waitpid(pid, &status, 0) != pid)
		continue;
	WANT(sent == SIGCHLD && sender == pid);
	signal(SIGCHLD, SIG_DFL);
}

/* kill(-1) reaches those inside, but the first and the sender. */
static void
pidns_kill_all(void)
{
	int status, i, dead = 0;
	pid_t pid;

	for (i = 0; i < 3; i++) {
		pid = fork();
		WANT(pid > 0 || pid == 0);
		if (pid == 0)
			for (;;)
				pause();
	}
	WANT(kill(-1, SIGKILL) == 0);
	for (i = 0; i < 3; i++)
		dead += wait(&status) > 0 && WTERMSIG(status) == SIGKILL;
	WANT(dead == 3);
}

/* Orphans are the first's to wait for. */
static void
pidns_orphans(void)
{
	int fd[2], status;
	pid_t pid, orphan;

	WANT(pipe(fd) == 0);
	pid = fork();
	if (pid == 0) {
		orphan = fork();
		if (orphan == 0) {
			close(fd[1]);
			/* Until the first process says so. */
			(void)read(fd[0], &status, 1);
			_exit(getppid() == 1 ? 7 : 8);
		}
		_exit(0);
	}
	WANT(waitpid(pid, &status, 0) == pid);
	close(fd[0]);
	close(fd[1]);
	WANT(wait(&status) > 0 && WEXITSTATUS(status) == 7);
}

/* Only those inside are listed, and no outer number with them. */
static void
pidns_list(void)
{
	struct kinfo_proc ki[16];
	size_t len = sizeof(ki), i, n;

	WANT(sysctlbyname("kern.proc.all", ki, &len, NULL, 0) == 0);
	n = len / sizeof(ki[0]);
	WANT(n == 1);
	for (i = 0; i < n; i++)
		WANT(ki[i].ki_pid == 1 && ki[i].ki_ppid == 0 &&
		    ki[i].ki_vpid == 1 && ki[i].ki_pgid == 0 &&
		    ki[i].ki_sid == 0);
}

/* Everybody goes with the first: it leaves some behind. */
static int
leave_behind(void)
{
	int i;

	for (i = 0; i < 3; i++)
		if (fork() == 0)
			for (;;)
				pause();
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "leave") == 0)
		return leave_behind();
	RUN(pidns_numbers);
	RUN(pidns_list);
	RUN(pidns_groups);
	RUN(pidns_signals);
	RUN(pidns_kill_all);
	RUN(pidns_orphans);
	return 0;
}
