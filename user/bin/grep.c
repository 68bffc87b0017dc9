// SPDX-License-Identifier: BSD-2-Clause
/*
 * grep - print the lines that match a pattern.
 *
 * Patterns are POSIX regular expressions, basic unless -E, compiled by the
 * C library; with -F they are plain strings.  Several are tried in turn.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/param.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_PATTERNS	64

struct pattern {
	const char *text;
	regex_t regex;
};

static struct pattern pattern[MAX_PATTERNS];
static int patterns;
static int fixed, extended, fold, invert, count_only, names_only, quiet;
static int silent, numbered, only_match, recurse, whole_line, words;
static int show_name = -1;		/* -1: when there are several files */
static int matched, failed;

static void
usage(void)
{
	fprintf(stderr, "usage: grep [-cEFHhilnoqrsvwx] [-e pattern] "
	    "[-f file] [pattern] [file ...]\n");
	exit(2);
}

static void
pattern_add(char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")) != NULL) {
		if (patterns == MAX_PATTERNS)
			errx(2, "too many patterns");
		pattern[patterns++].text = line;
	}
}

static void
pattern_file(const char *path)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	FILE *fp = fopen(path, "r");

	if (fp == NULL)
		err(2, "%s", path);
	while ((n = getline(&line, &room, fp)) > 0) {
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		pattern_add(strdup(line));
	}
	free(line);
	fclose(fp);
}

static void
patterns_compile(void)
{
	int flags = REG_NEWLINE | (extended ? REG_EXTENDED : 0) |
	    (fold ? REG_ICASE : 0);
	char text[128];
	int i, error;

	for (i = 0; i < patterns && !fixed; i++) {
		error = regcomp(&pattern[i].regex, pattern[i].text, flags);
		if (error == 0)
			continue;
		regerror(error, &pattern[i].regex, text, sizeof(text));
		errx(2, "%s: %s", pattern[i].text, text);
	}
}

/* Where in line the string is; -1 if nowhere. */
static int
fixed_find(const struct pattern *p, const char *line, regmatch_t *m)
{
	size_t len = strlen(p->text);
	const char *s;

	for (s = line; ; s++) {
		if ((fold ? strncasecmp(s, p->text, len) :
		    strncmp(s, p->text, len)) == 0) {
			m->rm_so = s - line;
			m->rm_eo = m->rm_so + (regoff_t)len;
			return 0;
		}
		if (*s == '\0')
			return -1;
	}
}

static int
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* Do -w and -x accept this match in line? */
static int
match_fits(const char *line, const regmatch_t *m)
{
	if (whole_line)
		return m->rm_so == 0 && line[m->rm_eo] == '\0';
	if (!words)
		return 1;
	return (m->rm_so == 0 || !is_word(line[m->rm_so - 1])) &&
	    !is_word(line[m->rm_eo]);
}

/* The first match of p in line from offset at on; 0 or -1. */
static int
pattern_find(struct pattern *p, const char *line, regoff_t at, regmatch_t *m)
{
	int error;

	for (;;) {
		error = fixed ? fixed_find(p, line + at, m) :
		    regexec(&p->regex, line + at, 1, m,
		    at > 0 ? REG_NOTBOL : 0);
		if (error != 0)
			return -1;
		m->rm_so += at;
		m->rm_eo += at;
		if (match_fits(line, m))
			return 0;
		at = m->rm_so + 1;
		if (whole_line || line[m->rm_so] == '\0')
			return -1;
	}
}

/* The earliest match of any pattern; 0 or -1. */
static int
line_find(const char *line, regoff_t at, regmatch_t *best)
{
	regmatch_t m;
	int i, found = -1;

	for (i = 0; i < patterns; i++) {
		if (pattern_find(&pattern[i], line, at, &m) != 0)
			continue;
		if (found != 0 || m.rm_so < best->rm_so)
			*best = m;
		found = 0;
	}
	return found;
}

static void
prefix_print(const char *name, long number)
{
	if (show_name > 0)
		printf("%s:", name);
	if (numbered)
		printf("%ld:", number);
}

static void
matches_print(const char *name, long number, const char *line, regmatch_t m)
{
	do {
		if (m.rm_eo > m.rm_so) {
			prefix_print(name, number);
			printf("%.*s\n", (int)(m.rm_eo - m.rm_so),
			    line + m.rm_so);
		} else
			m.rm_eo++;
	} while (m.rm_eo <= (regoff_t)strlen(line) &&
	    line_find(line, m.rm_eo, &m) == 0);
}

/* How many lines of fp are selected, having printed them. */
static long
stream_search(FILE *fp, const char *name)
{
	long number = 0, hits = 0;
	char *line = NULL;
	size_t room = 0;
	regmatch_t m;
	ssize_t n;

	while ((n = getline(&line, &room, fp)) > 0) {
		number++;
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if ((line_find(line, 0, &m) != 0) != invert)
			continue;
		hits++;
		if (quiet || names_only)
			break;
		if (count_only)
			continue;
		if (only_match && !invert)
			matches_print(name, number, line, m);
		else if (!only_match) {
			prefix_print(name, number);
			puts(line);
		}
	}
	free(line);
	return hits;
}

static void
file_search(const char *path)
{
	FILE *fp = path == NULL ? stdin : fopen(path, "r");
	const char *name = path == NULL ? "(standard input)" : path;
	long hits;

	if (fp == NULL) {
		if (!silent)
			warn("%s", path);
		failed = 1;
		return;
	}
	hits = stream_search(fp, name);
	if (hits > 0)
		matched = 1;
	if (count_only && !quiet) {
		if (show_name > 0)
			printf("%s:", name);
		printf("%ld\n", hits);
	} else if (names_only && hits > 0)
		puts(name);
	if (path != NULL)
		fclose(fp);
}

static void
tree_search(const char *path)
{
	char child[MAXPATHLEN];
	struct dirent *d;
	struct stat st;
	DIR *dir;

	if (!recurse || stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		file_search(path);
		return;
	}
	dir = opendir(path);
	if (dir == NULL) {
		warn("%s", path);
		failed = 1;
		return;
	}
	while ((d = readdir(dir)) != NULL) {
		if (strcmp(d->d_name, ".") == 0 ||
		    strcmp(d->d_name, "..") == 0 || d->d_type == DT_LNK)
			continue;
		snprintf(child, sizeof(child), "%s/%s", path, d->d_name);
		tree_search(child);
	}
	closedir(dir);
}

/* Letters that only set a flag. */
static int
option_flag(int ch)
{
	static const struct {
		char letter;
		int *flag;
	} opts[] = {
		{ 'c', &count_only }, { 'E', &extended }, { 'F', &fixed },
		{ 'i', &fold }, { 'l', &names_only }, { 'n', &numbered },
		{ 'o', &only_match }, { 'q', &quiet }, { 'r', &recurse },
		{ 's', &silent }, { 'v', &invert }, { 'w', &words },
		{ 'x', &whole_line },
	};
	size_t i;

	for (i = 0; i < nitems(opts); i++)
		if (opts[i].letter == ch) {
			*opts[i].flag = 1;
			return 1;
		}
	return 0;
}

int
main(int argc, char **argv)
{
	int ch, i;

	while ((ch = getopt(argc, argv, "cEe:Ff:Hhilnoqrsvwx")) != -1) {
		if (ch == 'e')
			pattern_add(optarg);
		else if (ch == 'f')
			pattern_file(optarg);
		else if (ch == 'H' || ch == 'h')
			show_name = ch == 'H';
		else if (!option_flag(ch))
			usage();
	}
	if (patterns == 0) {
		if (optind == argc)
			usage();
		pattern_add(argv[optind++]);
	}
	patterns_compile();
	if (show_name < 0)
		show_name = argc - optind > 1 || recurse;
	if (optind == argc)
		file_search(NULL);
	for (i = optind; i < argc; i++)
		tree_search(argv[i]);
	if (matched && (quiet || !failed))
		return 0;
	return failed ? 2 : 1;
}
