// SPDX-License-Identifier: BSD-2-Clause
/*
 * tail - print the last lines of a file, or all from some line on.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: tail [-f] [-n [+]lines | -c [+]bytes] "
	    "[file ...]\n");
	exit(1);
}

/* "+5" is from the fifth on: *from_start is set. */
static long
number(const char *s, int *from_start)
{
	char *end;
	long n;

	*from_start = *s == '+';
	n = labs(strtol(s, &end, 10));
	if (*s == '\0' || *end != '\0')
		errx(1, "illegal offset -- %s", s);
	return n;
}

/* The whole of fp in memory; *len bytes. */
static char *
slurp(FILE *fp, size_t *len)
{
	size_t room = 0, n;
	char *buf = NULL;

	for (*len = 0; ; *len += n) {
		if (room - *len < 4096) {
			room = room * 2 + 8192;
			buf = realloc(buf, room);
			if (buf == NULL)
				err(1, NULL);
		}
		n = fread(buf + *len, 1, room - *len, fp);
		if (n == 0)
			return buf;
	}
}

/* Where the last lines of buf begin. */
static size_t
last_lines(const char *buf, size_t len, long lines)
{
	size_t at = len;

	if (lines == 0)
		return len;
	if (at > 0 && buf[at - 1] == '\n')
		at--;
	for (; at > 0; at--)
		if (buf[at - 1] == '\n' && --lines == 0)
			break;
	return at;
}

/* Where the line of that number begins; lines count from 1. */
static size_t
nth_line(const char *buf, size_t len, long line)
{
	size_t at = 0;

	for (; at < len && line > 1; at++)
		if (buf[at] == '\n')
			line--;
	return at;
}

static void
show(FILE *fp, long count, int from_start, int bytes)
{
	size_t len, at;
	char *buf = slurp(fp, &len);

	if (!bytes)
		at = from_start ? nth_line(buf, len, count) :
		    last_lines(buf, len, count);
	else if (from_start)
		at = count > 0 ? (size_t)count - 1 : 0;
	else
		at = (size_t)count < len ? len - (size_t)count : 0;
	if (at < len)
		fwrite(buf + at, 1, len - at, stdout);
	free(buf);
}

/* Print what is appended, for ever. */
static void
follow(FILE *fp)
{
	int ch;

	for (;;) {
		while ((ch = getc(fp)) != EOF)
			putchar(ch);
		fflush(stdout);
		clearerr(fp);
		usleep(200000);
	}
}

int
main(int argc, char **argv)
{
	int ch, i, from_start = 0, bytes = 0, forever = 0, status = 0;
	long count = 10;
	FILE *fp;

	if (argc > 1 && argv[1][0] == '-' && isdigit((unsigned)argv[1][1])) {
		count = number(argv[1] + 1, &from_start);
		argv++, argc--;
	}
	while ((ch = getopt(argc, argv, "c:fn:")) != -1) {
		if (ch == 'f')
			forever = 1;
		else if (ch == 'n' || ch == 'c') {
			count = number(optarg, &from_start);
			bytes = ch == 'c';
		} else
			usage();
	}
	if (optind == argc)
		show(stdin, count, from_start, bytes);
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
		show(fp, count, from_start, bytes);
		if (forever && i == argc - 1)
			follow(fp);
		fclose(fp);
	}
	return status;
}
