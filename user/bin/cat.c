// SPDX-License-Identifier: BSD-2-Clause
/*
 * cat - copy files, or standard input, to standard output.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long line;			/* lines numbered so far */
static int at_start = 1;		/* the next byte begins a line */

static void
usage(void)
{
	fprintf(stderr, "usage: cat [-nu] [file ...]\n");
	exit(1);
}

static void
put(const char *buf, size_t n)
{
	ssize_t done;

	for (; n > 0; buf += done, n -= (size_t)done) {
		done = write(STDOUT_FILENO, buf, n);
		if (done < 0)
			err(1, "stdout");
	}
}

static void
put_numbered(const char *buf, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (at_start)
			printf("%6ld\t", ++line);
		putchar(buf[i]);
		at_start = buf[i] == '\n';
	}
}

/* 0, or 1 after a message. */
static int
copy(int fd, const char *name, int numbered)
{
	static char buf[16384];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0) {
		if (numbered)
			put_numbered(buf, (size_t)n);
		else
			put(buf, (size_t)n);
	}
	if (n < 0)
		warn("%s", name);
	return n < 0;
}

int
main(int argc, char **argv)
{
	int ch, fd, i, numbered = 0, status = 0;

	while ((ch = getopt(argc, argv, "nu")) != -1) {
		if (ch == 'n')
			numbered = 1;
		else if (ch != 'u')
			usage();
	}
	if (optind == argc)
		status = copy(STDIN_FILENO, "stdin", numbered);
	for (i = optind; i < argc; i++) {
		if (strcmp(argv[i], "-") == 0) {
			status |= copy(STDIN_FILENO, "stdin", numbered);
			continue;
		}
		fd = open(argv[i], O_RDONLY);
		if (fd < 0) {
			warn("%s", argv[i]);
			status = 1;
			continue;
		}
		status |= copy(fd, argv[i], numbered);
		close(fd);
	}
	return status;
}
