// SPDX-License-Identifier: BSD-2-Clause
/*
 * h_runner - run many programs, some at a time, and say how each ended.
 *
 * usage: h_runner JOBS SECONDS <LIST
 *
 * A line of LIST is a program and at most one argument.  Each runs in a
 * process group and a folder of its own, with only a link to /tmp/conformance
 * in it, and is ended after SECONDS; whatever it leaves behind in its group
 * ends with it.  Two whose names agree up to the "-" use the same names for
 * what they make, and do not run at the same time.  For each comes a
 * line "@result PROGRAM[+ARGUMENT] HOW MS", where HOW is an exit status,
 * "signal-N" or "hung", and, unless the status is 0, the last of what it
 * wrote, each line after "@| ".
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define JOBS_MAX	32
#define TAIL		600
#define LINE		128
#define LINES_MAX	2000

struct job {
	char name[LINE];
	char *arg;		/* within name, or NULL */
	pid_t pid;		/* 0: the place is free */
	time_t until;
	struct timespec start;
	int hung;
};

static struct job jobs[JOBS_MAX];
static int seconds;

static void
out_path(const struct job *j, char *path, size_t room)
{
	snprintf(path, room, "/tmp/posix-%d", (int)(j - jobs));
}

/* In the child: as little of us as can be is left to it. */
static void
become(struct job *j)
{
	char *argv[] = { j->name, j->arg, NULL }, path[64];
	sigset_t none;
	int fd;

	setpgid(0, 0);
	out_path(j, path, sizeof(path));
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (fd < 0)
		_exit(126);
	dup2(fd, 1);
	dup2(fd, 2);
	fd = open("/dev/null", O_RDONLY);
	dup2(fd, 0);
	closefrom(3);
	strlcat(path, ".dir", sizeof(path));
	mkdir(path, 0777);
	if (chdir(path) != 0)
		_exit(126);
	symlink("/tmp/conformance", "conformance");
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(j->name, argv);
	_exit(127);
}

static void
start(struct job *j, const char *line)
{
	char *blank;

	memset(j, 0, sizeof(*j));
	strlcpy(j->name, line, sizeof(j->name));
	blank = strchr(j->name, ' ');
	if (blank != NULL) {
		*blank = '\0';
		j->arg = blank + 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &j->start);
	j->until = j->start.tv_sec + seconds;
	j->pid = fork();
	if (j->pid == 0)
		become(j);
	if (j->pid < 0)
		err(1, "fork");
	setpgid(j->pid, j->pid);
}

static void
show_tail(const struct job *j)
{
	char path[64], text[TAIL + 1], *line, *rest = text;
	ssize_t n = 0;
	off_t size;
	int fd;

	out_path(j, path, sizeof(path));
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return;
	size = lseek(fd, 0, SEEK_END);
	lseek(fd, size > TAIL ? size - TAIL : 0, SEEK_SET);
	n = read(fd, text, TAIL);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL)
		if (*line != '\0')
			printf("@| %s\n", line);
}

static void
report(struct job *j, int status)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	kill(-j->pid, SIGKILL);
	printf("@result %s%s%s ", j->name, j->arg != NULL ? "+" : "",
	    j->arg != NULL ? j->arg : "");
	if (j->hung)
		printf("hung");
	else if (WIFSIGNALED(status))
		printf("signal-%d", WTERMSIG(status));
	else
		printf("%d", WEXITSTATUS(status));
	printf(" %ld\n", (now.tv_sec - j->start.tv_sec) * 1000 +
	    (now.tv_nsec - j->start.tv_nsec) / 1000000);
	if (status != 0)
		show_tail(j);
	fflush(stdout);
	j->pid = 0;
}

/* Wait until one has ended, or a second has passed. */
static void
settle(void)
{
	struct timespec now, second = { 1, 0 };
	sigset_t set;
	int status, i;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	(void)sigtimedwait(&set, NULL, &second);
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (i = 0; i < JOBS_MAX; i++)
			if (jobs[i].pid == pid)
				report(&jobs[i], status);
	clock_gettime(CLOCK_MONOTONIC, &now);
	for (i = 0; i < JOBS_MAX; i++)
		if (jobs[i].pid != 0 && now.tv_sec > jobs[i].until) {
			jobs[i].hung = 1;
			kill(-jobs[i].pid, SIGKILL);
			kill(jobs[i].pid, SIGKILL);
		}
}

/* May a program of this name run beside those that do? */
static int
is_alone(const char *line)
{
	size_t kind = strcspn(line, "-");
	int i;

	for (i = 0; i < JOBS_MAX; i++)
		if (jobs[i].pid != 0 &&
		    strncmp(jobs[i].name, line, kind + 1) == 0)
			return 0;
	return 1;
}

/* Start the first that may run; 0 if all have been. */
static int
next(char (*lines)[LINE], int n, int count)
{
	int i, j, left = 0;

	for (i = 0; i < n; i++) {
		if (lines[i][0] == '\0')
			continue;
		left = 1;
		for (j = 0; j < count && jobs[j].pid != 0; j++)
			;
		if (j == count)
			break;
		if (is_alone(lines[i])) {
			start(&jobs[j], lines[i]);
			lines[i][0] = '\0';
		}
	}
	for (j = 0; j < count; j++)
		left |= jobs[j].pid != 0;
	return left;
}

int
main(int argc, char **argv)
{
	int count = argc > 1 ? atoi(argv[1]) : 0, n = 0;
	static char lines[LINES_MAX][LINE];
	sigset_t set;

	seconds = argc > 2 ? atoi(argv[2]) : 0;
	if (count < 1 || count > JOBS_MAX || seconds < 1)
		errx(1, "usage: runner JOBS SECONDS <LIST");
	while (n < LINES_MAX && fgets(lines[n], LINE, stdin) != NULL) {
		lines[n][strcspn(lines[n], "\n")] = '\0';
		n++;
	}
	/* Blocked, so that none comes between looking and waiting. */
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	while (next(lines, n, count))
		settle();
	return 0;
}
