// SPDX-License-Identifier: BSD-2-Clause
/*
 * basename - the last component of a path, without a suffix.
 */
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: basename string [suffix]\n");
	exit(1);
}

int
main(int argc, char **argv)
{
	size_t len, cut;
	char *base;

	if (getopt(argc, argv, "") != -1 || argc - optind < 1 ||
	    argc - optind > 2)
		usage();
	argv += optind;
	base = basename(argv[0]);
	if (argv[1] != NULL) {
		len = strlen(base);
		cut = strlen(argv[1]);
		if (len > cut && strcmp(base + len - cut, argv[1]) == 0)
			base[len - cut] = '\0';
	}
	puts(base);
	return 0;
}
