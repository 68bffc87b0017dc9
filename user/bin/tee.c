// SPDX-License-Identifier: BSD-2-Clause
/*
 * tee - copy standard input to standard output and to files.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void
usage(void)
{
	fprintf(stderr, "usage: tee [-a] [file ...]\n");
	exit(1);
}

/* 0, or 1 after a message. */
static int
put(int fd, const char *name, const char *buf, ssize_t n)
{
	ssize_t done;

	for (; n > 0; buf += done, n -= done) {
		done = write(fd, buf, (size_t)n);
		if (done < 0) {
			warn("%s", name);
			return 1;
		}
	}
	return 0;
}

int
main(int argc, char **argv)
{
	int ch, i, *fd, flags = O_WRONLY | O_CREAT | O_TRUNC, status = 0;
	static char buf[8192];
	ssize_t n;

	while ((ch = getopt(argc, argv, "a")) != -1) {
		if (ch != 'a')
			usage();
		flags = O_WRONLY | O_CREAT | O_APPEND;
	}
	argc -= optind, argv += optind;
	fd = calloc((size_t)argc + 1, sizeof(*fd));
	if (fd == NULL)
		err(1, NULL);
	for (i = 0; i < argc; i++) {
		fd[i] = open(argv[i], flags, 0666);
		if (fd[i] < 0) {
			warn("%s", argv[i]);
			status = 1;
		}
	}
	while ((n = read(STDIN_FILENO, buf, sizeof(buf))) > 0) {
		status |= put(STDOUT_FILENO, "stdout", buf, n);
		for (i = 0; i < argc; i++)
			if (fd[i] >= 0)
				status |= put(fd[i], argv[i], buf, n);
	}
	return status;
}
