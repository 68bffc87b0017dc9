// SPDX-License-Identifier: BSD-2-Clause
/*
 * forkchain - a process that forks and exits, whose child forks and exits,
 * and so on: what each leaves would add up.  usage: forkchain [LINKS]
 *
 * The last writes into a pipe that all have inherited.  Then as many
 * processes and pages are there as before.
 */
#include <stdint.h>
#include "check.h"

#define LINKS		1000
#define SLACK_PAGES	64

static int links = LINKS;

static size_t
processes(void)
{
	size_t len = 0;

	sysctlbyname("kern.proc.all", NULL, &len, NULL, 0);
	return len / sizeof(struct kinfo_proc);
}

/* Link after link, until n are done or fork fails. */
static void
chain(int n, int fd)
{
	char c = 'k';
	pid_t pid;

	for (; n > 0; n--) {
		pid = fork();
		if (pid < 0)
			c = 'f';
		if (pid != 0)
			break;
	}
	if (n == 0 || c == 'f')
		(void)!write(fd, &c, 1);
	_exit(0);
}

static int
one_chain(int n)
{
	int fd[2];
	char c = 'x';
	pid_t pid;

	if (pipe(fd) != 0)
		return -1;
	pid = fork();
	if (pid == 0)
		chain(n, fd[1]);
	close(fd[1]);
	/* The end of all who could write, if none does. */
	if (read(fd[0], &c, 1) != 1)
		c = 'x';
	close(fd[0]);
	return check_wait(pid) == 0 && c == 'k' ? 0 : -1;
}

static void
forkchain(void)
{
	size_t before;
	uint64_t pages;
	int i;

	WANT(one_chain(100) == 0);
	before = processes();
	pages = check_free_pages();
	WANT(one_chain(links) == 0);
	/* init is still waiting for the last of them. */
	for (i = 0; i < 1000 && (processes() > before ||
	    check_free_pages() + SLACK_PAGES < pages); i++)
		usleep(10000);
	printf("# forkchain: %d links, pages %+lld\n", links,
	    (long long)(check_free_pages() - pages));
	WANT(processes() <= before);
	WANT(check_free_pages() + SLACK_PAGES >= pages);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		links = atoi(argv[1]);
	RUN(forkchain);
	return 0;
}
