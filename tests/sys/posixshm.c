// SPDX-License-Identifier: BSD-2-Clause
/*
 * posixshm - POSIX shared memory: names, sizes, mappings, and what goes on
 * after the name is gone.
 */
#include "tests/sys/check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>

#define NAME	"/posix/shm"	/* more slashes are allowed */
#define PAGE	4096

static int fd;
static char *mem;

static char *
map(int prot, int flags)
{
	return mmap(NULL, 2 * PAGE, prot, flags, fd, 0);
}

static void
names(void)
{
	char name[400];

	memset(name, 'x', sizeof(name));
	name[0] = '/';
	name[sizeof(name) - 1] = '\0';
	WANT_ERRNO(shm_open(name, O_RDWR, 0), ENAMETOOLONG);
	WANT_ERRNO(shm_open("", O_RDWR | O_CREAT, 0600), EINVAL);
	/* No slash is one in front. */
	close(shm_open("x", O_RDWR | O_CREAT, 0600));
	WANT(shm_unlink("/x") == 0);
	WANT_ERRNO(shm_open(NAME, O_RDWR, 0), ENOENT);
	WANT_ERRNO(shm_open(NAME, O_WRONLY | O_CREAT, 0600), EINVAL);
	WANT_ERRNO(shm_open(NULL, O_RDWR, 0), EFAULT);
	WANT_ERRNO(shm_unlink(NAME), ENOENT);
	fd = shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600);
	WANT(fd >= 0 && fcntl(fd, F_GETFD) == FD_CLOEXEC);
	WANT_ERRNO(shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	WANT(shm_unlink(NAME) == 0 && close(fd) == 0);
	WANT_ERRNO(shm_open(SHM_ANON, O_RDONLY, 0600), EINVAL);
}

static void
sizes(void)
{
	struct stat st;
	char c = 'x';

	fd = shm_open(SHM_ANON, O_RDWR, 0600);
	WANT(fd >= 0 && fstat(fd, &st) == 0 && st.st_size == 0);
	WANT(ftruncate(fd, 2 * PAGE) == 0 && fstat(fd, &st) == 0);
	WANT(st.st_size == 2 * PAGE && (st.st_mode & 0777) == 0600);
	WANT_ERRNO(ftruncate(fd, -1), EINVAL);
	WANT(lseek(fd, PAGE, SEEK_SET) == PAGE && write(fd, &c, 1) == 1);
	WANT(pread(fd, &c, 1, 0) == 1 && c == '\0');
	WANT(pread(fd, &c, 1, PAGE) == 1 && c == 'x');
	WANT(pread(fd, &c, 1, 2 * PAGE) == 0);
	WANT_ERRNO(pwrite(fd, &c, 1, 2 * PAGE), EFBIG);
	/* What was cut off comes back as zeros. */
	WANT(ftruncate(fd, 1) == 0 && ftruncate(fd, 2 * PAGE) == 0);
	WANT(pread(fd, &c, 1, PAGE) == 1 && c == '\0');
	WANT(close(fd) == 0);
}

static int
writer(void)
{
	mem[0] = 'c';
	mem[PAGE] = 'd';
	return 0;
}

static void
shared_over_fork(void)
{
	fd = shm_open(NAME, O_RDWR | O_CREAT, 0600);
	WANT(fd >= 0 && ftruncate(fd, 2 * PAGE) == 0);
	mem = map(PROT_READ | PROT_WRITE, MAP_SHARED);
	WANT(mem != MAP_FAILED && mem[0] == '\0');
	WANT(check_status(writer) == 0 && mem[0] == 'c' && mem[PAGE] == 'd');
	/* The name goes; memory that is mapped stays. */
	WANT(shm_unlink(NAME) == 0 && close(fd) == 0);
	WANT(check_status(writer) == 0 && mem[0] == 'c');
	WANT(munmap(mem, 2 * PAGE) == 0);
	fd = shm_open(NAME, O_RDWR | O_CREAT | O_EXCL, 0600);
	WANT(fd >= 0 && shm_unlink(NAME) == 0 && close(fd) == 0);
}

static void
modes(void)
{
	int rd;

	fd = shm_open(NAME, O_RDWR | O_CREAT, 0600);
	WANT(fd >= 0 && ftruncate(fd, PAGE) == 0 && write(fd, "abc", 3) == 3);
	WANT((rd = shm_open(NAME, O_RDONLY, 0)) >= 0 && close(fd) == 0);
	fd = rd;
	WANT(map(PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED &&
	    errno == EACCES);
	WANT_ERRNO(ftruncate(fd, 1), EINVAL);
	mem = map(PROT_READ, MAP_SHARED);
	WANT(mem != MAP_FAILED && memcmp(mem, "abc", 3) == 0);
	WANT_ERRNO(mprotect(mem, PAGE, PROT_READ | PROT_WRITE), EACCES);
	WANT(munmap(mem, 2 * PAGE) == 0 && close(fd) == 0);
	WANT((fd = shm_open(NAME, O_RDWR | O_TRUNC, 0)) >= 0);
	WANT(lseek(fd, 0, SEEK_END) == 0);
	WANT(close(fd) == 0 && shm_unlink(NAME) == 0);
}

static int
beyond(void)
{
	return mem[PAGE];
}

static void
cut_under_a_mapping(void)
{
	fd = shm_open(SHM_ANON, O_RDWR, 0600);
	WANT(fd >= 0 && ftruncate(fd, 2 * PAGE) == 0);
	mem = map(PROT_READ | PROT_WRITE, MAP_SHARED);
	mem[PAGE] = 'x';
	WANT(ftruncate(fd, PAGE) == 0 && check_status(beyond) == SIGBUS);
	WANT(munmap(mem, 2 * PAGE) == 0 && close(fd) == 0);
}

static void
renames(void)
{
	int a = shm_open("/a", O_RDWR | O_CREAT, 0600);
	int b = shm_open("/b", O_RDWR | O_CREAT, 0600);

	WANT(a >= 0 && b >= 0 && ftruncate(a, 1) == 0 && ftruncate(b, 2) == 0);
	WANT_ERRNO(shm_rename("/a", "/b", SHM_RENAME_NOREPLACE), EEXIST);
	WANT_ERRNO(shm_rename("/a", "/c", SHM_RENAME_EXCHANGE), ENOENT);
	WANT(shm_rename("/a", "/b", SHM_RENAME_EXCHANGE) == 0);
	WANT((fd = shm_open("/a", O_RDWR, 0)) >= 0);
	WANT(lseek(fd, 0, SEEK_END) == 2 && close(fd) == 0);
	WANT(shm_rename("/a", "/b", 0) == 0);
	WANT_ERRNO(shm_unlink("/a"), ENOENT);
	WANT((fd = shm_open("/b", O_RDWR, 0)) >= 0);
	WANT(lseek(fd, 0, SEEK_END) == 2 && close(fd) == 0);
	WANT_ERRNO(shm_rename("/a", "/b", 99), EINVAL);
	WANT(shm_unlink("/b") == 0 && close(a) == 0 && close(b) == 0);
}

int
main(void)
{
	RUN(names);
	RUN(sizes);
	RUN(shared_over_fork);
	RUN(modes);
	RUN(cut_under_a_mapping);
	RUN(renames);
	return 0;
}
