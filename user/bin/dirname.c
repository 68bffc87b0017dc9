// SPDX-License-Identifier: BSD-2-Clause
/*
 * dirname - a path without its last component.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: dirname string\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	if (getopt(argc, argv, "") != -1 || argc - optind != 1)
		usage();
	puts(dirname(argv[optind]));
	return 0;
}
