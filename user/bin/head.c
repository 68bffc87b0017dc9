// SPDX-License-Identifier: BSD-2-Clause
/*
 * head - print the first lines of files.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: head [-n lines | -c bytes] [file ...]\n");
	exit(1);
}

static long
number(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s == '\0' || *end != '\0' || n < 0)
		errx(1, "illegal count -- %s", s);
	return n;
}

/* Until lines are out, or, when lines is negative, bytes are. */
static void
copy(FILE *fp, long lines, long bytes)
{
	int ch;

	while ((lines > 0 || (lines < 0 && bytes-- > 0)) &&
	    (ch = getc(fp)) != EOF) {
		putchar(ch);
		if (ch == '\n' && lines > 0)
			lines--;
	}
}

int
main(int argc, char **argv)
{
	long lines = 10, bytes = 0;
	int ch, i, status = 0;
	FILE *fp;

	/* The old form, -5. */
	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned)argv[1][1])) {
		lines = number(argv[1] + 1);
		argv++, argc--;
	}
	while ((ch = getopt(argc, argv, "c:n:")) != -1) {
		if (ch == 'n')
			lines = number(optarg);
		else if (ch == 'c') {
			bytes = number(optarg);
			lines = -1;
		} else
			usage();
	}
	if (optind == argc)
		copy(stdin, lines, bytes);
	for (i = optind; i < argc; i++) {
		fp = fopen(argv[i], "r");
		if (fp == NULL) {
			warn("%s", argv[i]);
			status = 1;
			continue;
		}
		if (argc - optind > 1)
			printf("%s==> %s <==\n", i > optind ? "\n" : "",
			    argv[i]);
		copy(fp, lines, bytes);
		fclose(fp);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		err(1, "stdout");
	return status;
}
