// SPDX-License-Identifier: BSD-2-Clause
/*
 * commit - who asks for more memory than there is is told ENOMEM by the
 * call, and nobody is killed by touching what he was given.
 *
 * Each hog is a child that takes what it can in one way, then waits with
 * what it has while the parent sees that a shell still does its work.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/sysctl.h>
#include "check.h"

#define PAGE	4096ul
#define CHUNK	(1024ul * 1024)
#define ANON	(MAP_PRIVATE | MAP_ANON)
#define RW	(PROT_READ | PROT_WRITE)

static int ready[2];		/* hog to parent: has all it can get */
static int leave[2];		/* closed by the parent: end */

static uint64_t
pages_of(const char *name)
{
	uint64_t n = 0;
	size_t len = sizeof(n);

	sysctlbyname(name, &n, &len, NULL, 0);
	return n;
}

static void *
take(size_t len, int prot, int flags)
{
	void *p = mmap(NULL, len, prot, flags, -1, 0);

	return p != MAP_FAILED ? p : NULL;
}

/* All but so many pages of what may still be reserved, untouched. */
static char *
take_all_but(uint64_t pages)
{
	uint64_t n = pages_of("vm.unreserved");

	/* One who has much must leave a part: see kernel/vm/commit.c. */
	n -= n / 16;
	return n > pages ? take((n - pages) * PAGE, RW, ANON) : NULL;
}

/* Say how it went, wait for the parent. */
static int
hold(int result)
{
	char c = (char)result;

	close(leave[1]);
	write(ready[1], &c, 1);
	read(leave[0], &c, 1);
	return result;
}

/* Really touches all of it. */
static int
hog_mmap(void)
{
	char *p;
	int n = 0;

	while ((p = take(CHUNK, RW, ANON)) != NULL) {
		memset(p, 1, CHUNK);
		n++;
	}
	return hold(errno == ENOMEM && n > 2 ? 0 : 1);
}

static int
hog_break(void)
{
	char *p;
	int n = 0;

	if (take_all_but(2048) == NULL)
		return hold(2);
	while ((p = sbrk((intptr_t)(64 * PAGE))) != (void *)-1) {
		memset(p, 1, 64 * PAGE);
		n++;
	}
	return hold(errno == ENOMEM && n > 2 ? 0 : 1);
}

static int
hog_malloc(void)
{
	char *p;
	int n = 0;

	if (take_all_but(2048) == NULL)
		return hold(2);
	while ((p = malloc(100000)) != NULL) {
		memset(p, 1, 100000);
		n++;
	}
	return hold(errno == ENOMEM && n > 2 ? 0 : 1);
}

/* Memory that is only read takes pages as well. */
static int
hog_read(void)
{
	volatile char *p;
	unsigned long i;
	int n = 0;

	if (take_all_but(2048) == NULL)
		return hold(2);
	while ((p = take(64 * PAGE, PROT_READ, ANON)) != NULL) {
		for (i = 0; i < 64; i++)
			(void)p[i * PAGE];
		n++;
	}
	return hold(errno == ENOMEM && n > 2 ? 0 : 1);
}

static int
hog_shared(void)
{
	char *p;
	int n = 0;

	if (take_all_but(2048) == NULL)
		return hold(2);
	while ((p = take(64 * PAGE, RW, MAP_SHARED | MAP_ANON)) != NULL) {
		memset(p, 1, 64 * PAGE);
		n++;
	}
	return hold(errno == ENOMEM && n > 2 ? 0 : 1);
}

/* Address space without rights is free; rights given later are not. */
static int
hog_protect(void)
{
	size_t len = pages_of("vm.pages") * 4 * PAGE;
	char *p = take(len, PROT_NONE, ANON);
	size_t at;

	if (p == NULL || mprotect(p, len, RW) == 0 || errno != ENOMEM)
		return hold(1);
	if (take_all_but(2048) == NULL)
		return hold(2);
	for (at = 0; mprotect(p + at, 64 * PAGE, RW) == 0; at += 64 * PAGE)
		memset(p + at, 1, 64 * PAGE);
	return hold(errno == ENOMEM && at > 0 ? 0 : 3);
}

/* More than half of it: a copy cannot be promised. */
static int
hog_fork(void)
{
	size_t len = pages_of("vm.unreserved") / 8 * 5 * PAGE;
	char *p = take(len, RW, ANON);
	pid_t pid;

	if (p == NULL)
		return hold(2);
	memset(p, 1, 16 * PAGE);
	pid = fork();
	if (pid == 0)
		_exit(0);
	if (pid > 0)
		wait(NULL);
	return hold(pid == -1 && errno == ENOMEM ? 0 : 1);
}

/* Files take what nobody was promised, and no page more. */
static int
hog_file(void)
{
	static char some[CHUNK];
	int fd = open("/tmp/commit", O_RDWR | O_CREAT | O_EXCL, 0600);
	size_t len = pages_of("vm.unreserved") / 8 * 7 * PAGE, at;
	char *p = take(len, RW, ANON);

	unlink("/tmp/commit");
	if (fd < 0 || p == NULL)
		return hold(2);
	memset(some, 1, sizeof(some));
	while (write(fd, some, sizeof(some)) > 0)
		continue;
	if (errno != ENOSPC && errno != ENOMEM)
		return hold(1);
	for (at = 0; at < len; at += PAGE)
		p[at] = 1;
	return hold(0);
}

/* Does a hog end as it should, and the system answer meanwhile? */
static const char *
hog(int (*body)(void))
{
	const char *why = NULL;
	char c = 1;
	pid_t pid;

	if (pipe(ready) != 0 || pipe(leave) != 0)
		return "pipe";
	pid = check_child(body);
	close(ready[1]);
	close(leave[0]);
	if (read(ready[0], &c, 1) != 1)
		why = "killed";
	else if (c != 0)
		why = "not told ENOMEM";
	else if (system("ls -l /bin | grep -c sh >/dev/null") != 0)
		why = "no answer";
	close(leave[1]);
	close(ready[0]);
	if (check_wait(pid) != c << 8 && why == NULL)
		why = "status";
	return why;
}

#define HOG(what)							\
static void								\
commit_##what(void)							\
{									\
	uint64_t before = pages_of("vm.reserved");			\
	const char *why = hog(hog_##what);				\
									\
	if (why != NULL)						\
		printf("# %s\n", why);					\
	WANT(why == NULL);						\
	WANT(pages_of("vm.reserved") == before);			\
}

HOG(mmap)
HOG(break)
HOG(malloc)
HOG(read)
HOG(shared)
HOG(protect)
HOG(fork)
HOG(file)

static int
hold_most(void)
{
	return hold(take_all_but(6000) == NULL);
}

/* Four at once share what there is, and none is killed. */
static int
one_of_four(void)
{
	char *p;

	while ((p = take(16 * PAGE, RW, ANON)) != NULL)
		memset(p, 1, 16 * PAGE);
	return errno == ENOMEM ? 0 : 1;
}

static void
commit_together(void)
{
	pid_t most, pid[4];
	int i, bad = 0;

	/* A child holds most of it, so that this does not take long. */
	WANT(pipe(ready) == 0 && pipe(leave) == 0);
	most = check_child(hold_most);
	WANT(read(ready[0], &i, 1) == 1);
	for (i = 0; i < 4; i++)
		pid[i] = check_child(one_of_four);
	for (i = 0; i < 4; i++)
		bad |= check_wait(pid[i]);
	close(leave[0]);
	close(leave[1]);
	close(ready[0]);
	close(ready[1]);
	WANT(check_wait(most) == 0);
	WANT(bad == 0);
}

/* What each way of taking memory reserves, to the page. */
static void
commit_exact(void)
{
	uint64_t was = pages_of("vm.reserved");
	char *p = take(100 * PAGE, RW, ANON);

	WANT(p != NULL && pages_of("vm.reserved") == was + 100);
	WANT(munmap(p + 10 * PAGE, 50 * PAGE) == 0);
	WANT(pages_of("vm.reserved") == was + 50);
	WANT(mprotect(p, 10 * PAGE, PROT_NONE) == 0);
	WANT(pages_of("vm.reserved") == was + 50);
	WANT(munmap(p, 100 * PAGE) == 0 && pages_of("vm.reserved") == was);
	p = take(100 * PAGE, PROT_NONE, ANON);
	WANT(p != NULL && pages_of("vm.reserved") == was);
	WANT(mprotect(p + PAGE, 2 * PAGE, RW) == 0);
	WANT(pages_of("vm.reserved") == was + 2);
	WANT(munmap(p, 100 * PAGE) == 0 && pages_of("vm.reserved") == was);
	p = take(100 * PAGE, RW, MAP_SHARED | MAP_ANON);
	WANT(p != NULL && pages_of("vm.reserved") == was + 100);
	WANT(munmap(p, 40 * PAGE) == 0);
	WANT(pages_of("vm.reserved") == was + 100);
	WANT(munmap(p, 100 * PAGE) == 0 && pages_of("vm.reserved") == was);
}

int
main(void)
{
	RUN(commit_exact);
	RUN(commit_mmap);
	RUN(commit_break);
	RUN(commit_malloc);
	RUN(commit_read);
	RUN(commit_shared);
	RUN(commit_protect);
	RUN(commit_fork);
	RUN(commit_file);
	RUN(commit_together);
	return 0;
}
