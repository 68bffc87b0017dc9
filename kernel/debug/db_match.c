// SPDX-License-Identifier: BSD-2-Clause
/*
 * db_match - from a typed line to a command.
 *
 * A command's name is one or more words; each may be cut to a prefix, as
 * long as only one command is left.  A word typed in full beats prefixes:
 * "show jail" is not ambiguous though there is "show jails".  Of names that
 * remain the longest wins, so "show all commands" beats a "show".  And a
 * word typed in full is not taken for a prefix because the next is wrong:
 * "show all nonsense" is no "show alllocks".
 *
 * Pure; the host tests run it.
 */
#include <sys/errno.h>

#include "kernel/debug/db_priv.h"
#include "kernel/lib/string.h"

int
db_words_split(char *line, char *words[DB_WORDS])
{
	char *c = line;
	int n = 0;

	while (n < DB_WORDS - 1) {
		while (*c == ' ' || *c == '\t')
			c++;
		if (*c == '\0')
			break;
		words[n++] = c;
		while (*c != '\0' && *c != ' ' && *c != '\t' &&
		    (n > 1 || *c != '/'))
			c++;
		if (*c == '/' && n == 1 && n < DB_WORDS - 1) {
			memmove(c + 1, c, strlen(c) + 1);
			*c++ = '\0';
			continue;
		}
		if (*c != '\0')
			*c++ = '\0';
	}
	words[n] = NULL;
	return n;
}

/* Length of the first word of name, and where the next begins. */
static size_t
name_word(const char *name, const char **next)
{
	const char *blank = strchr(name, ' ');
	size_t len = blank != NULL ? (size_t)(blank - name) : strlen(name);

	*next = blank != NULL ? blank + 1 : name + len;
	return len;
}

/* How many of the name's first words were typed in full. */
static int
name_full(const char *name, int nwords, char *const *words)
{
	const char *next;
	size_t len;
	int n;

	for (n = 0; *name != '\0' && n < nwords; name = next, n++) {
		len = name_word(name, &next);
		if (strlen(words[n]) != len ||
		    strncmp(name, words[n], len) != 0)
			break;
	}
	return n;
}

/*
 * How well the words fit the name: 0 not at all, else a number that is the
 * larger the more of its words were typed in full, the first weighing most.
 * *used is the number of words in the name.
 */
static unsigned
name_fit(const char *name, int nwords, char *const *words, int *used)
{
	unsigned fit = 1;
	size_t len, typed;
	const char *next;

	for (*used = 0; *name != '\0'; name = next, (*used)++) {
		len = name_word(name, &next);
		if (*used == nwords)
			return 0;
		typed = strlen(words[*used]);
		if (typed > len || strncmp(name, words[*used], typed) != 0)
			return 0;
		fit = fit * 2 + (typed == len);
	}
	/* Fill up, so that names of different lengths compare. */
	return fit << (8 - *used);
}

int
db_command_match(const struct db_command *const *first,
    const struct db_command *const *limit, int nwords, char *const *words,
    const struct db_command **found, int *used)
{
	const struct db_command *const *dc;
	unsigned best = 0, fit;
	int n, ties = 0, full = 0;

	*used = 0;
	for (dc = first; dc < limit; dc++) {
		n = name_full((*dc)->dc_name, nwords, words);
		full = n > full ? n : full;
		fit = name_fit((*dc)->dc_name, nwords, words, &n);
		if (fit == 0 || fit < best || (fit == best && n < *used))
			continue;
		ties = fit == best && n == *used ? ties + 1 : 0;
		best = fit;
		*used = n;
		*found = *dc;
	}
	if (best == 0 || name_full((*found)->dc_name, nwords, words) < full)
		return ENOENT;
	return ties > 0 ? EEXIST : 0;
}
