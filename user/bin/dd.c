// SPDX-License-Identifier: BSD-2-Clause
/*
 * dd - copy blocks.
 */
#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *in_name, *out_name;
static size_t block = 512;		/* bytes */
static long count = -1, skip, seek;	/* blocks */
static int no_truncate, pad, quiet, append;
static unsigned long in_full, in_part, out_full, out_part, bytes;

/* A number with k, m or g behind it, and x between factors. */
static long
number(const char *s)
{
	char *end;
	long n = strtol(s, &end, 0);

	if (end == s)
		errx(1, "%s: illegal numeric value", s);
	switch (*end) {
	case 'b':
		n *= 512, end++;
		break;
	case 'k':
	case 'K':
		n <<= 10, end++;
		break;
	case 'm':
	case 'M':
		n <<= 20, end++;
		break;
	case 'g':
	case 'G':
		n <<= 30, end++;
		break;
	}
	if (*end == 'x')
		return n * number(end + 1);
	if (*end != '\0' || n < 0)
		errx(1, "%s: illegal numeric value", s);
	return n;
}

static void
conversions(char *list)
{
	char *one;

	while ((one = strsep(&list, ",")) != NULL) {
		if (strcmp(one, "notrunc") == 0)
			no_truncate = 1;
		else if (strcmp(one, "sync") == 0)
			pad = 1;
		else
			errx(1, "unknown conversion %s", one);
	}
}

static void
operand(char *arg)
{
	char *value = strchr(arg, '=');

	if (value == NULL)
		errx(1, "unknown operand %s", arg);
	*value++ = '\0';
	if (strcmp(arg, "if") == 0)
		in_name = value;
	else if (strcmp(arg, "of") == 0)
		out_name = value;
	else if (strcmp(arg, "bs") == 0 || strcmp(arg, "ibs") == 0 ||
	    strcmp(arg, "obs") == 0)
		block = (size_t)number(value);
	else if (strcmp(arg, "count") == 0)
		count = number(value);
	else if (strcmp(arg, "skip") == 0 || strcmp(arg, "iseek") == 0)
		skip = number(value);
	else if (strcmp(arg, "seek") == 0 || strcmp(arg, "oseek") == 0)
		seek = number(value);
	else if (strcmp(arg, "conv") == 0)
		conversions(value);
	else if (strcmp(arg, "oflag") == 0 && strcmp(value, "append") == 0)
		append = no_truncate = 1;
	else if (strcmp(arg, "status") == 0)
		quiet = strcmp(value, "none") == 0 ? 2 : 1;
	else
		errx(1, "unknown operand %s", arg);
}

static void
open_files(void)
{
	int fd;

	if (in_name != NULL) {
		fd = open(in_name, O_RDONLY);
		if (fd < 0)
			err(1, "%s", in_name);
		dup2(fd, STDIN_FILENO);
	}
	if (out_name == NULL)
		return;
	fd = open(out_name, O_WRONLY | O_CREAT | (append ? O_APPEND : 0) |
	    (no_truncate || seek > 0 ? 0 : O_TRUNC), 0666);
	if (fd < 0)
		err(1, "%s", out_name);
	dup2(fd, STDOUT_FILENO);
}

/* What cannot be sought is read away. */
static void
position(char *buf)
{
	off_t at = (off_t)block * skip;

	if (skip > 0 && lseek(STDIN_FILENO, at, SEEK_CUR) < 0)
		for (; skip > 0; skip--)
			if (read(STDIN_FILENO, buf, block) <= 0)
				break;
	if (seek > 0 && lseek(STDOUT_FILENO, (off_t)block * seek,
	    SEEK_SET) < 0)
		err(1, "seek");
}

static void
copy(char *buf)
{
	ssize_t n, done, at;

	for (; count != 0; count -= count > 0) {
		n = read(STDIN_FILENO, buf, block);
		if (n < 0)
			err(1, "%s", in_name == NULL ? "stdin" : in_name);
		if (n == 0)
			return;
		*((size_t)n == block ? &in_full : &in_part) += 1;
		if (pad && (size_t)n < block) {
			memset(buf + n, 0, block - (size_t)n);
			n = (ssize_t)block;
		}
		for (at = 0; at < n; at += done) {
			done = write(STDOUT_FILENO, buf + at,
			    (size_t)(n - at));
			if (done < 0)
				err(1, "%s", out_name == NULL ? "stdout" :
				    out_name);
		}
		*((size_t)n == block ? &out_full : &out_part) += 1;
		bytes += (unsigned long)n;
	}
}

int
main(int argc, char **argv)
{
	struct timespec t0, t1;
	double seconds;
	char *buf;
	int i;

	for (i = 1; i < argc; i++)
		operand(argv[i]);
	buf = malloc(block);
	if (block == 0 || buf == NULL)
		errx(1, "block of %zu bytes", block);
	open_files();
	clock_gettime(CLOCK_MONOTONIC, &t0);
	position(buf);
	copy(buf);
	clock_gettime(CLOCK_MONOTONIC, &t1);
	if (quiet < 2)
		fprintf(stderr, "%lu+%lu records in\n%lu+%lu records out\n",
		    in_full, in_part, out_full, out_part);
	seconds = (double)(t1.tv_sec - t0.tv_sec) +
	    (double)(t1.tv_nsec - t0.tv_nsec) / 1e9;
	if (quiet == 0)
		fprintf(stderr, "%lu bytes transferred in %.6f secs "
		    "(%.0f bytes/sec)\n", bytes, seconds,
		    seconds > 0 ? (double)bytes / seconds : 0);
	return 0;
}
