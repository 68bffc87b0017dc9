// SPDX-License-Identifier: BSD-2-Clause
/*
 * hostname - print or set the name of this host, or of the jail we are in.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: hostname [-s] [name]\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	char name[MAXHOSTNAMELEN];
	int ch, brief = 0;

	while ((ch = getopt(argc, argv, "fs")) != -1) {
		if (ch == 's')
			brief = 1;
		else if (ch != 'f')
			usage();
	}
	if (argc - optind > 1)
		usage();
	if (argc - optind == 1) {
		if (sethostname(argv[optind], strlen(argv[optind])) != 0)
			err(1, "sethostname");
		return 0;
	}
	if (gethostname(name, sizeof(name)) != 0)
		err(1, "gethostname");
	if (brief)
		name[strcspn(name, ".")] = '\0';
	puts(name);
	return 0;
}
