// SPDX-License-Identifier: BSD-2-Clause
/*
 * sleep - wait some seconds, which may have a fraction.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: sleep seconds\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	struct timespec ts;
	double seconds;
	char *end;

	if (getopt(argc, argv, "") != -1 || argc - optind != 1)
		usage();
	seconds = strtod(argv[optind], &end);
	if (end == argv[optind] || *end != '\0' || seconds < 0)
		errx(1, "invalid time interval: %s", argv[optind]);
	ts.tv_sec = (time_t)seconds;
	ts.tv_nsec = (long)((seconds - (double)ts.tv_sec) * 1e9);
	/* Being stopped and continued also ends the call; sleep the rest. */
	while (nanosleep(&ts, &ts) != 0)
		if (errno != EINTR)
			err(1, "nanosleep");
	return 0;
}
