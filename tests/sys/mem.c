// SPDX-License-Identifier: BSD-2-Clause
/*
 * mem - mmap, copy on write, sharing, protection, the break, the stack.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysctl.h>
#include "check.h"

#define PAGE	4096
#define ANON	(MAP_PRIVATE | MAP_ANON)
#define RW	(PROT_READ | PROT_WRITE)

static char *page;	/* what a child touches */

static int
read_page(void)
{
	return *(volatile char *)page;
}

static int
write_page(void)
{
	*(volatile char *)page = 1;
	return 0;
}

static int
run_page(void)
{
	((void (*)(void))page)();
	return 0;
}

static char *
map(size_t pages, int prot, int flags)
{
	char *p = mmap(NULL, pages * PAGE, prot, flags, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void
mem_zero(void)
{
	char *p = map(64, RW, ANON);
	int i, sum = 0;

	WANT(p != NULL);
	for (i = 0; i < 64 * PAGE; i++)
		sum += p[i];
	WANT(sum == 0);
	memset(p, 1, 64 * PAGE);
	WANT(munmap(p, 64 * PAGE) == 0);
	page = p;
	WANT(WTERMSIG(check_status(read_page)) == SIGSEGV);
}

static void
mem_bad_arguments(void)
{
	WANT_ERRNO((intptr_t)mmap(NULL, 0, RW, ANON, -1, 0), EINVAL);
	WANT_ERRNO((intptr_t)mmap(NULL, PAGE, RW, MAP_ANON | MAP_SHARED |
	    MAP_PRIVATE, -1, 0), EINVAL);
	WANT_ERRNO((intptr_t)mmap(NULL, PAGE, 0x70, ANON, -1, 0), EINVAL);
	WANT_ERRNO((intptr_t)mmap(NULL, (size_t)-PAGE, RW, ANON, -1, 0),
	    ENOMEM);
	WANT_ERRNO((intptr_t)mmap(NULL, (size_t)1 << 47, RW, ANON, -1, 0),
	    ENOMEM);
	WANT_ERRNO((intptr_t)mmap(check_pointer(1), PAGE, RW,
	    ANON | MAP_FIXED, -1, 0), EINVAL);
	WANT_ERRNO((intptr_t)mmap(check_pointer(0xffff800000000000), PAGE,
	    RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	WANT_ERRNO((intptr_t)mmap(NULL, PAGE, RW, MAP_PRIVATE, 77, 0), EBADF);
	WANT_ERRNO((intptr_t)mmap(NULL, PAGE, RW | PROT_EXEC, ANON, -1, 0),
	    EACCES);
	WANT_ERRNO(munmap(check_pointer(3), PAGE), EINVAL);
	WANT_ERRNO(munmap(check_pointer(PAGE), 0), EINVAL);
	WANT_ERRNO(munmap(check_pointer(0xffffffff80000000), PAGE), EINVAL);
	WANT_ERRNO(mprotect(check_pointer(0x50000000000), PAGE, RW), ENOMEM);
}

/* A hole in the middle; the ends stay. */
static void
mem_split(void)
{
	char *p = map(8, RW, ANON);

	WANT(p != NULL);
	memset(p, 7, 8 * PAGE);
	WANT(munmap(p + 3 * PAGE, 2 * PAGE) == 0);
	WANT(p[0] == 7 && p[3 * PAGE - 1] == 7 && p[5 * PAGE] == 7);
	page = p + 3 * PAGE;
	WANT(WTERMSIG(check_status(read_page)) == SIGSEGV);
	WANT(mmap(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0) ==
	    p + 3 * PAGE);
	WANT(p[3 * PAGE] == 0 && p[5 * PAGE] == 7);
	WANT(munmap(p, 8 * PAGE) == 0);
	WANT_ERRNO((intptr_t)mmap(p - PAGE + 1, PAGE, RW, ANON | MAP_FIXED,
	    -1, 0), EINVAL);
}

static void
mem_protect(void)
{
	char *p = map(3, RW, ANON);

	WANT(p != NULL);
	memset(p, 5, 3 * PAGE);
	WANT(mprotect(p + PAGE, PAGE, PROT_READ) == 0);
	page = p + PAGE;
	WANT(WEXITSTATUS(check_status(read_page)) == 5);
	WANT(WTERMSIG(check_status(write_page)) == SIGSEGV);
	WANT(WTERMSIG(check_status(run_page)) == SIGSEGV);
	WANT(mprotect(p + PAGE, PAGE, PROT_NONE) == 0);
	WANT(WTERMSIG(check_status(read_page)) == SIGSEGV);
	WANT(mprotect(p + PAGE, PAGE, RW) == 0 && p[PAGE] == 5);
	p[PAGE] = 6;
	WANT_ERRNO(mprotect(p, PAGE, RW | PROT_EXEC), EACCES);
	*(volatile unsigned char *)p = 0xc3;	/* ret */
	WANT(mprotect(p, PAGE, PROT_READ | PROT_EXEC) == 0);
	page = p;
	WANT(check_status(run_page) == 0);
	WANT(munmap(p, 3 * PAGE) == 0);
}

static int
scribble(void)
{
	memset(page, 9, 16 * PAGE);
	return page[0] + page[16 * PAGE - 1];
}

/* Children write what the parent then does not see. */
static void
mem_cow(void)
{
	char *p = map(16, RW, ANON);
	int i;

	WANT(p != NULL);
	page = p;
	memset(p, 3, 16 * PAGE);
	for (i = 0; i < 5; i++) {
		WANT(WEXITSTATUS(check_status(scribble)) == 18);
		WANT(p[0] == 3 && p[16 * PAGE - 1] == 3);
		p[i * PAGE] = 3;
	}
	WANT(munmap(p, 16 * PAGE) == 0);
}

static void
mem_shared(void)
{
	char *p = map(16, RW, MAP_SHARED | MAP_ANON);

	WANT(p != NULL);
	page = p;
	WANT(WEXITSTATUS(check_status(scribble)) == 18);
	WANT(p[0] == 9 && p[16 * PAGE - 1] == 9);
	WANT(munmap(p, 16 * PAGE) == 0);
}

static int
make_file(const char *path, size_t size)
{
	static char buf[PAGE];
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	size_t i;

	memset(buf, 'f', sizeof(buf));
	for (i = 0; i < size; i += PAGE)
		if (write(fd, buf, PAGE) != PAGE)
			return -1;
	return fd;
}

#define FILE_NAME	"/tmp/mem-test"

static void
mem_file(void)
{
	int fd = make_file(FILE_NAME, 4 * PAGE), ro;
	char *a, *b, c;

	WANT(fd >= 0);
	a = mmap(NULL, 4 * PAGE, RW, MAP_SHARED, fd, 0);
	b = mmap(NULL, 4 * PAGE, RW, MAP_PRIVATE, fd, 0);
	WANT(a != MAP_FAILED && b != MAP_FAILED);
	WANT(a[0] == 'f' && b[4 * PAGE - 1] == 'f');
	b[0] = 'p';
	WANT(a[0] == 'f');
	a[PAGE] = 's';
	WANT(b[PAGE] == 's');
	WANT(pread(fd, &c, 1, PAGE) == 1 && c == 's');
	WANT(pwrite(fd, "w", 1, 2 * PAGE) == 1 && a[2 * PAGE] == 'w');
	ro = open(FILE_NAME, O_RDONLY);
	WANT_ERRNO((intptr_t)mmap(NULL, PAGE, RW, MAP_SHARED, ro, 0), EACCES);
	WANT(munmap(b, 4 * PAGE) == 0);
	WANT((b = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, PAGE)) !=
	    MAP_FAILED && b[0] == 's');
	WANT_ERRNO(mprotect(b, PAGE, RW), EACCES);
	page = a;
	close(ro);
	close(fd);
	WANT(WEXITSTATUS(check_status(read_page)) == 'f');
	WANT(munmap(a, 4 * PAGE) == 0 && munmap(b, PAGE) == 0);
	WANT(unlink(FILE_NAME) == 0);
}

/* Beyond the end of the file there is no page. */
static void
mem_file_end(void)
{
	int fd = make_file(FILE_NAME, PAGE);

	page = mmap(NULL, 2 * PAGE, RW, MAP_SHARED, fd, 0);
	WANT(page != MAP_FAILED && page[PAGE - 1] == 'f');
	page += PAGE;
	WANT(WTERMSIG(check_status(read_page)) == SIGBUS);
	WANT(ftruncate(fd, 2 * PAGE) == 0);
	page[0] = 5;
	WANT(WEXITSTATUS(check_status(read_page)) == 5);
	WANT(ftruncate(fd, PAGE / 2) == 0);
	WANT(WTERMSIG(check_status(read_page)) == SIGBUS);
	WANT(page[-1] == 0 && page[-PAGE] == 'f');
	WANT(ftruncate(fd, 2 * PAGE) == 0 && page[0] == 0);
	WANT(munmap(page - PAGE, 2 * PAGE) == 0 && close(fd) == 0);
	WANT(unlink(FILE_NAME) == 0);
}

static void
mem_brk(void)
{
	char *was = sbrk(0), *p = sbrk(10 * PAGE);

	WANT(p == was);
	memset(p, 1, 10 * PAGE);
	WANT(sbrk(-10 * PAGE) == was + 10 * PAGE && sbrk(0) == was);
	WANT(sbrk(10 * PAGE) == was && p[PAGE] == 0);
	WANT(sbrk(-10 * PAGE) != (void *)-1);
	WANT_ERRNO((intptr_t)sbrk((intptr_t)1 << 46), ENOMEM);
	WANT_ERRNO((intptr_t)sbrk(-((intptr_t)1 << 40)), ENOMEM);
	WANT(sbrk(0) == was);
}

static int
deep(int n)
{
	volatile char buf[1024];

	buf[0] = (char)n;
	return n == 0 ? 0 : deep(n - 1) + buf[0] - (char)n;
}

static int
deep_enough(void)
{
	return deep(4000);
}

static int
too_deep(void)
{
	return deep(100000);
}

static void
mem_stack(void)
{
	WANT(check_status(deep_enough) == 0);
	WANT(WTERMSIG(check_status(too_deep)) == SIGSEGV);
}

/* Thousands of small mappings: bounded, and all given back. */
static int
many_maps(void)
{
	int i;

	for (i = 0; i < 20000; i++)
		if (mmap(NULL, PAGE, (i & 1) ? RW : PROT_READ, ANON, -1,
		    0) == MAP_FAILED)
			break;
	return errno == ENOMEM && i > 1000 && i < 20000 ? 0 : 1;
}

static int
touch_much(void)
{
	char *p = map(512, RW, ANON);

	if (p != NULL)
		memset(p, 1, 512 * PAGE);
	return p == NULL;
}

/* What children used comes back when they are gone. */
static void
mem_no_leak(void)
{
	uint64_t before, after;
	int i;

	WANT(check_status(many_maps) == 0);
	check_status(touch_much);
	before = check_free_pages();
	for (i = 0; i < 30; i++)
		WANT(check_status(touch_much) == 0);
	after = check_free_pages();
	WANT(before > 0 && after + 256 > before);
}

/*
 * What a shared mapping wrote is dated by msync, and what it left beyond
 * the file's end is gone when the file is mapped again.
 */
static void
file_written(void)
{
	struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };
	struct stat before, after;
	int fd = open("/tmp/mem_written", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char *p;

	WANT(fd >= 0 && write(fd, "abc", 3) == 3);
	p = mmap(NULL, 3, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	WANT(p != MAP_FAILED);
	WANT(fstat(fd, &before) == 0);
	p[0] = 'x';
	p[3] = 'y';
	WANT(msync(p, 4096, MS_SYNC) == 0);
	WANT(fstat(fd, &after) == 0);
	WANT(after.st_mtim.tv_sec > before.st_mtim.tv_sec ||
	    after.st_mtim.tv_nsec > before.st_mtim.tv_nsec);
	/* What is set by hand later stays. */
	WANT(msync(p, 4096, MS_SYNC) == 0 && futimens(fd, old) == 0);
	WANT(fstat(fd, &after) == 0 && after.st_mtim.tv_sec == 1000);
	munmap(p, 3);
	WANT_ERRNO(msync(p, 4096, MS_SYNC), ENOMEM);
	p = mmap(NULL, 3, PROT_READ, MAP_SHARED, fd, 0);
	WANT(p != MAP_FAILED && p[0] == 'x' && p[3] == 0);
	munmap(p, 3);
	close(fd);
	unlink("/tmp/mem_written");
}

static uint64_t
resident(void)
{
	struct kinfo_proc kp;
	size_t len = sizeof(kp);
	char name[40];

	snprintf(name, sizeof(name), "kern.proc.pid.%d", (int)getpid());
	return sysctlbyname(name, &kp, &len, NULL, 0) != 0 ? 0 : kp.ki_rss;
}

/* With MCL_FUTURE what is mapped is there at once. */
static void
locked_future(void)
{
	uint64_t before;
	char *p;

	WANT(mlockall(MCL_FUTURE) == 0);
	before = resident();
	p = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);
	WANT(p != MAP_FAILED && before > 0);
	WANT(resident() >= before + 64 * 4096);
	WANT(munlockall() == 0 && munmap(p, 64 * 4096) == 0);
}

/* Nothing is paged out: to lock is to touch, and to know what is mapped. */
static void
locked(void)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
	    MAP_ANON | MAP_PRIVATE, -1, 0);

	WANT(p != MAP_FAILED && mlock(p, 8192) == 0);
	WANT(munlock(p, 8192) == 0);
	munmap(p + 4096, 4096);
	WANT_ERRNO(mlock(p, 8192), ENOMEM);
	WANT_ERRNO(munlock(p, 8192), ENOMEM);
	WANT_ERRNO(mlockall(0), EINVAL);
	WANT(mlockall(MCL_CURRENT) == 0 && munlockall() == 0);
	munmap(p, 4096);
	WANT_ERRNO(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 0,
	    ~4095L) == MAP_FAILED ? -1 : 0, EOVERFLOW);
}

int
main(void)
{
	RUN(file_written);
	RUN(locked);
	RUN(locked_future);
	RUN(mem_zero);
	RUN(mem_bad_arguments);
	RUN(mem_split);
	RUN(mem_protect);
	RUN(mem_cow);
	RUN(mem_shared);
	RUN(mem_file);
	RUN(mem_file_end);
	RUN(mem_brk);
	RUN(mem_stack);
	RUN(mem_no_leak);
	return 0;
}
