// SPDX-License-Identifier: BSD-2-Clause
/*
 * seq - print numbers from first to last.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
usage(void)
{
	fprintf(stderr, "usage: seq [-w] [-s string] [first [incr]] last\n");
	exit(1);
}

static long
number(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s == '\0' || *end != '\0')
		errx(1, "invalid argument: %s", s);
	return n;
}

int
main(int argc, char **argv)
{
	long first = 1, incr = 1, last, n;
	const char *sep = "\n";
	int i = 1, wide = 0;
	char text[32];

	/* Not getopt: "-1" is a number. */
	for (; i < argc && argv[i][0] == '-' &&
	    strchr("0123456789", argv[i][1]) == NULL; i++) {
		if (strcmp(argv[i], "-w") == 0)
			wide = 1;
		else if (strcmp(argv[i], "-s") == 0 && i + 1 < argc)
			sep = argv[++i];
		else
			usage();
	}
	argc -= i, argv += i;
	if (argc < 1 || argc > 3)
		usage();
	last = number(argv[argc - 1]);
	if (argc > 1)
		first = number(argv[0]);
	if (argc > 2)
		incr = number(argv[1]);
	else if (first > last)
		incr = -1;
	if (incr == 0)
		errx(1, "zero increment");
	if (wide) {
		wide = snprintf(text, sizeof(text), "%ld", last);
		n = snprintf(text, sizeof(text), "%ld", first);
		if (n > wide)
			wide = (int)n;
	}
	for (n = first; incr > 0 ? n <= last : n >= last; n += incr)
		printf("%s%0*ld", n == first ? "" : sep, wide, n);
	if (incr > 0 ? first <= last : first >= last)
		putchar('\n');
	return 0;
}
