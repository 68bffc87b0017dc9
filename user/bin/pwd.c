// SPDX-License-Identifier: BSD-2-Clause
/*
 * pwd - print the working directory.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: pwd [-L | -P]\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	char *cwd;
	int ch;

	/* -L would take $PWD's word for it; we always ask the kernel. */
	while ((ch = getopt(argc, argv, "LP")) != -1)
		if (ch == '?')
			usage();
	if (optind != argc)
		usage();
	cwd = getcwd(NULL, 0);
	if (cwd == NULL)
		err(1, ".");
	puts(cwd);
	free(cwd);
	return 0;
}
