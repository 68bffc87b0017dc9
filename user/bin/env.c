// SPDX-License-Identifier: BSD-2-Clause
/*
 * env - run a program with a changed environment, or print it.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr,
	    "usage: env [-i] [-u name] [name=value ...] [command [arg ...]]\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	char **e, *eq;
	int ch;

	while ((ch = getopt(argc, argv, "+iu:")) != -1) {
		switch (ch) {
		case 'i':
			environ = calloc(1, sizeof(*environ));
			if (environ == NULL)
				err(1, NULL);
			break;
		case 'u':
			unsetenv(optarg);
			break;
		default:
			usage();
		}
	}
	argv += optind;
	for (; *argv != NULL; argv++) {
		eq = strchr(*argv, '=');
		if (eq == NULL)
			break;
		*eq = '\0';
		if (setenv(*argv, eq + 1, 1) != 0)
			err(1, "%s", *argv);
	}
	if (*argv != NULL) {
		execvp(*argv, argv);
		err(errno == ENOENT ? 127 : 126, "%s", *argv);
	}
	for (e = environ; *e != NULL; e++)
		puts(*e);
	return 0;
}
