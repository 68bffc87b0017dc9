// SPDX-License-Identifier: BSD-2-Clause
/*
 * limits - programs that take all they can get: the system still answers.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysctl.h>
#include "check.h"

#define CHUNK	(1024 * 1024)

/* Fork until it is refused; children wait to be killed with the group. */
static int
bomb(void)
{
	int n = 0, why;
	pid_t pid;

	setpgid(0, 0);
	signal(SIGTERM, SIG_DFL);
	while ((pid = fork()) > 0)
		n++;
	if (pid == 0)
		for (;;)
			pause();
	why = errno;
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		n--;
	return (why == EAGAIN || why == ENOMEM) && n == 0 ? 0 : 1;
}

static int
bomb_with_limit(void)
{
	struct rlimit rl = { 20, 20 };

	if (setuid(1000) != 0 || setrlimit(RLIMIT_NPROC, &rl) != 0)
		return 2;
	return bomb();
}

static void
limits_fork_bomb(void)
{
	WANT(check_status(bomb) == 0);
	WANT(check_status(bomb_with_limit) == 0);
	WANT(system("true") == 0);
}

/* Every child of the bomb forks as well, until all are refused. */
static int
wild_bomb(void)
{
	setpgid(0, 0);
	while (fork() >= 0)
		;
	for (;;)
		pause();
	return 0;
}

static void
limits_wild_bomb(void)
{
	pid_t pid = check_child(wild_bomb);
	int status, i;

	WANT(pid > 0);
	for (i = 0; i < 20; i++)
		usleep(10000);
	for (i = 0; i < 50 && kill(-pid, SIGKILL) == 0; i++)
		usleep(10000);
	WANT(waitpid(pid, &status, 0) == pid && WTERMSIG(status) == SIGKILL);
	WANT(system("true") == 0);
}

/* Touch memory until there is none: told ENOMEM, never killed. */
static int
hog(void)
{
	char *p;

	for (;;) {
		p = mmap(NULL, CHUNK, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANON, -1, 0);
		if (p == MAP_FAILED)
			return errno == ENOMEM ? 0 : 1;
		memset(p, 1, CHUNK);
	}
}

static void
limits_memory_hog(void)
{
	uint64_t before = check_free_pages();
	int status = check_status(hog);

	WANT(status == 0);
	WANT(check_free_pages() + before / 10 > before);
	WANT(system("true") == 0);
}

/* A file without end: told ENOSPC, while memory is left to others. */
static int
hog_tmp(void)
{
	static char some[CHUNK];
	int fd = open("/tmp/limits", O_WRONLY | O_CREAT | O_EXCL, 0600);
	uint64_t before = check_free_pages();

	memset(some, 1, sizeof(some));
	unlink("/tmp/limits");
	while (write(fd, some, sizeof(some)) > 0)
		continue;
	return errno == ENOSPC && check_free_pages() > before / 4 ? 0 : 1;
}

static void
limits_tmp(void)
{
	WANT(check_status(hog_tmp) == 0);
}

static int
limited_space(void)
{
	struct rlimit rl = { 32 * CHUNK, 32 * CHUNK };

	if (setrlimit(RLIMIT_AS, &rl) != 0)
		return 1;
	if (mmap(NULL, 64 * CHUNK, PROT_READ, MAP_PRIVATE | MAP_ANON, -1,
	    0) != MAP_FAILED || errno != ENOMEM)
		return 2;
	return sbrk(64 * CHUNK) == (void *)-1 && errno == ENOMEM ? 0 : 3;
}

static void
limits_address_space(void)
{
	WANT(check_status(limited_space) == 0);
}

static int
hog_files(void)
{
	int fd[2], n = 0;

	while (pipe(fd) == 0)
		n++;
	return n > 5 && (errno == EMFILE || errno == ENFILE) ? 0 : 1;
}

static void
limits_files(void)
{
	WANT(check_status(hog_files) == 0);
}

int
main(void)
{
	RUN(limits_fork_bomb);
	RUN(limits_wild_bomb);
	RUN(limits_memory_hog);
	RUN(limits_tmp);
	RUN(limits_address_space);
	RUN(limits_files);
	return 0;
}
