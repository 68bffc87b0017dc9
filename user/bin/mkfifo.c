// SPDX-License-Identifier: BSD-2-Clause
/*
 * mkfifo - make named pipes.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: mkfifo [-m mode] name ...\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	mode_t mode = 0666;
	int ch, status = 0;

	while ((ch = getopt(argc, argv, "m:")) != -1) {
		if (ch != 'm')
			usage();
		mode = (mode_t)strtoul(optarg, NULL, 8);
	}
	if (optind == argc)
		usage();
	for (argv += optind; *argv != NULL; argv++) {
		if (mkfifo(*argv, mode) != 0) {
			warn("%s", *argv);
			status = 1;
		}
	}
	return status;
}
