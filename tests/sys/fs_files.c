// SPDX-License-Identifier: BSD-2-Clause
/*
 * fs_files - contents of files: offsets, holes, truncation, append, maps,
 * descriptors, devices, and file systems of their own size.
 */
#include <fcntl.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "check.h"

#define PLACE	"/tmp/fs_files"
#define PAGE	4096
#define BIG	(PAGE * 10 + 123)

static unsigned char big[BIG], back[BIG];

static int
make(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
}

static int
all_zero(const unsigned char *p, size_t n)
{
	while (n-- > 0)
		if (*p++ != 0)
			return 0;
	return 1;
}

static void
fs_read_write(void)
{
	int fd = make("rw"), i;

	for (i = 0; i < BIG; i++)
		big[i] = (unsigned char)(i * 7 + i / 251);
	WANT(write(fd, big, BIG) == BIG);
	WANT(lseek(fd, 0, SEEK_CUR) == BIG);
	WANT(pread(fd, back, BIG, 0) == BIG);
	WANT(memcmp(big, back, BIG) == 0);
	WANT(read(fd, back, 1) == 0);
	WANT(lseek(fd, -5, SEEK_END) == BIG - 5);
	WANT(read(fd, back, BIG) == 5);
	WANT(memcmp(back, big + BIG - 5, 5) == 0);
	WANT(pwrite(fd, "xyz", 3, PAGE - 1) == 3);
	WANT(pread(fd, back, 5, PAGE - 2) == 5);
	WANT(back[0] == big[PAGE - 2] && memcmp(back + 1, "xyz", 3) == 0 &&
	    back[4] == big[PAGE + 2]);
	WANT_ERRNO(lseek(fd, -1, SEEK_SET), EINVAL);
	WANT_ERRNO(lseek(fd, 0, 99), EINVAL);
	WANT_ERRNO(pread(fd, back, 1, -2), EINVAL);
	WANT_ERRNO(pwrite(fd, "x", 1, INT64_MAX), EFBIG);
	WANT_ERRNO(write(fd, check_pointer(0x1000), 10), EFAULT);
	WANT_ERRNO(read(open(PLACE, O_RDONLY), back, 10), EISDIR);
	WANT(close(fd) == 0 && unlink("rw") == 0);
}

static void
fs_holes(void)
{
	int fd = make("hole");
	struct stat st;

	WANT(pwrite(fd, "e", 1, PAGE * 5) == 1);
	WANT(fstat(fd, &st) == 0 && st.st_size == PAGE * 5 + 1);
	WANT(pread(fd, back, PAGE * 5, 0) == PAGE * 5);
	WANT(all_zero(back, PAGE * 5));
	WANT(pwrite(fd, big, PAGE * 2, 0) == PAGE * 2);
	WANT(ftruncate(fd, 10) == 0);
	WANT(ftruncate(fd, PAGE * 3) == 0);
	WANT(pread(fd, back, PAGE * 3, 0) == PAGE * 3);
	WANT(memcmp(back, big, 10) == 0 && all_zero(back + 10, PAGE * 3 - 10));
	WANT_ERRNO(ftruncate(fd, -1), EINVAL);
	WANT(close(fd) == 0);
	WANT(truncate("hole", 0) == 0 && stat("hole", &st) == 0 &&
	    st.st_size == 0);
	WANT(unlink("hole") == 0);
	WANT_ERRNO(truncate("hole", 0), ENOENT);
	WANT_ERRNO(truncate("/tmp", 0), EISDIR);
}

static void
fs_append(void)
{
	int a = open("app", O_WRONLY | O_CREAT | O_APPEND, 0644);
	int b = open("app", O_WRONLY | O_APPEND);
	struct stat st;

	WANT(write(a, "one", 3) == 3 && write(b, "two", 3) == 3 &&
	    write(a, "three", 5) == 5);
	WANT(fstat(a, &st) == 0 && st.st_size == 11);
	WANT_ERRNO(read(a, back, 1), EBADF);
	close(b);
	b = open("app", O_RDONLY);
	WANT(read(b, back, 20) == 11 && memcmp(back, "onetwothree", 11) == 0);
	WANT_ERRNO(write(b, "x", 1), EBADF);
	WANT_ERRNO(ftruncate(b, 0), EINVAL);
	close(a);
	close(b);
	WANT(unlink("app") == 0);
}

/* A file without a name lives while it is open, or mapped. */
static void
fs_unlinked(void)
{
	int fd = make("nameless");
	struct stat st;
	char *map;

	WANT(unlink("nameless") == 0);
	WANT(fstat(fd, &st) == 0 && st.st_nlink == 0);
	WANT(write(fd, big, PAGE) == PAGE);
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	WANT(map != MAP_FAILED);
	WANT(memcmp(map, big, PAGE) == 0);
	map[0] = 'M';
	WANT(pread(fd, back, 1, 0) == 1 && back[0] == 'M');
	WANT(pwrite(fd, "W", 1, 1) == 1);
	WANT(map[1] == 'W');
	close(fd);
	WANT(map[0] == 'M' && map[2] == (char)big[2]);
	WANT(munmap(map, PAGE) == 0);
}

static void
fs_private_map(void)
{
	int fd = open("/bin/sh", O_RDONLY);
	char *map;

	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	WANT(map != MAP_FAILED);
	WANT(memcmp(map, "\177ELF", 4) == 0);
	map[0] = 'X';
	WANT(pread(fd, back, 4, 0) == 4 && back[0] == '\177');
	WANT(munmap(map, PAGE) == 0);
	WANT(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) ==
	    MAP_FAILED && errno == EACCES);
	close(fd);
}

static void
fs_descriptors(void)
{
	int fd = make("desc"), other, i, n = 0;
	int fds[256];

	WANT(dup2(fd, 200) == 200);
	WANT(fcntl(200, F_GETFD) == 0);
	WANT(fcntl(200, F_SETFD, FD_CLOEXEC) == 0 &&
	    fcntl(200, F_GETFD) == FD_CLOEXEC);
	WANT(fcntl(fd, F_GETFD) == 0);
	other = fcntl(fd, F_DUPFD, 100);
	WANT(other == 100);
	WANT(write(fd, "ab", 2) == 2 && lseek(200, 0, SEEK_CUR) == 2);
	WANT((fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDWR);
	WANT_ERRNO(dup2(fd, -1), EBADF);
	WANT_ERRNO(dup2(fd, 1 << 30), EBADF);
	WANT_ERRNO(dup(77), EBADF);
	WANT_ERRNO(close(77), EBADF);
	WANT(close(200) == 0 && close(100) == 0);
	for (i = 0; i < 256; i++)
		fds[n++] = dup(fd);
	WANT(fds[255] >= 256);
	while (n > 0)
		WANT(close(fds[--n]) == 0);
	WANT(close(fd) == 0 && unlink("desc") == 0);
}

/* The limit is the process's; and it is an error, not a crash. */
static int
eat_descriptors(void)
{
	int fd = open("/dev/null", O_RDONLY), n = 0;

	while (dup(fd) >= 0)
		n++;
	return errno == EMFILE && n > 50 ? 0 : 1;
}

static void
fs_descriptor_limit(void)
{
	WANT(check_status(eat_descriptors) == 0);
}

static void
fs_devices(void)
{
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR);
	int full = open("/dev/full", O_RDWR), rnd = open("/dev/random", O_RDWR);
	struct stat st;
	int n;

	WANT(write(null, big, BIG) == BIG && read(null, back, BIG) == 0);
	memset(back, 1, BIG);
	WANT(read(zero, back, BIG) == BIG && all_zero(back, BIG));
	WANT_ERRNO(write(full, "x", 1), ENOSPC);
	WANT(read(rnd, back, 64) == 64 && !all_zero(back, 64));
	WANT(write(rnd, big, 100) == 100);
	WANT(fstat(null, &st) == 0 && S_ISCHR(st.st_mode));
	WANT_ERRNO(ioctl(null, FIONREAD, &n), ENOTTY);
	WANT(open("/dev/none", O_RDONLY) == -1 && errno == ENOENT);
	close(null);
	close(zero);
	close(full);
	close(rnd);
}

static void
fs_times(void)
{
	struct timespec ts[2] = { { 1000, 5 }, { 2000, 6 } };
	struct stat st;
	int fd = make("times");

	WANT(futimens(fd, ts) == 0);
	WANT(fstat(fd, &st) == 0 && st.st_atim.tv_sec == 1000 &&
	    st.st_mtim.tv_sec == 2000 && st.st_mtim.tv_nsec == 6);
	WANT(write(fd, "x", 1) == 1);
	WANT(fstat(fd, &st) == 0 && st.st_mtim.tv_sec > 2000);
	WANT(fchmod(fd, 04755) == 0 && fstat(fd, &st) == 0 &&
	    (st.st_mode & 07777) == 04755);
	WANT(fchown(fd, 5, 6) == 0 && fstat(fd, &st) == 0 &&
	    st.st_uid == 5 && st.st_gid == 6);
	WANT(close(fd) == 0 && unlink("times") == 0);
}

int
main(void)
{
	umask(022);
	mkdir(PLACE, 0755);
	if (chdir(PLACE) != 0)
		return 1;
	RUN(fs_read_write);
	RUN(fs_holes);
	RUN(fs_append);
	RUN(fs_unlinked);
	RUN(fs_private_map);
	RUN(fs_descriptors);
	RUN(fs_descriptor_limit);
	RUN(fs_devices);
	RUN(fs_times);
	return chdir("/") != 0 || rmdir(PLACE) != 0;
}
