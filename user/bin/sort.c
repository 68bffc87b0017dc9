// SPDX-License-Identifier: BSD-2-Clause
/*
 * sort - sort lines.
 *
 * All lines are held in memory.  -k N compares from field N on; fields end
 * at blanks, or at the character -t names.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static char **line;
static size_t lines, room;
static int numeric, reverse, unique, fold, field, sep = -1;

static void
usage(void)
{
	fprintf(stderr,
	    "usage: sort [-fnru] [-k field] [-o file] [-t char] [file ...]\n");
	exit(2);
}

static void
read_lines(FILE *fp, const char *name)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t n;

	while ((n = getline(&text, &size, fp)) > 0) {
		if (text[n - 1] == '\n')
			text[n - 1] = '\0';
		if (lines == room) {
			room = room * 2 + 256;
			line = realloc(line, room * sizeof(*line));
			if (line == NULL)
				err(2, NULL);
		}
		line[lines] = strdup(text);
		if (line[lines++] == NULL)
			err(2, NULL);
	}
	if (ferror(fp))
		err(2, "%s", name);
	free(text);
}

static const char *
skip_field(const char *s)
{
	if (sep >= 0) {
		while (*s != '\0' && *s != sep)
			s++;
		return *s == '\0' ? s : s + 1;
	}
	while (isblank((unsigned char)*s))
		s++;
	while (*s != '\0' && !isblank((unsigned char)*s))
		s++;
	return s;
}

static const char *
key(const char *s)
{
	int i;

	for (i = 1; i < field; i++)
		s = skip_field(s);
	return s;
}

static int
compare_keys(const char *a, const char *b)
{
	double x, y;

	if (numeric) {
		x = strtod(a, NULL);
		y = strtod(b, NULL);
		return (x > y) - (x < y);
	}
	return fold ? strcasecmp(a, b) : strcmp(a, b);
}

static int
compare(const void *x, const void *y)
{
	const char *a = *(char *const *)x, *b = *(char *const *)y;
	int order = compare_keys(key(a), key(b));

	if (order == 0 && !unique)
		order = strcmp(a, b);
	return reverse ? -order : order;
}

static void
read_named(const char *name)
{
	FILE *fp;

	if (strcmp(name, "-") == 0) {
		read_lines(stdin, "stdin");
		return;
	}
	fp = fopen(name, "r");
	if (fp == NULL)
		err(2, "%s", name);
	read_lines(fp, name);
	fclose(fp);
}

static void
write_lines(void)
{
	size_t i;

	for (i = 0; i < lines; i++)
		if (!unique || i == 0 ||
		    compare_keys(key(line[i - 1]), key(line[i])) != 0)
			puts(line[i]);
}

int
main(int argc, char **argv)
{
	const char *output = NULL;
	int ch, i;

	while ((ch = getopt(argc, argv, "fk:no:rt:u")) != -1) {
		switch (ch) {
		case 'f':
			fold = 1;
			break;
		case 'k':
			field = atoi(optarg);
			numeric |= strchr(optarg, 'n') != NULL;
			reverse |= strchr(optarg, 'r') != NULL;
			break;
		case 'n':
			numeric = 1;
			break;
		case 'o':
			output = optarg;
			break;
		case 'r':
			reverse = 1;
			break;
		case 't':
			sep = (unsigned char)optarg[0];
			break;
		case 'u':
			unique = 1;
			break;
		default:
			usage();
		}
	}
	if (optind == argc)
		read_lines(stdin, "stdin");
	for (i = optind; i < argc; i++)
		read_named(argv[i]);
	qsort(line, lines, sizeof(*line), compare);
	if (output != NULL && freopen(output, "w", stdout) == NULL)
		err(2, "%s", output);
	write_lines();
	return 0;
}
