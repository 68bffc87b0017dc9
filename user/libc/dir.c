// SPDX-License-Identifier: BSD-2-Clause
/*
 * dir - reading directories.
 *
 * A place in a directory is what the kernel says of it in d_off, so that
 * telldir has nothing to remember.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUF_SIZE	2048

DIR *
fdopendir(int fd)
{
	DIR *dir;

	if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
		return NULL;
	dir = calloc(1, sizeof(*dir));
	if (dir == NULL)
		return NULL;
	dir->dd_buf = malloc(BUF_SIZE);
	if (dir->dd_buf == NULL) {
		free(dir);
		return NULL;
	}
	dir->dd_fd = fd;
	dir->dd_len = BUF_SIZE;
	return dir;
}

DIR *
opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (fd < 0)
		return NULL;
	dir = fdopendir(fd);
	if (dir == NULL)
		close(fd);
	return dir;
}

struct dirent *
readdir(DIR *dir)
{
	struct dirent *d;

	do {
		if (dir->dd_loc >= dir->dd_size) {
			dir->dd_loc = 0;
			dir->dd_size = getdirentries(dir->dd_fd, dir->dd_buf,
			    (size_t)dir->dd_len, NULL);
			if (dir->dd_size <= 0) {
				dir->dd_size = 0;
				return NULL;
			}
		}
		d = (struct dirent *)(dir->dd_buf + dir->dd_loc);
		dir->dd_loc += d->d_reclen;
		dir->dd_seek = d->d_off;
	} while (d->d_fileno == 0);
	return d;
}

int
readdir_r(DIR *restrict dir, struct dirent *restrict entry,
    struct dirent **restrict result)
{
	struct dirent *d;
	int before = errno, error = 0;

	errno = 0;
	d = readdir(dir);
	if (d == NULL)
		error = errno;
	else
		memcpy(entry, d, d->d_reclen);
	*result = d == NULL ? NULL : entry;
	errno = before;
	return error;
}

long
telldir(DIR *dir)
{
	return dir->dd_seek;
}

void
seekdir(DIR *dir, long at)
{
	dir->dd_seek = lseek(dir->dd_fd, at, SEEK_SET);
	dir->dd_loc = dir->dd_size = 0;
}

void
rewinddir(DIR *dir)
{
	seekdir(dir, 0);
}

int
dirfd(DIR *dir)
{
	return dir->dd_fd;
}

int
closedir(DIR *dir)
{
	int fd = dir->dd_fd;

	free(dir->dd_buf);
	free(dir);
	return close(fd);
}
