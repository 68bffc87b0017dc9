// SPDX-License-Identifier: BSD-2-Clause
/*
 * rmdir - remove empty directories.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: rmdir directory ...\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	int status = 0;

	if (getopt(argc, argv, "") != -1 || optind == argc)
		usage();
	for (argv += optind; *argv != NULL; argv++) {
		if (rmdir(*argv) != 0) {
			warn("%s", *argv);
			status = 1;
		}
	}
	return status;
}
