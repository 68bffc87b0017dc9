// SPDX-License-Identifier: BSD-2-Clause
/*
 * touch - set the times of files to now, making those that are missing.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: touch [-acm] file ...\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	struct timespec times[2] = { { 0, UTIME_NOW }, { 0, UTIME_NOW } };
	int ch, fd, create = 1, status = 0;

	while ((ch = getopt(argc, argv, "acm")) != -1) {
		switch (ch) {
		case 'a':
			times[1].tv_nsec = UTIME_OMIT;
			break;
		case 'c':
			create = 0;
			break;
		case 'm':
			times[0].tv_nsec = UTIME_OMIT;
			break;
		default:
			usage();
		}
	}
	if (optind == argc)
		usage();
	for (argv += optind; *argv != NULL; argv++) {
		if (utimensat(AT_FDCWD, *argv, times, 0) == 0)
			continue;
		if (errno == ENOENT && !create)
			continue;
		fd = errno == ENOENT ?
		    open(*argv, O_WRONLY | O_CREAT, 0666) : -1;
		if (fd < 0) {
			warn("%s", *argv);
			status = 1;
			continue;
		}
		close(fd);
	}
	return status;
}
