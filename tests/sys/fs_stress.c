// SPDX-License-Identifier: BSD-2-Clause
/*
 * fs_stress - several processes do anything to one small tree at once.
 *
 * Nothing is expected of a single call but one of its lawful errors; at the
 * end the tree must still be a tree, and be gone when its names are removed.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include "check.h"

#define PLACE	"/tmp/fs_stress"
#define WORKERS	6
#define STEPS	3000
#define NAMES	5

static unsigned seed;

static unsigned
draw(unsigned n)
{
	seed = seed * 1103515245u + 12345u;
	return (seed >> 16) % n;
}

/* One to three components of few names, so that workers meet. */
static const char *
some_path(char *buf)
{
	char *to = buf;
	unsigned depth = 1 + draw(3);

	while (depth-- > 0)
		to += sprintf(to, "%c%s", 'a' + (char)draw(NAMES),
		    depth > 0 ? "/" : "");
	return buf;
}

static void
some_file_work(const char *path)
{
	char data[5000];
	int fd = open(path, O_RDWR | O_CREAT, 0644);
	char *map;

	if (fd < 0)
		return;
	memset(data, 'd', sizeof(data));
	(void)!pwrite(fd, data, draw(sizeof(data)), draw(10000));
	(void)!read(fd, data, sizeof(data));
	if (draw(4) == 0)
		(void)!ftruncate(fd, draw(9000));
	if (draw(4) == 0) {
		map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
		if (map != MAP_FAILED)
			munmap(map, 4096);
	}
	close(fd);
}

static void
some_listing(const char *path)
{
	DIR *d = opendir(path);
	struct dirent *de;

	if (d == NULL)
		return;
	while ((de = readdir(d)) != NULL)
		continue;
	closedir(d);
}

static void
some_walk(const char *path)
{
	char buf[1024];

	if (chdir(path) == 0) {
		(void)!getcwd(buf, sizeof(buf));
		(void)!chdir("..");
		(void)!getcwd(buf, sizeof(buf));
	}
	if (chdir(PLACE) != 0)
		_exit(9);
}

static void
step(void)
{
	char a[32], b[32];
	struct stat st;

	some_path(a);
	some_path(b);
	switch (draw(10)) {
	case 0:
	case 1:
		(void)mkdir(a, 0755);
		break;
	case 2:
	case 3:
		(void)rename(a, b);
		break;
	case 4:
		(void)unlink(a);
		break;
	case 5:
		(void)rmdir(a);
		break;
	case 6:
		(void)!link(a, b);
		(void)!symlink(a, b);
		break;
	case 7:
		some_file_work(a);
		break;
	case 8:
		some_listing(a);
		(void)lstat(b, &st);
		break;
	default:
		some_walk(a);
	}
}

static int
worker(void)
{
	int i;

	seed = (unsigned)getpid() * 2654435761u;
	for (i = 0; i < STEPS; i++)
		step();
	return 0;
}

/* Remove all below the current directory; how much, or -1. */
static int
clear(int depth)
{
	struct dirent *de;
	int n = 0, below;
	DIR *d = opendir(".");

	if (d == NULL || depth > 100)
		return -1;
	while ((de = readdir(d)) != NULL) {
		if (strcmp(de->d_name, ".") == 0 ||
		    strcmp(de->d_name, "..") == 0)
			continue;
		if (unlink(de->d_name) != 0) {
			if (chdir(de->d_name) != 0)
				return -1;
			below = clear(depth + 1);
			if (below < 0 || chdir("..") != 0 ||
			    rmdir(de->d_name) != 0)
				return -1;
			n += below;
		}
		n++;
	}
	closedir(d);
	return n;
}

static void
fs_stress(void)
{
	pid_t pid[WORKERS];
	struct stat st;
	int i, bad = 0;

	for (i = 0; i < WORKERS; i++)
		pid[i] = check_child(worker);
	for (i = 0; i < WORKERS; i++)
		bad |= check_wait(pid[i]);
	WANT(bad == 0);
	WANT(clear(0) >= 0);
	WANT(chdir(PLACE) == 0);
	WANT(stat(".", &st) == 0 && st.st_nlink == 2);
	WANT(chdir("/") == 0 && rmdir(PLACE) == 0);
}

int
main(void)
{
	rmdir(PLACE);
	if (mkdir(PLACE, 0755) != 0 || chdir(PLACE) != 0)
		return 1;
	RUN(fs_stress);
	return 0;
}
