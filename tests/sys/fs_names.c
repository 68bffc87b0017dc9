// SPDX-License-Identifier: BSD-2-Clause
/*
 * fs_names - making, linking, renaming, removing and listing names, and who
 * may.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include "check.h"

#define PLACE	"/tmp/fs_names"
#define MANY	500

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	(void)!write(fd, text, strlen(text));
	close(fd);
}

/* First character of the file, or -1. */
static int
first(const char *path)
{
	char c;
	int fd = open(path, O_RDONLY), n = -1;

	if (fd >= 0)
		n = (int)read(fd, &c, 1);
	close(fd);
	return n == 1 ? c : -1;
}

static long
links_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? (long)st.st_nlink : -1;
}

static void
fs_errors(void)
{
	char name[300];

	put("file", "x");
	WANT(mkdir("dir", 0755) == 0);
	WANT_ERRNO(mkdir("dir", 0755), EEXIST);
	WANT_ERRNO(mkdir("file", 0755), EEXIST);
	WANT_ERRNO(mkdir("none/sub", 0755), ENOENT);
	WANT_ERRNO(mkdir("file/sub", 0755), ENOTDIR);
	WANT_ERRNO(mkdir("/", 0755), EEXIST);
	WANT_ERRNO(mkdir("", 0755), ENOENT);
	WANT_ERRNO(rmdir("file"), ENOTDIR);
	WANT_ERRNO(rmdir("none"), ENOENT);
	WANT_ERRNO(rmdir("dir/."), EINVAL);
	WANT_ERRNO(rmdir("/"), EBUSY);
	WANT_ERRNO(rmdir("/dev"), EBUSY);
	WANT_ERRNO(unlink("dir"), EPERM);
	WANT_ERRNO(unlink("none"), ENOENT);
	WANT_ERRNO(unlink(""), ENOENT);
	WANT_ERRNO(open("dir", O_WRONLY), EISDIR);
	WANT_ERRNO(open("file", O_RDONLY | O_DIRECTORY), ENOTDIR);
	WANT_ERRNO(open("file", O_RDWR | O_CREAT | O_EXCL, 0644), EEXIST);
	WANT_ERRNO(open("new/", O_RDWR | O_CREAT, 0644), EISDIR);
	WANT_ERRNO(open("file", O_ACCMODE), EINVAL);
	WANT_ERRNO(link("dir", "dir2"), EPERM);
	WANT_ERRNO(link("file", "file"), EEXIST);
	WANT_ERRNO(link("file", "/dev/file"), EXDEV);
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	WANT_ERRNO(mkdir(name, 0755), ENAMETOOLONG);
	name[255] = '\0';
	WANT(mkdir(name, 0755) == 0);
	WANT(rmdir(name) == 0);
	WANT(rmdir("dir") == 0 && unlink("file") == 0);
}

static void
fs_links(void)
{
	char buf[64];
	struct stat st;

	put("a", "1");
	WANT(link("a", "b") == 0);
	WANT(links_of("a") == 2);
	WANT(unlink("a") == 0);
	WANT(links_of("b") == 1 && first("b") == '1');
	WANT(symlink("b", "s") == 0);
	WANT(first("s") == '1');
	WANT(readlink("s", buf, sizeof(buf)) == 1 && buf[0] == 'b');
	WANT(lstat("s", &st) == 0 && S_ISLNK(st.st_mode) && st.st_size == 1);
	WANT_ERRNO(readlink("b", buf, sizeof(buf)), EINVAL);
	WANT_ERRNO(open("s", O_RDONLY | O_NOFOLLOW), ELOOP);
	WANT_ERRNO(symlink("", "t"), ENOENT);
	WANT(symlink("t", "t") == 0);
	WANT_ERRNO(open("t", O_RDONLY), ELOOP);
	WANT(symlink("made", "dangling") == 0);
	WANT_ERRNO(open("dangling", O_RDONLY), ENOENT);
	WANT_ERRNO(open("dangling", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	put("dangling", "2");
	WANT(first("made") == '2');
	WANT(unlink("b") == 0 && unlink("s") == 0 && unlink("t") == 0 &&
	    unlink("dangling") == 0 && unlink("made") == 0);
}

static void
fs_rename(void)
{
	put("a", "1");
	put("b", "2");
	WANT(rename("a", "b") == 0);
	WANT(first("b") == '1' && first("a") == -1);
	WANT(rename("b", "b") == 0);
	WANT(link("b", "c") == 0);
	WANT(rename("b", "c") == 0);	/* one file: nothing happens */
	WANT(links_of("b") == 2);
	WANT(mkdir("d", 0755) == 0 && mkdir("d/e", 0755) == 0);
	WANT_ERRNO(rename("b", "d"), EISDIR);
	WANT_ERRNO(rename("d", "b"), ENOTDIR);
	WANT_ERRNO(rename("d", "d/e/f"), EINVAL);
	WANT_ERRNO(rename("d", "d/d"), EINVAL);
	WANT_ERRNO(rename("d/e", "d"), ENOTEMPTY);
	WANT_ERRNO(rename("d/.", "x"), EINVAL);
	WANT_ERRNO(rename("none", "x"), ENOENT);
	WANT_ERRNO(rename("b", "none/x"), ENOENT);
	WANT_ERRNO(rename("b", "/dev/x"), EXDEV);
	WANT_ERRNO(rename("/dev", "x"), EXDEV);
	WANT(rename("d/e", "e") == 0);
	WANT(links_of("d") == 2 && links_of("e") == 2);
	WANT(rename("e", "d") == 0);	/* over an empty directory */
	WANT(links_of("e") == -1 && links_of("d") == 2);
	WANT(unlink("b") == 0 && unlink("c") == 0 && rmdir("d") == 0);
}

/* A directory that was removed while somebody is in it. */
static void
fs_removed(void)
{
	char buf[64];

	WANT(mkdir("gone", 0755) == 0);
	WANT(chdir("gone") == 0);
	WANT(rmdir("../gone") == 0);
	WANT_ERRNO(mkdir("sub", 0755), ENOENT);
	WANT_ERRNO(open("x", O_RDWR | O_CREAT, 0644), ENOENT);
	WANT_ERRNO(chdir(".."), ENOENT);
	WANT(getcwd(buf, sizeof(buf)) == NULL && errno == ENOENT);
	WANT(chdir(PLACE) == 0);
	WANT(getcwd(buf, sizeof(buf)) != NULL && strcmp(buf, PLACE) == 0);
}

static int
count_dir(DIR *d)
{
	struct dirent *de;
	int n = 0;

	while ((de = readdir(d)) != NULL)
		n += de->d_name[0] == 'f';
	return n;
}

/* Names may go while they are listed; none is seen twice or skipped. */
static void
fs_listing(void)
{
	char name[16];
	struct dirent *de;
	DIR *d;
	int i, n = 0;

	WANT(mkdir("many", 0755) == 0 && chdir("many") == 0);
	for (i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "f%d", i);
		put(name, "");
	}
	d = opendir(".");
	WANT(d != NULL);
	WANT(count_dir(d) == MANY);
	rewinddir(d);
	while ((de = readdir(d)) != NULL) {
		if (de->d_name[0] != 'f')
			continue;
		WANT(unlink(de->d_name) == 0);
		n++;
	}
	WANT(n == MANY);
	rewinddir(d);
	WANT(count_dir(d) == 0);
	closedir(d);
	WANT(chdir("..") == 0 && rmdir("many") == 0);
}

/* As nobody: what the bits say. */
static int
as_nobody(void)
{
	if (setgid(1000) != 0 || setuid(1000) != 0)
		return 1;
	if (open("private", O_RDONLY) != -1 || errno != EACCES)
		return 2;
	if (open("public", O_WRONLY) != -1 || errno != EACCES)
		return 3;
	if (open("new", O_RDWR | O_CREAT, 0644) != -1 || errno != EACCES)
		return 4;
	if (unlink("public") != -1 || errno != EACCES)
		return 5;
	if (chmod("public", 0666) != -1 || errno != EPERM)
		return 6;
	if (open("shut/in", O_RDONLY) != -1 || errno != EACCES)
		return 7;
	if (unlink("sticky/theirs") != -1 || errno != EPERM)
		return 8;
	if (rename("sticky/theirs", "sticky/mine") != -1 || errno != EPERM)
		return 9;
	put("sticky/mine", "m");
	if (chmod("sticky/mine", 0600) != 0 || unlink("sticky/mine") != 0)
		return 10;
	if (mkdir("sticky/d", 0700) != 0 || rmdir("sticky/d") != 0)
		return 11;
	if (chown("sticky/theirs", 1000, 1000) != -1 || errno != EPERM)
		return 12;
	return 0;
}

static void
fs_permissions(void)
{
	put("private", "p");
	put("public", "p");
	WANT(chmod("private", 0600) == 0 && chmod("public", 0644) == 0);
	WANT(mkdir("shut", 0700) == 0);
	put("shut/in", "s");
	WANT(mkdir("sticky", 0755) == 0 && chmod("sticky", 01777) == 0);
	put("sticky/theirs", "t");
	WANT(check_status(as_nobody) == 0);
	WANT(unlink("private") == 0 && unlink("public") == 0 &&
	    unlink("shut/in") == 0 && rmdir("shut") == 0 &&
	    unlink("sticky/theirs") == 0 && rmdir("sticky") == 0);
}

/* No path leads out of a changed root. */
static int
in_prison(void)
{
	char buf[64];
	int outside = open("/", O_RDONLY);

	if (chroot("root") != 0 || chdir("/") != 0)
		return 1;
	if (chdir("../../..") != 0 || open("inside", O_RDONLY) < 0)
		return 2;
	if (open("/etc/passwd", O_RDONLY) != -1 || errno != ENOENT)
		return 3;
	if (open("escape", O_RDONLY) != -1 || errno != ENOENT)
		return 4;
	if (getcwd(buf, sizeof(buf)) == NULL || strcmp(buf, "/") != 0)
		return 5;
	if (fchdir(outside) == 0 && getcwd(buf, sizeof(buf)) != NULL)
		return 6;
	if (openat(outside, "tmp/..", O_RDONLY) >= 0 &&
	    openat(openat(outside, "tmp/..", O_RDONLY), "etc", O_RDONLY) >= 0)
		return 7;
	return 0;
}

static void
fs_chroot(void)
{
	WANT(mkdir("root", 0755) == 0);
	put("root/inside", "i");
	WANT(symlink("/etc/passwd", "root/escape") == 0);
	WANT(check_status(in_prison) == 0);
	WANT(unlink("root/inside") == 0 && unlink("root/escape") == 0 &&
	    rmdir("root") == 0);
}

int
main(void)
{
	umask(022);
	mkdir(PLACE, 0755);
	if (chdir(PLACE) != 0)
		return 1;
	RUN(fs_errors);
	RUN(fs_links);
	RUN(fs_rename);
	RUN(fs_removed);
	RUN(fs_listing);
	RUN(fs_permissions);
	RUN(fs_chroot);
	return chdir("/") != 0 || rmdir(PLACE) != 0;
}
