// SPDX-License-Identifier: BSD-2-Clause
/*
 * echo - write the arguments.
 */
#include <stdio.h>
#include <string.h>

int
main(int argc, char **argv)
{
	int i, first = 1;

	if (argc > 1 && strcmp(argv[1], "-n") == 0)
		first = 2;
	for (i = first; i < argc; i++)
		printf("%s%s", i == first ? "" : " ", argv[i]);
	if (first == 1)
		putchar('\n');
	return fflush(stdout) == 0 ? 0 : 1;
}
