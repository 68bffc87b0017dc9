// SPDX-License-Identifier: BSD-2-Clause
/*
 * cut - print parts of lines.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POSITIONS	2048

static char wanted[POSITIONS + 1];	/* [n]: position n is printed */
static int from = POSITIONS + 1;	/* and all from here on */
static char delim = '\t';
static int by_field, only_delimited;

static void
usage(void)
{
	fprintf(stderr, "usage: cut -b list | -c list [file ...]\n"
	    "       cut -f list [-s] [-d delim] [file ...]\n");
	exit(1);
}

static int
position(char **s, int missing)
{
	long n;

	if (!isdigit((unsigned char)**s))
		return missing;
	n = strtol(*s, s, 10);
	if (n < 1 || n > POSITIONS)
		errx(1, "[-bcf] list: illegal list value");
	return (int)n;
}

/* "1,3-5,7-" */
static void
list_parse(char *s)
{
	int first, last;

	for (;;) {
		first = position(&s, 1);
		last = first;
		if (*s == '-') {
			s++;
			last = position(&s, 0);
			if (last == 0 && first < from)
				from = first;
		}
		for (; first <= last; first++)
			wanted[first] = 1;
		if (*s == '\0')
			return;
		if (*s++ != ',')
			errx(1, "[-bcf] list: illegal list value");
	}
}

static int
is_wanted(int n)
{
	return n >= from || (n <= POSITIONS && wanted[n]);
}

static void
cut_bytes(const char *s)
{
	int n;

	for (n = 1; *s != '\0'; s++, n++)
		if (is_wanted(n))
			putchar(*s);
	putchar('\n');
}

static void
cut_fields(char *s)
{
	int n, printed = 0;
	char sep[2] = { delim, '\0' };
	char *field;

	if (strchr(s, delim) == NULL) {
		if (!only_delimited)
			puts(s);
		return;
	}
	for (n = 1; (field = strsep(&s, sep)) != NULL; n++) {
		if (!is_wanted(n))
			continue;
		if (printed++ > 0)
			putchar(delim);
		fputs(field, stdout);
	}
	putchar('\n');
}

static void
cut_file(FILE *fp)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	while ((n = getline(&line, &room, fp)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (by_field)
			cut_fields(line);
		else
			cut_bytes(line);
	}
	free(line);
}

int
main(int argc, char **argv)
{
	int ch, i, listed = 0, status = 0;
	FILE *fp;

	while ((ch = getopt(argc, argv, "b:c:d:f:s")) != -1) {
		switch (ch) {
		case 'b':
		case 'c':
		case 'f':
			list_parse(optarg);
			by_field = ch == 'f';
			listed = 1;
			break;
		case 'd':
			delim = optarg[0];
			break;
		case 's':
			only_delimited = 1;
			break;
		default:
			usage();
		}
	}
	if (!listed)
		usage();
	if (optind == argc)
		cut_file(stdin);
	for (i = optind; i < argc; i++) {
		fp = fopen(argv[i], "r");
		if (fp == NULL) {
			warn("%s", argv[i]);
			status = 1;
			continue;
		}
		cut_file(fp);
		fclose(fp);
	}
	return status;
}
