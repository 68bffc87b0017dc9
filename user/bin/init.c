// SPDX-License-Identifier: BSD-2-Clause
/*
 * init - the first process.
 *
 * Mounts what programs expect, runs /etc/rc if there is one, and then one of
 * two lives: with a script from the machine that started us (sysctl
 * kern.script) it runs that, and switches off with its exit status; else it
 * keeps a login shell on the console.  In both it reaps every orphan.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/sysctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#define CONSOLE		"/dev/console"
#define SCRIPT_TTY	"/dev/ttyS1"
#define SCRIPT_FILE	"/tmp/script"

static void
iov_set(struct iovec *iov, const char *name, const char *value)
{
	iov[0].iov_base = (void *)name;
	iov[0].iov_len = strlen(name) + 1;
	iov[1].iov_base = (void *)value;
	iov[1].iov_len = strlen(value) + 1;
}

/* A kernel built without the file system, or a second try, is no error. */
static void
mount_fs(const char *type, const char *path)
{
	struct iovec iov[6];

	iov_set(&iov[0], "fstype", type);
	iov_set(&iov[2], "fspath", path);
	iov_set(&iov[4], "from", type);
	if (nmount(iov, 6, 0) != 0 && errno != EBUSY && errno != ENODEV &&
	    errno != EOPNOTSUPP)
		warn("mount %s", path);
}

/* Open path as descriptor fd, whatever it was before. */
static int
open_as(int fd, const char *path, int flags)
{
	int got = open(path, flags);

	if (got < 0)
		return -1;
	if (got != fd) {
		dup2(got, fd);
		close(got);
	}
	return 0;
}

static void
open_console(void)
{
	open_as(0, CONSOLE, O_RDWR | O_NOCTTY);
	dup2(0, 1);
	dup2(0, 2);
}

/* Reap until pid ends; its wait status. */
static int
reap_until(pid_t pid)
{
	int status;
	pid_t got;

	for (;;) {
		got = wait(&status);
		if (got == pid)
			return status;
		if (got < 0 && errno == ECHILD)
			return W_EXITCODE(1, 0);
	}
}

static void
set_environment(void)
{
	setenv("PATH", "/bin:/sbin", 1);
	setenv("HOME", "/root", 1);
	setenv("USER", "root", 1);
	setenv("LOGNAME", "root", 1);
	setenv("SHELL", "/bin/sh", 1);
	setenv("TERM", "vt100", 1);
}

static void
run_rc(void)
{
	pid_t pid;

	if (access("/etc/rc", R_OK) != 0)
		return;
	pid = fork();
	if (pid == 0) {
		execl("/bin/sh", "sh", "/etc/rc", NULL);
		_exit(127);
	}
	if (pid > 0)
		reap_until(pid);
}

/* The script as a file; 0, or -1 when there is none. */
static int
script_fetch(void)
{
	size_t len = 0;
	char *text;
	int fd;

	if (sysctlbyname("kern.script", NULL, &len, NULL, 0) != 0)
		return -1;
	text = malloc(len + 1);
	if (text == NULL)
		err(1, "script of %zu bytes", len);
	if (sysctlbyname("kern.script", text, &len, NULL, 0) != 0)
		err(1, "kern.script");
	fd = open(SCRIPT_FILE, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len)
		err(1, "%s", SCRIPT_FILE);
	close(fd);
	free(text);
	return 0;
}

/* Output goes out as it is written: no newline becomes two characters. */
static void
script_output(void)
{
	struct termios t;

	if (open_as(1, SCRIPT_TTY, O_WRONLY | O_NOCTTY) != 0)
		open_as(1, CONSOLE, O_WRONLY | O_NOCTTY);
	if (tcgetattr(1, &t) == 0) {
		t.c_oflag &= ~OPOST;
		tcsetattr(1, TCSANOW, &t);
	}
	dup2(1, 2);
}

static void
script_run(void)
{
	int status, code;
	pid_t pid = fork();

	if (pid == 0) {
		setsid();
		open_as(0, "/dev/null", O_RDONLY);
		script_output();
		chdir("/root");
		execl("/bin/sh", "sh", SCRIPT_FILE, NULL);
		_exit(127);
	}
	status = pid < 0 ? W_EXITCODE(126, 0) : reap_until(pid);
	code = WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
	if (open_as(1, SCRIPT_TTY, O_WRONLY | O_NOCTTY) == 0)
		tcdrain(1);
	reboot(RB_POWEROFF | RB_STATUS(code));
	err(1, "reboot");
}

static void
show_file(const char *path)
{
	char buf[512];
	ssize_t n;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return;
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		if (write(1, buf, (size_t)n) < 0)
			break;
	close(fd);
}

/* A login shell with the console as its controlling terminal. */
static void
shell_exec(void)
{
	setsid();
	open_console();
	ioctl(0, TIOCSCTTY);
	tcsetpgrp(0, getpid());
	chdir("/root");
	show_file("/etc/motd");
	execl("/bin/sh", "-sh", NULL);
	err(127, "/bin/sh");
}

int
main(void)
{
	pid_t pid;

	if (getpid() != 1)
		errx(1, "is the first process only");
	setprogname("init");
	mount_fs("devfs", "/dev");
	open_console();
	mount_fs("tmpfs", "/tmp");
	mount_fs("procfs", "/proc");
	set_environment();
	run_rc();
	if (script_fetch() == 0)
		script_run();
	for (;;) {
		pid = fork();
		if (pid == 0)
			shell_exec();
		if (pid < 0) {
			warn("fork");
			sleep(1);
			continue;
		}
		/* A shell that cannot start must not make us spin. */
		if (WEXITSTATUS(reap_until(pid)) == 127)
			sleep(1);
	}
}
