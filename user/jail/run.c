// SPDX-License-Identifier: BSD-2-Clause
/*
 * run - the commands of a jail: outside of it as the host, inside of it
 * after attaching, with the environment, user, log and time they may have.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <jail.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "user/jail/job.h"

#define STEP_NS		10000000	/* between looks at a child or jail */
#define STEPS_PER_S	100

extern char **environ;

static void
step(void)
{
	struct timespec ts = { 0, STEP_NS };

	nanosleep(&ts, NULL);
}

/* ----------------------------------------------------- in the child */

static void
environment_clean(const struct passwd *pw)
{
	static char *none[] = { NULL };
	char *term = getenv("TERM");

	environ = none;
	setenv("PATH", "/sbin:/bin:/usr/sbin:/usr/bin", 1);
	setenv("HOME", pw != NULL ? pw->pw_dir : "/", 1);
	setenv("SHELL", pw != NULL ? pw->pw_shell : "/bin/sh", 1);
	setenv("USER", pw != NULL ? pw->pw_name : "root", 1);
	if (term != NULL)
		setenv("TERM", term, 1);
}

/* What commands outside want to know. */
static void
environment_jail(const struct job *jb)
{
	const char *path = conf_value(jb->jb_conf, "path");
	char num[16];

	if (jb->jb_name != NULL)
		setenv("JNAME", jb->jb_name, 1);
	if (path != NULL)
		setenv("JPATH", path, 1);
	snprintf(num, sizeof(num), "%d", jb->jb_jid);
	if (jb->jb_jid != 0)
		setenv("JID", num, 1);
}

static struct passwd *
user_find(const char *name)
{
	struct passwd *pw = name != NULL ? getpwnam(name) : NULL;

	if (name != NULL && pw == NULL)
		errx(1, "%s: no such user", name);
	return pw;
}

/* The file is the host's: opened before going in. */
static void
log_open(const struct job *jb)
{
	const char *path = conf_value(jb->jb_conf, "exec.consolelog");
	int fd;

	if (path == NULL)
		return;
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	if (fd < 0)
		err(1, "%s", path);
	dup2(fd, 1);
	dup2(fd, 2);
	close(fd);
}

static void
become(const struct passwd *pw)
{
	if (pw != NULL && (setgroups(1, &pw->pw_gid) != 0 ||
	    setgid(pw->pw_gid) != 0 || setuid(pw->pw_uid) != 0))
		err(1, "%s", pw->pw_name);
}

static void
enter(const struct job *jb)
{
	const char *user = options.op_user != NULL ? options.op_user :
	    conf_value(jb->jb_conf, "exec.jail_user");
	int outside = conf_true(jb->jb_conf, "exec.system_jail_user");
	struct passwd *pw = NULL;

	log_open(jb);
	if (outside)
		pw = user_find(user);
	if (jail_attach(jb->jb_jid) != 0)
		err(1, "jail_attach");
	if (chdir("/") != 0)
		err(1, "chdir");
	if (!outside)
		pw = user_find(user);
	become(pw);
	if (options.op_clean || conf_true(jb->jb_conf, "exec.clean"))
		environment_clean(pw);
}

static void
stay(const struct job *jb)
{
	environment_jail(jb);
	become(user_find(conf_value(jb->jb_conf, "exec.system_user")));
}

/* ---------------------------------------------------- in the parent */

/* Wait status; a child that takes longer than exec.timeout is killed. */
static int
wait_for(const struct job *jb, pid_t pid)
{
	const char *limit = conf_value(jb->jb_conf, "exec.timeout");
	long left = limit != NULL ? atol(limit) * STEPS_PER_S : 0;
	int status, flags = left > 0 ? WNOHANG : 0;
	pid_t got;

	for (;;) {
		got = waitpid(pid, &status, flags);
		if (got == pid)
			return status;
		if (got < 0 && errno != EINTR)
			err(1, "waitpid");
		if (flags == 0)
			continue;
		if (left-- == 0) {
			warnx("%s: command timed out", jb->jb_name);
			kill(pid, SIGKILL);
			flags = 0;
		}
		step();
	}
}

static int
report(const struct job *jb, const char *what, int status)
{
	if (status == 0)
		return 0;
	if (jb->jb_name != NULL)
		warnx("%s: %s: failed", jb->jb_name, what);
	return 1;
}

/* Run argv, inside or outside, as the flag says; the wait status. */
static int
run(const struct job *jb, char *const *argv, int inside)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		if (inside)
			enter(jb);
		else
			stay(jb);
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	return wait_for(jb, pid);
}

static int
run_values(const struct job *jb, const char *name, int inside)
{
	const struct conf_param *cp = conf_find(jb->jb_conf, name);
	char *argv[] = { "sh", "-c", NULL, NULL };
	unsigned i;

	for (i = 0; cp != NULL && i < cp->cp_count; i++) {
		argv[2] = cp->cp_value[i];
		if (report(jb, argv[2], run(jb, argv, inside)) != 0)
			return 1;
	}
	return 0;
}

int
run_outside(const struct job *jb, const char *name)
{
	return run_values(jb, name, 0);
}

int
run_inside(const struct job *jb, const char *name)
{
	return run_values(jb, name, 1);
}

/* The program's own business, whoever commands run as. */
int
run_program(const struct job *jb, char *const *argv)
{
	pid_t pid = fork();

	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		execvp(argv[0], argv);
		err(127, "%s", argv[0]);
	}
	return wait_for(jb, pid) != 0;
}

/* The child's end of a pipe closes when it has become the command. */
int
run_command(const struct job *jb, int unpersist)
{
	char num[16], c;
	int fds[2];
	pid_t pid;

	if (pipe(fds) != 0)
		err(1, "pipe");
	pid = fork();
	if (pid < 0)
		err(1, "fork");
	if (pid == 0) {
		enter(jb);
		close(fds[0]);
		close(fds[1]);
		execvp(jb->jb_command[0], jb->jb_command);
		err(127, "%s", jb->jb_command[0]);
	}
	close(fds[1]);
	while (read(fds[0], &c, 1) < 0 && errno == EINTR)
		continue;
	close(fds[0]);
	snprintf(num, sizeof(num), "%d", jb->jb_jid);
	if (unpersist)
		jail_setv(JAIL_UPDATE, "jid", num, "nopersist", NULL, NULL);
	return wait_for(jb, pid) != 0;
}

/* How many processes are inside; -1 once the jail is gone. */
static int
inside_count(const struct job *jb)
{
	char num[JAIL_NAME_MAX], use[JAIL_NAME_MAX] = "";

	snprintf(num, sizeof(num), "%d", jb->jb_jid);
	if (jail_getv(0, "jid", num, "use.processes", use, NULL) < 0)
		return -1;
	return atoi(use);
}

void
run_term(const struct job *jb, int seconds)
{
	long left = (long)seconds * STEPS_PER_S;
	int status;
	pid_t pid;

	if (seconds <= 0 || inside_count(jb) <= 0)
		return;
	pid = fork();
	if (pid == 0) {
		if (jail_attach(jb->jb_jid) == 0)
			kill(-1, SIGTERM);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	while (left-- > 0 && inside_count(jb) > 0)
		step();
}
