// SPDX-License-Identifier: BSD-2-Clause
/*
 * file - functions of files that are not bare system calls.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

ssize_t	__getcwd(char *, size_t);
int	pipe2(int *, int);

int
stat(const char *restrict path, struct stat *restrict st)
{
	return fstatat(AT_FDCWD, path, st, 0);
}

int
lstat(const char *restrict path, struct stat *restrict st)
{
	return fstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

int
mkfifo(const char *path, mode_t mode)
{
	return mkfifoat(AT_FDCWD, path, mode);
}

int
mknod(const char *path, mode_t mode, dev_t dev)
{
	return mknodat(AT_FDCWD, path, mode, dev);
}

int
futimens(int fd, const struct timespec *times)
{
	return utimensat(fd, NULL, times, 0);
}

int
utime(const char *path, const struct utimbuf *times)
{
	struct timeval tv[2] = { { 0 }, { 0 } };

	if (times == NULL)
		return utimes(path, NULL);
	tv[0].tv_sec = times->actime;
	tv[1].tv_sec = times->modtime;
	return utimes(path, tv);
}

int
pipe(int fds[2])
{
	return pipe2(fds, 0);
}

/* With no buffer one is allocated, which the caller frees. */
char *
getcwd(char *buf, size_t len)
{
	char *mine = NULL;

	if (buf == NULL) {
		if (len == 0)
			len = MAXPATHLEN;
		buf = mine = malloc(len);
		if (buf == NULL)
			return NULL;
	}
	if (len == 0) {
		errno = EINVAL;
		return NULL;
	}
	if (__getcwd(buf, len) < 0) {
		free(mine);
		return NULL;
	}
	return buf;
}
