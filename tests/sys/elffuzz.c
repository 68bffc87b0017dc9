// SPDX-License-Identifier: BSD-2-Clause
/*
 * elffuzz - exec of programs whose headers are not what they should be.
 * usage: elffuzz [FILES [SEED]]
 *
 * Each file is /bin/true with a few bytes of its headers changed, or cut
 * short.  Whether it is refused, dies or runs is all the same: exec must
 * answer, the next one too, and no memory may stay behind.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "check.h"

#define FILES		300
#define HEADERS		400	/* bytes that are worth changing */
#define SLACK_PAGES	300	/* what the kernel's caches may keep */
#define PATH_		"/tmp/elffuzz"

static uint64_t seed = 1;
static int files = FILES, refused, ran;
static unsigned char good[1 << 20];
static size_t size;

static unsigned
dice(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* Values at which sums overflow and checks are off by one. */
static unsigned char
nasty(unsigned char was)
{
	static const unsigned char value[] = { 0, 1, 0x7f, 0x80, 0xff };

	switch (dice(4)) {
	case 0:
		return (unsigned char)dice(256);
	case 1:
		return was ^ (unsigned char)(1u << dice(8));
	case 2:
		return (unsigned char)(was + 1 - 2 * dice(2));
	default:
		return value[dice(sizeof(value))];
	}
}

static int
spoil(int fd)
{
	static unsigned char bad[HEADERS];
	int i, n = 1 + (int)dice(6);
	unsigned at;

	memcpy(bad, good, sizeof(bad));
	for (i = 0; i < n; i++) {
		at = dice(HEADERS);
		bad[at] = nasty(bad[at]);
	}
	if (pwrite(fd, bad, sizeof(bad), 0) != (ssize_t)sizeof(bad))
		return -1;
	/* Now and then the end is missing, and comes back the next time. */
	if (dice(10) == 0)
		return ftruncate(fd, (off_t)dice((unsigned)size));
	return pwrite(fd, good + HEADERS, size - HEADERS, HEADERS) ==
	    (ssize_t)(size - HEADERS) ? 0 : -1;
}

/* 0: the kernel answered in one of its ways. */
static int
try(void)
{
	char *argv[] = { "x", NULL };
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		alarm(2);	/* code at a wrong place may never end */
		execve(PATH_, argv, NULL);
		_exit(errno == ENOEXEC || errno == ENOMEM ||
		    errno == EINVAL || errno == EFAULT || errno == E2BIG ?
		    77 : 78);
	}
	status = check_wait(pid);
	refused += WIFEXITED(status) && WEXITSTATUS(status) == 77;
	ran += status == 0;
	return status == -1 || (WIFEXITED(status) &&
	    WEXITSTATUS(status) == 78) ? -1 : 0;
}

static void
elffuzz(void)
{
	int fd = open("/bin/true", O_RDONLY), i;
	ssize_t n = read(fd, good, sizeof(good));
	uint64_t before;

	close(fd);
	WANT(n > HEADERS);
	size = (size_t)n;
	fd = open(PATH_, O_RDWR | O_CREAT | O_TRUNC, 0755);
	WANT(write(fd, good, size) == n && fchmod(fd, 0755) == 0);
	close(fd);
	WANT(try() == 0 && ran == 1);
	before = check_free_pages();
	for (i = 0; i < files; i++) {
		fd = open(PATH_, O_WRONLY);
		WANT(fd >= 0 && spoil(fd) == 0);
		close(fd);
		WANT(try() == 0);
	}
	printf("# elffuzz: %d refused, %d ran, %d died\n", refused, ran - 1,
	    files - refused - ran + 1);
	WANT(refused > 0 && refused < files);
	WANT(check_free_pages() + SLACK_PAGES > before);
	WANT(unlink(PATH_) == 0);
}

int
main(int argc, char **argv)
{
	if (argc > 1)
		files = atoi(argv[1]);
	if (argc > 2)
		seed = strtoull(argv[2], NULL, 0);
	RUN(elffuzz);
	return 0;
}
