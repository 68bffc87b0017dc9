// SPDX-License-Identifier: BSD-2-Clause
/*
 * ln - make links.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

static int force, symbolic, verbose;

static void
usage(void)
{
	fprintf(stderr, "usage: ln [-fnsv] source [target]\n"
	    "       ln [-fnsv] source ... directory\n");
	exit(1);
}

/* 0, or 1 after a message. */
static int
make(const char *source, const char *target)
{
	if (force && unlink(target) != 0 && errno != ENOENT) {
		warn("%s", target);
		return 1;
	}
	if ((symbolic ? symlink(source, target) : link(source, target)) != 0) {
		warn("%s", target);
		return 1;
	}
	if (verbose)
		printf("%s %s> %s\n", target, symbolic ? "-" : "=", source);
	return 0;
}

static int
make_in(const char *source, const char *dir)
{
	const char *base = strrchr(source, '/');
	char target[MAXPATHLEN];

	base = base == NULL ? source : base + 1;
	if (snprintf(target, sizeof(target), "%s/%s", dir, base) >=
	    (int)sizeof(target)) {
		errno = ENAMETOOLONG;
		warn("%s", source);
		return 1;
	}
	return make(source, target);
}

int
main(int argc, char **argv)
{
	int ch, i, nofollow = 0, status = 0;
	const char *last;
	struct stat st;

	while ((ch = getopt(argc, argv, "fhnsv")) != -1) {
		switch (ch) {
		case 'f':
			force = 1;
			break;
		case 'h':
		case 'n':
			nofollow = 1;
			break;
		case 's':
			symbolic = 1;
			break;
		case 'v':
			verbose = 1;
			break;
		default:
			usage();
		}
	}
	if (optind == argc)
		usage();
	last = argc - optind == 1 ? "." : argv[--argc];
	if ((nofollow ? lstat(last, &st) : stat(last, &st)) == 0 &&
	    S_ISDIR(st.st_mode)) {
		for (i = optind; i < argc; i++)
			status |= make_in(argv[i], last);
		return status;
	}
	if (argc - optind != 1)
		usage();
	return make(argv[optind], last);
}
