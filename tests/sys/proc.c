// SPDX-License-Identifier: BSD-2-Clause
/*
 * proc - fork, exec, exit, wait, process groups and sessions.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include "check.h"

#define FAMILY	40

static int
exit_7(void)
{
	return 7;
}

static int
die_by_term(void)
{
	kill(getpid(), SIGTERM);
	return 1;
}

static int
sleep_long(void)
{
	for (;;)
		pause();
	return 0;
}

static void
proc_exit_status(void)
{
	int status = check_status(exit_7);

	WANT(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = check_status(die_by_term);
	WANT(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
}

static void
proc_wait_none(void)
{
	int status;

	WANT_ERRNO(waitpid(-1, &status, 0), ECHILD);
	WANT_ERRNO(waitpid(1, &status, 0), ECHILD);
	WANT_ERRNO(waitpid(-1, &status, 0x4000), EINVAL);
}

static void
proc_wait_nohang(void)
{
	int status;
	pid_t pid = check_child(sleep_long);

	WANT(waitpid(pid, &status, WNOHANG) == 0);
	WANT(kill(pid, SIGKILL) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
	WANT_ERRNO(waitpid(pid, &status, 0), ECHILD);
	WANT_ERRNO(kill(pid, 0), ESRCH);
}

static void
proc_many(void)
{
	int i, status, sum = 0;

	for (i = 0; i < FAMILY; i++) {
		pid_t pid = fork();

		WANT(pid >= 0);
		if (pid == 0)
			_exit(i);
	}
	for (i = 0; i < FAMILY; i++) {
		WANT(wait(&status) > 0);
		sum += WEXITSTATUS(status);
	}
	WANT(sum == FAMILY * (FAMILY - 1) / 2);
	WANT_ERRNO(wait(&status), ECHILD);
}

/* Numbers rise: a pid is not used again at once. */
static void
proc_pids_rise(void)
{
	pid_t a = check_child(exit_7), b;

	WANT(check_wait(a) >= 0);
	b = check_child(exit_7);
	WANT(check_wait(b) >= 0);
	WANT(a != b);
}

/* The grandchild's parent dies; init takes it. */
static void
proc_orphan(void)
{
	int fd[2], ppid = -1;

	WANT(pipe(fd) == 0);
	if (fork() == 0) {
		if (fork() == 0) {
			while (getppid() != 1)
				usleep(1000);
			ppid = getppid();
			write(fd[1], &ppid, sizeof(ppid));
			_exit(0);
		}
		_exit(0);
	}
	WANT(wait(NULL) > 0);
	WANT(read(fd[0], &ppid, sizeof(ppid)) == sizeof(ppid));
	close(fd[0]);
	close(fd[1]);
	WANT(ppid == 1);
}

static volatile int shared_word;

static void
proc_vfork(void)
{
	int status;
	pid_t pid;

	shared_word = 1;
	pid = vfork();
	if (pid == 0) {
		shared_word = 2;
		_exit(3);
	}
	WANT(pid > 0);
	WANT(shared_word == 2);
	WANT(waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 3);
}

static int tell_fd;

static int
vfork_and_wait(void)
{
	pid_t pid, me;

	pid = vfork();
	if (pid == 0) {
		me = getpid();
		write(tell_fd, &me, sizeof(me));
		kill(getppid(), SIGUSR2);	/* must wait */
		kill(getpid(), SIGSTOP);
		_exit(0);
	}
	return 0;
}

/* A parent whose child stands still can be killed, but not disturbed. */
static void
proc_vfork_killed(void)
{
	int status, fd[2];
	pid_t pid, child;

	WANT(pipe(fd) == 0);
	tell_fd = fd[1];
	pid = check_child(vfork_and_wait);
	WANT(read(fd[0], &child, sizeof(child)) == sizeof(child));
	usleep(50000);
	WANT(waitpid(pid, &status, WNOHANG) == 0);
	WANT(kill(pid, SIGKILL) == 0);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
	WANT(kill(child, SIGKILL) == 0);
	close(fd[0]);
	close(fd[1]);
}

static void
proc_fork_copies(void)
{
	pid_t pid;

	shared_word = 1;
	pid = fork();
	if (pid == 0) {
		shared_word = 2;
		_exit(shared_word);
	}
	WANT(WEXITSTATUS(check_wait(pid)) == 2);
	WANT(shared_word == 1);
}

static int
do_setsid(void)
{
	if (setsid() != getpid() || getsid(0) != getpid() ||
	    getpgrp() != getpid())
		return 1;
	if (setsid() != -1 || errno != EPERM)
		return 2;
	return setpgid(0, 1) == -1 && errno == EPERM ? 0 : 3;
}

static void
proc_groups(void)
{
	pid_t a = check_child(sleep_long), b = check_child(sleep_long);
	int status, n = 0;

	WANT(setpgid(a, a) == 0 && setpgid(b, a) == 0);
	WANT(getpgid(a) == a && getpgid(b) == a);
	WANT_ERRNO(setpgid(a, 99999), EPERM);
	WANT_ERRNO(setpgid(99998, 0), ESRCH);
	WANT(kill(-a, SIGTERM) == 0);
	while (waitpid(-a, &status, 0) > 0)
		n += WTERMSIG(status) == SIGTERM;
	WANT(n == 2);
	WANT_ERRNO(kill(-a, 0), ESRCH);
	WANT(check_status(do_setsid) == 0);
}

static int orphan_fd;

/* Its parent ends while it stands still: nobody can continue it. */
static int
stop_as_orphan(void)
{
	if (setpgid(0, 0) != 0 || write(orphan_fd, "s", 1) != 1)
		return 1;
	kill(getpid(), SIGSTOP);
	write(orphan_fd, "c", 1);	/* only if SIGHUP did not end us */
	return 0;
}

static int
leave_orphan(void)
{
	int status;
	pid_t pid = check_child(stop_as_orphan);

	return waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status) ?
	    0 : 1;
}

static void
proc_orphaned_group(void)
{
	char buf[8];
	int fd[2];

	WANT(pipe(fd) == 0);
	orphan_fd = fd[1];
	WANT(check_status(leave_orphan) == 0);
	close(fd[1]);
	WANT(read(fd[0], buf, 1) == 1 && buf[0] == 's');
	WANT(read(fd[0], buf, 1) == 0);		/* it is gone */
	close(fd[0]);
}

static void
proc_wait_nowait(void)
{
	struct rusage ru;
	int status;
	pid_t pid = check_child(exit_7);

	WANT(waitpid(pid, &status, WNOWAIT) == pid);
	WANT(wait4(pid, &status, 0, &ru) == pid && WEXITSTATUS(status) == 7);
	WANT_ERRNO(waitpid(pid, &status, WNOHANG), ECHILD);
}

/* ------------------------------------------------------------------ exec */

static char *const no_env[] = { NULL };

static int
exec_as(const char *path, char *const argv[])
{
	execve(path, argv, no_env);
	return errno;
}

static int
exec_missing(void)
{
	char *argv[] = { "x", NULL };

	return exec_as("/no/such/program", argv);
}

static int
exec_directory(void)
{
	char *argv[] = { "x", NULL };

	return exec_as("/tmp", argv);
}

/* Put text in a file that may be run. */
static int
make_program(const char *path, const void *text, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		return -1;
	fchmod(fd, 0755);
	return close(fd);
}

#define PROGRAM	"/tmp/proc-test"

static int
exec_program(void)
{
	char *argv[] = { "name", "one", "two", NULL };

	return exec_as(PROGRAM, argv);
}

static void
exec_errors(void)
{
	WANT(WEXITSTATUS(check_status(exec_missing)) == ENOENT);
	WANT(WEXITSTATUS(check_status(exec_directory)) == EACCES);
	WANT(make_program(PROGRAM, "", 0) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == ENOEXEC);
	WANT(make_program(PROGRAM, "#!\n", 3) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == ENOEXEC);
	WANT(make_program(PROGRAM, "#!/no/such", 10) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == ENOEXEC);
	WANT(make_program(PROGRAM, "#!/no/such\n", 11) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == ENOENT);
	WANT(make_program(PROGRAM, "#!" PROGRAM "\n", 17) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == ENOEXEC);
	WANT(chmod(PROGRAM, 0644) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == EACCES);
	WANT_ERRNO(execve(check_pointer(0xffff800000000000), NULL, NULL),
	    EFAULT);
	WANT_ERRNO(execve("/bin/true", check_pointer(8), NULL), EFAULT);
}

/* The interpreter sees: its name, its argument, the script, its arguments. */
static void
exec_script(void)
{
	static const char script[] = "#! /bin/sh -e \n"
	    "[ $# = 2 ] && [ $1 = one ] && [ $2 = two ] && "
	    "[ $0 = " PROGRAM " ] && exit 42\nexit 1\n";

	WANT(make_program(PROGRAM, script, sizeof(script) - 1) == 0);
	WANT(WEXITSTATUS(check_status(exec_program)) == 42);
	WANT(unlink(PROGRAM) == 0);
}

/* Every byte of a good header set to bad values: an error, or it runs. */
static void
exec_hostile(void)
{
	static unsigned char head[8192];
	static const unsigned char bad[] = { 0x00, 0x7f, 0x80, 0xff };
	int fd = open("/bin/true", O_RDONLY), status;
	unsigned i, k;
	ssize_t len;

	len = read(fd, head, sizeof(head));
	close(fd);
	WANT(len > 0x200);
	for (i = 4; i < 0x130; i += 3) {
		unsigned char was = head[i];

		for (k = 0; k < sizeof(bad); k++) {
			head[i] = bad[k];
			WANT(make_program(PROGRAM, head, (size_t)len) == 0);
			status = check_status(exec_program);
			WANT(status != -1);
		}
		head[i] = was;
	}
	WANT(unlink(PROGRAM) == 0);
}

static int
exec_too_big(void)
{
	static char *argv[4096];
	static char word[1024];
	int i;

	memset(word, 'a', sizeof(word) - 1);
	for (i = 0; i < 4095; i++)
		argv[i] = word;
	return exec_as("/bin/true", argv);
}

static int
exec_big(void)
{
	static char *argv[101];
	static char word[1024];
	int i;

	memset(word, 'a', sizeof(word) - 1);
	for (i = 0; i < 100; i++)
		argv[i] = word;
	return exec_as("/bin/true", argv);
}

static void
exec_limits(void)
{
	WANT(WEXITSTATUS(check_status(exec_too_big)) == E2BIG);
	WANT(check_status(exec_big) == 0);
}

/* Marked descriptors are closed, the others stay. */
static void
exec_cloexec(void)
{
	static const char script[] = "#!/bin/sh\n"
	    "(: <&8) 2>/dev/null || exit 1\n"
	    "(: <&9) 2>/dev/null && exit 2\nexit 0\n";
	int fd = open("/", O_RDONLY);

	WANT(make_program(PROGRAM, script, sizeof(script) - 1) == 0);
	WANT(dup2(fd, 8) == 8 && dup2(fd, 9) == 9);
	WANT(fcntl(9, F_SETFD, FD_CLOEXEC) == 0);
	WANT(fcntl(9, F_GETFD) == FD_CLOEXEC && fcntl(8, F_GETFD) == 0);
	WANT(check_status(exec_program) == 0);
	close(fd);
	close(8);
	close(9);
	WANT(unlink(PROGRAM) == 0);
}

static int
drop_root(void)
{
	if (setgid(5) != 0 || setuid(5) != 0)
		return 1;
	if (getuid() != 5 || geteuid() != 5 || getgid() != 5)
		return 2;
	if (setuid(0) != -1 || errno != EPERM)
		return 3;
	if (kill(1, SIGTERM) != -1 || errno != EPERM)
		return 4;
	return open("/etc/nothing", O_CREAT | O_WRONLY, 0600) == -1 &&
	    errno == EACCES ? 0 : 5;
}

static void
proc_users(void)
{
	WANT(check_status(drop_root) == 0);
	WANT(getuid() == 0);
}

static void
proc_rlimit(void)
{
	struct rlimit rl;

	WANT(getrlimit(RLIMIT_NPROC, &rl) == 0);
	WANT_ERRNO(getrlimit(99, &rl), EINVAL);
	rl.rlim_cur = 2;
	rl.rlim_max = 1;
	WANT_ERRNO(setrlimit(RLIMIT_NPROC, &rl), EINVAL);
}

int
main(void)
{
	RUN(proc_exit_status);
	RUN(proc_wait_none);
	RUN(proc_wait_nohang);
	RUN(proc_many);
	RUN(proc_pids_rise);
	RUN(proc_orphan);
	RUN(proc_vfork);
	RUN(proc_vfork_killed);
	RUN(proc_fork_copies);
	RUN(proc_groups);
	RUN(proc_orphaned_group);
	RUN(proc_wait_nowait);
	RUN(exec_errors);
	RUN(exec_script);
	RUN(exec_hostile);
	RUN(exec_limits);
	RUN(exec_cloexec);
	RUN(proc_users);
	RUN(proc_rlimit);
	return 0;
}
