// SPDX-License-Identifier: BSD-2-Clause
/*
 * cp - copy files, and with -R directories with all they contain.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

static int recurse, preserve, force, verbose;

static int	copy(const char *, const char *);

static void
usage(void)
{
	fprintf(stderr, "usage: cp [-fpRrv] source target\n"
	    "       cp [-fpRrv] source ... directory\n");
	exit(1);
}

/* All of from's bytes; 0, or 1 after a message. */
static int
copy_bytes(int in, int out, const char *from, const char *to)
{
	static char buf[16384];
	ssize_t n, done, at;

	while ((n = read(in, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n; at += done) {
			done = write(out, buf + at, (size_t)(n - at));
			if (done < 0) {
				warn("%s", to);
				return 1;
			}
		}
	}
	if (n < 0)
		warn("%s", from);
	return n < 0;
}

static void
copy_attributes(const struct stat *st, const char *to)
{
	struct timespec times[2] = { st->st_atim, st->st_mtim };

	if (!preserve)
		return;
	if (chown(to, st->st_uid, st->st_gid) != 0 ||
	    chmod(to, st->st_mode & ALLPERMS) != 0 ||
	    utimensat(AT_FDCWD, to, times, 0) != 0)
		warn("%s", to);
}

static int
copy_file(const char *from, const struct stat *st, const char *to)
{
	int in, out, status;

	in = open(from, O_RDONLY);
	if (in < 0) {
		warn("%s", from);
		return 1;
	}
	if (force)
		unlink(to);
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st->st_mode & 0777);
	if (out < 0) {
		warn("%s", to);
		close(in);
		return 1;
	}
	status = copy_bytes(in, out, from, to);
	close(in);
	if (close(out) != 0) {
		warn("%s", to);
		status = 1;
	}
	return status;
}

static int
copy_link(const char *from, const char *to)
{
	char target[MAXPATHLEN];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n < 0) {
		warn("%s", from);
		return 1;
	}
	target[n] = '\0';
	if (symlink(target, to) != 0) {
		warn("%s", to);
		return 1;
	}
	return 0;
}

/* dir/name in out, MAXPATHLEN bytes; 0, or 1 after a message. */
static int
join(char *out, const char *dir, const char *name)
{
	if (snprintf(out, MAXPATHLEN, "%s/%s", dir, name) < MAXPATHLEN)
		return 0;
	warnc(ENAMETOOLONG, "%s", dir);
	return 1;
}

static int
copy_directory(const char *from, const struct stat *st, const char *to)
{
	char in[MAXPATHLEN], out[MAXPATHLEN];
	struct dirent *d;
	int status = 0;
	DIR *dir;

	if (mkdir(to, (st->st_mode & 0777) | S_IRWXU) != 0 &&
	    errno != EEXIST) {
		warn("%s", to);
		return 1;
	}
	dir = opendir(from);
	if (dir == NULL) {
		warn("%s", from);
		return 1;
	}
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0)
			continue;
		if (join(in, from, d->d_name) || join(out, to, d->d_name))
			status = 1;
		else
			status |= copy(in, out);
	}
	closedir(dir);
	return status;
}

static int
copy(const char *from, const char *to)
{
	struct stat st, there;
	int status;

	if ((recurse ? lstat(from, &st) : stat(from, &st)) != 0) {
		warn("%s", from);
		return 1;
	}
	if (stat(to, &there) == 0 && there.st_dev == st.st_dev &&
	    there.st_ino == st.st_ino) {
		warnx("%s and %s are identical (not copied).", to, from);
		return 1;
	}
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to);
	if (S_ISDIR(st.st_mode)) {
		if (!recurse) {
			warnx("%s is a directory (not copied).", from);
			return 1;
		}
		status = copy_directory(from, &st, to);
	} else
		status = copy_file(from, &st, to);
	copy_attributes(&st, to);
	if (verbose)
		printf("%s -> %s\n", from, to);
	return status;
}

static int
copy_in(char *from, const char *dir)
{
	char to[MAXPATHLEN], *base;
	size_t len = strlen(from);

	while (len > 1 && from[len - 1] == '/')
		from[--len] = '\0';
	base = strrchr(from, '/');
	if (join(to, dir, base == NULL ? from : base + 1))
		return 1;
	return copy(from, to);
}

static void
options(int argc, char **argv)
{
	int ch;

	while ((ch = getopt(argc, argv, "afpRrv")) != -1) {
		switch (ch) {
		case 'a':
			recurse = preserve = 1;
			break;
		case 'f':
			force = 1;
			break;
		case 'p':
			preserve = 1;
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
}

int
main(int argc, char **argv)
{
	int i, status = 0;
	struct stat st;
	char *last;

	options(argc, argv);
	if (argc - optind < 2)
		usage();
	last = argv[--argc];
	if (stat(last, &st) == 0 && S_ISDIR(st.st_mode)) {
		for (i = optind; i < argc; i++)
			status |= copy_in(argv[i], last);
		return status;
	}
	if (argc - optind != 1)
		errx(1, "%s is not a directory", last);
	return copy(argv[optind], last);
}
