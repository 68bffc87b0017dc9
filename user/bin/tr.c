// SPDX-License-Identifier: BSD-2-Clause
/*
 * tr - translate, delete or squeeze characters.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHARS	256

/* A set in order, as translation needs it. */
struct set {
	unsigned char ch[CHARS];
	int count;
};

static void
usage(void)
{
	fprintf(stderr, "usage: tr [-Ccs] string1 string2\n"
	    "       tr [-Cc] -d string1\n"
	    "       tr [-Cc] -s string1\n"
	    "       tr [-Cc] -ds string1 string2\n");
	exit(1);
}

static void
set_add(struct set *set, int ch)
{
	if (set->count < CHARS)
		set->ch[set->count++] = (unsigned char)ch;
}

/* One character, maybe written with a backslash; *s moves behind it. */
static int
char_parse(const char **s)
{
	static const char from[] = "abfnrtv\\", to[] = "\a\b\f\n\r\t\v\\";
	const char *p;
	int ch, digits;

	if (**s != '\\' || (*s)[1] == '\0')
		return (unsigned char)*(*s)++;
	(*s)++;
	if (**s >= '0' && **s <= '7') {
		for (ch = digits = 0; digits < 3 && **s >= '0' &&
		    **s <= '7'; digits++)
			ch = ch * 8 + *(*s)++ - '0';
		return ch & 0xff;
	}
	p = strchr(from, **s);
	ch = p != NULL ? to[p - from] : **s;
	(*s)++;
	return (unsigned char)ch;
}

/* "[:class:]" at *s: add it and say yes. */
static int
class_parse(const char **s, struct set *set)
{
	static const struct {
		const char *name;
		int (*is)(int);
	} classes[] = {
		{ "[:alnum:]", isalnum }, { "[:alpha:]", isalpha },
		{ "[:blank:]", isblank }, { "[:cntrl:]", iscntrl },
		{ "[:digit:]", isdigit }, { "[:graph:]", isgraph },
		{ "[:lower:]", islower }, { "[:print:]", isprint },
		{ "[:punct:]", ispunct }, { "[:space:]", isspace },
		{ "[:upper:]", isupper }, { "[:xdigit:]", isxdigit },
	};
	size_t i, len;
	int ch;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		len = strlen(classes[i].name);
		if (strncmp(*s, classes[i].name, len) != 0)
			continue;
		*s += len;
		for (ch = 0; ch < CHARS; ch++)
			if (classes[i].is(ch))
				set_add(set, ch);
		return 1;
	}
	return 0;
}

static void
set_parse(struct set *set, const char *s)
{
	int first, last;

	set->count = 0;
	while (*s != '\0') {
		if (class_parse(&s, set))
			continue;
		first = last = char_parse(&s);
		if (*s == '-' && s[1] != '\0') {
			s++;
			last = char_parse(&s);
		}
		for (; first <= last; first++)
			set_add(set, first);
	}
}

static int
set_has(const struct set *set, int ch)
{
	return memchr(set->ch, ch, (size_t)set->count) != NULL;
}

static void
set_complement(struct set *set)
{
	struct set other = { .count = 0 };
	int ch;

	for (ch = 0; ch < CHARS; ch++)
		if (!set_has(set, ch))
			set_add(&other, ch);
	*set = other;
}

/* map: what each character becomes, or -1 to drop it. */
static void
translate(const short *map, const struct set *squeeze)
{
	int ch, last = -1;

	while ((ch = getchar()) != EOF) {
		ch = map[ch];
		if (ch < 0 || (ch == last && set_has(squeeze, ch)))
			continue;
		putchar(ch);
		last = ch;
	}
}

static void
map_make(short *map, const struct set *from, const struct set *to)
{
	int i, last;

	if (to->count == 0)
		errx(1, "empty string2");
	for (i = 0; i < from->count; i++) {
		last = i < to->count ? i : to->count - 1;
		map[from->ch[i]] = to->ch[last];
	}
}

int
main(int argc, char **argv)
{
	struct set from = { .count = 0 }, to = { .count = 0 };
	struct set none = { .count = 0 };
	int ch, complement = 0, delete = 0, squeeze = 0;
	short map[CHARS];

	while ((ch = getopt(argc, argv, "Ccds")) != -1) {
		if (ch == '?')
			usage();
		complement |= ch == 'c' || ch == 'C';
		delete |= ch == 'd';
		squeeze |= ch == 's';
	}
	argc -= optind, argv += optind;
	if (argc < 1 || argc > 2 || (delete && !squeeze && argc != 1) ||
	    (!delete && !squeeze && argc != 2))
		usage();
	set_parse(&from, argv[0]);
	if (complement)
		set_complement(&from);
	if (argc == 2)
		set_parse(&to, argv[1]);
	for (ch = 0; ch < CHARS; ch++)
		map[ch] = (short)(delete && set_has(&from, ch) ? -1 : ch);
	if (!delete && argc == 2)
		map_make(map, &from, &to);
	translate(map, !squeeze ? &none : argc == 2 ? &to : &from);
	return 0;
}
