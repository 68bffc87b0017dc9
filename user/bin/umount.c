// SPDX-License-Identifier: BSD-2-Clause
/*
 * umount - detach file systems.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: umount [-f] directory ...\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	int ch, flags = 0, status = 0;

	while ((ch = getopt(argc, argv, "f")) != -1) {
		if (ch != 'f')
			usage();
		flags = MNT_FORCE;
	}
	if (optind == argc)
		usage();
	for (argv += optind; *argv != NULL; argv++) {
		if (unmount(*argv, flags) != 0) {
			warn("%s", *argv);
			status = 1;
		}
	}
	return status;
}
