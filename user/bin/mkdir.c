// SPDX-License-Identifier: BSD-2-Clause
/*
 * mkdir - make directories.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: mkdir [-pv] [-m mode] directory ...\n");
	exit(1);
}

static int
is_directory(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* Each missing directory on the way; 0 or -1 with errno. */
static int
make_parents(char *path)
{
	char *slash = path;

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(path, 0777) != 0 && !is_directory(path))
			return -1;
		*slash = '/';
	}
	return 0;
}

int
main(int argc, char **argv)
{
	int ch, parents = 0, verbose = 0, status = 0;
	mode_t mode = 0777;

	while ((ch = getopt(argc, argv, "m:pv")) != -1) {
		switch (ch) {
		case 'm':
			mode = (mode_t)strtoul(optarg, NULL, 8);
			break;
		case 'p':
			parents = 1;
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
	for (argv += optind; *argv != NULL; argv++) {
		if ((parents && make_parents(*argv) != 0) ||
		    (mkdir(*argv, mode) != 0 &&
		    !(parents && is_directory(*argv)))) {
			warn("%s", *argv);
			status = 1;
		} else if (verbose)
			puts(*argv);
	}
	return status;
}
