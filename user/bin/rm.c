// SPDX-License-Identifier: BSD-2-Clause
/*
 * rm - remove files, and with -r directories with all they contain.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

static int force, recurse, verbose;
static int status;

static void	remove_one(const char *);

static void
usage(void)
{
	fprintf(stderr, "usage: rm [-fRrv] file ...\n");
	exit(1);
}

static void
failed(const char *path)
{
	warn("%s", path);
	status = 1;
}

/* Read from the start after each removal: offsets may have moved. */
static void
remove_contents(const char *path)
{
	char child[MAXPATHLEN];
	struct dirent *d;
	DIR *dir = opendir(path);

	if (dir == NULL) {
		failed(path);
		return;
	}
	while ((d = readdir(dir)) != NULL && status == 0) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0)
			continue;
		if (snprintf(child, sizeof(child), "%s/%s", path,
		    d->d_name) >= (int)sizeof(child)) {
			errno = ENAMETOOLONG;
			failed(path);
			break;
		}
		remove_one(child);
		rewinddir(dir);
	}
	closedir(dir);
}

static void
remove_one(const char *path)
{
	struct stat st;
	int error;

	if (lstat(path, &st) != 0) {
		if (!force || errno != ENOENT)
			failed(path);
		return;
	}
	if (S_ISDIR(st.st_mode)) {
		if (!recurse) {
			warnx("%s: is a directory", path);
			status = 1;
			return;
		}
		remove_contents(path);
		error = rmdir(path);
	} else
		error = unlink(path);
	if (error != 0)
		failed(path);
	else if (verbose)
		puts(path);
}

/* "." and ".." would take away what we stand on. */
static int
is_dots(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base == NULL ? path : base + 1;
	return strcmp(base, ".") == 0 || strcmp(base, "..") == 0;
}

int
main(int argc, char **argv)
{
	int ch;

	while ((ch = getopt(argc, argv, "fRrv")) != -1) {
		switch (ch) {
		case 'f':
			force = 1;
			break;
		case 'R':
		case 'r':
			recurse = 1;
			break;
		case 'v':
			verbose = 1;
			break;
		default:
			usage();
		}
	}
	if (optind == argc && !force)
		usage();
	for (argv += optind; *argv != NULL; argv++) {
		if (is_dots(*argv)) {
			warnx("\".\" and \"..\" may not be removed");
			status = 1;
		} else
			remove_one(*argv);
	}
	return status;
}
