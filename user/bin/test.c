// SPDX-License-Identifier: BSD-2-Clause
/*
 * test, [ - evaluate a condition; the answer is the exit status.
 *
 * Parsed by descent: or, and, not, primary.  POSIX decides by the number of
 * arguments; this grammar agrees with it up to four, because a word that
 * has a binary operator behind it is always taken as an operand.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char **word;			/* the next argument */

static int	or_eval(void);

static void
bad(const char *why)
{
	warnx("%s", why);
	exit(2);
}

static long
number(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	if (*s == '\0' || *end != '\0') {
		warnx("%s: bad number", s);
		exit(2);
	}
	return n;
}

static int
file_type_is(const char *path, mode_t type)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & S_IFMT) == type;
}

static int
file_has(const char *path, mode_t bits)
{
	struct stat st;

	return stat(path, &st) == 0 && (st.st_mode & bits) != 0;
}

static int
file_eval(char op, const char *path)
{
	struct stat st;

	switch (op) {
	case 'b':
		return file_type_is(path, S_IFBLK);
	case 'c':
		return file_type_is(path, S_IFCHR);
	case 'd':
		return file_type_is(path, S_IFDIR);
	case 'e':
		return stat(path, &st) == 0;
	case 'f':
		return file_type_is(path, S_IFREG);
	case 'g':
		return file_has(path, S_ISGID);
	case 'h':
	case 'L':
		return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
	case 'k':
		return file_has(path, S_ISVTX);
	case 'p':
		return file_type_is(path, S_IFIFO);
	case 'S':
		return file_type_is(path, S_IFSOCK);
	case 's':
		return stat(path, &st) == 0 && st.st_size > 0;
	default:
		return file_has(path, S_ISUID);
	}
}

static int
unary_eval(char op, const char *arg)
{
	switch (op) {
	case 'n':
		return *arg != '\0';
	case 'r':
		return access(arg, R_OK) == 0;
	case 't':
		return isatty((int)number(arg));
	case 'w':
		return access(arg, W_OK) == 0;
	case 'x':
		return access(arg, X_OK) == 0;
	case 'z':
		return *arg == '\0';
	default:
		return file_eval(op, arg);
	}
}

/* Negative when op is no binary operator. */
static int
binary_eval(const char *a, const char *op, const char *b)
{
	struct stat sa, sb;

	if (strcmp(op, "=") == 0 || strcmp(op, "==") == 0)
		return strcmp(a, b) == 0;
	if (strcmp(op, "!=") == 0)
		return strcmp(a, b) != 0;
	if (strcmp(op, "<") == 0)
		return strcmp(a, b) < 0;
	if (strcmp(op, ">") == 0)
		return strcmp(a, b) > 0;
	if (strcmp(op, "-eq") == 0)
		return number(a) == number(b);
	if (strcmp(op, "-ne") == 0)
		return number(a) != number(b);
	if (strcmp(op, "-lt") == 0)
		return number(a) < number(b);
	if (strcmp(op, "-le") == 0)
		return number(a) <= number(b);
	if (strcmp(op, "-gt") == 0)
		return number(a) > number(b);
	if (strcmp(op, "-ge") == 0)
		return number(a) >= number(b);
	if (strcmp(op, "-nt") == 0)
		return stat(a, &sa) == 0 && (stat(b, &sb) != 0 ||
		    sa.st_mtime > sb.st_mtime);
	if (strcmp(op, "-ot") == 0)
		return stat(b, &sb) == 0 && (stat(a, &sa) != 0 ||
		    sa.st_mtime < sb.st_mtime);
	if (strcmp(op, "-ef") == 0)
		return stat(a, &sa) == 0 && stat(b, &sb) == 0 &&
		    sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
	return -1;
}

static int
is_unary(const char *s)
{
	return s[0] == '-' && s[1] != '\0' && s[2] == '\0' &&
	    strchr("bcdefghkLnprSstuwxz", s[1]) != NULL;
}

static int
primary_eval(void)
{
	int result;
	char *w = *word;

	if (w == NULL)
		bad("argument expected");
	if (word[1] != NULL && word[2] != NULL) {
		result = binary_eval(w, word[1], word[2]);
		if (result >= 0) {
			word += 3;
			return result;
		}
	}
	if (strcmp(w, "(") == 0 && word[1] != NULL) {
		word++;
		result = or_eval();
		if (*word == NULL || strcmp(*word, ")") != 0)
			bad("closing paren expected");
		word++;
		return result;
	}
	if (is_unary(w) && word[1] != NULL) {
		word += 2;
		return unary_eval(w[1], word[-1]);
	}
	word++;
	return *w != '\0';
}

static int
not_eval(void)
{
	if (*word != NULL && strcmp(*word, "!") == 0 && word[1] != NULL &&
	    !(word[2] != NULL && word[3] == NULL &&
	    binary_eval("", word[1], "") >= 0)) {
		word++;
		return !not_eval();
	}
	return primary_eval();
}

static int
and_eval(void)
{
	int result = not_eval();

	while (*word != NULL && strcmp(*word, "-a") == 0) {
		word++;
		result &= not_eval();
	}
	return result;
}

static int
or_eval(void)
{
	int result = and_eval();

	while (*word != NULL && strcmp(*word, "-o") == 0) {
		word++;
		result |= and_eval();
	}
	return result;
}

int
main(int argc, char **argv)
{
	int result;

	if (strcmp(getprogname(), "[") == 0) {
		if (strcmp(argv[argc - 1], "]") != 0)
			bad("missing ]");
		argv[argc - 1] = NULL;
	}
	word = argv + 1;
	if (*word == NULL)
		return 1;
	result = or_eval();
	if (*word != NULL) {
		warnx("%s: unexpected operator", *word);
		return 2;
	}
	return !result;
}
