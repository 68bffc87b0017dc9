// SPDX-License-Identifier: BSD-2-Clause
/*
 * wc - count lines, words and bytes.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct count {
	unsigned long lines, words, bytes;
};

static int show_lines, show_words, show_bytes;

static void
usage(void)
{
	fprintf(stderr, "usage: wc [-clmw] [file ...]\n");
	exit(1);
}

static void
count_file(FILE *fp, struct count *c)
{
	int ch, in_word = 0;

	while ((ch = getc(fp)) != EOF) {
		c->bytes++;
		if (ch == '\n')
			c->lines++;
		if (isspace(ch))
			in_word = 0;
		else if (!in_word) {
			in_word = 1;
			c->words++;
		}
	}
}

static void
show(const struct count *c, const char *name)
{
	if (show_lines)
		printf(" %7lu", c->lines);
	if (show_words)
		printf(" %7lu", c->words);
	if (show_bytes)
		printf(" %7lu", c->bytes);
	if (name != NULL)
		printf(" %s", name);
	putchar('\n');
}

/* 0, or 1 after a message. */
static int
count_named(const char *name, struct count *total)
{
	struct count c = { 0 };
	FILE *fp = name == NULL ? stdin : fopen(name, "r");
	int bad;

	if (fp == NULL) {
		warn("%s", name);
		return 1;
	}
	count_file(fp, &c);
	bad = ferror(fp);
	if (bad)
		warn("%s", name == NULL ? "stdin" : name);
	else
		show(&c, name);
	if (name != NULL)
		fclose(fp);
	total->lines += c.lines;
	total->words += c.words;
	total->bytes += c.bytes;
	return bad != 0;
}

int
main(int argc, char **argv)
{
	struct count total = { 0 };
	int ch, i, status = 0;

	while ((ch = getopt(argc, argv, "clmw")) != -1) {
		switch (ch) {
		case 'c':
		case 'm':
			show_bytes = 1;
			break;
		case 'l':
			show_lines = 1;
			break;
		case 'w':
			show_words = 1;
			break;
		default:
			usage();
		}
	}
	if (!show_bytes && !show_lines && !show_words)
		show_bytes = show_lines = show_words = 1;
	if (optind == argc)
		return count_named(NULL, &total);
	for (i = optind; i < argc; i++)
		status |= count_named(argv[i], &total);
	if (argc - optind > 1)
		show(&total, "total");
	return status;
}
